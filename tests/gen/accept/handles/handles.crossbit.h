#include "handles.h"
#include <crossbit/annotate.h>
CROSSBIT_LIBRARY("handles.dll");
CROSSBIT_HANDLE(box *);
CROSSBIT_HANDLE(token);
CROSSBIT_VISIBLE_HANDLE(view *);
CROSSBIT_MIRROR(counter) {
    _Field_size_bytes_(left) CROSSBIT_CURSOR_IN const unsigned char *next;
    unsigned left;
    CROSSBIT_OUTPUT unsigned total;
    CROSSBIT_HIDDEN struct hidden_state *state;
};
void box_close(CROSSBIT_CLOSES box *b);
int box_make(int value, _Outptr_result_maybenull_ box **made);
int box_sum(_In_reads_(count) box *const *list, int count);
void token_close(CROSSBIT_CLOSES token t);
CROSSBIT_AS_HANDLE(plain) void *plain_open(int value);
int plain_get(CROSSBIT_AS_HANDLE(plain) void *t);
void plain_close(CROSSBIT_AS_HANDLE(plain) CROSSBIT_CLOSES void *t);
void view_close(CROSSBIT_CLOSES view *v);
int number_open(int value, _Out_ size_t *made);
BOOL signal_event(CROSSBIT_KERNEL_HANDLE const HANDLE event);
CROSSBIT_KERNEL_HANDLE HANDLE make_event(void);
int write_file(CROSSBIT_KERNEL_HANDLE HANDLE file, _In_z_ const char *text);
int set_user(box *b, CROSSBIT_USER void *user);
CROSSBIT_USER void *get_user(box *b);
CROSSBIT_USER size_t same_number(CROSSBIT_USER size_t cookie);
int keep_name(box *b, _In_opt_z_ CROSSBIT_KEPT(b) const char *name);
int counter_open(CROSSBIT_OPENS CROSSBIT_MEMBERS(next, left) _Inout_ counter *c);
int counter_run(_Inout_ counter *c);
int counter_close(CROSSBIT_CLOSES _Inout_ counter *c);
