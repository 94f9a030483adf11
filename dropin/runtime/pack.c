/* SPDX-License-Identifier: MIT */
/*
 * The packed bytes of one call. Numbers lie back to back, bulk data on multiples of 8 so that the callee can use it
 * where it lies. Nothing that is read is believed: every size is checked against what is there, and the first failure
 * ends the call.
 */
#include "crossbit/generated.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "pack.h"
#include "core/base/spare.h"

enum { RECORD_DEPTH = 200 }; /* nested structs: a longer chain is a cycle */
static const size_t size_limit = 0x7fffff00;
static const size_t spare_most = 0x100000; /* a block that stays for the next call: nobody tells when there is none */

void crossbit_scope_init(struct crossbit_scope *scope, void *endpoint)
{
    memset(scope, 0, offsetof(struct crossbit_scope, small));
    scope->endpoint = endpoint;
    scope->write = (BYTE *)scope->small;
    scope->capacity = sizeof(scope->small);
}

void crossbit_blocks_free(struct crossbit_block *block)
{
    while (block) {
        struct crossbit_block *next = block->next;
        crossbit_spare_free(block, spare_most);
        block = next;
    }
}

void crossbit_scope_cleanup(struct crossbit_scope *scope)
{
    crossbit_close_holds(scope->holds);
    scope->holds = NULL;
    crossbit_blocks_free(scope->blocks);
    scope->blocks = NULL;
    if (scope->write != (BYTE *)scope->small)
        CoTaskMemFree(scope->write);
    scope->write = (BYTE *)scope->small;
    free(scope->detail);
    if (scope->problem == scope->detail)
        scope->problem = NULL;
    scope->detail = NULL;
}

void crossbit_fail(struct crossbit_scope *scope, HRESULT status, const char *problem)
{
    if (SUCCEEDED(scope->status)) {
        scope->status = status;
        scope->problem = problem;
    }
}

void crossbit_failf(struct crossbit_scope *scope, HRESULT status, const char *format, ...)
{
    enum { SIZE = 400 };
    va_list arguments;

    if (FAILED(scope->status))
        return;
    scope->detail = malloc(SIZE);
    if (scope->detail) {
        va_start(arguments, format);
        _vsnprintf(scope->detail, SIZE - 1, format, arguments);
        va_end(arguments);
        scope->detail[SIZE - 1] = 0;
    }
    scope->status = status;
    scope->problem = scope->detail != NULL ? scope->detail : "out of memory for the reason";
}

void *crossbit_scope_buffer(struct crossbit_scope *scope, size_t size)
{
    struct crossbit_block **list = scope->keeping ? &scope->keeping->blocks : &scope->blocks;
    struct crossbit_block *block;

    if (FAILED(scope->status))
        return NULL;
    block = size <= size_limit ? crossbit_spare_alloc(sizeof(*block) + size) : NULL;
    if (!block) {
        crossbit_fail(scope, E_OUTOFMEMORY, "out of memory for the call's buffers");
        return NULL;
    }
    block->size = size;
    block->next = *list;
    *list = block;
    return block + 1;
}

void *crossbit_scope_alloc(struct crossbit_scope *scope, size_t size)
{
    void *memory = crossbit_scope_buffer(scope, size);

    return memory != NULL ? memset(memory, 0, size) : NULL;
}

void *crossbit_scope_note(struct crossbit_scope *scope, size_t size)
{
    size_t at = scope->noted;

    if (scope->keeping || size > sizeof(scope->notes) - at)
        return crossbit_scope_alloc(scope, size);
    scope->noted = at + (size + 15) / 16 * 16;
    return memset((BYTE *)scope->notes + at, 0, size);
}

BOOL crossbit_keep_hold(struct crossbit_scope *scope, void *hold)
{
    struct crossbit_hold **list = scope->keeping ? &scope->keeping->holds : &scope->holds;
    struct crossbit_hold *entry = crossbit_scope_note(scope, sizeof(*entry));

    if (!entry) {
        crossbit_close_shared(hold);
        return FALSE;
    }
    entry->hold = hold;
    entry->next = *list;
    *list = entry;
    return TRUE;
}

void crossbit_close_holds(struct crossbit_hold *holds)
{
    for (; holds != NULL; holds = holds->next)
        crossbit_close_shared(holds->hold);
}

/* A number's bytes: both sides are little-endian. A memcpy of so few, whose number is not known, would be a call. */
static void copy_number(void *target, const void *source, unsigned bytes)
{
    switch (bytes) {
    case 8:
        memcpy(target, source, 8);
        break;
    case 4:
        memcpy(target, source, 4);
        break;
    case 1:
        memcpy(target, source, 1);
        break;
    default:
        memcpy(target, source, bytes);
    }
}

static BOOL reserve(struct crossbit_scope *scope, size_t size)
{
    size_t capacity = scope->capacity;
    BYTE *grown;

    if (FAILED(scope->status))
        return FALSE;
    if (size <= capacity - scope->written)
        return TRUE;
    if (size > size_limit - scope->written) {
        crossbit_fail(scope, CROSSBIT_E_RANGE, "more than 2 GB in one call");
        return FALSE;
    }
    while (capacity - scope->written < size)
        capacity *= 2;
    if (scope->write == (BYTE *)scope->small) {
        grown = CoTaskMemAlloc(capacity);
        if (grown)
            memcpy(grown, scope->small, scope->written);
    } else
        grown = CoTaskMemRealloc(scope->write, capacity);
    if (!grown) {
        crossbit_fail(scope, E_OUTOFMEMORY, "out of memory for the call's buffers");
        return FALSE;
    }
    scope->write = grown;
    scope->capacity = capacity;
    return TRUE;
}

void crossbit_put(struct crossbit_scope *scope, UINT64 value, unsigned bytes)
{
    if (!reserve(scope, bytes))
        return;
    copy_number(scope->write + scope->written, &value, bytes);
    scope->written += bytes;
}

static void end_of_bytes(struct crossbit_scope *scope)
{
    crossbit_fail(scope, CROSSBIT_E_PROTOCOL,
        "the other side sent fewer bytes than this call needs; are both halves of one build?");
}

UINT64 crossbit_get(struct crossbit_scope *scope, unsigned bytes)
{
    UINT64 value = 0;

    if (FAILED(scope->status))
        return 0;
    if (bytes > scope->read_size - scope->read_at) {
        end_of_bytes(scope);
        return 0;
    }
    copy_number(&value, scope->read + scope->read_at, bytes);
    scope->read_at += bytes;
    return value;
}

static size_t padding(size_t at)
{
    return (8 - at % 8) % 8;
}

void crossbit_put_data(struct crossbit_scope *scope, const void *data, size_t size)
{
    size_t pad = padding(scope->written);

    if (size > size_limit)
        crossbit_fail(scope, CROSSBIT_E_RANGE, "more than 2 GB in one call");
    if (!reserve(scope, pad + size))
        return;
    memset(scope->write + scope->written, 0, pad);
    if (size)
        memcpy(scope->write + scope->written + pad, data, size);
    scope->written += pad + size;
}

const void *crossbit_get_place(struct crossbit_scope *scope, size_t size)
{
    size_t pad = padding(scope->read_at), left = scope->read_size - scope->read_at;
    const void *place;

    if (FAILED(scope->status))
        return NULL;
    if (pad > left || size > left - pad) {
        end_of_bytes(scope);
        return NULL;
    }
    place = scope->read + scope->read_at + pad;
    scope->read_at += pad + size;
    return place;
}

void crossbit_get_data(struct crossbit_scope *scope, void *data, size_t size)
{
    const void *place = crossbit_get_place(scope, size);

    if (place && size)
        memcpy(data, place, size);
}

LONG crossbit_written(struct crossbit_scope *scope)
{
    crossbit_put_data(scope, NULL, 0);
    return (LONG)(scope->written / 8);
}

const hyper *crossbit_write_data(struct crossbit_scope *scope)
{
    return (const hyper *)(void *)scope->write;
}

void crossbit_read(struct crossbit_scope *scope, const hyper *data, LONG size)
{
    scope->read = (const BYTE *)data;
    scope->read_size = data != NULL && size > 0 ? (size_t)size * 8 : 0;
    scope->read_at = 0;
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

INT64 crossbit_narrow(struct crossbit_scope *scope, INT64 value, size_t size, BOOL is_signed)
{
    if (size < 8 && !scope->old && (is_signed ? (INT64)(INT32)value != value : (INT64)(UINT32)value != value))
        crossbit_failf(scope, CROSSBIT_E_RANGE,
            "the value %I64d (0x%I64x) does not fit in the 32 bits it has on the other side", value, (UINT64)value);
    return value;
}

size_t crossbit_count(struct crossbit_scope *scope, INT64 value, size_t unit, const char *name)
{
    if (value < 0)
        crossbit_failf(scope, CROSSBIT_E_RANGE,
            "the size of '%s' is %I64d; if a negative size means 'up to the zero', annotate it as "
            "CROSSBIT_OR_TERMINATED",
            name, value);
    else if ((UINT64)value > size_limit)
        crossbit_failf(scope, CROSSBIT_E_RANGE, "the size of '%s' is %I64u: the limit is 2 GB", name, (UINT64)value);
    else if ((size_t)value % unit)
        crossbit_failf(scope, CROSSBIT_E_RANGE, "the size of '%s' is %I64u bytes, no whole number of elements of %u",
            name, (UINT64)value, (unsigned)unit);
    else
        return (size_t)value / unit;
    return 0;
}

size_t crossbit_count_or_text(struct crossbit_scope *scope, INT64 value, size_t unit, const char *name,
    const void *text, size_t character, size_t each)
{
    return value < 0 ? crossbit_string_size(scope, text, character) * (character / each)
                     : crossbit_count(scope, value, unit, name);
}

size_t crossbit_valid(INT64 value, size_t unit)
{
    return value > 0 ? (size_t)min((UINT64)value, size_limit) / unit : 0;
}

size_t crossbit_string_size(struct crossbit_scope *scope, const void *text, size_t unit)
{
    size_t size;

    if (!text)
        return 0;
    size = (unit == 1 ? strlen(text) : wcslen(text)) + 1;
    if (size > size_limit / unit) {
        crossbit_failf(scope, CROSSBIT_E_RANGE, "a string of %I64u characters: the limit is 2 GB", (UINT64)size);
        return 0;
    }
    return size;
}

size_t crossbit_at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

void crossbit_check_string(struct crossbit_scope *scope, const void *text, LONG count, size_t unit)
{
    if (text &&
        (count <= 0 || (unit == 1 ? ((const char *)text)[count - 1] != 0 : ((const wchar_t *)text)[count - 1] != 0)))
        crossbit_fail(scope, CROSSBIT_E_PROTOCOL, "a string without its end");
}

void crossbit_reserved(struct crossbit_scope *scope, UINT64 value, const char *name)
{
    if (value != 0)
        crossbit_failf(scope, CROSSBIT_E_ARGUMENT, "the reserved parameter %s is 0x%I64x instead of 0", name, value);
}

BOOL crossbit_enter_record(struct crossbit_scope *scope)
{
    if (++scope->depth > RECORD_DEPTH)
        crossbit_failf(scope, CROSSBIT_E_ARGUMENT,
            "a chain of structs longer than %d, or one that leads back to itself", RECORD_DEPTH);
    return SUCCEEDED(scope->status);
}

void crossbit_leave_record(struct crossbit_scope *scope)
{
    scope->depth--;
}

BOOL crossbit_changed(struct crossbit_scope *scope, BOOL changed)
{
    crossbit_put(scope, changed != FALSE, 1);
    return changed;
}

#define SAME_SIZE ((INT64)0x8000000000000000ull)

INT64 crossbit_sizeof_to_wire(INT64 value, size_t size)
{
    return value == (INT64)size ? SAME_SIZE : value;
}

INT64 crossbit_sizeof_from_wire(struct crossbit_scope *scope, INT64 value, size_t size)
{
    if (value == SAME_SIZE)
        return (INT64)size;
    if (value == (INT64)size)
        crossbit_failf(
            scope, CROSSBIT_E_ARGUMENT, "the size %I64d of a struct is the other bitness's, not the caller's", value);
    return value;
}

INT64 crossbit_result_is_to_wire(struct crossbit_scope *scope, const void *result, const void *parameter, size_t bytes,
    size_t unit, const char *name)
{
    UINT_PTR distance = (UINT_PTR)result - (UINT_PTR)parameter;

    if (!result)
        return SAME_SIZE;
    if (!parameter || distance > bytes || distance % unit) {
        crossbit_failf(scope, CROSSBIT_E_RANGE,
            "the DLL gave a pointer that is not into '%s', as CROSSBIT_RESULT_IS(%s) says", name, name);
        return SAME_SIZE;
    }
    return (INT64)(distance / unit);
}

void *crossbit_result_is_from_wire(INT64 value, const void *parameter, size_t unit)
{
    return value == SAME_SIZE ? NULL : (void *)((const char *)parameter + (size_t)value * unit);
}
