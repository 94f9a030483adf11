/* Made by crossbit-gen for legacy.dll: the drop-in. Each function carries its call to the surrogate. Do not edit. */
#define CROSSBIT_DROPIN
#include "legacy_wire.h"

static struct crossbit_dropin crossbit_this;
__attribute__((unused)) static const hyper crossbit_nothing_data[2] = {0};
#define crossbit_nothing ((const void *)crossbit_nothing_data)
static const struct crossbit_handle_kind crossbit_handles[] = {
    { "legacy_shop", 0 },
    { NULL, 0 }
};
static const struct crossbit_record crossbit_records[] = {
    { 0, NULL, NULL },
    { sizeof(struct legacy_list), (crossbit_give_record *)(void (*)(void))crossbit_give_struct_legacy_list, (crossbit_take_record *)(void (*)(void))crossbit_take_struct_legacy_list },
    { sizeof(struct legacy_item), (crossbit_give_record *)(void (*)(void))crossbit_give_struct_legacy_item, (crossbit_take_record *)(void (*)(void))crossbit_take_struct_legacy_item },
    { 0, NULL, NULL },
    { 0, NULL, NULL }
};

static HRESULT STDMETHODCALLTYPE callee_legacy_visit(IlegacySink *cb_iface,
        struct legacy_legacy_visit_callback *cb_call,
        LONG cb_in_size, const hyper *cb_in_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    void * user;
    const legacy_item * item;
    int index;
    hyper crossbit_function = cb_call->crossbit_function; /* once */

    memset((void *)&user, 0, sizeof(user));
    memset((void *)&item, 0, sizeof(item));
    memset((void *)&index, 0, sizeof(index));
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_visit", cb_in_data, cb_in_size);
    user = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, cb_call->p__user);
    index = (int)(cb_call->p__index);
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(item)), FALSE, TRUE, &n__2);
        memcpy((void *)&item, &at__1, sizeof(at__1));
        (void)n__2;
        for (size_t i__3 = 0; i__3 < n__2 && SUCCEEDED(cb_scope->status); i__3++) {
            crossbit_get_struct_legacy_item(cb_scope, (struct legacy_item *)&(item)[i__3], ~(UINT64)0);
        }
    }
    crossbit_check_callback(cb_scope, 0, crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    CROSSBIT_BEGIN_CALLBACK(cb_scope);
    crossbit_result = ((legacy_visit)(UINT_PTR)crossbit_function)(user, item, index);
    CROSSBIT_END_CALLBACK(cb_scope);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_notice(IlegacySink *cb_iface,
        struct legacy_legacy_notice_callback *cb_call,
        LONG n__text, const BYTE *p__text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    void * user;
    const char * text;
    hyper crossbit_function = cb_call->crossbit_function; /* once */

    memset((void *)&user, 0, sizeof(user));
    memset((void *)&text, 0, sizeof(text));
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_notice", NULL, 0);
    user = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, cb_call->p__user);
    text = cb_call->nulls >> 0 & 1 ? NULL : (const char *)p__text;
    (void)n__text;
    crossbit_check_string(cb_scope, text, n__text, sizeof(*text));
    crossbit_check_callback(cb_scope, 1, crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    CROSSBIT_BEGIN_CALLBACK(cb_scope);
    ((legacy_notice)(UINT_PTR)crossbit_function)(user, text);
    CROSSBIT_END_CALLBACK(cb_scope);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE crossbit_query(IlegacySink *iface, REFIID iid, void **object)
{
    return crossbit_callee_query(iface, iid, object);
}

static ULONG STDMETHODCALLTYPE crossbit_add_ref(IlegacySink *iface)
{
    return crossbit_callee_add_ref(iface);
}

static ULONG STDMETHODCALLTYPE crossbit_release(IlegacySink *iface)
{
    return crossbit_callee_release(iface);
}

static const IlegacySinkVtbl callee_vtable = {
    crossbit_query, crossbit_add_ref, crossbit_release,
    callee_legacy_visit,
    callee_legacy_notice
};

static const CLSID crossbit_class = {0xf55e396a, 0xfce5, 0x5fa9, {0x85, 0xad, 0x75, 0xb3, 0xd4, 0x82, 0xd9, 0xbe}};
static const CLSID crossbit_proxy_class = {0xcdf75298, 0x18b4, 0x5865, {0x87, 0xa7, 0x1c, 0xc3, 0xfe, 0x49, 0x07, 0xba}};
static const IID *const crossbit_interfaces[] = { &IID_Ilegacy, &IID_IlegacySink, NULL };

static HRESULT crossbit_attach_sink(void *object, IUnknown *sink, LONG process_id, LONG session)
{
    return Ilegacy_crossbit_attach((Ilegacy *)object, (IlegacySink *)sink, process_id, session);
}

HRESULT STDMETHODCALLTYPE ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);
static struct crossbit_dropin crossbit_this = {
    .name = L"legacy.dll",
    .binding = L"legacy.crossbit.dll",
    .class_id = &crossbit_class, .proxy_class = &crossbit_proxy_class, .interfaces = crossbit_interfaces,
    .interface_id = &IID_Ilegacy, .sink_id = &IID_IlegacySink, .sink_vtable = &callee_vtable,
    .attach = crossbit_attach_sink, .proxy_factory = ProxyDllGetClassObject,
    .handles = crossbit_handles, .records = crossbit_records,
};

struct crossbit_dropin *crossbit_dropin_this(void)
{
    return &crossbit_this;
}

const char * __stdcall dropin_legacy_version(void) CROSSBIT_EXPORT("dropin_legacy_version");
const char * __stdcall dropin_legacy_version(void)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_version_call cb_call = {0};
    Ilegacy *cb_object;
    const char * crossbit_result;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_version(cb_object, &cb_call,
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    crossbit_result = (const char *)crossbit_take_result(cb_scope);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_version", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

long long __stdcall dropin_legacy_multiply(long long a, int b) CROSSBIT_EXPORT("dropin_legacy_multiply");
long long __stdcall dropin_legacy_multiply(long long a, int b)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_multiply_call cb_call = {0};
    Ilegacy *cb_object;
    long long crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__a = (hyper)(INT64)(a);
    cb_call.p__b = (long)(INT64)(b);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_multiply(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (long long)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_multiply", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

double __stdcall dropin_legacy_mix(float a, double b, unsigned char c) CROSSBIT_EXPORT("dropin_legacy_mix");
double __stdcall dropin_legacy_mix(float a, double b, unsigned char c)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_mix_call cb_call = {0};
    Ilegacy *cb_object;
    double crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__a = (float)a;
    cb_call.p__b = (double)b;
    cb_call.p__c = (long)(INT64)(c);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_mix(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (double)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_mix", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

size_t __stdcall dropin_legacy_count_letters(const wchar_t * text, wchar_t letter) CROSSBIT_EXPORT("dropin_legacy_count_letters");
size_t __stdcall dropin_legacy_count_letters(const wchar_t * text, wchar_t letter)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_count_letters_call cb_call = {0};
    Ilegacy *cb_object;
    size_t crossbit_result;
    size_t n__text;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    if (text == NULL)
        cb_call.nulls |= 1u << 0;
    n__text = crossbit_string_size(cb_scope, text, sizeof(*text));
    cb_call.p__letter = (long)(INT64)(letter);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_count_letters(cb_object, &cb_call,
            (LONG)n__text, text != NULL ? (const short *)text : crossbit_nothing);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (size_t)crossbit_narrow(cb_scope, cb_call.crossbit_result, sizeof(size_t), 0);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_count_letters", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int __stdcall dropin_legacy_describe(int number, char * buffer, int size) CROSSBIT_EXPORT("dropin_legacy_describe");
int __stdcall dropin_legacy_describe(int number, char * buffer, int size)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_describe_call cb_call = {0};
    Ilegacy *cb_object;
    int crossbit_result;
    size_t n__buffer;
    struct crossbit_shared s__buffer; const struct crossbit_shared *m__buffer = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__number = (long)(INT64)(number);
    if (buffer == NULL)
        cb_call.nulls |= 1u << 0;
    n__buffer = buffer != NULL ? crossbit_count(cb_scope, (INT64)(size), 1, "buffer") : 0;
    m__buffer = crossbit_share(cb_scope, buffer, n__buffer * sizeof(*(buffer)), &s__buffer);
    if (m__buffer != NULL)
        n__buffer = 0;
    cb_call.p__size = (long)(INT64)(size);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_describe(cb_object, &cb_call,
            (LONG)n__buffer, buffer != NULL ? (BYTE *)buffer : (void *)crossbit_nothing, (const struct legacy_memory *)m__buffer);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_describe", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int __stdcall dropin_legacy_sum(const short * values, int count, long long * sum, int * largest) CROSSBIT_EXPORT("dropin_legacy_sum");
int __stdcall dropin_legacy_sum(const short * values, int count, long long * sum, int * largest)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_sum_call cb_call = {0};
    Ilegacy *cb_object;
    int crossbit_result;
    size_t n__values;
    struct crossbit_shared s__values; const struct crossbit_shared *m__values = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    if (values == NULL)
        cb_call.nulls |= 1u << 0;
    n__values = values != NULL ? crossbit_count(cb_scope, (INT64)(count), 1, "values") : 0;
    m__values = crossbit_share(cb_scope, values, n__values * sizeof(*(values)), &s__values);
    if (m__values != NULL)
        n__values = 0;
    cb_call.p__count = (long)(INT64)(count);
    if (sum == NULL)
        cb_call.nulls |= 1u << 1;
    else
        memcpy(&cb_call.p__sum, sum, sizeof(*sum));
    if (largest == NULL)
        cb_call.nulls |= 1u << 2;
    else
        memcpy(&cb_call.p__largest, largest, sizeof(*largest));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_sum(cb_object, &cb_call,
            (LONG)n__values, values != NULL ? (const short *)values : crossbit_nothing, (const struct legacy_memory *)m__values);
    if (FAILED(cb_scope->status))
        goto exit;
    if (sum != NULL && (cb_call.flags & CROSSBIT_CALL_WRITTEN))
        memcpy(sum, &cb_call.p__sum, sizeof(*sum));
    if (largest != NULL && (cb_call.flags & CROSSBIT_CALL_WRITTEN))
        memcpy(largest, &cb_call.p__largest, sizeof(*largest));
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_sum", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

void __stdcall dropin_legacy_sort(int * values, int count) CROSSBIT_EXPORT("dropin_legacy_sort");
void __stdcall dropin_legacy_sort(int * values, int count)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_sort_call cb_call = {0};
    Ilegacy *cb_object;
    size_t n__values;
    struct crossbit_shared s__values; const struct crossbit_shared *m__values = NULL;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    if (values == NULL)
        cb_call.nulls |= 1u << 0;
    n__values = values != NULL ? crossbit_count(cb_scope, (INT64)(count), 1, "values") : 0;
    m__values = crossbit_share(cb_scope, values, n__values * sizeof(*(values)), &s__values);
    if (m__values != NULL)
        n__values = 0;
    cb_call.p__count = (long)(INT64)(count);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_sort(cb_object, &cb_call,
            (LONG)n__values, values != NULL ? (LONG *)values : (void *)crossbit_nothing, (const struct legacy_memory *)m__values);
    if (FAILED(cb_scope->status))
        goto exit;
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_sort", FALSE))
        return;
}

legacy_box __stdcall dropin_legacy_grow(legacy_box box, double factor) CROSSBIT_EXPORT("dropin_legacy_grow");
legacy_box __stdcall dropin_legacy_grow(legacy_box box, double factor)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_grow_call cb_call = {0};
    Ilegacy *cb_object;
    legacy_box crossbit_result;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__factor = (double)factor;
    crossbit_put_data(cb_scope, &box, sizeof(box));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_legacy_grow(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    crossbit_get_data(cb_scope, (void *)&crossbit_result, sizeof(crossbit_result));
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_grow", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int __stdcall dropin_legacy_total(const legacy_list * list, size_t * total) CROSSBIT_EXPORT("dropin_legacy_total");
int __stdcall dropin_legacy_total(const legacy_list * list, size_t * total)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_total_call cb_call = {0};
    Ilegacy *cb_object;
    int crossbit_result;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    {
        size_t n__1 = (list) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "list") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(list), n__1, sizeof(*(list)))) {
            for (size_t i__2 = 0; i__2 < n__1 && SUCCEEDED(cb_scope->status); i__2++) {
                crossbit_put_struct_legacy_list(cb_scope, &(list)[i__2], ~(UINT64)0);
            }
        }
    }
    {
        size_t n__3 = (total) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "total") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(total), n__3, sizeof(*(total)))) {
            for (size_t i__4 = 0; i__4 < n__3 && SUCCEEDED(cb_scope->status); i__4++) {
                crossbit_put(cb_scope, (UINT64)(INT64)((total)[i__4]), 8);
            }
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_legacy_total(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (total != NULL) {
        size_t n__5 = crossbit_take_elements(cb_scope, (const void *)total);
        for (size_t i__6 = 0; i__6 < n__5 && SUCCEEDED(cb_scope->status); i__6++) {
            if (crossbit_get(cb_scope, 1) != 0)
                { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&(total)[i__6], &crossbit_v, sizeof(crossbit_v)); }
        }
    }
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_total", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

int __stdcall dropin_legacy_relabel(legacy_list * list, const char * label) CROSSBIT_EXPORT("dropin_legacy_relabel");
int __stdcall dropin_legacy_relabel(legacy_list * list, const char * label)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_relabel_call cb_call = {0};
    Ilegacy *cb_object;
    int crossbit_result;
    size_t n__label;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    if (label == NULL)
        cb_call.nulls |= 1u << 0;
    n__label = crossbit_string_size(cb_scope, label, sizeof(*label));
    {
        size_t n__1 = (list) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "list") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(list), n__1, sizeof(*(list)))) {
            for (size_t i__2 = 0; i__2 < n__1 && SUCCEEDED(cb_scope->status); i__2++) {
                crossbit_put_struct_legacy_list(cb_scope, &(list)[i__2], ~(UINT64)0);
            }
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_legacy_relabel(cb_object, &cb_call,
            (LONG)n__label, label != NULL ? (const BYTE *)label : crossbit_nothing,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (list != NULL) {
        size_t n__3 = crossbit_take_elements(cb_scope, (const void *)list);
        for (size_t i__4 = 0; i__4 < n__3 && SUCCEEDED(cb_scope->status); i__4++) {
            crossbit_take_struct_legacy_list(cb_scope, (struct legacy_list *)&(list)[i__4], FALSE, ~(UINT64)0);
        }
    }
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_relabel", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

char * __stdcall dropin_legacy_join(const char *const * texts, int count) CROSSBIT_EXPORT("dropin_legacy_join");
char * __stdcall dropin_legacy_join(const char *const * texts, int count)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_join_call cb_call = {0};
    Ilegacy *cb_object;
    char * crossbit_result;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__count = (long)(INT64)(count);
    {
        size_t n__1 = (texts) != NULL ? crossbit_count(cb_scope, (INT64)(count), 1, "texts") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(texts), n__1, sizeof(*(texts)))) {
            for (size_t i__2 = 0; i__2 < n__1 && SUCCEEDED(cb_scope->status); i__2++) {
                crossbit_put_string(cb_scope, (const void *)((texts)[i__2]), sizeof(*((texts)[i__2])));
            }
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_legacy_join(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    crossbit_result = (char *)crossbit_take_owned(cb_scope);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_join", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

void __stdcall dropin_legacy_release(char * text) CROSSBIT_EXPORT("dropin_legacy_release");
void __stdcall dropin_legacy_release(char * text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_release_call cb_call = {0};
    Ilegacy *cb_object;
    LONG cb_in_size;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_put(cb_scope, (UINT64)crossbit_owned_to_wire(cb_scope, (const void *)text), 8);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_legacy_release(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_owned_freed(cb_scope, (const void *)text);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_release", FALSE))
        return;
}

legacy_shop __stdcall dropin_legacy_open(const char * name) CROSSBIT_EXPORT("dropin_legacy_open");
legacy_shop __stdcall dropin_legacy_open(const char * name)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_open_call cb_call = {0};
    Ilegacy *cb_object;
    legacy_shop crossbit_result;
    size_t n__name;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    if (name == NULL)
        cb_call.nulls |= 1u << 0;
    n__name = crossbit_string_size(cb_scope, name, sizeof(*name));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_open(cb_object, &cb_call,
            (LONG)n__name, name != NULL ? (const BYTE *)name : crossbit_nothing);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (legacy_shop)crossbit_handle_from_wire(cb_scope, 0, cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_open", TRUE))
        crossbit_result = (legacy_shop)(NULL);
    return crossbit_result;
}

int __stdcall dropin_legacy_add(legacy_shop shop, const legacy_item * item) CROSSBIT_EXPORT("dropin_legacy_add");
int __stdcall dropin_legacy_add(legacy_shop shop, const legacy_item * item)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_add_call cb_call = {0};
    Ilegacy *cb_object;
    int crossbit_result;
    LONG cb_in_size;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__shop = (hyper)crossbit_handle_to_wire(cb_scope, 0, (const void *)(shop));
    {
        size_t n__1 = (item) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "item") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(item), n__1, sizeof(*(item)))) {
            for (size_t i__2 = 0; i__2 < n__1 && SUCCEEDED(cb_scope->status); i__2++) {
                crossbit_put_struct_legacy_item(cb_scope, &(item)[i__2], ~(UINT64)0);
            }
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_legacy_add(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_add", TRUE))
        crossbit_result = (int)(-1);
    return crossbit_result;
}

int __stdcall dropin_legacy_find(legacy_shop shop, const char * name, legacy_item * found) CROSSBIT_EXPORT("dropin_legacy_find");
int __stdcall dropin_legacy_find(legacy_shop shop, const char * name, legacy_item * found)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_find_call cb_call = {0};
    Ilegacy *cb_object;
    int crossbit_result;
    size_t n__name;
    LONG cb_in_size;
    LONG crossbit_out_size = 0;
    hyper *crossbit_out_data = NULL;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__shop = (hyper)crossbit_handle_to_wire(cb_scope, 0, (const void *)(shop));
    if (name == NULL)
        cb_call.nulls |= 1u << 0;
    n__name = crossbit_string_size(cb_scope, name, sizeof(*name));
    {
        size_t n__1 = (found) != NULL ? crossbit_count(cb_scope, (INT64)(1), 1, "found") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(found), n__1, sizeof(*(found)))) {
        }
    }
    if (FAILED(cb_scope->status))
        goto exit;
    cb_in_size = crossbit_written(cb_scope);
    cb_scope->status = cb_object->lpVtbl->call_legacy_find(cb_object, &cb_call,
            (LONG)n__name, name != NULL ? (const BYTE *)name : crossbit_nothing,
            cb_in_size, crossbit_write_data(cb_scope),
            &crossbit_out_size, &crossbit_out_data);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);
    if (found != NULL) {
        size_t n__2 = crossbit_take_elements(cb_scope, (const void *)found);
        for (size_t i__3 = 0; i__3 < n__2 && SUCCEEDED(cb_scope->status); i__3++) {
            crossbit_take_struct_legacy_item(cb_scope, (struct legacy_item *)&(found)[i__3], TRUE, ~(UINT64)0);
        }
    }
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    CoTaskMemFree(crossbit_out_data);
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_find", TRUE))
        crossbit_result = (int)(0);
    return crossbit_result;
}

int __stdcall dropin_legacy_each(legacy_shop shop, legacy_visit visit, void * user) CROSSBIT_EXPORT("dropin_legacy_each");
int __stdcall dropin_legacy_each(legacy_shop shop, legacy_visit visit, void * user)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_each_call cb_call = {0};
    Ilegacy *cb_object;
    int crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__shop = (hyper)crossbit_handle_to_wire(cb_scope, 0, (const void *)(shop));
    cb_call.p__visit = (hyper)crossbit_callback_to_wire(cb_scope, 0, (void *)(visit));
    cb_call.p__user = (hyper)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(user));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_each(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_each", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

void __stdcall dropin_legacy_on_notice(legacy_shop shop, legacy_notice notice, void * user) CROSSBIT_EXPORT("dropin_legacy_on_notice");
void __stdcall dropin_legacy_on_notice(legacy_shop shop, legacy_notice notice, void * user)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_on_notice_call cb_call = {0};
    Ilegacy *cb_object;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__shop = (hyper)crossbit_handle_to_wire(cb_scope, 0, (const void *)(shop));
    cb_call.p__notice = (hyper)crossbit_callback_to_wire(cb_scope, 1, (void *)(notice));
    cb_call.p__user = (hyper)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(user));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_on_notice(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_on_notice", FALSE))
        return;
}

int __stdcall dropin_legacy_post(legacy_shop shop, const char * text) CROSSBIT_EXPORT("dropin_legacy_post");
int __stdcall dropin_legacy_post(legacy_shop shop, const char * text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_post_call cb_call = {0};
    Ilegacy *cb_object;
    int crossbit_result;
    size_t n__text;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__shop = (hyper)crossbit_handle_to_wire(cb_scope, 0, (const void *)(shop));
    if (text == NULL)
        cb_call.nulls |= 1u << 0;
    n__text = crossbit_string_size(cb_scope, text, sizeof(*text));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_post(cb_object, &cb_call,
            (LONG)n__text, text != NULL ? (const BYTE *)text : crossbit_nothing);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_post", FALSE))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

void __stdcall dropin_legacy_close(legacy_shop shop) CROSSBIT_EXPORT("dropin_legacy_close");
void __stdcall dropin_legacy_close(legacy_shop shop)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_close_call cb_call = {0};
    Ilegacy *cb_object;

    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__shop = (hyper)crossbit_handle_to_wire(cb_scope, 0, (const void *)(shop));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_close(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    if (cb_call.flags & CROSSBIT_CALL_WRITTEN)
        crossbit_handle_closed(cb_scope, 0, (const void *)shop, TRUE);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_close", FALSE))
        return;
}

BOOL __stdcall dropin_legacy_signal(HANDLE event) CROSSBIT_EXPORT("dropin_legacy_signal");
BOOL __stdcall dropin_legacy_signal(HANDLE event)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_signal_call cb_call = {0};
    Ilegacy *cb_object;
    BOOL crossbit_result;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__event = (hyper)crossbit_kernel_to_wire(cb_scope, (HANDLE)(UINT_PTR)(event));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_signal(cb_object, &cb_call);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (BOOL)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_signal", TRUE))
        crossbit_result = (BOOL)(FALSE);
    return crossbit_result;
}

/* legacy_log: hand-written, dropin_legacy_log of the user's source */

int __cdecl dropin_legacy_log_text(const char * text) CROSSBIT_EXPORT("dropin_legacy_log_text");
int __cdecl dropin_legacy_log_text(const char * text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_log_text_call cb_call = {0};
    Ilegacy *cb_object;
    int crossbit_result;
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
    cb_scope->status = cb_object->lpVtbl->call_legacy_log_text(cb_object, &cb_call,
            (LONG)n__text, text != NULL ? (const BYTE *)text : crossbit_nothing);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave(cb_scope, (void *)&cb_call, "legacy_log_text", TRUE))
        crossbit_result = (int)(-1);
    return crossbit_result;
}

