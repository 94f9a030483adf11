/* Made by crossbit-gen for kinds.dll: the drop-in. Each function carries its call to the surrogate. Do not edit. */
#define CROSSBIT_DROPIN
#include "kinds_wire.h"

static struct crossbit_dropin crossbit_this;
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

static HRESULT STDMETHODCALLTYPE callee_allocate(IkindsSink *cb_iface,
        struct kinds_allocate_callback *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    void * crossbit_result;
    void * user;
    unsigned int items;
    unsigned int size;
    hyper crossbit_function = cb_call->crossbit_function; /* once */

    memset((void *)&user, 0, sizeof(user));
    memset((void *)&items, 0, sizeof(items));
    memset((void *)&size, 0, sizeof(size));
    crossbit_enter_callee(cb_scope, cb_iface, "allocate", NULL, 0);
    user = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, cb_call->p__user);
    items = (unsigned int)(cb_call->p__items);
    size = (unsigned int)(cb_call->p__size);
    crossbit_check_callback(cb_scope, 0, crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    CROSSBIT_BEGIN_CALLBACK(cb_scope);
    crossbit_result = ((allocate)(UINT_PTR)crossbit_function)(user, items, size);
    CROSSBIT_END_CALLBACK(cb_scope);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (hyper)(INT64)(UINT_PTR)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_release_fn(IkindsSink *cb_iface,
        struct kinds_release_fn_callback *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    void * user;
    void * memory;
    hyper crossbit_function = cb_call->crossbit_function; /* once */

    memset((void *)&user, 0, sizeof(user));
    memset((void *)&memory, 0, sizeof(memory));
    crossbit_enter_callee(cb_scope, cb_iface, "release_fn", NULL, 0);
    user = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, cb_call->p__user);
    memory = (void *)(UINT_PTR)(cb_call->p__memory);
    crossbit_check_callback(cb_scope, 1, crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    CROSSBIT_BEGIN_CALLBACK(cb_scope);
    ((release_fn)(UINT_PTR)crossbit_function)(user, memory);
    CROSSBIT_END_CALLBACK(cb_scope);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_lend(IkindsSink *cb_iface,
        struct kinds_lend_callback *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    void * user;
    size_t * list;
    int size;
    int * valid;
    const struct apart * value;
    unsigned char ** lent;
    hyper crossbit_function = cb_call->crossbit_function; /* once */

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&user, 0, sizeof(user));
    memset((void *)&list, 0, sizeof(list));
    memset((void *)&size, 0, sizeof(size));
    memset((void *)&valid, 0, sizeof(valid));
    memset((void *)&value, 0, sizeof(value));
    memset((void *)&lent, 0, sizeof(lent));
    crossbit_enter_callee(cb_scope, cb_iface, "lend", cb_in_data, cb_in_size);
    user = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, cb_call->p__user);
    size = (int)(cb_call->p__size);
    valid = cb_call->nulls >> 0 & 1 ? NULL : (int *)&cb_call->p__valid;
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(list)), FALSE, TRUE, &n__2);
        memcpy((void *)&list, &at__1, sizeof(at__1));
        (void)n__2;
    }
    {
        size_t n__4 = 0;
        void *at__3 = crossbit_get_buffer(cb_scope, sizeof(*(value)), FALSE, TRUE, &n__4);
        memcpy((void *)&value, &at__3, sizeof(at__3));
        (void)n__4;
        for (size_t i__5 = 0; i__5 < n__4 && SUCCEEDED(cb_scope->status); i__5++) {
            crossbit_get_struct_apart(cb_scope, (struct apart *)&(value)[i__5], ~(UINT64)0);
        }
    }
    {
        size_t n__7 = 0;
        void *at__6 = crossbit_get_buffer(cb_scope, sizeof(*(lent)), FALSE, TRUE, &n__7);
        memcpy((void *)&lent, &at__6, sizeof(at__6));
        (void)n__7;
    }
    crossbit_check_callback(cb_scope, 2, crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    CROSSBIT_BEGIN_CALLBACK(cb_scope);
    crossbit_result = ((lend)(UINT_PTR)crossbit_function)(user, list, size, valid, value, lent);
    CROSSBIT_END_CALLBACK(cb_scope);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    if (list != NULL) {
        size_t n__8 = crossbit_clamp(cb_scope, (const void *)list, crossbit_valid((INT64)(*valid), 1));
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__8 = 0;
        crossbit_put(cb_scope, n__8, 8);
        for (size_t i__9 = 0; i__9 < n__8 && SUCCEEDED(cb_scope->status); i__9++) {
            crossbit_put(cb_scope, (UINT64)(INT64)((list)[i__9]), 8);
        }
    }
    if (lent != NULL) {
        size_t n__10 = crossbit_elements(cb_scope, (const void *)lent);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__10 = 0;
        crossbit_put(cb_scope, n__10, 8);
        for (size_t i__11 = 0; i__11 < n__10 && SUCCEEDED(cb_scope->status); i__11++) {
            {
                if (crossbit_give_pointer(cb_scope, (const void *)((lent)[i__11]), (const void *)(NULL), TRUE)) {
                    crossbit_give_lent(cb_scope, (const void *)((lent)[i__11]), crossbit_count(cb_scope, (INT64)(size), 1, "lent") * sizeof(*((lent)[i__11])));
                }
            }
        }
    }
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_struct_table_next(IkindsSink *cb_iface,
        struct kinds_struct_table_next_callback *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    hyper crossbit_function = cb_call->crossbit_function; /* once */

    crossbit_enter_callee(cb_scope, cb_iface, "struct_table_next", NULL, 0);
    crossbit_check_callback(cb_scope, 3, crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    CROSSBIT_BEGIN_CALLBACK(cb_scope);
    ((next_fn)(UINT_PTR)crossbit_function)();
    CROSSBIT_END_CALLBACK(cb_scope);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE crossbit_query(IkindsSink *iface, REFIID iid, void **object)
{
    return crossbit_callee_query(iface, iid, object);
}

static ULONG STDMETHODCALLTYPE crossbit_add_ref(IkindsSink *iface)
{
    return crossbit_callee_add_ref(iface);
}

static ULONG STDMETHODCALLTYPE crossbit_release(IkindsSink *iface)
{
    return crossbit_callee_release(iface);
}

static const IkindsSinkVtbl callee_vtable = {
    crossbit_query, crossbit_add_ref, crossbit_release,
    callee_allocate,
    callee_release_fn,
    callee_lend,
    callee_struct_table_next
};

static const CLSID crossbit_class = {0xcb9d4593, 0xea03, 0x51ad, {0x93, 0xb8, 0x7b, 0xf6, 0xcc, 0x7e, 0x9a, 0x8c}};
static const CLSID crossbit_proxy_class = {0x56eb2355, 0xdde1, 0x5181, {0xaf, 0x0e, 0x6c, 0x33, 0x83, 0xd6, 0xcc, 0x18}};
static const IID *const crossbit_interfaces[] = { &IID_Ikinds, &IID_IkindsSink, NULL };

static HRESULT crossbit_attach_sink(void *object, IUnknown *sink, LONG process_id, LONG session)
{
    return Ikinds_crossbit_attach((Ikinds *)object, (IkindsSink *)sink, process_id, session);
}

HRESULT STDMETHODCALLTYPE ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);
static struct crossbit_dropin crossbit_this = {
    .name = L"kinds.dll",
    .binding = L"kinds.crossbit.dll",
    .class_id = &crossbit_class, .proxy_class = &crossbit_proxy_class, .interfaces = crossbit_interfaces,
    .interface_id = &IID_Ikinds, .sink_id = &IID_IkindsSink, .sink_vtable = &callee_vtable,
    .attach = crossbit_attach_sink, .proxy_factory = ProxyDllGetClassObject,
    .handles = crossbit_handles, .records = crossbit_records,
};

struct crossbit_dropin *crossbit_dropin_this(void)
{
    return &crossbit_this;
}

short __cdecl dropin_widths(char a, unsigned short b, long c, long long d, float e, double f, size_t g, _Bool h) CROSSBIT_EXPORT("dropin_widths");
short __cdecl dropin_widths(char a, unsigned short b, long c, long long d, float e, double f, size_t g, _Bool h)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_widths_call cb_call = {0};
    Ikinds *cb_object;
    short crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__a = (long)(INT64)(a);
    cb_call.p__b = (long)(INT64)(b);
    cb_call.p__c = (long)(INT64)(c);
    cb_call.p__d = (hyper)(INT64)(d);
    cb_call.p__e = (float)e;
    cb_call.p__f = (double)f;
    cb_call.p__g = (hyper)(INT64)(g);
    cb_call.p__h = (long)(INT64)(h);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_widths(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (short)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "widths", TRUE))
        crossbit_result = (short)(-1);
    return crossbit_result;
}

int __cdecl dropin_tokens(box * a, HANDLE b, HWND c, void * d, int e, void * f) CROSSBIT_EXPORT("dropin_tokens");
int __cdecl dropin_tokens(box * a, HANDLE b, HWND c, void * d, int e, void * f)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_tokens_call cb_call = {0};
    Ikinds *cb_object;
    int crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__a = (hyper)crossbit_handle_to_wire(cb_scope, 0, (const void *)(a));
    cb_call.p__b = (hyper)crossbit_kernel_to_wire(cb_scope, (HANDLE)(UINT_PTR)(b));
    cb_call.p__c = (hyper)(INT64)(LONG)(LONG_PTR)(c);
    cb_call.p__d = (hyper)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(d));
    cb_call.p__e = (hyper)crossbit_fd_to_wire(cb_scope, (int)(e));
    crossbit_reserved(cb_scope, (UINT64)(UINT_PTR)f, "f");
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_tokens(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_fd_moved(cb_scope, (int)e, (cb_call.flags & CROSSBIT_CALL_WRITTEN) != 0);
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "tokens", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

long __cdecl dropin_users(long window) CROSSBIT_EXPORT("dropin_users");
long __cdecl dropin_users(long window)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_users_call cb_call = {0};
    Ikinds *cb_object;
    long crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__window = (hyper)(INT64)(LONG)(LONG_PTR)(window);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_users(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (long)(LONG_PTR)(LONG)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "users", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

void __cdecl dropin_sizes(unsigned int size) CROSSBIT_EXPORT("dropin_sizes");
void __cdecl dropin_sizes(unsigned int size)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_sizes_call cb_call = {0};
    Ikinds *cb_object;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__size = (hyper)crossbit_sizeof_to_wire((INT64)(size), sizeof(struct flat));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_sizes(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "sizes", FALSE))
        return;
}

void __cdecl dropin_box_close(box * b) CROSSBIT_EXPORT("dropin_box_close");
void __cdecl dropin_box_close(box * b)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_box_close_call cb_call = {0};
    Ikinds *cb_object;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__b = (hyper)crossbit_handle_to_wire(cb_scope, 0, (const void *)(b));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_box_close(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    if (cb_call.flags & CROSSBIT_CALL_WRITTEN)
        crossbit_handle_closed(cb_scope, 0, (const void *)b, TRUE);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "box_close", FALSE))
        return;
}

box * __cdecl dropin_box_open(void) CROSSBIT_EXPORT("dropin_box_open");
box * __cdecl dropin_box_open(void)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_box_open_call cb_call = {0};
    Ikinds *cb_object;
    box * crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_box_open(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (box *)crossbit_handle_from_wire(cb_scope, 0, cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "box_open", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int __cdecl dropin_paths(const char * from, size_t * sizes, int n) CROSSBIT_EXPORT("dropin_paths");
int __cdecl dropin_paths(const char * from, size_t * sizes, int n)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_paths_call cb_call = {0};
    Ikinds *cb_object;
    int crossbit_result;
    size_t n__from;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;
    unsigned crossbit_attempts = 0;
    const void *crossbit_given__from = from;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
again:
    from = crossbit_given__from;
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    if (from == NULL)
        cb_call.nulls |= 1u << 0;
    from = crossbit_full_path(cb_scope, from, sizeof(*from));
    n__from = crossbit_string_size(cb_scope, from, sizeof(*from));
    cb_call.p__n = (long)(INT64)(n);
    {
        size_t n__1 = (sizes) != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "sizes") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(sizes), n__1, sizeof(*(sizes)))) {
            for (size_t i__2 = 0; i__2 < n__1 && SUCCEEDED(cb_scope->status); i__2++) {
                crossbit_put(cb_scope, (UINT64)(INT64)((sizes)[i__2]), 8);
            }
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_paths(cb_object, &cb_call,
            (LONG)n__from, from != NULL ? (const BYTE *)from : crossbit_nothing,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (sizes != NULL) {
        size_t n__3 = crossbit_take_elements(cb_scope, (const void *)sizes);
        for (size_t i__4 = 0; i__4 < n__3 && SUCCEEDED(cb_scope->status); i__4++) {
            if (crossbit_get(cb_scope, 1) != 0)
                { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&(sizes)[i__4], &crossbit_v, sizeof(crossbit_v)); }
        }
    }
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (crossbit_should_repeat(cb_scope, &crossbit_attempts)) {
        crossbit_out_data = NULL;
        goto again;
    }
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "paths", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

const char * __cdecl dropin_inside(const char * text) CROSSBIT_EXPORT("dropin_inside");
const char * __cdecl dropin_inside(const char * text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_inside_call cb_call = {0};
    Ikinds *cb_object;
    const char * crossbit_result;
    size_t n__text;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    if (text == NULL)
        cb_call.nulls |= 1u << 0;
    n__text = crossbit_string_size(cb_scope, text, sizeof(*text));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_inside(cb_object, &cb_call,
            (LONG)n__text, text != NULL ? (const BYTE *)text : crossbit_nothing);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (const char *)crossbit_result_is_from_wire(cb_call.crossbit_result, text, 1);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "inside", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

const wchar_t * __cdecl dropin_fixed(void) CROSSBIT_EXPORT("dropin_fixed");
const wchar_t * __cdecl dropin_fixed(void)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_fixed_call cb_call = {0};
    Ikinds *cb_object;
    const wchar_t * crossbit_result;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_fixed(cb_object, &cb_call,
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    crossbit_result = (const wchar_t *)crossbit_take_result(cb_scope);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "fixed", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

char * __cdecl dropin_copy(const char * text) CROSSBIT_EXPORT("dropin_copy");
char * __cdecl dropin_copy(const char * text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_copy_call cb_call = {0};
    Ikinds *cb_object;
    char * crossbit_result;
    size_t n__text;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    if (text == NULL)
        cb_call.nulls |= 1u << 0;
    n__text = crossbit_string_size(cb_scope, text, sizeof(*text));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_copy(cb_object, &cb_call,
            (LONG)n__text, text != NULL ? (const BYTE *)text : crossbit_nothing,
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    crossbit_result = (char *)crossbit_take_owned(cb_scope);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "copy", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

const int * __cdecl dropin_numbers(void) CROSSBIT_EXPORT("dropin_numbers");
const int * __cdecl dropin_numbers(void)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_numbers_call cb_call = {0};
    Ikinds *cb_object;
    const int * crossbit_result;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_numbers(cb_object, &cb_call,
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    crossbit_result = (const int *)crossbit_take_result(cb_scope);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "numbers", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int * __cdecl dropin_range(int n) CROSSBIT_EXPORT("dropin_range");
int * __cdecl dropin_range(int n)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_range_call cb_call = {0};
    Ikinds *cb_object;
    int * crossbit_result;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__n = (long)(INT64)(n);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_range(cb_object, &cb_call,
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    crossbit_result = (int *)crossbit_take_owned(cb_scope);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "range", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int __cdecl dropin_terminated(const char * text, int n) CROSSBIT_EXPORT("dropin_terminated");
int __cdecl dropin_terminated(const char * text, int n)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_terminated_call cb_call = {0};
    Ikinds *cb_object;
    int crossbit_result;
    size_t n__text;
    struct crossbit_shared s__text; const struct crossbit_shared *m__text = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    if (text == NULL)
        cb_call.nulls |= 1u << 0;
    n__text = text != NULL ? crossbit_count_or_text(cb_scope, (INT64)(n), 1, "text", (const void *)(text), sizeof(*(text)), sizeof(*(text))) : 0;
    m__text = crossbit_share(cb_scope, text, n__text * sizeof(*(text)), &s__text);
    if (m__text != NULL)
        n__text = 0;
    cb_call.p__n = (long)(INT64)(n);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_terminated(cb_object, &cb_call,
            (LONG)n__text, text != NULL ? (const BYTE *)text : crossbit_nothing, (const struct kinds_memory *)m__text);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "terminated", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

void __cdecl dropin_release(void * memory) CROSSBIT_EXPORT("dropin_release");
void __cdecl dropin_release(void * memory)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_release_call cb_call = {0};
    Ikinds *cb_object;
    LONG cb_in_size;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_put(cb_scope, (UINT64)crossbit_owned_to_wire(cb_scope, (const void *)memory), 8);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_release(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_owned_freed(cb_scope, (const void *)memory);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "release", FALSE))
        return;
}

int __cdecl dropin_arrays(const short * a, int * b, double * c, char * d, wchar_t * e, const void * f, int n, int * valid, float * g) CROSSBIT_EXPORT("dropin_arrays");
int __cdecl dropin_arrays(const short * a, int * b, double * c, char * d, wchar_t * e, const void * f, int n, int * valid, float * g)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_arrays_call cb_call = {0};
    Ikinds *cb_object;
    int crossbit_result;
    size_t n__a;
    struct crossbit_shared s__a; const struct crossbit_shared *m__a = NULL;
    size_t n__b;
    struct crossbit_shared s__b; const struct crossbit_shared *m__b = NULL;
    size_t n__c;
    struct crossbit_shared s__c; const struct crossbit_shared *m__c = NULL;
    size_t n__d;
    struct crossbit_shared s__d; const struct crossbit_shared *m__d = NULL;
    LONG l__d = 0;
    void *o__d = NULL;
    size_t n__e;
    struct crossbit_shared s__e; const struct crossbit_shared *m__e = NULL;
    size_t n__f;
    struct crossbit_shared s__f; const struct crossbit_shared *m__f = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    if (a == NULL)
        cb_call.nulls |= 1u << 0;
    n__a = a != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "a") : 0;
    m__a = crossbit_share(cb_scope, a, n__a * sizeof(*(a)), &s__a);
    if (m__a != NULL)
        n__a = 0;
    if (b == NULL)
        cb_call.nulls |= 1u << 1;
    n__b = b != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "b") : 0;
    m__b = crossbit_share(cb_scope, b, n__b * sizeof(*(b)), &s__b);
    if (m__b != NULL)
        n__b = 0;
    if (c == NULL)
        cb_call.nulls |= 1u << 2;
    n__c = c != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "c") : 0;
    m__c = crossbit_share(cb_scope, c, n__c * sizeof(*(c)), &s__c);
    if (m__c != NULL)
        n__c = 0;
    if (d == NULL)
        cb_call.nulls |= 1u << 3;
    n__d = d != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "d") : 0;
    m__d = crossbit_share(cb_scope, d, n__d * sizeof(*(d)), &s__d);
    if (m__d != NULL)
        n__d = 0;
    o__d = crossbit_scope_buffer(cb_scope, n__d * sizeof(*(d)) + 1);
    if (e == NULL)
        cb_call.nulls |= 1u << 4;
    n__e = e != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "e") : 0;
    m__e = crossbit_share(cb_scope, e, n__e * sizeof(*(e)), &s__e);
    if (m__e != NULL)
        n__e = 0;
    if (f == NULL)
        cb_call.nulls |= 1u << 5;
    n__f = f != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "f") : 0;
    m__f = crossbit_share(cb_scope, f, n__f * 1, &s__f);
    if (m__f != NULL)
        n__f = 0;
    cb_call.p__n = (long)(INT64)(n);
    if (valid == NULL)
        cb_call.nulls |= 1u << 6;
    else
        memcpy(&cb_call.p__valid, valid, sizeof(*valid));
    if (g == NULL)
        cb_call.nulls |= 1u << 7;
    else
        memcpy(&cb_call.p__g, g, sizeof(*g));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_arrays(cb_object, &cb_call,
            (LONG)n__a, a != NULL ? (const short *)a : crossbit_nothing, (const struct kinds_memory *)m__a,
            (LONG)n__b, b != NULL ? (LONG *)b : (void *)crossbit_nothing, (const struct kinds_memory *)m__b,
            (LONG)n__c, c != NULL ? (double *)c : (void *)crossbit_nothing, (const struct kinds_memory *)m__c,
            (LONG)n__d, &l__d, o__d, (const struct kinds_memory *)m__d,
            (LONG)n__e, e != NULL ? (short *)e : (void *)crossbit_nothing, (const struct kinds_memory *)m__e,
            (LONG)n__f, f != NULL ? (const BYTE *)f : crossbit_nothing, (const struct kinds_memory *)m__f);
    if (FAILED(cb_scope->status))
        goto exit;
    if (d != NULL && l__d > 0 && (size_t)l__d <= n__d)
        memcpy(d, o__d, (size_t)l__d * sizeof(*(d)));
    if (valid != NULL && (cb_call.flags & CROSSBIT_CALL_WRITTEN))
        memcpy(valid, &cb_call.p__valid, sizeof(*valid));
    if (g != NULL && (cb_call.flags & CROSSBIT_CALL_WRITTEN))
        memcpy(g, &cb_call.p__g, sizeof(*g));
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "arrays", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

void __cdecl dropin_packed(const size_t * a, size_t * b, struct apart * c, struct flat * d, int n, int * valid, const struct inner * e, struct inner * f, const char *const * g) CROSSBIT_EXPORT("dropin_packed");
void __cdecl dropin_packed(const size_t * a, size_t * b, struct apart * c, struct flat * d, int n, int * valid, const struct inner * e, struct inner * f, const char *const * g)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_packed_call cb_call = {0};
    Ikinds *cb_object;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__n = (long)(INT64)(n);
    if (valid == NULL)
        cb_call.nulls |= 1u << 0;
    else
        memcpy(&cb_call.p__valid, valid, sizeof(*valid));
    {
        size_t n__1 = (a) != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "a") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(a), n__1, sizeof(*(a)))) {
            for (size_t i__2 = 0; i__2 < n__1 && SUCCEEDED(cb_scope->status); i__2++) {
                crossbit_put(cb_scope, (UINT64)(INT64)((a)[i__2]), 8);
            }
        }
    }
    {
        size_t n__3 = (b) != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "b") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(b), n__3, sizeof(*(b)))) {
        }
    }
    {
        size_t n__4 = (c) != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "c") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(c), n__4, sizeof(*(c)))) {
            for (size_t i__5 = 0; i__5 < n__4 && SUCCEEDED(cb_scope->status); i__5++) {
                crossbit_put_struct_apart(cb_scope, &(c)[i__5], ~(UINT64)0);
            }
        }
    }
    {
        size_t n__6 = (d) != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "d") : 0;
        if (crossbit_put_flat(cb_scope, (const void *)(d), n__6, sizeof(*(d)))) {
            crossbit_put_data(cb_scope, (void *)(d), n__6 * sizeof(*(d)));
        }
    }
    {
        size_t n__7 = (e) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "e") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(e), n__7, sizeof(*(e)))) {
            for (size_t i__8 = 0; i__8 < n__7 && SUCCEEDED(cb_scope->status); i__8++) {
                crossbit_put_struct_inner(cb_scope, &(e)[i__8], ~(UINT64)0);
            }
        }
    }
    {
        size_t n__9 = (f) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "f") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(f), n__9, sizeof(*(f)))) {
            for (size_t i__10 = 0; i__10 < n__9 && SUCCEEDED(cb_scope->status); i__10++) {
                crossbit_put_struct_inner(cb_scope, &(f)[i__10], ~(UINT64)0);
            }
        }
    }
    {
        size_t n__11 = (g) != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "g") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(g), n__11, sizeof(*(g)))) {
            for (size_t i__12 = 0; i__12 < n__11 && SUCCEEDED(cb_scope->status); i__12++) {
                crossbit_put_string(cb_scope, (const void *)((g)[i__12]), sizeof(*((g)[i__12])));
            }
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_packed(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (valid != NULL && (cb_call.flags & CROSSBIT_CALL_WRITTEN))
        memcpy(valid, &cb_call.p__valid, sizeof(*valid));
    if (b != NULL) {
        size_t n__13 = crossbit_take_elements(cb_scope, (const void *)b);
        for (size_t i__14 = 0; i__14 < n__13 && SUCCEEDED(cb_scope->status); i__14++) {
            { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&(b)[i__14], &crossbit_v, sizeof(crossbit_v)); }
        }
    }
    if (c != NULL) {
        size_t n__15 = crossbit_take_elements(cb_scope, (const void *)c);
        for (size_t i__16 = 0; i__16 < n__15 && SUCCEEDED(cb_scope->status); i__16++) {
            crossbit_take_struct_apart(cb_scope, (struct apart *)&(c)[i__16], FALSE, ~(UINT64)0);
        }
    }
    if (d != NULL) {
        size_t n__17 = crossbit_take_elements(cb_scope, (const void *)d);
        crossbit_get_data(cb_scope, (void *)(d), n__17 * sizeof(*(d)));
    }
    if (f != NULL) {
        size_t n__18 = crossbit_take_elements(cb_scope, (const void *)f);
        for (size_t i__19 = 0; i__19 < n__18 && SUCCEEDED(cb_scope->status); i__19++) {
            crossbit_take_struct_inner(cb_scope, (struct inner *)&(f)[i__19], FALSE, ~(UINT64)0);
        }
    }
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "packed", FALSE))
        return;
}

struct given __cdecl dropin_by_value(struct apart value, struct flat flat) CROSSBIT_EXPORT("dropin_by_value");
struct given __cdecl dropin_by_value(struct apart value, struct flat flat)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_by_value_call cb_call = {0};
    Ikinds *cb_object;
    struct given crossbit_result;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_put_struct_apart(cb_scope, &value, ~(UINT64)0);
    crossbit_put_data(cb_scope, &flat, sizeof(flat));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_by_value(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    crossbit_take_struct_given(cb_scope, (struct given *)&crossbit_result, TRUE, ~(UINT64)0);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "by_value", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

void __cdecl dropin_outputs(box ** a, struct given * b, const char ** c) CROSSBIT_EXPORT("dropin_outputs");
void __cdecl dropin_outputs(box ** a, struct given * b, const char ** c)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_outputs_call cb_call = {0};
    Ikinds *cb_object;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    {
        size_t n__1 = (a) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "a") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(a), n__1, sizeof(*(a)))) {
        }
    }
    {
        size_t n__2 = (b) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "b") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(b), n__2, sizeof(*(b)))) {
        }
    }
    {
        size_t n__3 = (c) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "c") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(c), n__3, sizeof(*(c)))) {
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_outputs(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (a != NULL) {
        size_t n__4 = crossbit_take_elements(cb_scope, (const void *)a);
        for (size_t i__5 = 0; i__5 < n__4 && SUCCEEDED(cb_scope->status); i__5++) {
            { box * crossbit_v = (box *)crossbit_handle_from_wire(cb_scope, 0, (INT64)crossbit_get(cb_scope, 8)); memcpy((void *)&(a)[i__5], &crossbit_v, sizeof(crossbit_v)); }
        }
    }
    if (b != NULL) {
        size_t n__6 = crossbit_take_elements(cb_scope, (const void *)b);
        for (size_t i__7 = 0; i__7 < n__6 && SUCCEEDED(cb_scope->status); i__7++) {
            crossbit_take_struct_given(cb_scope, (struct given *)&(b)[i__7], TRUE, ~(UINT64)0);
        }
    }
    if (c != NULL) {
        size_t n__8 = crossbit_take_elements(cb_scope, (const void *)c);
        for (size_t i__9 = 0; i__9 < n__8 && SUCCEEDED(cb_scope->status); i__9++) {
            {
                const void *crossbit_v = (const void *)((c)[i__9]);
                if (crossbit_take_pointer(cb_scope, &crossbit_v))
                    crossbit_v = crossbit_take_static(cb_scope);
                memcpy((void *)&(c)[i__9], &crossbit_v, sizeof(crossbit_v));
            }
        }
    }
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "outputs", FALSE))
        return;
}

void __cdecl dropin_worked(void * work, int n) CROSSBIT_EXPORT("dropin_worked");
void __cdecl dropin_worked(void * work, int n)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_worked_call cb_call = {0};
    Ikinds *cb_object;
    LONG cb_in_size;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__n = (long)(INT64)(n);
    crossbit_put(cb_scope, work != NULL ? (UINT64)crossbit_count(cb_scope, (INT64)(n), 1, "work") + 1 : 0, 8);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_worked(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope));
    if (FAILED(cb_scope->status))
        goto exit;
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "worked", FALSE))
        return;
}

void __cdecl dropin_kept(box * b, const char * name, struct apart * value, const int * list, int n) CROSSBIT_EXPORT("dropin_kept");
void __cdecl dropin_kept(box * b, const char * name, struct apart * value, const int * list, int n)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_kept_call cb_call = {0};
    Ikinds *cb_object;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__b = (hyper)crossbit_handle_to_wire(cb_scope, 0, (const void *)(b));
    cb_call.p__n = (long)(INT64)(n);
    crossbit_put(cb_scope, (UINT64)(UINT_PTR)name, 8);
    crossbit_put_string(cb_scope, (const void *)(name), sizeof(*(name)));
    crossbit_put(cb_scope, (UINT64)(UINT_PTR)value, 8);
    {
        size_t n__1 = (value) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "value") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(value), n__1, sizeof(*(value)))) {
            for (size_t i__2 = 0; i__2 < n__1 && SUCCEEDED(cb_scope->status); i__2++) {
                crossbit_put_struct_apart(cb_scope, &(value)[i__2], ~(UINT64)0);
            }
        }
    }
    crossbit_put(cb_scope, (UINT64)(UINT_PTR)list, 8);
    {
        size_t n__3 = (list) != NULL ? crossbit_count(cb_scope, (INT64)(n), 1, "list") : 0;
        if (crossbit_put_flat(cb_scope, (const void *)(list), n__3, sizeof(*(list)))) {
            crossbit_put_data(cb_scope, (void *)(list), n__3 * sizeof(*(list)));
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_kept(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "kept", FALSE))
        return;
}

int __cdecl dropin_stream_open(stream * s) CROSSBIT_EXPORT("dropin_stream_open");
int __cdecl dropin_stream_open(stream * s)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_stream_open_call cb_call = {0};
    Ikinds *cb_object;
    int crossbit_result;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_put(cb_scope, (UINT64)(UINT_PTR)s, 8);
    if (s != NULL)
        crossbit_put_struct_stream(cb_scope, s, 0x3);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_stream_open(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (s != NULL) {
        crossbit_take_struct_stream(cb_scope, s, FALSE, 0x3);
        crossbit_take_kept(cb_scope);
    }
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "stream_open", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int __cdecl dropin_stream_run(stream * s) CROSSBIT_EXPORT("dropin_stream_run");
int __cdecl dropin_stream_run(stream * s)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_stream_run_call cb_call = {0};
    Ikinds *cb_object;
    int crossbit_result;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_put(cb_scope, (UINT64)(UINT_PTR)s, 8);
    if (s != NULL)
        crossbit_put_struct_stream(cb_scope, s, 0xdf);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_stream_run(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (s != NULL) {
        crossbit_take_struct_stream(cb_scope, s, FALSE, 0xdf);
        crossbit_take_kept(cb_scope);
    }
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "stream_run", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int __cdecl dropin_plain_run(plain * p) CROSSBIT_EXPORT("dropin_plain_run");
int __cdecl dropin_plain_run(plain * p)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_plain_run_call cb_call = {0};
    Ikinds *cb_object;
    int crossbit_result;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_put(cb_scope, (UINT64)(UINT_PTR)p, 8);
    if (p != NULL)
        crossbit_put_struct_plain(cb_scope, p, 0x1);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_plain_run(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (p != NULL) {
        crossbit_take_struct_plain(cb_scope, p, FALSE, 0x1);
        crossbit_take_kept(cb_scope);
    }
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "plain_run", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int __cdecl dropin_plain_close(plain * p) CROSSBIT_EXPORT("dropin_plain_close");
int __cdecl dropin_plain_close(plain * p)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_plain_close_call cb_call = {0};
    Ikinds *cb_object;
    int crossbit_result;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_put(cb_scope, (UINT64)(UINT_PTR)p, 8);
    if (p != NULL)
        crossbit_put_struct_plain(cb_scope, p, 0x1);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_plain_close(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (p != NULL) {
        crossbit_take_struct_plain(cb_scope, p, FALSE, 0x1);
        crossbit_take_kept(cb_scope);
    }
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "plain_close", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

void __cdecl dropin_allocator(allocate a, release_fn b, void * user) CROSSBIT_EXPORT("dropin_allocator");
void __cdecl dropin_allocator(allocate a, release_fn b, void * user)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_allocator_call cb_call = {0};
    Ikinds *cb_object;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__a = (hyper)crossbit_callback_to_wire(cb_scope, 0, (void *)(a));
    cb_call.p__b = (hyper)crossbit_callback_to_wire(cb_scope, 1, (void *)(b));
    cb_call.p__user = (hyper)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(user));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_allocator(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "allocator", FALSE))
        return;
}

long long __stdcall dropin_lender(lend f, void * user) CROSSBIT_EXPORT("dropin_lender");
long long __stdcall dropin_lender(lend f, void * user)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_lender_call cb_call = {0};
    Ikinds *cb_object;
    long long crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__f = (hyper)crossbit_callback_to_wire(cb_scope, 2, (void *)(f));
    cb_call.p__user = (hyper)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(user));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_lender(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (long long)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "lender", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

void __cdecl dropin_table_set(struct table * t) CROSSBIT_EXPORT("dropin_table_set");
void __cdecl dropin_table_set(struct table * t)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_table_set_call cb_call = {0};
    Ikinds *cb_object;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    {
        size_t n__1 = (t) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "t") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(t), n__1, sizeof(*(t)))) {
            for (size_t i__2 = 0; i__2 < n__1 && SUCCEEDED(cb_scope->status); i__2++) {
                crossbit_put_struct_table(cb_scope, &(t)[i__2], ~(UINT64)0);
            }
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_table_set(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (t != NULL) {
        size_t n__3 = crossbit_take_elements(cb_scope, (const void *)t);
        for (size_t i__4 = 0; i__4 < n__3 && SUCCEEDED(cb_scope->status); i__4++) {
            crossbit_take_struct_table(cb_scope, (struct table *)&(t)[i__4], FALSE, ~(UINT64)0);
        }
    }
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "table_set", FALSE))
        return;
}

/* formatted: hand-written, dropin_formatted of the user's source */

int __cdecl dropin_by_binding(int value) CROSSBIT_EXPORT("dropin_by_binding");
int __cdecl dropin_by_binding(int value)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_by_binding_call cb_call = {0};
    Ikinds *cb_object;
    int crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__value = (long)(INT64)(value);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_by_binding(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "by_binding", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int __cdecl dropin_helper(int value) CROSSBIT_EXPORT("dropin_helper");
int __cdecl dropin_helper(int value)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_helper_call cb_call = {0};
    Ikinds *cb_object;
    int crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__value = (long)(INT64)(value);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_helper(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "helper", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int __fastcall dropin_seventh(int value) CROSSBIT_EXPORT("dropin_seventh");
int __fastcall dropin_seventh(int value)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct kinds_seventh_call cb_call = {0};
    Ikinds *cb_object;
    int crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__value = (long)(INT64)(value);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_seventh(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "seventh", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

