/* Handles, kernel objects, the program's own pointers, mirrored structs and what the DLL keeps. */
#ifndef HANDLES_H
#define HANDLES_H

#include <windows.h>
#include <stddef.h>

typedef struct box box;
typedef void *token;
typedef struct view { int count; int private_part; } view;
/* Owned by the program, known to the DLL by its address. */
typedef struct counter { const unsigned char *next; unsigned left; unsigned total; struct hidden_state *state; } counter;

box *box_open(int value);
int box_get(box *b);
void box_close(box *b);
int box_make(int value, box **made);
int box_sum(box *const *list, int count);
token token_open(int value);
int token_get(const token t);
void token_close(token t);
void *plain_open(int value);
int plain_get(void *t);
void plain_close(void *t);
view *view_open(int value);
int view_value(view *v);
void view_close(view *v);
int number_open(int value, size_t *made);
BOOL signal_event(const HANDLE event);
HANDLE make_event(void);
int write_file(HANDLE file, const char *text);
int is_window(const HWND window);
HWND desktop(void);
HDC same_dc(HDC dc);
int set_user(box *b, void *user);
void *get_user(box *b);
size_t same_number(size_t cookie);
int keep_name(box *b, const char *name);
int name_length(box *b);
int counter_open(counter *c);
int counter_run(counter *c);
int counter_close(counter *c);
int last_error(int code);

#endif
