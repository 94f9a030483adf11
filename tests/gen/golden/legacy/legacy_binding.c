/* Made by crossbit-gen for legacy.dll: the binding. The surrogate loads it; it calls the DLL. Do not edit. */
#define CROSSBIT_BINDING
#include "legacy_wire.h"

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

/* The DLL's functions. */
static struct {
    const char * (__stdcall *legacy_version)(void);
    long long (__stdcall *legacy_multiply)(long long a, int b);
    double (__stdcall *legacy_mix)(float a, double b, unsigned char c);
    size_t (__stdcall *legacy_count_letters)(const wchar_t * text, wchar_t letter);
    int (__stdcall *legacy_describe)(int number, char * buffer, int size);
    int (__stdcall *legacy_sum)(const short * values, int count, long long * sum, int * largest);
    void (__stdcall *legacy_sort)(int * values, int count);
    legacy_box (__stdcall *legacy_grow)(legacy_box box, double factor);
    int (__stdcall *legacy_total)(const legacy_list * list, size_t * total);
    int (__stdcall *legacy_relabel)(legacy_list * list, const char * label);
    char * (__stdcall *legacy_join)(const char *const * texts, int count);
    void (__stdcall *legacy_release)(char * text);
    legacy_shop (__stdcall *legacy_open)(const char * name);
    int (__stdcall *legacy_add)(legacy_shop shop, const legacy_item * item);
    int (__stdcall *legacy_find)(legacy_shop shop, const char * name, legacy_item * found);
    int (__stdcall *legacy_each)(legacy_shop shop, legacy_visit visit, void * user);
    void (__stdcall *legacy_on_notice)(legacy_shop shop, legacy_notice notice, void * user);
    int (__stdcall *legacy_post)(legacy_shop shop, const char * text);
    void (__stdcall *legacy_close)(legacy_shop shop);
    BOOL (__stdcall *legacy_signal)(HANDLE event);
    void (*crossbit_end)(void);
} crossbit_original;

static const struct crossbit_import crossbit_imports[] = {
    { "legacy_version", 0, (void **)&crossbit_original.legacy_version },
    { "legacy_multiply", 0, (void **)&crossbit_original.legacy_multiply },
    { "legacy_mix", 0, (void **)&crossbit_original.legacy_mix },
    { "legacy_count_letters", 0, (void **)&crossbit_original.legacy_count_letters },
    { "legacy_describe", 0, (void **)&crossbit_original.legacy_describe },
    { "legacy_sum", 0, (void **)&crossbit_original.legacy_sum },
    { "legacy_sort", 0, (void **)&crossbit_original.legacy_sort },
    { "legacy_grow", 0, (void **)&crossbit_original.legacy_grow },
    { "legacy_total", 0, (void **)&crossbit_original.legacy_total },
    { "legacy_relabel", 0, (void **)&crossbit_original.legacy_relabel },
    { "legacy_join", 0, (void **)&crossbit_original.legacy_join },
    { "legacy_release", 0, (void **)&crossbit_original.legacy_release },
    { "legacy_open", 0, (void **)&crossbit_original.legacy_open },
    { "legacy_add", 0, (void **)&crossbit_original.legacy_add },
    { "legacy_find", 0, (void **)&crossbit_original.legacy_find },
    { "legacy_each", 0, (void **)&crossbit_original.legacy_each },
    { "legacy_on_notice", 0, (void **)&crossbit_original.legacy_on_notice },
    { "legacy_post", 0, (void **)&crossbit_original.legacy_post },
    { "legacy_close", 0, (void **)&crossbit_original.legacy_close },
    { "legacy_signal", 0, (void **)&crossbit_original.legacy_signal },
    { NULL, 0, NULL }
};

/* hand-written, in the user's source */
int __cdecl binding_legacy_log_text(const char * text);

static int thunk_legacy_visit(unsigned crossbit_slot, void * user, const legacy_item * item, int index)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_visit_callback cb_call = {0};
    IlegacySink *cb_object;
    int crossbit_result;
    LONG cb_in_size;

    memset(&crossbit_result, 0, sizeof(crossbit_result));
    cb_object = crossbit_enter_callback(cb_scope, (void *)&cb_call, 0, crossbit_slot, &cb_call.crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__user = (hyper)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(user));
    cb_call.p__index = (long)(INT64)(index);
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
    cb_scope->status = cb_object->lpVtbl->call_legacy_visit(cb_object, &cb_call,
            cb_in_size, crossbit_write_data(cb_scope));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_result = (int)(cb_call.crossbit_result);
exit:
    if (!crossbit_leave_callback(cb_scope, (void *)&cb_call, "legacy_visit"))
        memset(&crossbit_result, 0, sizeof(crossbit_result));
    return crossbit_result;
}

#define CROSSBIT_THUNK(cb_n) static int __stdcall thunk_legacy_visit_##cb_n(void * user, const legacy_item * item, int index) { return thunk_legacy_visit(cb_n, user, item, index); }
CROSSBIT_THUNK(0) CROSSBIT_THUNK(1) CROSSBIT_THUNK(2) CROSSBIT_THUNK(3) CROSSBIT_THUNK(4) CROSSBIT_THUNK(5) CROSSBIT_THUNK(6) CROSSBIT_THUNK(7)
CROSSBIT_THUNK(8) CROSSBIT_THUNK(9) CROSSBIT_THUNK(10) CROSSBIT_THUNK(11) CROSSBIT_THUNK(12) CROSSBIT_THUNK(13) CROSSBIT_THUNK(14) CROSSBIT_THUNK(15)
CROSSBIT_THUNK(16) CROSSBIT_THUNK(17) CROSSBIT_THUNK(18) CROSSBIT_THUNK(19) CROSSBIT_THUNK(20) CROSSBIT_THUNK(21) CROSSBIT_THUNK(22) CROSSBIT_THUNK(23)
CROSSBIT_THUNK(24) CROSSBIT_THUNK(25) CROSSBIT_THUNK(26) CROSSBIT_THUNK(27) CROSSBIT_THUNK(28) CROSSBIT_THUNK(29) CROSSBIT_THUNK(30) CROSSBIT_THUNK(31)
#undef CROSSBIT_THUNK
static void *const thunks_legacy_visit[CROSSBIT_THUNKS] = {
    (void *)thunk_legacy_visit_0,
    (void *)thunk_legacy_visit_1,
    (void *)thunk_legacy_visit_2,
    (void *)thunk_legacy_visit_3,
    (void *)thunk_legacy_visit_4,
    (void *)thunk_legacy_visit_5,
    (void *)thunk_legacy_visit_6,
    (void *)thunk_legacy_visit_7,
    (void *)thunk_legacy_visit_8,
    (void *)thunk_legacy_visit_9,
    (void *)thunk_legacy_visit_10,
    (void *)thunk_legacy_visit_11,
    (void *)thunk_legacy_visit_12,
    (void *)thunk_legacy_visit_13,
    (void *)thunk_legacy_visit_14,
    (void *)thunk_legacy_visit_15,
    (void *)thunk_legacy_visit_16,
    (void *)thunk_legacy_visit_17,
    (void *)thunk_legacy_visit_18,
    (void *)thunk_legacy_visit_19,
    (void *)thunk_legacy_visit_20,
    (void *)thunk_legacy_visit_21,
    (void *)thunk_legacy_visit_22,
    (void *)thunk_legacy_visit_23,
    (void *)thunk_legacy_visit_24,
    (void *)thunk_legacy_visit_25,
    (void *)thunk_legacy_visit_26,
    (void *)thunk_legacy_visit_27,
    (void *)thunk_legacy_visit_28,
    (void *)thunk_legacy_visit_29,
    (void *)thunk_legacy_visit_30,
    (void *)thunk_legacy_visit_31,
};

static void thunk_legacy_notice(unsigned crossbit_slot, void * user, const char * text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    struct legacy_legacy_notice_callback cb_call = {0};
    IlegacySink *cb_object;
    size_t n__text;

    cb_object = crossbit_enter_callback(cb_scope, (void *)&cb_call, 1, crossbit_slot, &cb_call.crossbit_function);
    if (FAILED(cb_scope->status))
        goto exit;
    cb_call.p__user = (hyper)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(user));
    if (text == NULL)
        cb_call.nulls |= 1u << 0;
    n__text = crossbit_string_size(cb_scope, text, sizeof(*text));
    if (FAILED(cb_scope->status))
        goto exit;
    cb_scope->status = cb_object->lpVtbl->call_legacy_notice(cb_object, &cb_call,
            (LONG)n__text, text != NULL ? (const BYTE *)text : crossbit_nothing);
    if (FAILED(cb_scope->status))
        goto exit;
exit:
    if (!crossbit_leave_callback(cb_scope, (void *)&cb_call, "legacy_notice"))
        (void)0;
}

#define CROSSBIT_THUNK(cb_n) static void __stdcall thunk_legacy_notice_##cb_n(void * user, const char * text) { thunk_legacy_notice(cb_n, user, text); }
CROSSBIT_THUNK(0) CROSSBIT_THUNK(1) CROSSBIT_THUNK(2) CROSSBIT_THUNK(3) CROSSBIT_THUNK(4) CROSSBIT_THUNK(5) CROSSBIT_THUNK(6) CROSSBIT_THUNK(7)
CROSSBIT_THUNK(8) CROSSBIT_THUNK(9) CROSSBIT_THUNK(10) CROSSBIT_THUNK(11) CROSSBIT_THUNK(12) CROSSBIT_THUNK(13) CROSSBIT_THUNK(14) CROSSBIT_THUNK(15)
CROSSBIT_THUNK(16) CROSSBIT_THUNK(17) CROSSBIT_THUNK(18) CROSSBIT_THUNK(19) CROSSBIT_THUNK(20) CROSSBIT_THUNK(21) CROSSBIT_THUNK(22) CROSSBIT_THUNK(23)
CROSSBIT_THUNK(24) CROSSBIT_THUNK(25) CROSSBIT_THUNK(26) CROSSBIT_THUNK(27) CROSSBIT_THUNK(28) CROSSBIT_THUNK(29) CROSSBIT_THUNK(30) CROSSBIT_THUNK(31)
#undef CROSSBIT_THUNK
static void *const thunks_legacy_notice[CROSSBIT_THUNKS] = {
    (void *)thunk_legacy_notice_0,
    (void *)thunk_legacy_notice_1,
    (void *)thunk_legacy_notice_2,
    (void *)thunk_legacy_notice_3,
    (void *)thunk_legacy_notice_4,
    (void *)thunk_legacy_notice_5,
    (void *)thunk_legacy_notice_6,
    (void *)thunk_legacy_notice_7,
    (void *)thunk_legacy_notice_8,
    (void *)thunk_legacy_notice_9,
    (void *)thunk_legacy_notice_10,
    (void *)thunk_legacy_notice_11,
    (void *)thunk_legacy_notice_12,
    (void *)thunk_legacy_notice_13,
    (void *)thunk_legacy_notice_14,
    (void *)thunk_legacy_notice_15,
    (void *)thunk_legacy_notice_16,
    (void *)thunk_legacy_notice_17,
    (void *)thunk_legacy_notice_18,
    (void *)thunk_legacy_notice_19,
    (void *)thunk_legacy_notice_20,
    (void *)thunk_legacy_notice_21,
    (void *)thunk_legacy_notice_22,
    (void *)thunk_legacy_notice_23,
    (void *)thunk_legacy_notice_24,
    (void *)thunk_legacy_notice_25,
    (void *)thunk_legacy_notice_26,
    (void *)thunk_legacy_notice_27,
    (void *)thunk_legacy_notice_28,
    (void *)thunk_legacy_notice_29,
    (void *)thunk_legacy_notice_30,
    (void *)thunk_legacy_notice_31,
};

static void *const *const crossbit_thunk_tables[] = {
    thunks_legacy_visit,
    thunks_legacy_notice,
    NULL
};
static struct crossbit_thunk crossbit_thunk_slots[2][CROSSBIT_THUNKS];

static HRESULT STDMETHODCALLTYPE callee_attach(Ilegacy *iface, IlegacySink *sink, LONG process_id, LONG session)
{
    return crossbit_callee_attach(iface, (IUnknown *)sink, process_id, session);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_version(Ilegacy *cb_iface,
        struct legacy_legacy_version_call *cb_call,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    const char * crossbit_result;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_version", NULL, 0);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_version();
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_give_result(cb_scope, crossbit_result, crossbit_string_size(cb_scope, crossbit_result, sizeof(*crossbit_result)) * sizeof(*crossbit_result));
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_multiply(Ilegacy *cb_iface,
        struct legacy_legacy_multiply_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    long long crossbit_result;
    long long a;
    int b;
    jmp_buf cb_left;

    memset((void *)&a, 0, sizeof(a));
    memset((void *)&b, 0, sizeof(b));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_multiply", NULL, 0);
    a = (long long)(cb_call->p__a);
    b = (int)(cb_call->p__b);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_multiply(a, b);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (hyper)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_mix(Ilegacy *cb_iface,
        struct legacy_legacy_mix_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    double crossbit_result;
    float a;
    double b;
    unsigned char c;
    jmp_buf cb_left;

    memset((void *)&a, 0, sizeof(a));
    memset((void *)&b, 0, sizeof(b));
    memset((void *)&c, 0, sizeof(c));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_mix", NULL, 0);
    a = (float)(cb_call->p__a);
    b = (double)(cb_call->p__b);
    c = (unsigned char)(cb_call->p__c);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_mix(a, b, c);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (double)crossbit_result;
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_count_letters(Ilegacy *cb_iface,
        struct legacy_legacy_count_letters_call *cb_call,
        LONG n__text, const short *p__text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    size_t crossbit_result;
    const wchar_t * text;
    wchar_t letter;
    jmp_buf cb_left;

    memset((void *)&text, 0, sizeof(text));
    memset((void *)&letter, 0, sizeof(letter));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_count_letters", NULL, 0);
    text = cb_call->nulls >> 0 & 1 ? NULL : (const wchar_t *)p__text;
    (void)n__text;
    crossbit_check_string(cb_scope, text, n__text, sizeof(*text));
    letter = (wchar_t)(cb_call->p__letter);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_count_letters(text, letter);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (hyper)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_describe(Ilegacy *cb_iface,
        struct legacy_legacy_describe_call *cb_call,
        LONG n__buffer, BYTE *p__buffer, const struct legacy_memory *m__buffer)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    int number;
    char * buffer;
    int size;
    jmp_buf cb_left;

    memset((void *)&number, 0, sizeof(number));
    memset((void *)&buffer, 0, sizeof(buffer));
    memset((void *)&size, 0, sizeof(size));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_describe", NULL, 0);
    number = (int)(cb_call->p__number);
    buffer = cb_call->nulls >> 0 & 1 ? NULL : (char *)p__buffer;
    if (m__buffer != NULL)
        buffer = (char *)crossbit_open_shared(cb_scope, (const struct crossbit_shared *)m__buffer);
    (void)n__buffer;
    size = (int)(cb_call->p__size);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_describe(number, buffer, size);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = (crossbit_result == 0) ? CROSSBIT_CALL_WRITTEN : 0;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_sum(Ilegacy *cb_iface,
        struct legacy_legacy_sum_call *cb_call,
        LONG n__values, const short *p__values, const struct legacy_memory *m__values)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    const short * values;
    int count;
    long long * sum;
    int * largest;
    jmp_buf cb_left;

    memset((void *)&values, 0, sizeof(values));
    memset((void *)&count, 0, sizeof(count));
    memset((void *)&sum, 0, sizeof(sum));
    memset((void *)&largest, 0, sizeof(largest));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_sum", NULL, 0);
    values = cb_call->nulls >> 0 & 1 ? NULL : (const short *)p__values;
    if (m__values != NULL)
        values = (const short *)crossbit_open_shared(cb_scope, (const struct crossbit_shared *)m__values);
    (void)n__values;
    count = (int)(cb_call->p__count);
    sum = cb_call->nulls >> 1 & 1 ? NULL : (long long *)&cb_call->p__sum;
    largest = cb_call->nulls >> 2 & 1 ? NULL : (int *)&cb_call->p__largest;
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_sum(values, count, sum, largest);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = (crossbit_result == 0) ? CROSSBIT_CALL_WRITTEN : 0;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_sort(Ilegacy *cb_iface,
        struct legacy_legacy_sort_call *cb_call,
        LONG n__values, LONG *p__values, const struct legacy_memory *m__values)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int * values;
    int count;
    jmp_buf cb_left;

    memset((void *)&values, 0, sizeof(values));
    memset((void *)&count, 0, sizeof(count));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_sort", NULL, 0);
    values = cb_call->nulls >> 0 & 1 ? NULL : (int *)p__values;
    if (m__values != NULL)
        values = (int *)crossbit_open_shared(cb_scope, (const struct crossbit_shared *)m__values);
    (void)n__values;
    count = (int)(cb_call->p__count);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.legacy_sort(values, count);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_grow(Ilegacy *cb_iface,
        struct legacy_legacy_grow_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    legacy_box crossbit_result;
    legacy_box box;
    double factor;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&box, 0, sizeof(box));
    memset((void *)&factor, 0, sizeof(factor));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_grow", cb_in_data, cb_in_size);
    factor = (double)(cb_call->p__factor);
    crossbit_get_data(cb_scope, (void *)&box, sizeof(box));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_grow(box, factor);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_put_data(cb_scope, &crossbit_result, sizeof(crossbit_result));
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_total(Ilegacy *cb_iface,
        struct legacy_legacy_total_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    const legacy_list * list;
    size_t * total;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&list, 0, sizeof(list));
    memset((void *)&total, 0, sizeof(total));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_total", cb_in_data, cb_in_size);
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(list)), FALSE, TRUE, &n__2);
        memcpy((void *)&list, &at__1, sizeof(at__1));
        (void)n__2;
        for (size_t i__3 = 0; i__3 < n__2 && SUCCEEDED(cb_scope->status); i__3++) {
            crossbit_get_struct_legacy_list(cb_scope, (struct legacy_list *)&(list)[i__3], ~(UINT64)0);
        }
    }
    {
        size_t n__5 = 0;
        void *at__4 = crossbit_get_buffer(cb_scope, sizeof(*(total)), FALSE, TRUE, &n__5);
        memcpy((void *)&total, &at__4, sizeof(at__4));
        (void)n__5;
        cb_scope->old = TRUE;
        for (size_t i__6 = 0; i__6 < n__5 && SUCCEEDED(cb_scope->status); i__6++) {
            { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&(total)[i__6], &crossbit_v, sizeof(crossbit_v)); }
        }
        cb_scope->old = FALSE;
        crossbit_snapshot(cb_scope, (const void *)(total));
    }
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_total(list, total);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    if (total != NULL) {
        size_t n__7 = crossbit_elements(cb_scope, (const void *)total);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__7 = 0;
        crossbit_put(cb_scope, n__7, 8);
        const __typeof__(*(total)) *b__8 = crossbit_before(cb_scope, (const void *)(total));
        for (size_t i__9 = 0; i__9 < n__7 && SUCCEEDED(cb_scope->status); i__9++) {
            if (crossbit_changed(cb_scope, FALSE || ((total)[i__9]) != (b__8[i__9])))
                crossbit_put(cb_scope, (UINT64)(INT64)((total)[i__9]), 8);
        }
    }
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_relabel(Ilegacy *cb_iface,
        struct legacy_legacy_relabel_call *cb_call,
        LONG n__label, const BYTE *p__label,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    legacy_list * list;
    const char * label;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&list, 0, sizeof(list));
    memset((void *)&label, 0, sizeof(label));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_relabel", cb_in_data, cb_in_size);
    label = cb_call->nulls >> 0 & 1 ? NULL : (const char *)p__label;
    (void)n__label;
    crossbit_check_string(cb_scope, label, n__label, sizeof(*label));
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(list)), FALSE, TRUE, &n__2);
        memcpy((void *)&list, &at__1, sizeof(at__1));
        (void)n__2;
        for (size_t i__3 = 0; i__3 < n__2 && SUCCEEDED(cb_scope->status); i__3++) {
            crossbit_get_struct_legacy_list(cb_scope, (struct legacy_list *)&(list)[i__3], ~(UINT64)0);
        }
        crossbit_snapshot(cb_scope, (const void *)(list));
    }
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_relabel(list, label);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    if (list != NULL) {
        size_t n__4 = crossbit_elements(cb_scope, (const void *)list);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__4 = 0;
        crossbit_put(cb_scope, n__4, 8);
        const __typeof__(*(list)) *b__5 = crossbit_before(cb_scope, (const void *)(list));
        for (size_t i__6 = 0; i__6 < n__4 && SUCCEEDED(cb_scope->status); i__6++) {
            crossbit_give_struct_legacy_list(cb_scope, &(list)[i__6], FALSE ? NULL : &(b__5[i__6]), ~(UINT64)0);
        }
    }
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_join(Ilegacy *cb_iface,
        struct legacy_legacy_join_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    char * crossbit_result;
    const char *const * texts;
    int count;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&texts, 0, sizeof(texts));
    memset((void *)&count, 0, sizeof(count));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_join", cb_in_data, cb_in_size);
    count = (int)(cb_call->p__count);
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(texts)), FALSE, TRUE, &n__2);
        memcpy((void *)&texts, &at__1, sizeof(at__1));
        (void)n__2;
        for (size_t i__3 = 0; i__3 < n__2 && SUCCEEDED(cb_scope->status); i__3++) {
            { const void *crossbit_v = crossbit_get_string(cb_scope, sizeof(*((texts)[i__3]))); memcpy((void *)&(texts)[i__3], &crossbit_v, sizeof(crossbit_v)); }
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
    crossbit_result = crossbit_original.legacy_join(texts, count);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_give_owned(cb_scope, crossbit_result, crossbit_string_size(cb_scope, crossbit_result, sizeof(*crossbit_result)) * sizeof(*crossbit_result));
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_release(Ilegacy *cb_iface,
        struct legacy_legacy_release_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    char * text;
    jmp_buf cb_left;

    memset((void *)&text, 0, sizeof(text));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_release", cb_in_data, cb_in_size);
    text = crossbit_owned_from_wire(cb_scope, (INT64)crossbit_get(cb_scope, 8));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.legacy_release(text);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_owned_freed(cb_scope, (const void *)text);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_open(Ilegacy *cb_iface,
        struct legacy_legacy_open_call *cb_call,
        LONG n__name, const BYTE *p__name)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    legacy_shop crossbit_result;
    const char * name;
    jmp_buf cb_left;

    memset((void *)&name, 0, sizeof(name));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_open", NULL, 0);
    name = cb_call->nulls >> 0 & 1 ? NULL : (const char *)p__name;
    (void)n__name;
    crossbit_check_string(cb_scope, name, n__name, sizeof(*name));
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_open(name);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (hyper)crossbit_handle_to_wire(cb_scope, 0, (const void *)(crossbit_result));
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_add(Ilegacy *cb_iface,
        struct legacy_legacy_add_call *cb_call,
        LONG cb_in_size, const hyper *cb_in_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    legacy_shop shop;
    const legacy_item * item;
    jmp_buf cb_left;

    memset((void *)&shop, 0, sizeof(shop));
    memset((void *)&item, 0, sizeof(item));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_add", cb_in_data, cb_in_size);
    shop = (legacy_shop)crossbit_handle_from_wire(cb_scope, 0, cb_call->p__shop);
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(item)), FALSE, TRUE, &n__2);
        memcpy((void *)&item, &at__1, sizeof(at__1));
        (void)n__2;
        for (size_t i__3 = 0; i__3 < n__2 && SUCCEEDED(cb_scope->status); i__3++) {
            crossbit_get_struct_legacy_item(cb_scope, (struct legacy_item *)&(item)[i__3], ~(UINT64)0);
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
    crossbit_result = crossbit_original.legacy_add(shop, item);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_find(Ilegacy *cb_iface,
        struct legacy_legacy_find_call *cb_call,
        LONG n__name, const BYTE *p__name,
        LONG cb_in_size, const hyper *cb_in_data,
        LONG *cb_out_size, hyper **cb_out_data)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    legacy_shop shop;
    const char * name;
    legacy_item * found;
    jmp_buf cb_left;

    *cb_out_size = 0;
    *cb_out_data = NULL;
    memset((void *)&shop, 0, sizeof(shop));
    memset((void *)&name, 0, sizeof(name));
    memset((void *)&found, 0, sizeof(found));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_find", cb_in_data, cb_in_size);
    shop = (legacy_shop)crossbit_handle_from_wire(cb_scope, 0, cb_call->p__shop);
    name = cb_call->nulls >> 0 & 1 ? NULL : (const char *)p__name;
    (void)n__name;
    crossbit_check_string(cb_scope, name, n__name, sizeof(*name));
    {
        size_t n__2 = 0;
        void *at__1 = crossbit_get_buffer(cb_scope, sizeof(*(found)), FALSE, TRUE, &n__2);
        memcpy((void *)&found, &at__1, sizeof(at__1));
        (void)n__2;
    }
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_find(shop, name, found);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = (crossbit_result == 1) ? CROSSBIT_CALL_WRITTEN : 0;
    if (found != NULL) {
        size_t n__3 = crossbit_elements(cb_scope, (const void *)found);
        if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))
            n__3 = 0;
        crossbit_put(cb_scope, n__3, 8);
        for (size_t i__4 = 0; i__4 < n__3 && SUCCEEDED(cb_scope->status); i__4++) {
            crossbit_give_struct_legacy_item(cb_scope, &(found)[i__4], NULL, ~(UINT64)0);
        }
    }
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, cb_out_size, cb_out_data);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_each(Ilegacy *cb_iface,
        struct legacy_legacy_each_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    legacy_shop shop;
    legacy_visit visit;
    void * user;
    jmp_buf cb_left;

    memset((void *)&shop, 0, sizeof(shop));
    memset((void *)&visit, 0, sizeof(visit));
    memset((void *)&user, 0, sizeof(user));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_each", NULL, 0);
    shop = (legacy_shop)crossbit_handle_from_wire(cb_scope, 0, cb_call->p__shop);
    visit = (legacy_visit)crossbit_callback_from_wire(cb_scope, 0, cb_call->p__visit, TRUE);
    user = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, cb_call->p__user);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_each(shop, visit, user);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_on_notice(Ilegacy *cb_iface,
        struct legacy_legacy_on_notice_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    legacy_shop shop;
    legacy_notice notice;
    void * user;
    jmp_buf cb_left;

    memset((void *)&shop, 0, sizeof(shop));
    memset((void *)&notice, 0, sizeof(notice));
    memset((void *)&user, 0, sizeof(user));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_on_notice", NULL, 0);
    shop = (legacy_shop)crossbit_handle_from_wire(cb_scope, 0, cb_call->p__shop);
    notice = (legacy_notice)crossbit_callback_from_wire(cb_scope, 1, cb_call->p__notice, FALSE);
    user = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, cb_call->p__user);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.legacy_on_notice(shop, notice, user);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_post(Ilegacy *cb_iface,
        struct legacy_legacy_post_call *cb_call,
        LONG n__text, const BYTE *p__text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    legacy_shop shop;
    const char * text;
    jmp_buf cb_left;

    memset((void *)&shop, 0, sizeof(shop));
    memset((void *)&text, 0, sizeof(text));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_post", NULL, 0);
    shop = (legacy_shop)crossbit_handle_from_wire(cb_scope, 0, cb_call->p__shop);
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
    crossbit_result = crossbit_original.legacy_post(shop, text);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_close(Ilegacy *cb_iface,
        struct legacy_legacy_close_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    legacy_shop shop;
    jmp_buf cb_left;

    memset((void *)&shop, 0, sizeof(shop));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_close", NULL, 0);
    shop = (legacy_shop)crossbit_handle_from_wire(cb_scope, 0, cb_call->p__shop);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_handle_closing(cb_scope, 0, (const void *)shop);
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_original.legacy_close(shop);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    crossbit_handle_closed(cb_scope, 0, (const void *)shop, (cb_call->flags & CROSSBIT_CALL_WRITTEN) != 0);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_signal(Ilegacy *cb_iface,
        struct legacy_legacy_signal_call *cb_call)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    BOOL crossbit_result;
    HANDLE event;
    jmp_buf cb_left;

    memset((void *)&event, 0, sizeof(event));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_signal", NULL, 0);
    event = (HANDLE)(UINT_PTR)crossbit_kernel_from_wire(cb_scope, cb_call->p__event);
    if (FAILED(cb_scope->status))
        goto exit;
    crossbit_before_call(cb_scope, (void *)cb_call, FALSE);
    cb_scope->left = &cb_left;
    if (setjmp(cb_left)) {
        crossbit_was_left(cb_scope, (void *)cb_call, FALSE);
        goto exit;
    }
    crossbit_result = crossbit_original.legacy_signal(event);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE callee_legacy_log_text(Ilegacy *cb_iface,
        struct legacy_legacy_log_text_call *cb_call,
        LONG n__text, const BYTE *p__text)
{
    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;
    int crossbit_result;
    const char * text;
    jmp_buf cb_left;

    memset((void *)&text, 0, sizeof(text));
    CROSSBIT_CALLEE_FRAME();
    crossbit_enter_callee(cb_scope, cb_iface, "legacy_log_text", NULL, 0);
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
    crossbit_result = binding_legacy_log_text(text);
    crossbit_after_call(cb_scope, (void *)cb_call, FALSE);
    cb_call->flags = CROSSBIT_CALL_WRITTEN;
    cb_call->crossbit_result = (long)(INT64)(crossbit_result);
exit:
    return crossbit_leave_callee(cb_scope, NULL, NULL);
}

static HRESULT STDMETHODCALLTYPE crossbit_query(Ilegacy *iface, REFIID iid, void **object)
{
    return crossbit_callee_query(iface, iid, object);
}

static ULONG STDMETHODCALLTYPE crossbit_add_ref(Ilegacy *iface)
{
    return crossbit_callee_add_ref(iface);
}

static ULONG STDMETHODCALLTYPE crossbit_release(Ilegacy *iface)
{
    return crossbit_callee_release(iface);
}

static const IlegacyVtbl callee_vtable = {
    crossbit_query, crossbit_add_ref, crossbit_release,
    callee_attach,
    callee_legacy_version,
    callee_legacy_multiply,
    callee_legacy_mix,
    callee_legacy_count_letters,
    callee_legacy_describe,
    callee_legacy_sum,
    callee_legacy_sort,
    callee_legacy_grow,
    callee_legacy_total,
    callee_legacy_relabel,
    callee_legacy_join,
    callee_legacy_release,
    callee_legacy_open,
    callee_legacy_add,
    callee_legacy_find,
    callee_legacy_each,
    callee_legacy_on_notice,
    callee_legacy_post,
    callee_legacy_close,
    callee_legacy_signal,
    callee_legacy_log_text
};

static const CLSID crossbit_class = {0xf55e396a, 0xfce5, 0x5fa9, {0x85, 0xad, 0x75, 0xb3, 0xd4, 0x82, 0xd9, 0xbe}};
static const CLSID crossbit_proxy_class = {0xcdf75298, 0x18b4, 0x5865, {0x87, 0xa7, 0x1c, 0xc3, 0xfe, 0x49, 0x07, 0xba}};
static const IID *const crossbit_interfaces[] = { &IID_Ilegacy, &IID_IlegacySink, NULL };

HRESULT STDMETHODCALLTYPE ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);
const struct crossbit_binding crossbit_binding = {
    .name = L"legacy.dll",
    .class_id = &crossbit_class, .proxy_class = &crossbit_proxy_class, .interfaces = crossbit_interfaces,
    .interface_id = &IID_Ilegacy, .vtable = &callee_vtable, .proxy_factory = ProxyDllGetClassObject,
    .imports = crossbit_imports, .handles = crossbit_handles, .records = crossbit_records,
    .thunks = crossbit_thunk_tables, .slots = crossbit_thunk_slots,
};
