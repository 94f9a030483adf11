/* SPDX-License-Identifier: MIT */
/* One call of a declared function: script values, native memory, wire, module, and all the way back. */
#include "library_private.h"
#include "core/base/contract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Owner of the codec and of the conversion. */
struct call {
    struct loaded *loaded;
    struct variant_context values;
    ICrossbitCallback **callbacks; /* a reference each */
    uint32_t callback_count, callback_capacity;
};

HRESULT script_pack_handle(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t native, uint64_t *wire)
{
    (void)context;
    (void)type;
    /* GetCurrentProcess() and INVALID_HANDLE_VALUE are negative numbers: the other bitness needs the sign. */
    *wire = attr->handle == HANDLE_KERNEL ? (uint64_t)(int64_t)(intptr_t)native : native;
    return S_OK;
}

HRESULT script_unpack_handle(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t wire, uint64_t *native)
{
    if (attr->handle == HANDLE_OPAQUE && wire > UINTPTR_MAX)
        return message_set(
            &context->message, CROSSBIT_E_PROTOCOL, L"%hs: a handle that does not fit this process", type->name);
    *native = (uintptr_t)wire;
    return S_OK;
}

static HRESULT pack_function(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, void *native, uint32_t *index)
{
    struct call *call = context->owner;
    HRESULT hr;

    (void)attr;
    if (call->callback_count == call->callback_capacity) {
        uint32_t capacity = call->callback_capacity ? call->callback_capacity * 2 : 4;
        ICrossbitCallback **callbacks = realloc(call->callbacks, capacity * sizeof(*callbacks));

        if (!callbacks)
            return E_OUTOFMEMORY;
        call->callbacks = callbacks;
        call->callback_capacity = capacity;
    }
    hr = callback_create(call->loaded, native, type->target->function, &call->callbacks[call->callback_count]);
    if (FAILED(hr))
        return message_set(&context->message, hr,
            L"function '%hs': the script's function cannot be passed on (0x%08lX)", context->function->name, hr);
    *index = call->callback_count++;
    return S_OK;
}

/* A script has no use for function pointers; but a struct that it passed in may come back with its own in it. */
static HRESULT unpack_function(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint32_t index, void **native)
{
    (void)context;
    (void)type;
    (void)attr;
    (void)index;
    *native = NULL;
    return S_OK;
}

/* Memory of the DLL's is needed until the values are made of it, no longer. */
static HRESULT keep_memory(struct codec_context *context, uint64_t peer, size_t size, void **memory)
{
    struct call *call = context->owner;

    (void)peer;
    *memory = arena_alloc(call->values.arena, size);
    return *memory ? S_OK : E_OUTOFMEMORY;
}

static const struct codec_ops call_ops = {
    script_pack_handle, script_unpack_handle, pack_function, unpack_function, keep_memory, NULL, NULL};

static void *call_alloc_kept(void *owner, size_t size)
{
    return loaded_alloc_kept(((struct call *)owner)->loaded, size);
}

const struct cfunction *loaded_function(struct loaded *loaded, uint32_t number, uint32_t *remote)
{
    const struct cfunction *function = NULL;

    AcquireSRWLockShared(&loaded->lock);
    if (number < loaded->number_count) {
        *remote = loaded->numbers[number];
        function = cscope_function(loaded->scope, number);
    }
    ReleaseSRWLockShared(&loaded->lock);
    return function;
}

static bool names_equal(const wchar_t *wide, const char *name, bool exact)
{
    for (; *wide && *name; wide++, name++) {
        wchar_t a = *wide, b = (unsigned char)*name;

        if (!exact) {
            a = a >= L'A' && a <= L'Z' ? (wchar_t)(a | 32) : a;
            b = b >= L'A' && b <= L'Z' ? (wchar_t)(b | 32) : b;
        }
        if (a != b)
            return false;
    }
    return !*wide && !*name;
}

HRESULT loaded_find(struct loaded *loaded, const wchar_t *name, uint32_t *number)
{
    uint32_t i, similar = 0;
    HRESULT hr = S_FALSE;

    AcquireSRWLockShared(&loaded->lock);
    for (i = 0; i < loaded->number_count && hr != S_OK; i++) {
        const char *declared = cscope_function(loaded->scope, i)->name;

        if (!names_equal(name, declared, false))
            continue;
        similar++;
        *number = i;
        if (names_equal(name, declared, true))
            hr = S_OK;
    }
    ReleaseSRWLockShared(&loaded->lock);
    if (hr == S_OK || similar == 1)
        return S_OK;
    return similar ? CROSSBIT_E_UNDECLARED : S_FALSE;
}

/* C types of the arguments behind the last parameter, for a function with `...`. */
static HRESULT variadic_types(const struct cfunction *function, VARIANT *const *arguments, uint32_t count, BSTR *extra,
    char **types, BSTR *message)
{
    bool wide = false;
    uint32_t i;
    size_t used = 0;

    /* printf's text is char, wprintf's is wchar_t: what the fixed parameters take. */
    for (i = 0; i < function->param_count; i++)
        if (function->params[i].type->kind == CTYPE_POINTER && function->params[i].type->target->text == TEXT_WCHAR)
            wide = true;
    *types = malloc((size_t)(count - function->param_count) * 24 + 1);
    if (!*types)
        return E_OUTOFMEMORY;
    **types = 0;
    for (i = function->param_count; i < count; i++) {
        const char *type = variant_vararg_type(arguments[i], wide);

        if (!type)
            return message_set(message, CROSSBIT_E_ARGUMENT,
                L"function '%hs', argument %u: only numbers and text can follow the declared parameters; declare a "
                L"function of "
                L"another name, with [entry(\"%hs\")] and these parameters",
                function->name, i + 1, function->name);
        used += (size_t)sprintf(*types + used, "%s%s", used ? ", " : "", type);
    }
    *extra = SysAllocStringLen(NULL, (UINT)used);
    if (!*extra)
        return E_OUTOFMEMORY;
    for (i = 0; i <= used; i++)
        (*extra)[i] = (wchar_t)(*types)[i];
    return S_OK;
}

static HRESULT call_module(struct library *library, struct call *call, const struct cfunction *function,
    uint32_t remote, BSTR extra, struct wire *request, struct wire *reply, BSTR *message)
{
    CrossbitStatus status = {0};
    CrossbitErrors errors = {0};
    ICrossbitModule *module;
    ULONG reply_size = 0;
    HRESULT hr = loaded_module(call->loaded, &module);

    if (FAILED(hr))
        return loaded_transport_result(call->loaded, hr, function->name, message);
    hr = contract_call(module, remote, GetCurrentThreadId(), callback_chain(call->loaded->opened.process_id), extra,
        (ULONG)request->size, request->data, call->callback_count, call->callback_count ? call->callbacks : NULL,
        &reply_size, &reply->data, &errors, &status);
    ICrossbitModule_Release(module);
    reply->size = SUCCEEDED(hr) ? reply_size : 0;
    hr = loaded_transport_result(call->loaded, hr, function->name, message);
    if (FAILED(hr))
        return hr;
    hr = loaded_status(call->loaded, &status, function->name, message);
    if (SUCCEEDED(hr))
        library_set_errors(library, call->loaded, &errors);
    return hr;
}

HRESULT library_call_function(struct library *library, struct loaded *loaded, uint32_t number,
    VARIANT *const *arguments, uint32_t count, VARIANT *result, BSTR *message)
{
    struct arena arena = {0};
    struct call call = {.loaded = loaded};
    struct codec_context codec = {.ops = &call_ops, .owner = &call};
    struct wire request = {0}, reply = {0};
    const struct cfunction *function;
    uint32_t remote = 0, i;
    char *types = NULL;
    BSTR extra = NULL;
    VARIANT value;
    void **args, *native = NULL;
    HRESULT hr;

    VariantInit(&value);
    function = loaded_function(loaded, number, &remote);
    if (!function)
        return DISP_E_MEMBERNOTFOUND;
    if (function->variadic ? count < function->param_count : count != function->param_count)
        return message_set(message, CROSSBIT_E_ARGUMENT, L"function '%hs' takes %ls%u argument%ls, but %u %ls given",
            function->name, function->variadic ? L"at least " : L"", function->param_count,
            function->param_count == 1 ? L"" : L"s", count, count == 1 ? L"was" : L"were");
    if (function->variadic && count > function->param_count) {
        hr = variadic_types(function, arguments, count, &extra, &types, message);
        if (SUCCEEDED(hr)) {
            AcquireSRWLockExclusive(&loaded->lock);
            hr = cscope_variadic(loaded->scope, number, types, &function, message);
            ReleaseSRWLockExclusive(&loaded->lock);
        }
        if (FAILED(hr))
            goto exit;
    }
    codec.function = call.values.function = function;
    call.values.codec = &codec;
    call.values.arena = &arena;
    call.values.alloc_kept = call_alloc_kept;
    call.values.owner = &call;
    args = arena_alloc(&arena, (count + 1) * sizeof(*args));
    native = arena_alloc(&arena, max(function->result->size, sizeof(uint64_t)));
    hr = args && native ? variant_pack_arguments(&call.values, arguments, args) : E_OUTOFMEMORY;
    if (SUCCEEDED(hr))
        hr = codec_pack_request(&codec, args, &request);
    if (SUCCEEDED(hr))
        hr = call_module(library, &call, function, remote, extra, &request, &reply, message);
    if (SUCCEEDED(hr))
        hr = codec_unpack_reply(&codec, &reply, function->result->kind == CTYPE_VOID ? NULL : native);
    if (SUCCEEDED(hr))
        hr = variant_unpack_results(
            &call.values, arguments, args, function->result->kind == CTYPE_VOID ? NULL : native, &value);
    if (SUCCEEDED(hr) && result) {
        *result = value;
        VariantInit(&value);
    }

exit:
    if (FAILED(hr) && message && !*message) {
        BSTR *text = call.values.message ? &call.values.message : &codec.message;

        *message = *text;
        *text = NULL;
    }
    VariantClear(&value);
    for (i = 0; i < call.callback_count; i++)
        ICrossbitCallback_Release(call.callbacks[i]);
    free(call.callbacks);
    wire_cleanup(&request);
    CoTaskMemFree(reply.data);
    SysFreeString(extra);
    SysFreeString(call.values.message);
    variant_context_cleanup(&call.values);
    codec_cleanup(&codec);
    arena_cleanup(&arena);
    free(types);
    return hr;
}

static void list_names(struct loaded *loaded, struct message_list *names)
{
    uint32_t i;

    AcquireSRWLockShared(&loaded->lock);
    for (i = 0; i < loaded->number_count; i++)
        message_list_add(names, cscope_function(loaded->scope, i)->name);
    ReleaseSRWLockShared(&loaded->lock);
    message_list_end(names);
}

/*
 * PowerShell and C hand over all arguments as one array. A function with one array parameter takes the array itself,
 * unless that holds nothing but an array.
 */
static bool holds_arguments(const struct cfunction *function, const SAFEARRAY *array)
{
    uint32_t elements = array->rgsabound[0].cElements;

    if (function->param_count != 1 || function->variadic)
        return true;
    return elements == 1 && (!variant_takes_array(function->params[0].type, &function->params[0].attr) ||
                                V_VT((VARIANT *)array->pvData) & VT_ARRAY);
}

HRESULT library_call_name(struct library *library, const wchar_t *name, VARIANT *const *arguments, uint32_t count,
    VARIANT *result, BSTR *message)
{
    struct loaded *loaded;
    struct message_list names = {.text = L""};
    uint32_t number = 0, i, remote;
    const struct cfunction *function;
    HRESULT hr = library_loaded(library, &loaded, message);

    if (FAILED(hr))
        return hr;
    hr = loaded_find(loaded, name, &number);
    if (hr == S_FALSE) {
        list_names(loaded, &names);
        hr = message_set(message, CROSSBIT_E_UNDECLARED,
            names.count ? L"no function \"%.64ls\" is declared; Declare it first (declared are: %ls)"
                        : L"no function \"%.64ls\" is declared; Declare it first",
            name, names.text);
    } else if (FAILED(hr)) {
        hr = message_set(
            message, hr, L"\"%.64ls\" differs from several declared functions only in case; give the exact name", name);
    } else {
        VARIANT local;
        const VARIANT *only = count == 1 ? variant_follow(arguments[0], &local) : NULL;
        SAFEARRAY *array = NULL;

        function = loaded_function(loaded, number, &remote);
        if (only && (V_VT(only) & ~VT_BYREF) == (VT_ARRAY | VT_VARIANT))
            array = V_VT(only) & VT_BYREF ? *V_ARRAYREF(only) : V_ARRAY(only);
        if (function && array && SafeArrayGetDim(array) == 1 && holds_arguments(function, array)) {
            uint32_t elements = array->rgsabound[0].cElements;
            VARIANT **spread = calloc(elements + 1, sizeof(*spread));

            /* Locked: a callback of the script's may not resize the array that the call reads from and writes to. */
            hr = spread ? SafeArrayLock(array) : E_OUTOFMEMORY;
            if (SUCCEEDED(hr)) {
                for (i = 0; i < elements; i++)
                    spread[i] = (VARIANT *)array->pvData + i;
                hr = library_call_function(library, loaded, number, spread, elements, result, message);
                SafeArrayUnlock(array);
            }
            free(spread);
        } else {
            hr = library_call_function(library, loaded, number, arguments, count, result, message);
        }
    }
    loaded_release(loaded);
    return hr;
}
