#include "handles.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct box { int value; void *user; const char *name; };
struct hidden_state { const counter *owner; unsigned sum; };

box *box_open(int value)
{
    box *b = value < 0 ? NULL : calloc(1, sizeof(*b));

    if (b != NULL)
        b->value = value;
    else
        SetLastError(ERROR_INVALID_PARAMETER);
    return b;
}
int box_get(box *b) { return b ? b->value : -1; }
void box_close(box *b) { free(b); }
int box_make(int value, box **made)
{
    *made = box_open(value);
    return *made != NULL;
}
int box_sum(box *const *list, int count)
{
    int sum = 0;

    for (int i = 0; i < count; i++)
        sum = sum * 10 + box_get(list[i]);
    return sum;
}
token token_open(int value) { return box_open(value); }
int token_get(token t) { return box_get(t); }
void token_close(token t) { free(t); }
void *plain_open(int value) { return box_open(value); }
int plain_get(void *t) { return box_get(t); }
void plain_close(void *t) { free(t); }
view *view_open(int value)
{
    view *v = calloc(1, sizeof(*v));

    v->private_part = value;
    return v;
}
int view_value(view *v) { return v->private_part; }
void view_close(view *v) { free(v); }
int number_open(int value, size_t *made)
{
    *made = (size_t)value + 5;
    return 1;
}
BOOL signal_event(HANDLE event) { return SetEvent(event); }
HANDLE make_event(void) { return CreateEventW(NULL, TRUE, TRUE, NULL); }
int write_file(HANDLE file, const char *text)
{
    DWORD written = 0;

    return WriteFile(file, text, (DWORD)strlen(text), &written, NULL) ? (int)written : -1;
}
int is_window(HWND window) { return IsWindow(window) != 0; }
HWND desktop(void) { return GetDesktopWindow(); }
HDC same_dc(HDC dc) { return dc; }
int set_user(box *b, void *user)
{
    b->user = user;
    return 1;
}
void *get_user(box *b) { return b->user; }
size_t same_number(size_t cookie) { return cookie; }
int keep_name(box *b, const char *name)
{
    b->name = name;
    return name != NULL;
}
int name_length(box *b) { return b->name ? (int)strlen(b->name) : -1; }
int counter_open(counter *c)
{
    c->state = calloc(1, sizeof(*c->state));
    c->state->owner = c;
    c->total = 0;
    return 0;
}
int counter_run(counter *c)
{
    if (c->state == NULL || c->state->owner != c)
        return -2;
    while (c->left > 1) {
        c->state->sum += *c->next++;
        c->left--;
        c->total++;
    }
    return (int)c->state->sum;
}
int counter_close(counter *c)
{
    if (c->state == NULL || c->state->owner != c)
        return -2;
    free(c->state);
    c->state = NULL;
    return 0;
}
int last_error(int code)
{
    SetLastError((DWORD)code);
    errno = code + 1;
    return code;
}
