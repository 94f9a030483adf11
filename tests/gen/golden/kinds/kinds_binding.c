/* Made by crossbit-gen for kinds.dll: the binding. The surrogate loads it; it calls the DLL. Do not edit. */
#define CROSSBIT_BINDING
#include "kinds_wire.h"

__attribute__((unused)) static const hyper crossbit_nothing_data[2] = {0};
#define crossbit_nothing ((const void *)crossbit_nothing_data)
static const struct crossbit_handle_kind crossbit_handles[] = {
    { "box *", 0 },
    { NULL, 0 }
};
static const struct crossbit_record crossbit_records[] = {
    { sizeof(struct apart), (crossbit_give_record *)(void (*)(void))crossbit_give_struct_apart, (crossbit_take_record *)(void (*)(void))crossbit_take_struct_apart },
    { 0, NULL, NULL },
    { sizeof(struct inner), (crossbit_give_record *)(void (*)(void))crossbit_give_struct_inner, (crossbit_take_record *)(void (*)(void))crossbit_take_struct_inner },
    { sizeof(__typeof__(((struct inner *)0)->named)), (crossbit_give_record *)(void (*)(void))crossbit_give_record3, (crossbit_take_record *)(void (*)(void))crossbit_take_record3 },
    { sizeof(struct given), (crossbit_give_record *)(void (*)(void))crossbit_give_struct_given, (crossbit_take_record *)(void (*)(void))crossbit_take_struct_given },
    { sizeof(struct stream), (crossbit_give_record *)(void (*)(void))crossbit_give_struct_stream, (crossbit_take_record *)(void (*)(void))crossbit_take_struct_stream },
    { sizeof(struct plain), (crossbit_give_record *)(void (*)(void))crossbit_give_struct_plain, (crossbit_take_record *)(void (*)(void))crossbit_take_struct_plain },
    { sizeof(struct table), (crossbit_give_record *)(void (*)(void))crossbit_give_struct_table, (crossbit_take_record *)(void (*)(void))crossbit_take_struct_table },
    { 0, NULL, NULL }
};

/* The DLL's functions. */
static struct {
    short (__cdecl *widths)(char a, unsigned short b, long c, long long d, float e, double f, size_t g, _Bool h);
    int (__cdecl *tokens)(box * a, HANDLE b, HWND c, void * d, int e, void * f);
    long (__cdecl *users)(long window);
    void (__cdecl *sizes)(unsigned int size);
    void (__cdecl *box_close)(box * b);
    box * (__cdecl *box_open)(void);
    int (__cdecl *paths)(const char * from, size_t * sizes, int n);
    const char * (__cdecl *inside)(const char * text);
    const wchar_t * (__cdecl *fixed)(void);
    char * (__cdecl *copy)(const char * text);
    const int * (__cdecl *numbers)(void);
    int * (__cdecl *range)(int n);
    int (__cdecl *terminated)(const char * text, int n);
    void (__cdecl *release)(void * memory);
    int (__cdecl *arrays)(const short * a, int * b, double * c, char * d, wchar_t * e, const void * f, int n, int * valid, float * g);
    void (__cdecl *packed)(const size_t * a, size_t * b, struct apart * c, struct flat * d, int n, int * valid, const struct inner * e, struct inner * f, const char *const * g);
    struct given (__cdecl *by_value)(struct apart value, struct flat flat);
    void (__cdecl *outputs)(box ** a, struct given * b, const char ** c);
    void (__cdecl *worked)(void * work, int n);
    void (__cdecl *kept)(box * b, const char * name, struct apart * value, const int * list, int n);
    int (__cdecl *stream_open)(stream * s);
    int (__cdecl *stream_run)(stream * s);
    int (__cdecl *plain_run)(plain * p);
    int (__cdecl *plain_close)(plain * p);
    void (__cdecl *allocator)(allocate a, release_fn b, void * user);
    long long (__stdcall *lender)(lend f, void * user);
    void (__cdecl *table_set)(struct table * t);
    int (__cdecl *by_binding)(int value);
    int (__fastcall *seventh)(int value);
    void (*crossbit_end)(void);
} crossbit_original;

static const struct crossbit_import crossbit_imports[] = {
    { "widths", 0, (void **)&crossbit_original.widths },
    { "tokens", 0, (void **)&crossbit_original.tokens },
    { "users", 0, (void **)&crossbit_original.users },
    { "sizes", 0, (void **)&crossbit_original.sizes },
    { "box_close", 0, (void **)&crossbit_original.box_close },
    { "box_open", 0, (void **)&crossbit_original.box_open },
    { "paths", 0, (void **)&crossbit_original.paths },
    { "inside", 0, (void **)&crossbit_original.inside },
    { "fixed", 0, (void **)&crossbit_original.fixed },
    { "copy", 0, (void **)&crossbit_original.copy },
    { "numbers", 0, (void **)&crossbit_original.numbers },
    { "range", 0, (void **)&crossbit_original.range },
    { "terminated", 0, (void **)&crossbit_original.terminated },
    { "release", 0, (void **)&crossbit_original.release },
    { "arrays", 0, (void **)&crossbit_original.arrays },
    { "packed", 0, (void **)&crossbit_original.packed },
    { "by_value", 0, (void **)&crossbit_original.by_value },
    { "outputs", 0, (void **)&crossbit_original.outputs },
    { "worked", 0, (void **)&crossbit_original.worked },
    { "kept", 0, (void **)&crossbit_original.kept },
    { "stream_open", 0, (void **)&crossbit_original.stream_open },
    { "stream_run", 0, (void **)&crossbit_original.stream_run },
    { "plain_run", 0, (void **)&crossbit_original.plain_run },
    { "plain_close", 0, (void **)&crossbit_original.plain_close },
    { "allocator", 0, (void **)&crossbit_original.allocator },
    { "lender", 0, (void **)&crossbit_original.lender },
    { "table_set", 0, (void **)&crossbit_original.table_set },
    { "by_binding", 0, (void **)&crossbit_original.by_binding },
    { "seventh", 7, (void **)&crossbit_original.seventh },
    { NULL, 0, NULL }
};

/* hand-written, in the user's source */
int __cdecl binding_by_binding(int value);

/* hand-written, in the user's source */
int __cdecl binding_helper(int value);

static void * thunk_allocate(unsigned crossbit_slot, void * user, unsigned int items, unsigned int size)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_allocate_callback cb_call = {0};
    IkindsSink *cb_object;
    void * crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter_callback(cb_scope, (void *)&cb_call, 0, crossbit_slot, &cb_call.crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__user = (hyper)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(user));
    cb_call.p__items = (long)(INT64)(items);
    cb_call.p__size = (long)(INT64)(size);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_allocate(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (void *)crossbit_allocation_from_wire(cb_scope, cb_call.crossbit_result, (INT64)(items * size));
exit:
    if (!crossbit_leave_callback(cb_scope, (void *)&cb_call, "allocate"))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

#define CROSSBIT_THUNK(cb_n) static void * __cdecl thunk_allocate_##cb_n(void * user, unsigned int items, unsigned int size) { return thunk_allocate(cb_n, user, items, size); }
CROSSBIT_THUNK(0) CROSSBIT_THUNK(1) CROSSBIT_THUNK(2) CROSSBIT_THUNK(3) CROSSBIT_THUNK(4) CROSSBIT_THUNK(5) CROSSBIT_THUNK(6) CROSSBIT_THUNK(7)
CROSSBIT_THUNK(8) CROSSBIT_THUNK(9) CROSSBIT_THUNK(10) CROSSBIT_THUNK(11) CROSSBIT_THUNK(12) CROSSBIT_THUNK(13) CROSSBIT_THUNK(14) CROSSBIT_THUNK(15)
CROSSBIT_THUNK(16) CROSSBIT_THUNK(17) CROSSBIT_THUNK(18) CROSSBIT_THUNK(19) CROSSBIT_THUNK(20) CROSSBIT_THUNK(21) CROSSBIT_THUNK(22) CROSSBIT_THUNK(23)
CROSSBIT_THUNK(24) CROSSBIT_THUNK(25) CROSSBIT_THUNK(26) CROSSBIT_THUNK(27) CROSSBIT_THUNK(28) CROSSBIT_THUNK(29) CROSSBIT_THUNK(30) CROSSBIT_THUNK(31)
#undef CROSSBIT_THUNK
static void *const thunks_allocate[CROSSBIT_THUNKS] = {
    (void *)thunk_allocate_0,
    (void *)thunk_allocate_1,
    (void *)thunk_allocate_2,
    (void *)thunk_allocate_3,
    (void *)thunk_allocate_4,
    (void *)thunk_allocate_5,
    (void *)thunk_allocate_6,
    (void *)thunk_allocate_7,
    (void *)thunk_allocate_8,
    (void *)thunk_allocate_9,
    (void *)thunk_allocate_10,
    (void *)thunk_allocate_11,
    (void *)thunk_allocate_12,
    (void *)thunk_allocate_13,
    (void *)thunk_allocate_14,
    (void *)thunk_allocate_15,
    (void *)thunk_allocate_16,
    (void *)thunk_allocate_17,
    (void *)thunk_allocate_18,
    (void *)thunk_allocate_19,
    (void *)thunk_allocate_20,
    (void *)thunk_allocate_21,
    (void *)thunk_allocate_22,
    (void *)thunk_allocate_23,
    (void *)thunk_allocate_24,
    (void *)thunk_allocate_25,
    (void *)thunk_allocate_26,
    (void *)thunk_allocate_27,
    (void *)thunk_allocate_28,
    (void *)thunk_allocate_29,
    (void *)thunk_allocate_30,
    (void *)thunk_allocate_31,
};

static void thunk_release_fn(unsigned crossbit_slot, void * user, void * memory)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_release_fn_callback cb_call = {0};
    IkindsSink *cb_object;

    cb_object = crossbit_enter_callback(cb_scope, (void *)&cb_call, 1, crossbit_slot, &cb_call.crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__user = (hyper)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(user));
    cb_call.p__memory = (hyper)crossbit_release_to_wire(cb_scope, memory);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_release_fn(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
exit:
    if (!crossbit_leave_callback(cb_scope, (void *)&cb_call, "release_fn"))
        (void)0;
}

#define CROSSBIT_THUNK(cb_n) static void __cdecl thunk_release_fn_##cb_n(void * user, void * memory) { thunk_release_fn(cb_n, user, memory); }
CROSSBIT_THUNK(0) CROSSBIT_THUNK(1) CROSSBIT_THUNK(2) CROSSBIT_THUNK(3) CROSSBIT_THUNK(4) CROSSBIT_THUNK(5) CROSSBIT_THUNK(6) CROSSBIT_THUNK(7)
CROSSBIT_THUNK(8) CROSSBIT_THUNK(9) CROSSBIT_THUNK(10) CROSSBIT_THUNK(11) CROSSBIT_THUNK(12) CROSSBIT_THUNK(13) CROSSBIT_THUNK(14) CROSSBIT_THUNK(15)
CROSSBIT_THUNK(16) CROSSBIT_THUNK(17) CROSSBIT_THUNK(18) CROSSBIT_THUNK(19) CROSSBIT_THUNK(20) CROSSBIT_THUNK(21) CROSSBIT_THUNK(22) CROSSBIT_THUNK(23)
CROSSBIT_THUNK(24) CROSSBIT_THUNK(25) CROSSBIT_THUNK(26) CROSSBIT_THUNK(27) CROSSBIT_THUNK(28) CROSSBIT_THUNK(29) CROSSBIT_THUNK(30) CROSSBIT_THUNK(31)
#undef CROSSBIT_THUNK
static void *const thunks_release_fn[CROSSBIT_THUNKS] = {
    (void *)thunk_release_fn_0,
    (void *)thunk_release_fn_1,
    (void *)thunk_release_fn_2,
    (void *)thunk_release_fn_3,
    (void *)thunk_release_fn_4,
    (void *)thunk_release_fn_5,
    (void *)thunk_release_fn_6,
    (void *)thunk_release_fn_7,
    (void *)thunk_release_fn_8,
    (void *)thunk_release_fn_9,
    (void *)thunk_release_fn_10,
    (void *)thunk_release_fn_11,
    (void *)thunk_release_fn_12,
    (void *)thunk_release_fn_13,
    (void *)thunk_release_fn_14,
    (void *)thunk_release_fn_15,
    (void *)thunk_release_fn_16,
    (void *)thunk_release_fn_17,
    (void *)thunk_release_fn_18,
    (void *)thunk_release_fn_19,
    (void *)thunk_release_fn_20,
    (void *)thunk_release_fn_21,
    (void *)thunk_release_fn_22,
    (void *)thunk_release_fn_23,
    (void *)thunk_release_fn_24,
    (void *)thunk_release_fn_25,
    (void *)thunk_release_fn_26,
    (void *)thunk_release_fn_27,
    (void *)thunk_release_fn_28,
    (void *)thunk_release_fn_29,
    (void *)thunk_release_fn_30,
    (void *)thunk_release_fn_31,
};

static int thunk_lend(unsigned crossbit_slot, void * user, size_t * list, int size, int * valid, const struct apart * value, unsigned char ** lent)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_lend_callback cb_call = {0};
    IkindsSink *cb_object;
    int crossbit_result;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter_callback(cb_scope, (void *)&cb_call, 2, crossbit_slot, &cb_call.crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__user = (hyper)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(user));
    cb_call.p__size = (long)(INT64)(size);
    if (valid == NULL)
        cb_call.nulls |= 1u << 0;
    else
        memcpy(&cb_call.p__valid, valid, sizeof(*valid));
    {
        size_t n__1 = (list) != NULL ? crossbit_count(cb_scope, (INT64)(size), 1, "list") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(list), n__1, sizeof(*(list)))) {
        }
    }
    {
        size_t n__2 = (value) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "value") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(value), n__2, sizeof(*(value)))) {
            for (size_t i__3 = 0; i__3 < n__2 && SUCCEEDED(cb_scope->status); i__3++) {
                crossbit_put_struct_apart(cb_scope, &(value)[i__3], ~(UINT64)0);
            }
        }
    }
    {
        size_t n__4 = (lent) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "lent") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(lent), n__4, sizeof(*(lent)))) {
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_lend(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (valid != NULL && (cb_call.flags & CROSSBIT_CALL_WRITTEN))
        memcpy(valid, &cb_call.p__valid, sizeof(*valid));
    if (list != NULL) {
        size_t n__5 = crossbit_take_elements(cb_scope, (const void *)list);
        for (size_t i__6 = 0; i__6 < n__5 && SUCCEEDED(cb_scope->status); i__6++) {
            { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&(list)[i__6], &crossbit_v, sizeof(crossbit_v)); }
        }
    }
    if (lent != NULL) {
        size_t n__7 = crossbit_take_elements(cb_scope, (const void *)lent);
        for (size_t i__8 = 0; i__8 < n__7 && SUCCEEDED(cb_scope->status); i__8++) {
            {
                const void *crossbit_v = (const void *)((lent)[i__8]);
                if (crossbit_take_pointer(cb_scope, &crossbit_v))
                    crossbit_v = crossbit_take_lent(cb_scope);
                memcpy((void *)&(lent)[i__8], &crossbit_v, sizeof(crossbit_v));
            }
        }
    }
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave_callback(cb_scope, (void *)&cb_call, "lend"))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

#define CROSSBIT_THUNK(cb_n) static int __stdcall thunk_lend_##cb_n(void * user, size_t * list, int size, int * valid, const struct apart * value, unsigned char ** lent) { return thunk_lend(cb_n, user, list, size, valid, value, lent); }
CROSSBIT_THUNK(0) CROSSBIT_THUNK(1) CROSSBIT_THUNK(2) CROSSBIT_THUNK(3) CROSSBIT_THUNK(4) CROSSBIT_THUNK(5) CROSSBIT_THUNK(6) CROSSBIT_THUNK(7)
CROSSBIT_THUNK(8) CROSSBIT_THUNK(9) CROSSBIT_THUNK(10) CROSSBIT_THUNK(11) CROSSBIT_THUNK(12) CROSSBIT_THUNK(13) CROSSBIT_THUNK(14) CROSSBIT_THUNK(15)
CROSSBIT_THUNK(16) CROSSBIT_THUNK(17) CROSSBIT_THUNK(18) CROSSBIT_THUNK(19) CROSSBIT_THUNK(20) CROSSBIT_THUNK(21) CROSSBIT_THUNK(22) CROSSBIT_THUNK(23)
CROSSBIT_THUNK(24) CROSSBIT_THUNK(25) CROSSBIT_THUNK(26) CROSSBIT_THUNK(27) CROSSBIT_THUNK(28) CROSSBIT_THUNK(29) CROSSBIT_THUNK(30) CROSSBIT_THUNK(31)
#undef CROSSBIT_THUNK
static void *const thunks_lend[CROSSBIT_THUNKS] = {
    (void *)thunk_lend_0,
    (void *)thunk_lend_1,
    (void *)thunk_lend_2,
    (void *)thunk_lend_3,
    (void *)thunk_lend_4,
    (void *)thunk_lend_5,
    (void *)thunk_lend_6,
    (void *)thunk_lend_7,
    (void *)thunk_lend_8,
    (void *)thunk_lend_9,
    (void *)thunk_lend_10,
    (void *)thunk_lend_11,
    (void *)thunk_lend_12,
    (void *)thunk_lend_13,
    (void *)thunk_lend_14,
    (void *)thunk_lend_15,
    (void *)thunk_lend_16,
    (void *)thunk_lend_17,
    (void *)thunk_lend_18,
    (void *)thunk_lend_19,
    (void *)thunk_lend_20,
    (void *)thunk_lend_21,
    (void *)thunk_lend_22,
    (void *)thunk_lend_23,
    (void *)thunk_lend_24,
    (void *)thunk_lend_25,
    (void *)thunk_lend_26,
    (void *)thunk_lend_27,
    (void *)thunk_lend_28,
    (void *)thunk_lend_29,
    (void *)thunk_lend_30,
    (void *)thunk_lend_31,
};

static void thunk_struct_table_next(unsigned crossbit_slot)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_struct_table_next_callback cb_call = {0};
    IkindsSink *cb_object;

    cb_object = crossbit_enter_callback(cb_scope, (void *)&cb_call, 3, crossbit_slot, &cb_call.crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_struct_table_next(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
exit:
    if (!crossbit_leave_callback(cb_scope, (void *)&cb_call, "struct_table_next"))
        (void)0;
}

#define CROSSBIT_THUNK(cb_n) static void __cdecl thunk_struct_table_next_##cb_n(void) { thunk_struct_table_next(cb_n); }
CROSSBIT_THUNK(0) CROSSBIT_THUNK(1) CROSSBIT_THUNK(2) CROSSBIT_THUNK(3) CROSSBIT_THUNK(4) CROSSBIT_THUNK(5) CROSSBIT_THUNK(6) CROSSBIT_THUNK(7)
CROSSBIT_THUNK(8) CROSSBIT_THUNK(9) CROSSBIT_THUNK(10) CROSSBIT_THUNK(11) CROSSBIT_THUNK(12) CROSSBIT_THUNK(13) CROSSBIT_THUNK(14) CROSSBIT_THUNK(15)
CROSSBIT_THUNK(16) CROSSBIT_THUNK(17) CROSSBIT_THUNK(18) CROSSBIT_THUNK(19) CROSSBIT_THUNK(20) CROSSBIT_THUNK(21) CROSSBIT_THUNK(22) CROSSBIT_THUNK(23)
CROSSBIT_THUNK(24) CROSSBIT_THUNK(25) CROSSBIT_THUNK(26) CROSSBIT_THUNK(27) CROSSBIT_THUNK(28) CROSSBIT_THUNK(29) CROSSBIT_THUNK(30) CROSSBIT_THUNK(31)
#undef CROSSBIT_THUNK
static void *const thunks_struct_table_next[CROSSBIT_THUNKS] = {
    (void *)thunk_struct_table_next_0,
    (void *)thunk_struct_table_next_1,
    (void *)thunk_struct_table_next_2,
    (void *)thunk_struct_table_next_3,
    (void *)thunk_struct_table_next_4,
    (void *)thunk_struct_table_next_5,
    (void *)thunk_struct_table_next_6,
    (void *)thunk_struct_table_next_7,
    (void *)thunk_struct_table_next_8,
    (void *)thunk_struct_table_next_9,
    (void *)thunk_struct_table_next_10,
    (void *)thunk_struct_table_next_11,
    (void *)thunk_struct_table_next_12,
    (void *)thunk_struct_table_next_13,
    (void *)thunk_struct_table_next_14,
    (void *)thunk_struct_table_next_15,
    (void *)thunk_struct_table_next_16,
    (void *)thunk_struct_table_next_17,
    (void *)thunk_struct_table_next_18,
    (void *)thunk_struct_table_next_19,
    (void *)thunk_struct_table_next_20,
    (void *)thunk_struct_table_next_21,
    (void *)thunk_struct_table_next_22,
    (void *)thunk_struct_table_next_23,
    (void *)thunk_struct_table_next_24,
    (void *)thunk_struct_table_next_25,
    (void *)thunk_struct_table_next_26,
    (void *)thunk_struct_table_next_27,
    (void *)thunk_struct_table_next_28,
    (void *)thunk_struct_table_next_29,
    (void *)thunk_struct_table_next_30,
    (void *)thunk_struct_table_next_31,
};

static void *const *const crossbit_thunk_tables[] = {
    thunks_allocate,
    thunks_release_fn,
    thunks_lend,
    thunks_struct_table_next,
    NULL
};
static struct crossbit_thunk crossbit_thunk_slots[4][CROSSBIT_THUNKS];

static HRESULT STDMETHODCALLTYPE callee_attach(Ikinds *iface, IkindsSink *sink, LONG process_id, LONG session)
{
    return crossbit_callee_attach(iface, (IUnknown *)sink, process_id, session);
}

static HRESULT STDMETHODCALLTYPE callee_widths(Ikinds *cb_iface,
        struct kinds_widths_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    short crossbit_result;
    char a;
    unsigned short b;
    long c;
    long long d;
    float e;
    double f;
    size_t g;
    _Bool h;
    jmp_buf cb_left;

    memset((void *)&a, 0, sizeof(a));
    memset((void *)&b, 0, sizeof(b));
    memset((void *)&c, 0, sizeof(c));
    memset((void *)&d, 0, sizeof(d));
    memset((void *)&e, 0, sizeof(e));
    memset((void *)&f, 0, sizeof(f));
    memset((void *)&g, 0, sizeof(g));
    memset((void *)&h, 0, sizeof(h));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "widths", NULL, 0);
    a = (char)(cb_call->p__a);
    b = (unsigned short)(cb_call->p__b);
    c = (long)(cb_call->p__c);
    d = (long long)(cb_call->p__d);
    e = (float)(cb_call->p__e);
    f = (double)(cb_call->p__f);
    g = (size_t)crossbit_narrow(cb_scope, cb_call->p__g, sizeof(size_t), 0);
    h = (_Bool)(cb_call->p__h);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.widths(a, b, c, d, e, f, g, h);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_tokens(Ikinds *cb_iface,
        struct kinds_tokens_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    box * a;
    HANDLE b;
    HWND c;
    void * d;
    int e;
    void * f;
    jmp_buf cb_left;

    memset((void *)&a, 0, sizeof(a));
    memset((void *)&b, 0, sizeof(b));
    memset((void *)&c, 0, sizeof(c));
    memset((void *)&d, 0, sizeof(d));
    memset((void *)&e, 0, sizeof(e));
    memset((void *)&f, 0, sizeof(f));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "tokens", NULL, 0);
    a = (box *)crossbit_handle_from_wire(cb_scope, 0, cb_call->p__a);
    b = (HANDLE)(UINT_PTR)crossbit_kernel_from_wire(cb_scope, cb_call->p__b);
    c = (HWND)(LONG_PTR)(LONG)(cb_call->p__c);
    d = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, cb_call->p__d);
    e = (int)crossbit_fd_from_wire(cb_scope, cb_call->p__e);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.tokens(a, b, c, d, e, f);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_users(Ikinds *cb_iface,
        struct kinds_users_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    long crossbit_result;
    long window;
    jmp_buf cb_left;

    memset((void *)&window, 0, sizeof(window));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "users", NULL, 0);
    window = (long)(LONG_PTR)(LONG)(cb_call->p__window);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.users(window);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (hyper)(INT64)(LONG)(LONG_PTR)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_sizes(Ikinds *cb_iface,
        struct kinds_sizes_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    unsigned int size;
    jmp_buf cb_left;

    memset((void *)&size, 0, sizeof(size));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "sizes", NULL, 0);
    size = (unsigned int)crossbit_sizeof_from_wire(cb_scope, cb_call->p__size, sizeof(struct flat));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.sizes(size);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_box_close(Ikinds *cb_iface,
        struct kinds_box_close_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    box * b;
    jmp_buf cb_left;

    memset((void *)&b, 0, sizeof(b));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "box_close", NULL, 0);
    b = (box *)crossbit_handle_from_wire(cb_scope, 0, cb_call->p__b);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_handle_closing(cb_scope, 0, (const void *)b);
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.box_close(b);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_handle_closed(cb_scope, 0, (const void *)b, (cb_call->flags & CROSSBIT_CALL_WRITTEN) != 0);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_box_open(Ikinds *cb_iface,
        struct kinds_box_open_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    box * crossbit_result;
    jmp_buf cb_left;

    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "box_open", NULL, 0);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.box_open();
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (hyper)crossbit_handle_to_wire(cb_scope, 0, (const void *)(crossbit_result));
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_paths(Ikinds *cb_iface,
        struct kinds_paths_call *cb_call,
        LONG n__from, const BYTE *p__from,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    const char * from;
    size_t * sizes;
    int n;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&from, 0, sizeof(from));
    memset((void *)&sizes, 0, sizeof(sizes));
    memset((void *)&n, 0, sizeof(n));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "paths", cb_in_data, cb_in_size);
    from = cb_call->nulls >> 0 & 1 ? NULL : (const char *)p__from;
    (void)n__from;
    crossbit_check_string(cb_scope, from, n__from, sizeof(*from));
    n = (int)(cb_call->p__n);
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(sizes)), FALSE, TRUE, &n__2);
        memcpy((void *)&sizes, &at__1, sizeof(at__1));
        (void)n__2;
        for (size_t i__3 = 0; i__3 < n__2 && SUCCEEDED(cb_scope->status); i__3++) {
            { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&(sizes)[i__3], &crossbit_v, sizeof(crossbit_v)); }
        }
        crossbit_snapshot(cb_scope, (const void *)(sizes));
    }
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.paths(from, sizes, n);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    if (sizes != NULL) {
        size_t n__4 = crossbit_elements(cb_scope, (const void *)sizes);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__4 = 0;
        crossbit_put(cb_scope, n__4, 8);
        const __typeof__(*(sizes)) *b__5 = crossbit_before(cb_scope, (const void *)(sizes));
        for (size_t i__6 = 0; i__6 < n__4 && SUCCEEDED(cb_scope->status); i__6++) {
            if (crossbit_changed(cb_scope, FALSE || ((sizes)[i__6]) != (b__5[i__6])))
                crossbit_put(cb_scope, (UINT64)(INT64)((sizes)[i__6]), 8);
        }
    }
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_inside(Ikinds *cb_iface,
        struct kinds_inside_call *cb_call,
        LONG n__text, const BYTE *p__text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    const char * crossbit_result;
    const char * text;
    jmp_buf cb_left;

    memset((void *)&text, 0, sizeof(text));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "inside", NULL, 0);
    text = cb_call->nulls >> 0 & 1 ? NULL : (const char *)p__text;
    (void)n__text;
    crossbit_check_string(cb_scope, text, n__text, sizeof(*text));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.inside(text);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (hyper)crossbit_result_is_to_wire(cb_scope, crossbit_result, text, crossbit_string_size(cb_scope, text, sizeof(*(text))) * sizeof(*(text)), 1, "text");
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_fixed(Ikinds *cb_iface,
        struct kinds_fixed_call *cb_call,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    const wchar_t * crossbit_result;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "fixed", NULL, 0);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.fixed();
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_give_result(cb_scope, crossbit_result, crossbit_string_size(cb_scope, crossbit_result, sizeof(*crossbit_result)) * sizeof(*crossbit_result));
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_copy(Ikinds *cb_iface,
        struct kinds_copy_call *cb_call,
        LONG n__text, const BYTE *p__text,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    char * crossbit_result;
    const char * text;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&text, 0, sizeof(text));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "copy", NULL, 0);
    text = cb_call->nulls >> 0 & 1 ? NULL : (const char *)p__text;
    (void)n__text;
    crossbit_check_string(cb_scope, text, n__text, sizeof(*text));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.copy(text);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_give_owned(cb_scope, crossbit_result, crossbit_string_size(cb_scope, crossbit_result, sizeof(*crossbit_result)) * sizeof(*crossbit_result));
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_numbers(Ikinds *cb_iface,
        struct kinds_numbers_call *cb_call,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    const int * crossbit_result;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "numbers", NULL, 0);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.numbers();
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_give_result(cb_scope, crossbit_result, crossbit_result == NULL ? 0 : crossbit_count(cb_scope, (INT64)(3), 1, "crossbit_result") * sizeof(*(crossbit_result)));
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_range(Ikinds *cb_iface,
        struct kinds_range_call *cb_call,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int * crossbit_result;
    int n;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&n, 0, sizeof(n));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "range", NULL, 0);
    n = (int)(cb_call->p__n);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.range(n);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_give_owned(cb_scope, crossbit_result, crossbit_result == NULL ? 0 : crossbit_count(cb_scope, (INT64)(n), 1, "crossbit_result") * sizeof(*(crossbit_result)));
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_terminated(Ikinds *cb_iface,
        struct kinds_terminated_call *cb_call,
        LONG n__text, const BYTE *p__text, const struct kinds_memory *m__text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    const char * text;
    int n;
    jmp_buf cb_left;

    memset((void *)&text, 0, sizeof(text));
    memset((void *)&n, 0, sizeof(n));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "terminated", NULL, 0);
    text = cb_call->nulls >> 0 & 1 ? NULL : (const char *)p__text;
    if (m__text != NULL)
        text = (const char *)crossbit_open_shared(cb_scope, (const struct crossbit_shared *)m__text);
    (void)n__text;
    n = (int)(cb_call->p__n);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.terminated(text, n);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_release(Ikinds *cb_iface,
        struct kinds_release_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    void * memory;
    jmp_buf cb_left;

    memset((void *)&memory, 0, sizeof(memory));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "release", cb_in_data, cb_in_size);
    memory = crossbit_owned_from_wire(cb_scope, (INT64)crossbit_get(cb_scope, 8));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.release(memory);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_owned_freed(cb_scope, (const void *)memory);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_arrays(Ikinds *cb_iface,
        struct kinds_arrays_call *cb_call,
        LONG n__a, const short *p__a, const struct kinds_memory *m__a,
        LONG n__b, LONG *p__b, const struct kinds_memory *m__b,
        LONG n__c, double *p__c, const struct kinds_memory *m__c,
        LONG n__d, LONG *l__d, BYTE *p__d, const struct kinds_memory *m__d,
        LONG n__e, short *p__e, const struct kinds_memory *m__e,
        LONG n__f, const BYTE *p__f, const struct kinds_memory *m__f)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    const short * a;
    int * b;
    double * c;
    char * d;
    wchar_t * e;
    const void * f;
    int n;
    int * valid;
    float * g;
    jmp_buf cb_left;

    memset((void *)&a, 0, sizeof(a));
    memset((void *)&b, 0, sizeof(b));
    memset((void *)&c, 0, sizeof(c));
    memset((void *)&d, 0, sizeof(d));
    memset((void *)&e, 0, sizeof(e));
    memset((void *)&f, 0, sizeof(f));
    memset((void *)&n, 0, sizeof(n));
    memset((void *)&valid, 0, sizeof(valid));
    memset((void *)&g, 0, sizeof(g));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "arrays", NULL, 0);
    a = cb_call->nulls >> 0 & 1 ? NULL : (const short *)p__a;
    if (m__a != NULL)
        a = (const short *)crossbit_open_shared(cb_scope, (const struct crossbit_shared *)m__a);
    (void)n__a;
    b = cb_call->nulls >> 1 & 1 ? NULL : (int *)p__b;
    if (m__b != NULL)
        b = (int *)crossbit_open_shared(cb_scope, (const struct crossbit_shared *)m__b);
    (void)n__b;
    c = cb_call->nulls >> 2 & 1 ? NULL : (double *)p__c;
    if (m__c != NULL)
        c = (double *)crossbit_open_shared(cb_scope, (const struct crossbit_shared *)m__c);
    (void)n__c;
    d = cb_call->nulls >> 3 & 1 ? NULL : (char *)p__d;
    if (m__d != NULL)
        d = (char *)crossbit_open_shared(cb_scope, (const struct crossbit_shared *)m__d);
    (void)n__d;
    *l__d = 0;
    e = cb_call->nulls >> 4 & 1 ? NULL : (wchar_t *)p__e;
    if (m__e != NULL)
        e = (wchar_t *)crossbit_open_shared(cb_scope, (const struct crossbit_shared *)m__e);
    (void)n__e;
    f = cb_call->nulls >> 5 & 1 ? NULL : (const void *)p__f;
    if (m__f != NULL)
        f = (const void *)crossbit_open_shared(cb_scope, (const struct crossbit_shared *)m__f);
    (void)n__f;
    n = (int)(cb_call->p__n);
    valid = cb_call->nulls >> 6 & 1 ? NULL : (int *)&cb_call->p__valid;
    g = cb_call->nulls >> 7 & 1 ? NULL : (float *)&cb_call->p__g;
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.arrays(a, b, c, d, e, f, n, valid, g);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = (crossbit_result > 0) ? CROSSBIT_CALL_WRITTEN : 0;
    if (d != NULL && (cb_call->flags & CROSSBIT_CALL_WRITTEN))
        *l__d = (LONG)crossbit_at_most(crossbit_valid((INT64)(*valid), 1), n__d);
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_packed(Ikinds *cb_iface,
        struct kinds_packed_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    const size_t * a;
    size_t * b;
    struct apart * c;
    struct flat * d;
    int n;
    int * valid;
    const struct inner * e;
    struct inner * f;
    const char *const * g;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&a, 0, sizeof(a));
    memset((void *)&b, 0, sizeof(b));
    memset((void *)&c, 0, sizeof(c));
    memset((void *)&d, 0, sizeof(d));
    memset((void *)&n, 0, sizeof(n));
    memset((void *)&valid, 0, sizeof(valid));
    memset((void *)&e, 0, sizeof(e));
    memset((void *)&f, 0, sizeof(f));
    memset((void *)&g, 0, sizeof(g));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "packed", cb_in_data, cb_in_size);
    n = (int)(cb_call->p__n);
    valid = cb_call->nulls >> 0 & 1 ? NULL : (int *)&cb_call->p__valid;
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(a)), FALSE, TRUE, &n__2);
        memcpy((void *)&a, &at__1, sizeof(at__1));
        (void)n__2;
        for (size_t i__3 = 0; i__3 < n__2 && SUCCEEDED(cb_scope->status); i__3++) {
            { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&(a)[i__3], &crossbit_v, sizeof(crossbit_v)); }
        }
    }
    {
        size_t n__5 = 0;
        void *at__4 = crossbit_get_buffer(cb_scope, sizeof(*(b)), FALSE, TRUE, &n__5);
        memcpy((void *)&b, &at__4, sizeof(at__4));
        (void)n__5;
    }
    {
        size_t n__7 = 0;
        void *at__6 = crossbit_get_buffer(cb_scope, sizeof(*(c)), FALSE, TRUE, &n__7);
        memcpy((void *)&c, &at__6, sizeof(at__6));
        (void)n__7;
        for (size_t i__8 = 0; i__8 < n__7 && SUCCEEDED(cb_scope->status); i__8++) {
            crossbit_get_struct_apart(cb_scope, (struct apart *)&(c)[i__8], ~(UINT64)0);
        }
        crossbit_snapshot(cb_scope, (const void *)(c));
    }
    {
        size_t n__10 = 0;
        void *at__9 = crossbit_get_flat(cb_scope, sizeof(*(d)), TRUE, TRUE, &n__10);
        memcpy((void *)&d, &at__9, sizeof(at__9));
        (void)n__10;
    }
    {
        size_t n__12 = 0;
        void *at__11 = crossbit_get_buffer(cb_scope, sizeof(*(e)), FALSE, TRUE, &n__12);
        memcpy((void *)&e, &at__11, sizeof(at__11));
        (void)n__12;
        for (size_t i__13 = 0; i__13 < n__12 && SUCCEEDED(cb_scope->status); i__13++) {
            crossbit_get_struct_inner(cb_scope, (struct inner *)&(e)[i__13], ~(UINT64)0);
        }
    }
    {
        size_t n__15 = 0;
        void *at__14 = crossbit_get_buffer(cb_scope, sizeof(*(f)), FALSE, TRUE, &n__15);
        memcpy((void *)&f, &at__14, sizeof(at__14));
        (void)n__15;
        for (size_t i__16 = 0; i__16 < n__15 && SUCCEEDED(cb_scope->status); i__16++) {
            crossbit_get_struct_inner(cb_scope, (struct inner *)&(f)[i__16], ~(UINT64)0);
        }
        crossbit_snapshot(cb_scope, (const void *)(f));
    }
    {
        size_t n__18 = 0;
        void *at__17 = crossbit_get_buffer(cb_scope, sizeof(*(g)), FALSE, TRUE, &n__18);
        memcpy((void *)&g, &at__17, sizeof(at__17));
        (void)n__18;
        for (size_t i__19 = 0; i__19 < n__18 && SUCCEEDED(cb_scope->status); i__19++) {
            { const void *crossbit_v = crossbit_get_string(cb_scope, sizeof(*((g)[i__19]))); memcpy((void *)&(g)[i__19], &crossbit_v, sizeof(crossbit_v)); }
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.packed(a, b, c, d, n, valid, e, f, g);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    if (b != NULL) {
        size_t n__20 = crossbit_clamp(cb_scope, (const void *)b, crossbit_valid((INT64)(*valid), 1));
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__20 = 0;
        crossbit_put(cb_scope, n__20, 8);
        for (size_t i__21 = 0; i__21 < n__20 && SUCCEEDED(cb_scope->status); i__21++) {
            crossbit_put(cb_scope, (UINT64)(INT64)((b)[i__21]), 8);
        }
    }
    if (c != NULL) {
        size_t n__22 = crossbit_elements(cb_scope, (const void *)c);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__22 = 0;
        crossbit_put(cb_scope, n__22, 8);
        const __typeof__(*(c)) *b__23 = crossbit_before(cb_scope, (const void *)(c));
        for (size_t i__24 = 0; i__24 < n__22 && SUCCEEDED(cb_scope->status); i__24++) {
            crossbit_give_struct_apart(cb_scope, &(c)[i__24], FALSE ? NULL : &(b__23[i__24]), ~(UINT64)0);
        }
    }
    if (d != NULL) {
        size_t n__25 = crossbit_elements(cb_scope, (const void *)d);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__25 = 0;
        n__25 = crossbit_unshared(cb_scope, (const void *)(d), n__25);
        crossbit_put(cb_scope, n__25, 8);
        crossbit_put_data(cb_scope, (void *)(d), n__25 * sizeof(*(d)));
    }
    if (f != NULL) {
        size_t n__26 = crossbit_elements(cb_scope, (const void *)f);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__26 = 0;
        crossbit_put(cb_scope, n__26, 8);
        const __typeof__(*(f)) *b__27 = crossbit_before(cb_scope, (const void *)(f));
        for (size_t i__28 = 0; i__28 < n__26 && SUCCEEDED(cb_scope->status); i__28++) {
            crossbit_give_struct_inner(cb_scope, &(f)[i__28], FALSE ? NULL : &(b__27[i__28]), ~(UINT64)0);
        }
    }
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_by_value(Ikinds *cb_iface,
        struct kinds_by_value_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct given crossbit_result;
    struct apart value;
    struct flat flat;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&value, 0, sizeof(value));
    memset((void *)&flat, 0, sizeof(flat));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "by_value", cb_in_data, cb_in_size);
    crossbit_get_struct_apart(cb_scope, (struct apart *)&value, ~(UINT64)0);
    crossbit_get_data(cb_scope, (void *)&flat, sizeof(flat));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.by_value(value, flat);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_give_struct_given(cb_scope, &crossbit_result, NULL, ~(UINT64)0);
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_outputs(Ikinds *cb_iface,
        struct kinds_outputs_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    box ** a;
    struct given * b;
    const char ** c;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&a, 0, sizeof(a));
    memset((void *)&b, 0, sizeof(b));
    memset((void *)&c, 0, sizeof(c));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "outputs", cb_in_data, cb_in_size);
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(a)), FALSE, TRUE, &n__2);
        memcpy((void *)&a, &at__1, sizeof(at__1));
        (void)n__2;
    }
    {
        size_t n__4 = 0;
        void *at__3 = crossbit_get_buffer(cb_scope, sizeof(*(b)), FALSE, TRUE, &n__4);
        memcpy((void *)&b, &at__3, sizeof(at__3));
        (void)n__4;
    }
    {
        size_t n__6 = 0;
        void *at__5 = crossbit_get_buffer(cb_scope, sizeof(*(c)), FALSE, TRUE, &n__6);
        memcpy((void *)&c, &at__5, sizeof(at__5));
        (void)n__6;
    }
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.outputs(a, b, c);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    if (a != NULL) {
        size_t n__7 = crossbit_elements(cb_scope, (const void *)a);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__7 = 0;
        crossbit_put(cb_scope, n__7, 8);
        for (size_t i__8 = 0; i__8 < n__7 && SUCCEEDED(cb_scope->status); i__8++) {
            crossbit_put(cb_scope, (UINT64)crossbit_handle_to_wire(cb_scope, 0, (const void *)((a)[i__8])), 8);
        }
    }
    if (b != NULL) {
        size_t n__9 = crossbit_elements(cb_scope, (const void *)b);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__9 = 0;
        crossbit_put(cb_scope, n__9, 8);
        for (size_t i__10 = 0; i__10 < n__9 && SUCCEEDED(cb_scope->status); i__10++) {
            crossbit_give_struct_given(cb_scope, &(b)[i__10], NULL, ~(UINT64)0);
        }
    }
    if (c != NULL) {
        size_t n__11 = crossbit_elements(cb_scope, (const void *)c);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__11 = 0;
        crossbit_put(cb_scope, n__11, 8);
        for (size_t i__12 = 0; i__12 < n__11 && SUCCEEDED(cb_scope->status); i__12++) {
            {
                if (crossbit_give_pointer(cb_scope, (const void *)((c)[i__12]), (const void *)(NULL), TRUE)) {
                    crossbit_give_string(cb_scope, (const void *)((c)[i__12]), sizeof(*((c)[i__12])));
                }
            }
        }
    }
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_worked(Ikinds *cb_iface,
        struct kinds_worked_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    void * work;
    int n;
    jmp_buf cb_left;

    memset((void *)&work, 0, sizeof(work));
    memset((void *)&n, 0, sizeof(n));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "worked", cb_in_data, cb_in_size);
    n = (int)(cb_call->p__n);
    work = crossbit_workspace(cb_scope, crossbit_get(cb_scope, 8));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.worked(work, n);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_kept(Ikinds *cb_iface,
        struct kinds_kept_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    box * b;
    const char * name;
    struct apart * value;
    const int * list;
    int n;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&b, 0, sizeof(b));
    memset((void *)&name, 0, sizeof(name));
    memset((void *)&value, 0, sizeof(value));
    memset((void *)&list, 0, sizeof(list));
    memset((void *)&n, 0, sizeof(n));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "kept", cb_in_data, cb_in_size);
    b = (box *)crossbit_handle_from_wire(cb_scope, 0, cb_call->p__b);
    n = (int)(cb_call->p__n);
    crossbit_keep_begin(cb_scope, (const void *)b, "kept.name", crossbit_get(cb_scope, 8));
    { const void *crossbit_v = crossbit_get_string(cb_scope, sizeof(*(name))); memcpy((void *)&name, &crossbit_v, sizeof(crossbit_v)); }
    crossbit_keep_end(cb_scope, NULL, 0);
    crossbit_keep_begin(cb_scope, (const void *)b, "kept.value", crossbit_get(cb_scope, 8));
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(value)), FALSE, TRUE, &n__2);
        memcpy((void *)&value, &at__1, sizeof(at__1));
        (void)n__2;
        for (size_t i__3 = 0; i__3 < n__2 && SUCCEEDED(cb_scope->status); i__3++) {
            crossbit_get_struct_apart(cb_scope, (struct apart *)&(value)[i__3], ~(UINT64)0);
        }
        crossbit_snapshot(cb_scope, (const void *)(value));
    }
    crossbit_keep_end(cb_scope, (void *)value, 0);
    crossbit_keep_begin(cb_scope, (const void *)b, "kept.list", crossbit_get(cb_scope, 8));
    {
        size_t n__5 = 0;
        void *at__4 = crossbit_get_flat(cb_scope, sizeof(*(list)), TRUE, FALSE, &n__5);
        memcpy((void *)&list, &at__4, sizeof(at__4));
        (void)n__5;
    }
    crossbit_keep_end(cb_scope, NULL, 0);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.kept(b, name, value, list, n);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_stream_open(Ikinds *cb_iface,
        struct kinds_stream_open_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    stream * s;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&s, 0, sizeof(s));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "stream_open", cb_in_data, cb_in_size);
    s = crossbit_mirror(cb_scope, 5, crossbit_get(cb_scope, 8), sizeof(*s), TRUE);
    if (s != NULL) {
        memset((void *)&s->total, 0, sizeof(s->total));
        memset((void *)&s->state, 0, sizeof(s->state));
        crossbit_get_struct_stream(cb_scope, s, 0x3);
        crossbit_snapshot(cb_scope, s);
    }
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.stream_open(s);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    if (s != NULL) {
        crossbit_give_struct_stream(cb_scope, s, crossbit_before(cb_scope, s), 0x3);
        crossbit_give_kept(cb_scope, s);
        crossbit_unpoison((void *)&s->in, sizeof(s->in));
        crossbit_unpoison((void *)&s->in_size, sizeof(s->in_size));
        crossbit_unpoison((void *)&s->out, sizeof(s->out));
        crossbit_unpoison((void *)&s->out_size, sizeof(s->out_size));
        crossbit_unpoison((void *)&s->total, sizeof(s->total));
        crossbit_unpoison((void *)&s->once, sizeof(s->once));
        crossbit_unpoison((void *)&s->state, sizeof(s->state));
        crossbit_unpoison((void *)&s->table, sizeof(s->table));
        crossbit_mirror_done(cb_scope, s, s->state == NULL);
    }
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_stream_run(Ikinds *cb_iface,
        struct kinds_stream_run_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    stream * s;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&s, 0, sizeof(s));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "stream_run", cb_in_data, cb_in_size);
    s = crossbit_mirror(cb_scope, 5, crossbit_get(cb_scope, 8), sizeof(*s), FALSE);
    if (s != NULL) {
        crossbit_get_struct_stream(cb_scope, s, 0xdf);
        crossbit_snapshot(cb_scope, s);
    }
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.stream_run(s);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    if (s != NULL) {
        crossbit_give_struct_stream(cb_scope, s, crossbit_before(cb_scope, s), 0xdf);
        crossbit_give_kept(cb_scope, s);
        crossbit_mirror_done(cb_scope, s, s->state == NULL);
    }
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_plain_run(Ikinds *cb_iface,
        struct kinds_plain_run_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    plain * p;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&p, 0, sizeof(p));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "plain_run", cb_in_data, cb_in_size);
    p = crossbit_mirror(cb_scope, 6, crossbit_get(cb_scope, 8), sizeof(*p), FALSE);
    if (p != NULL) {
        crossbit_get_struct_plain(cb_scope, p, 0x1);
        crossbit_snapshot(cb_scope, p);
    }
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.plain_run(p);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    if (p != NULL) {
        crossbit_give_struct_plain(cb_scope, p, crossbit_before(cb_scope, p), 0x1);
        crossbit_give_kept(cb_scope, p);
        crossbit_mirror_done(cb_scope, p, FALSE);
    }
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_plain_close(Ikinds *cb_iface,
        struct kinds_plain_close_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    plain * p;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&p, 0, sizeof(p));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "plain_close", cb_in_data, cb_in_size);
    p = crossbit_mirror(cb_scope, 6, crossbit_get(cb_scope, 8), sizeof(*p), FALSE);
    if (p != NULL) {
        crossbit_get_struct_plain(cb_scope, p, 0x1);
        crossbit_snapshot(cb_scope, p);
    }
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.plain_close(p);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    if (p != NULL) {
        crossbit_give_struct_plain(cb_scope, p, crossbit_before(cb_scope, p), 0x1);
        crossbit_give_kept(cb_scope, p);
        crossbit_mirror_done(cb_scope, p, (cb_call->flags & CROSSBIT_CALL_WRITTEN) != 0);
    }
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_allocator(Ikinds *cb_iface,
        struct kinds_allocator_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    allocate a;
    release_fn b;
    void * user;
    jmp_buf cb_left;

    memset((void *)&a, 0, sizeof(a));
    memset((void *)&b, 0, sizeof(b));
    memset((void *)&user, 0, sizeof(user));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "allocator", NULL, 0);
    a = (allocate)crossbit_callback_from_wire(cb_scope, 0, cb_call->p__a, FALSE);
    b = (release_fn)crossbit_callback_from_wire(cb_scope, 1, cb_call->p__b, FALSE);
    user = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, cb_call->p__user);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.allocator(a, b, user);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_lender(Ikinds *cb_iface,
        struct kinds_lender_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    long long crossbit_result;
    lend f;
    void * user;
    jmp_buf cb_left;

    memset((void *)&f, 0, sizeof(f));
    memset((void *)&user, 0, sizeof(user));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "lender", NULL, 0);
    f = (lend)crossbit_callback_from_wire(cb_scope, 2, cb_call->p__f, TRUE);
    user = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, cb_call->p__user);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, TRUE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, TRUE);
        goto exit;
    }
    crossbit_result = crossbit_original.lender(f, user);
    crossbit_after_call(cb_scope, (void *)cb_call, TRUE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (hyper)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_table_set(Ikinds *cb_iface,
        struct kinds_table_set_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct table * t;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&t, 0, sizeof(t));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "table_set", cb_in_data, cb_in_size);
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(t)), FALSE, TRUE, &n__2);
        memcpy((void *)&t, &at__1, sizeof(at__1));
        (void)n__2;
        for (size_t i__3 = 0; i__3 < n__2 && SUCCEEDED(cb_scope->status); i__3++) {
            crossbit_get_struct_table(cb_scope, (struct table *)&(t)[i__3], ~(UINT64)0);
        }
        crossbit_snapshot(cb_scope, (const void *)(t));
    }
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.table_set(t);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    if (t != NULL) {
        size_t n__4 = crossbit_elements(cb_scope, (const void *)t);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__4 = 0;
        crossbit_put(cb_scope, n__4, 8);
        const __typeof__(*(t)) *b__5 = crossbit_before(cb_scope, (const void *)(t));
        for (size_t i__6 = 0; i__6 < n__4 && SUCCEEDED(cb_scope->status); i__6++) {
            crossbit_give_struct_table(cb_scope, &(t)[i__6], FALSE ? NULL : &(b__5[i__6]), ~(UINT64)0);
        }
    }
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_by_binding(Ikinds *cb_iface,
        struct kinds_by_binding_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    int value;
    jmp_buf cb_left;

    memset((void *)&value, 0, sizeof(value));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "by_binding", NULL, 0);
    value = (int)(cb_call->p__value);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = binding_by_binding(value);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_helper(Ikinds *cb_iface,
        struct kinds_helper_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    int value;
    jmp_buf cb_left;

    memset((void *)&value, 0, sizeof(value));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "helper", NULL, 0);
    value = (int)(cb_call->p__value);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = binding_helper(value);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_seventh(Ikinds *cb_iface,
        struct kinds_seventh_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    int value;
    jmp_buf cb_left;

    memset((void *)&value, 0, sizeof(value));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "seventh", NULL, 0);
    value = (int)(cb_call->p__value);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.seventh(value);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE crossbit_query(Ikinds *iface, REFIID iid, void **object)
{
    return crossbit_callee_query(iface, iid, object);
}

static ULONG STDMETHODCALLTYPE crossbit_add_ref(Ikinds *iface)
{
    return crossbit_callee_add_ref(iface);
}

static ULONG STDMETHODCALLTYPE crossbit_release(Ikinds *iface)
{
    return crossbit_callee_release(iface);
}

static const IkindsVtbl callee_vtable = {
    crossbit_query, crossbit_add_ref, crossbit_release,
    callee_attach,
    callee_widths,
    callee_tokens,
    callee_users,
    callee_sizes,
    callee_box_close,
    callee_box_open,
    callee_paths,
    callee_inside,
    callee_fixed,
    callee_copy,
    callee_numbers,
    callee_range,
    callee_terminated,
    callee_release,
    callee_arrays,
    callee_packed,
    callee_by_value,
    callee_outputs,
    callee_worked,
    callee_kept,
    callee_stream_open,
    callee_stream_run,
    callee_plain_run,
    callee_plain_close,
    callee_allocator,
    callee_lender,
    callee_table_set,
    callee_by_binding,
    callee_helper,
    callee_seventh
};

static const CLSID crossbit_class = {0xcb9d4593, 0xea03, 0x51ad, {0x93, 0xb8, 0x7b, 0xf6, 0xcc, 0x7e, 0x9a, 0x8c}};
static const CLSID crossbit_proxy_class = {0x56eb2355, 0xdde1, 0x5181, {0xaf, 0x0e, 0x6c, 0x33, 0x83, 0xd6, 0xcc, 0x18}};
static const IID *const crossbit_interfaces[] = { &IID_Ikinds, &IID_IkindsSink, NULL };

HRESULT STDMETHODCALLTYPE ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);
const struct crossbit_binding crossbit_binding = {
    .name = L"kinds.dll",
    .class_id = &crossbit_class, .proxy_class = &crossbit_proxy_class, .interfaces = crossbit_interfaces,
    .interface_id = &IID_Ikinds, .vtable = &callee_vtable, .proxy_factory = ProxyDllGetClassObject,
    .imports = crossbit_imports, .handles = crossbit_handles, .records = crossbit_records,
    .thunks = crossbit_thunk_tables, .slots = crossbit_thunk_slots,
};
