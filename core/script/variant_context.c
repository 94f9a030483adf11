/* SPDX-License-Identifier: MIT */
/* What all conversions of one call share: objects kept alive, and messages that say where a value went wrong. */
#include "variant_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/message.h"

struct variant_kept {
    struct variant_kept *next;
    IUnknown *object;
};

void variant_context_cleanup(struct variant_context *context)
{
    struct variant_kept *kept;

    for (kept = context->kept; kept; kept = kept->next)
        IUnknown_Release(kept->object);
    context->kept = NULL;
}

HRESULT variant_keep_object(struct variant_context *context, IUnknown *object)
{
    struct variant_kept *kept = arena_alloc(context->arena, sizeof(*kept));

    if (!kept)
        return E_OUTOFMEMORY;
    IUnknown_AddRef(object);
    kept->object = object;
    kept->next = context->kept;
    context->kept = kept;
    return S_OK;
}

/* Writes the path of places, outermost first; returns the new end. */
static wchar_t *format_place(const struct place *place, wchar_t *at, wchar_t *end)
{
    int length = 0;

    if (!place)
        return at;
    at = format_place(place->parent, at, end);
    switch (place->kind) {
    case PLACE_PARAMETER:
        length = place->name
                     ? _snwprintf(at, (size_t)(end - at), L", parameter %u '%.64hs'", place->index + 1, place->name)
                     : _snwprintf(at, (size_t)(end - at), L", parameter %u", place->index + 1);
        break;
    case PLACE_RESULT:
        length = _snwprintf(at, (size_t)(end - at), L", the result");
        break;
    case PLACE_ELEMENT:
        length = _snwprintf(at, (size_t)(end - at), L", element %u", place->index);
        break;
    case PLACE_MEMBER:
        length = place->name ? _snwprintf(at, (size_t)(end - at), L", member '%.64hs'", place->name)
                             : _snwprintf(at, (size_t)(end - at), L", member %u", place->index + 1);
        break;
    }
    return length < 0 ? end : at + length;
}

HRESULT variant_fail(struct variant_context *context, const struct place *place, HRESULT hr, const wchar_t *format, ...)
{
    wchar_t where[400], text[400];
    va_list args;

    if (context->message)
        return hr;
    where[0] = 0;
    *format_place(place, where, where + ARRAYSIZE(where) - 1) = 0;
    va_start(args, format);
    _vsnwprintf(text, ARRAYSIZE(text), format, args);
    va_end(args);
    text[ARRAYSIZE(text) - 1] = 0;
    return message_set(&context->message, hr, L"function '%hs'%ls: %ls", context->function->name, where, text);
}

const wchar_t *variant_describe(const VARIANT *value, wchar_t buffer[VARIANT_DESCRIPTION])
{
    VARIANT local, text;
    bool shortened;

    value = variant_follow(value, &local);
    if (V_VT(value) & VT_ARRAY) {
        return wcscpy(buffer, (V_VT(value) & VT_TYPEMASK) == VT_UI1 ? L"an array of bytes" : L"an array");
    }
    switch (V_VT(value)) {
    case VT_EMPTY:
        return wcscpy(buffer, L"Empty");
    case VT_NULL:
        return wcscpy(buffer, L"Null");
    case VT_ERROR:
        return wcscpy(buffer, L"an argument left out");
    case VT_DISPATCH:
    case VT_UNKNOWN:
        return wcscpy(buffer, V_UNKNOWN(value) ? L"an object" : L"Nothing");
    case VT_BSTR:
        shortened = SysStringLen(V_BSTR(value)) > 40;
        _snwprintf(buffer, VARIANT_DESCRIPTION, L"the text \"%.40ls%ls\"", V_BSTR(value) ? V_BSTR(value) : L"",
            shortened ? L"..." : L"");
        return buffer;
    case VT_BOOL:
        return wcscpy(buffer, V_BOOL(value) ? L"True" : L"False");
    }
    VariantInit(&text);
    if (SUCCEEDED(VariantChangeTypeEx(
            &text, (VARIANT *)value, MAKELCID(MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), SORT_DEFAULT), 0, VT_BSTR)))
        _snwprintf(buffer, VARIANT_DESCRIPTION, L"the number %.60ls", V_BSTR(&text));
    else
        _snwprintf(buffer, VARIANT_DESCRIPTION, L"a value of type %u", V_VT(value));
    VariantClear(&text);
    return buffer;
}

bool variant_is_nothing(const VARIANT *value)
{
    switch (V_VT(value)) {
    case VT_EMPTY:
    case VT_NULL:
        return true;
    case VT_ERROR:
        return V_ERROR(value) == DISP_E_PARAMNOTFOUND;
    case VT_DISPATCH:
    case VT_UNKNOWN:
        return !V_UNKNOWN(value);
    default:
        return false;
    }
}

const VARIANT *variant_follow(const VARIANT *value, VARIANT *local)
{
    static const uint8_t sizes[] = {[VT_I2] = 2,
        [VT_I4] = 4,
        [VT_R4] = 4,
        [VT_R8] = 8,
        [VT_CY] = 8,
        [VT_DATE] = 8,
        [VT_BSTR] = sizeof(void *),
        [VT_DISPATCH] = sizeof(void *),
        [VT_ERROR] = 4,
        [VT_BOOL] = 2,
        [VT_UNKNOWN] = sizeof(void *),
        [VT_I1] = 1,
        [VT_UI1] = 1,
        [VT_UI2] = 2,
        [VT_UI4] = 4,
        [VT_I8] = 8,
        [VT_UI8] = 8,
        [VT_INT] = 4,
        [VT_UINT] = 4};
    VARTYPE vt;

    while (V_VT(value) == (VT_BYREF | VT_VARIANT))
        value = V_VARIANTREF(value);
    if (!(V_VT(value) & VT_BYREF) || V_VT(value) & VT_ARRAY)
        return value;
    vt = V_VT(value) & VT_TYPEMASK;
    if (vt == VT_DECIMAL) {
        V_DECIMAL(local) = *V_DECIMALREF(value);
    } else {
        if (vt >= ARRAYSIZE(sizes) || !sizes[vt])
            return value;
        memcpy(&V_UI8(local), V_BYREF(value), sizes[vt]);
    }
    V_VT(local) = vt;
    return local;
}

const char *variant_vararg_type(const VARIANT *value, bool wide)
{
    VARIANT local;

    value = variant_follow(value, &local);
    switch (V_VT(value)) {
    case VT_I1:
    case VT_UI1:
    case VT_I2:
    case VT_UI2:
    case VT_I4:
    case VT_INT:
    case VT_BOOL:
        return "int";
    case VT_UI4:
    case VT_UINT:
        return "unsigned int";
    case VT_I8:
        return "long long";
    case VT_UI8:
        return "unsigned long long";
    case VT_DECIMAL:
        return V_DECIMAL(value).scale ? "double" : "long long";
    case VT_R4:
    case VT_R8:
    case VT_CY:
        return "double";
    case VT_BSTR:
        return wide ? "const wchar_t *" : "const char *";
    default:
        return NULL;
    }
}
