/* SPDX-License-Identifier: MIT */
/* Text: BSTR to and from the ANSI code page, UTF-8 and UTF-16. A character that would be lost is an error. */
#include "variant_private.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/message.h"

/*
 * The first character of text that code_page cannot hold; length if there is none. Lone surrogates count as such for
 * UTF-8.
 */
static UINT first_unencodable(const wchar_t *text, UINT length, UINT code_page)
{
    UINT i, units;
    char bytes[16];
    BOOL lost;

    for (i = 0; i < length; i += units) {
        units = IS_HIGH_SURROGATE(text[i]) && i + 1 < length && IS_LOW_SURROGATE(text[i + 1]) ? 2 : 1;
        lost = false;
        if (code_page == CP_UTF8) {
            if (units == 1 && (IS_HIGH_SURROGATE(text[i]) || IS_LOW_SURROGATE(text[i])))
                return i;
        } else if (!WideCharToMultiByte(
                       code_page, WC_NO_BEST_FIT_CHARS, text + i, (int)units, bytes, sizeof(bytes), NULL, &lost) ||
                   lost) {
            return i;
        }
    }
    return length;
}

/* *bytes is malloc'ed. S_FALSE and *bad: the position of a character that cannot be held. */
static HRESULT encode(const wchar_t *text, UINT length, UINT code_page, char **bytes, UINT *count, UINT *bad)
{
    DWORD flags = code_page == CP_UTF8 ? 0 : WC_NO_BEST_FIT_CHARS;
    BOOL lost = false;
    int size;

    *bytes = NULL;
    *count = 0;
    if (code_page == CP_UTF8) {
        *bad = first_unencodable(text, length, code_page);
        if (*bad < length)
            return S_FALSE;
    }
    size = length ? WideCharToMultiByte(code_page, flags, text, (int)length, NULL, 0, NULL, NULL) : 0;
    *bytes = malloc((size_t)size + 1);
    if (!*bytes)
        return E_OUTOFMEMORY;
    if (length)
        WideCharToMultiByte(
            code_page, flags, text, (int)length, *bytes, size, NULL, code_page == CP_UTF8 ? NULL : &lost);
    if (lost) {
        *bad = first_unencodable(text, length, code_page);
        free(*bytes);
        *bytes = NULL;
        return S_FALSE;
    }
    *count = (UINT)size;
    return S_OK;
}

/* The system's ANSI code page may be UTF-8 itself, which takes no "lost" flag. */
static UINT text_code_page(bool utf8)
{
    return utf8 ? CP_UTF8 : GetACP();
}

HRESULT variant_encode_text(struct variant_context *context, const struct place *place, const VARIANT *value,
    enum ctype_text text, bool utf8, struct text_units *units)
{
    wchar_t description[VARIANT_DESCRIPTION];
    const wchar_t *string;
    UINT length, bad = 0, count;
    char *bytes;
    HRESULT hr;

    if (V_VT(value) != VT_BSTR) {
        variant_describe(value, description);
        if (V_VT(value) & VT_ARRAY)
            return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
                L"%ls was given where text is wanted; lib.Text(bytes) makes text of bytes", description);
        return variant_fail(
            context, place, CROSSBIT_E_ARGUMENT, L"%ls was given where text is wanted; CStr makes text", description);
    }
    string = V_BSTR(value) ? V_BSTR(value) : L"";
    length = SysStringLen(V_BSTR(value));
    if (wcslen(string) < length)
        return variant_fail(context, place, CROSSBIT_E_RANGE,
            L"the text holds a NUL character at position %u, where C would end it; pass bytes with size_is instead",
            (UINT)wcslen(string) + 1);
    if (text == TEXT_WCHAR) {
        units->units = arena_alloc(context->arena, ((size_t)length + 1) * sizeof(wchar_t));
        if (!units->units)
            return E_OUTOFMEMORY;
        memcpy(units->units, string, length * sizeof(wchar_t));
        units->count = length;
        return S_OK;
    }
    hr = encode(string, length, text_code_page(utf8), &bytes, &count, &bad);
    if (hr == S_FALSE)
        return variant_fail(context, place, CROSSBIT_E_RANGE,
            utf8 ? L"%ls holds half a character (U+%04X) at position %u, which UTF-8 cannot hold"
                 : L"%ls holds the character U+%04X at position %u, which the ANSI code page %u cannot hold",
            variant_describe(value, description), string[bad], bad + 1, GetACP());
    if (FAILED(hr))
        return hr;
    units->units = arena_alloc(context->arena, (size_t)count + 1);
    if (units->units)
        memcpy(units->units, bytes, count);
    units->count = count;
    free(bytes);
    return units->units ? S_OK : E_OUTOFMEMORY;
}

HRESULT variant_decode_text(const void *units, uint32_t count, enum ctype_text text, bool utf8, BSTR *decoded)
{
    UINT code_page = text_code_page(utf8);
    int length;

    *decoded = NULL;
    if (text == TEXT_WCHAR) {
        *decoded = SysAllocStringLen(units, count);
        return *decoded ? S_OK : E_OUTOFMEMORY;
    }
    if (count > INT_MAX)
        return E_OUTOFMEMORY;
    length = count ? MultiByteToWideChar(code_page, 0, units, (int)count, NULL, 0) : 0;
    *decoded = SysAllocStringLen(NULL, (UINT)length);
    if (!*decoded)
        return E_OUTOFMEMORY;
    if (count)
        MultiByteToWideChar(code_page, 0, units, (int)count, *decoded, length);
    return S_OK;
}

enum encoding { ENCODING_ANSI, ENCODING_UTF8, ENCODING_UTF16 };

static HRESULT parse_encoding(const wchar_t *name, enum encoding *encoding, BSTR *message)
{
    static const struct {
        const wchar_t *name;
        enum encoding encoding;
    } names[] = {{L"", ENCODING_ANSI}, {L"ansi", ENCODING_ANSI}, {L"utf-8", ENCODING_UTF8}, {L"utf8", ENCODING_UTF8},
        {L"utf-16", ENCODING_UTF16}, {L"utf16", ENCODING_UTF16}};
    size_t i;

    for (i = 0; i < ARRAYSIZE(names); i++) {
        if (!_wcsicmp(name ? name : L"", names[i].name)) {
            *encoding = names[i].encoding;
            return S_OK;
        }
    }
    return message_set(
        message, CROSSBIT_E_ARGUMENT, L"\"%.40ls\" is no encoding; there are ansi, utf-8 and utf-16", name);
}

static HRESULT bytes_to_array(const void *bytes, size_t count, VARIANT *array)
{
    SAFEARRAY *safe;

    if (count > ULONG_MAX || !(safe = SafeArrayCreateVector(VT_UI1, 0, (ULONG)count)))
        return E_OUTOFMEMORY;
    memcpy(safe->pvData, bytes, count);
    V_VT(array) = VT_ARRAY | VT_UI1;
    V_ARRAY(array) = safe;
    return S_OK;
}

HRESULT variant_bytes_from_text(
    const wchar_t *text, UINT length, const wchar_t *encoding, VARIANT *bytes, BSTR *message)
{
    enum encoding kind;
    UINT count, bad = 0;
    char *encoded;
    HRESULT hr;

    VariantInit(bytes);
    hr = parse_encoding(encoding, &kind, message);
    if (FAILED(hr))
        return hr;
    if (kind == ENCODING_UTF16)
        return bytes_to_array(text, length * sizeof(wchar_t), bytes);
    hr = encode(text, length, text_code_page(kind == ENCODING_UTF8), &encoded, &count, &bad);
    if (hr == S_FALSE)
        return message_set(message, CROSSBIT_E_RANGE,
            L"Bytes: the character U+%04X at position %u has no form in %ls; utf-16 holds every text", text[bad],
            bad + 1, kind == ENCODING_UTF8 ? L"utf-8" : L"the ANSI code page");
    if (FAILED(hr))
        return hr;
    hr = bytes_to_array(encoded, count, bytes);
    free(encoded);
    return hr;
}

HRESULT variant_text_from_bytes(const VARIANT *bytes, const wchar_t *encoding, BSTR *text, BSTR *message)
{
    static const struct ctype byte = {.kind = CTYPE_INT, .name = "byte", .size = 1, .align = 1, .wire_size = 1};
    static const struct cfunction function = {.name = "Text"};
    const struct place argument = {NULL, PLACE_PARAMETER, 0, "bytes"};
    struct arena arena = {0};
    struct variant_context context = {.arena = &arena, .function = &function};
    struct array_view view = {0};
    enum encoding kind;
    uint8_t *units;
    VARIANT local;
    uint32_t i;
    HRESULT hr;

    *text = NULL;
    hr = parse_encoding(encoding, &kind, message);
    if (FAILED(hr))
        return hr;
    hr = array_open(&context, &argument, variant_follow(bytes, &local), &view);
    if (hr == S_FALSE)
        hr = variant_fail(&context, &argument, CROSSBIT_E_ARGUMENT, L"an array of bytes is wanted");
    if (FAILED(hr))
        goto exit;
    units = arena_alloc(&arena, (size_t)view.count + 1);
    if (!units) {
        hr = E_OUTOFMEMORY;
        goto exit;
    }
    for (i = 0; i < view.count; i++) {
        const struct place place = {&argument, PLACE_ELEMENT, i, NULL};
        VARIANT element;
        HRESULT got = array_get(&context, &place, &view, i, &element);

        hr =
            FAILED(got) ? got : variant_to_scalar(&context, &place, variant_follow(&element, &local), &byte, units + i);
        if (got == S_FALSE)
            VariantClear(&element);
        if (FAILED(hr))
            goto exit;
    }
    if (kind == ENCODING_UTF16 && view.count % sizeof(wchar_t)) {
        hr = variant_fail(
            &context, &argument, CROSSBIT_E_ARGUMENT, L"utf-16 has an even number of bytes, not %u", view.count);
        goto exit;
    }
    if (kind == ENCODING_UTF16)
        hr = variant_decode_text(units, view.count / sizeof(wchar_t), TEXT_WCHAR, false, text);
    else
        hr = variant_decode_text(units, view.count, TEXT_CHAR, kind == ENCODING_UTF8, text);

exit:
    array_close(&view);
    variant_context_cleanup(&context);
    arena_cleanup(&arena);
    if (message && !*message)
        *message = context.message;
    else
        SysFreeString(context.message);
    return hr;
}
