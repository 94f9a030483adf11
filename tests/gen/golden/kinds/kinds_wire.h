/* Made by crossbit-gen for kinds.dll: what the drop-in and the binding share. Do not edit. */
#ifndef CROSSBIT_kinds_WIRE_H
#define CROSSBIT_kinds_WIRE_H

#ifndef COBJMACROS
#define COBJMACROS
#endif
/* The library's headers first: they were read without Windows' macros. */
#include <crossbit/annotate.h>
#include "kinds.h"
#include <windows.h>
#include <string.h>
#include <wchar.h>
#include <crossbit/generated.h>
#include "kinds_com.h"

/* Names that Windows' headers may have as macros. */
#undef widths
#undef a
#undef b
#undef c
#undef d
#undef e
#undef f
#undef g
#undef h
#undef tokens
#undef users
#undef window
#undef sizes
#undef size
#undef box_close
#undef box_open
#undef paths
#undef from
#undef n
#undef inside
#undef text
#undef fixed
#undef copy
#undef numbers
#undef range
#undef terminated
#undef release
#undef memory
#undef arrays
#undef valid
#undef packed
#undef by_value
#undef value
#undef flat
#undef outputs
#undef worked
#undef work
#undef kept
#undef name
#undef list
#undef stream_open
#undef s
#undef stream_run
#undef plain_run
#undef p
#undef plain_close
#undef allocator
#undef user
#undef lender
#undef table_set
#undef t
#undef formatted
#undef by_binding
#undef helper
#undef seventh
#undef items
#undef lent
#undef none
#undef many
#undef rows
#undef named
#undef boxes
#undef bits
#undef owned
#undef also
#undef in
#undef in_size
#undef out
#undef out_size
#undef total
#undef once
#undef state
#undef table
#undef next

/* The sizes that this file was made for. */
_Static_assert(sizeof(struct apart) == (sizeof(void *) == 8 ? 32 : 20), "struct_apart: made for another compiler");
_Static_assert(sizeof(struct flat) == (sizeof(void *) == 8 ? 8 : 8), "struct_flat: made for another compiler");
_Static_assert(sizeof(struct inner) == (sizeof(void *) == 8 ? 88 : 44), "struct_inner: made for another compiler");
_Static_assert(sizeof(struct given) == (sizeof(void *) == 8 ? 32 : 16), "struct_given: made for another compiler");
_Static_assert(sizeof(struct stream) == (sizeof(void *) == 8 ? 56 : 32), "struct_stream: made for another compiler");
_Static_assert(sizeof(struct plain) == (sizeof(void *) == 8 ? 4 : 4), "struct_plain: made for another compiler");
_Static_assert(sizeof(struct table) == (sizeof(void *) == 8 ? 8 : 4), "struct_table: made for another compiler");

__attribute__((unused)) static void crossbit_put_struct_apart(struct crossbit_scope *cb_scope, const struct apart *s, UINT64 mask);
__attribute__((unused)) static void crossbit_get_struct_apart(struct crossbit_scope *cb_scope, struct apart *s, UINT64 mask);
__attribute__((unused)) static void crossbit_give_struct_apart(struct crossbit_scope *cb_scope, const struct apart *s, const struct apart *before, UINT64 mask);
__attribute__((unused)) static void crossbit_take_struct_apart(struct crossbit_scope *cb_scope, struct apart *s, BOOL fresh, UINT64 mask);
__attribute__((unused)) static void crossbit_put_struct_inner(struct crossbit_scope *cb_scope, const struct inner *s, UINT64 mask);
__attribute__((unused)) static void crossbit_get_struct_inner(struct crossbit_scope *cb_scope, struct inner *s, UINT64 mask);
__attribute__((unused)) static void crossbit_give_struct_inner(struct crossbit_scope *cb_scope, const struct inner *s, const struct inner *before, UINT64 mask);
__attribute__((unused)) static void crossbit_take_struct_inner(struct crossbit_scope *cb_scope, struct inner *s, BOOL fresh, UINT64 mask);
__attribute__((unused)) static void crossbit_put_record3(struct crossbit_scope *cb_scope, const __typeof__(((struct inner *)0)->named) *s, UINT64 mask);
__attribute__((unused)) static void crossbit_get_record3(struct crossbit_scope *cb_scope, __typeof__(((struct inner *)0)->named) *s, UINT64 mask);
__attribute__((unused)) static void crossbit_give_record3(struct crossbit_scope *cb_scope, const __typeof__(((struct inner *)0)->named) *s, const __typeof__(((struct inner *)0)->named) *before, UINT64 mask);
__attribute__((unused)) static void crossbit_take_record3(struct crossbit_scope *cb_scope, __typeof__(((struct inner *)0)->named) *s, BOOL fresh, UINT64 mask);
__attribute__((unused)) static void crossbit_put_struct_given(struct crossbit_scope *cb_scope, const struct given *s, UINT64 mask);
__attribute__((unused)) static void crossbit_get_struct_given(struct crossbit_scope *cb_scope, struct given *s, UINT64 mask);
__attribute__((unused)) static void crossbit_give_struct_given(struct crossbit_scope *cb_scope, const struct given *s, const struct given *before, UINT64 mask);
__attribute__((unused)) static void crossbit_take_struct_given(struct crossbit_scope *cb_scope, struct given *s, BOOL fresh, UINT64 mask);
__attribute__((unused)) static void crossbit_put_struct_stream(struct crossbit_scope *cb_scope, const struct stream *s, UINT64 mask);
__attribute__((unused)) static void crossbit_get_struct_stream(struct crossbit_scope *cb_scope, struct stream *s, UINT64 mask);
__attribute__((unused)) static void crossbit_give_struct_stream(struct crossbit_scope *cb_scope, const struct stream *s, const struct stream *before, UINT64 mask);
__attribute__((unused)) static void crossbit_take_struct_stream(struct crossbit_scope *cb_scope, struct stream *s, BOOL fresh, UINT64 mask);
__attribute__((unused)) static void crossbit_put_struct_plain(struct crossbit_scope *cb_scope, const struct plain *s, UINT64 mask);
__attribute__((unused)) static void crossbit_get_struct_plain(struct crossbit_scope *cb_scope, struct plain *s, UINT64 mask);
__attribute__((unused)) static void crossbit_give_struct_plain(struct crossbit_scope *cb_scope, const struct plain *s, const struct plain *before, UINT64 mask);
__attribute__((unused)) static void crossbit_take_struct_plain(struct crossbit_scope *cb_scope, struct plain *s, BOOL fresh, UINT64 mask);
__attribute__((unused)) static void crossbit_put_struct_table(struct crossbit_scope *cb_scope, const struct table *s, UINT64 mask);
__attribute__((unused)) static void crossbit_get_struct_table(struct crossbit_scope *cb_scope, struct table *s, UINT64 mask);
__attribute__((unused)) static void crossbit_give_struct_table(struct crossbit_scope *cb_scope, const struct table *s, const struct table *before, UINT64 mask);
__attribute__((unused)) static void crossbit_take_struct_table(struct crossbit_scope *cb_scope, struct table *s, BOOL fresh, UINT64 mask);

/* struct struct apart: 20 bytes in 32-bit, 32 in 64-bit Windows */
__attribute__((unused)) static void crossbit_put_struct_apart(struct crossbit_scope *cb_scope, const struct apart *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    crossbit_put(cb_scope, (UINT64)(INT64)(s->size), 8);
    crossbit_put_string(cb_scope, (const void *)(s->name), sizeof(*(s->name)));
    crossbit_put_data(cb_scope, &s->flat, sizeof(s->flat));
    crossbit_put(cb_scope, (s->none) != NULL, 1);
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_get_struct_apart(struct crossbit_scope *cb_scope, struct apart *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&s->size, &crossbit_v, sizeof(crossbit_v)); }
    { const void *crossbit_v = crossbit_get_string(cb_scope, sizeof(*(s->name))); memcpy((void *)&s->name, &crossbit_v, sizeof(crossbit_v)); }
    crossbit_get_data(cb_scope, (void *)&s->flat, sizeof(s->flat));
    if (crossbit_get(cb_scope, 1) == 0) s->none = NULL;
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_give_struct_apart(struct crossbit_scope *cb_scope, const struct apart *s, const struct apart *before, UINT64 mask)
{
    static const struct apart zero;
    BOOL fresh = before == NULL;
    (void)mask;
    if (fresh)
        before = &zero;
    if (!crossbit_enter_record(cb_scope))
        return;
    if (crossbit_changed(cb_scope, fresh || (s->size) != (before->size)))
        crossbit_put(cb_scope, (UINT64)(INT64)(s->size), 8);
    {
        if (crossbit_give_pointer(cb_scope, (const void *)(s->name), (const void *)(before->name), fresh)) {
            crossbit_fail(cb_scope, E_UNEXPECTED, "the DLL left a pointer in 'name' to memory of its own");
        }
    }
    crossbit_put_data(cb_scope, &s->flat, sizeof(s->flat));
    crossbit_put(cb_scope, (s->none) != NULL, 1);
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_take_struct_apart(struct crossbit_scope *cb_scope, struct apart *s, BOOL fresh, UINT64 mask)
{
    (void)fresh;
    if (!crossbit_enter_record(cb_scope))
        return;
    if (crossbit_get(cb_scope, 1) != 0)
        { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&s->size, &crossbit_v, sizeof(crossbit_v)); }
    {
        const void *crossbit_v = (const void *)(s->name);
        if (crossbit_take_pointer(cb_scope, &crossbit_v))
            crossbit_v = crossbit_take_static(cb_scope);
        memcpy((void *)&s->name, &crossbit_v, sizeof(crossbit_v));
    }
    crossbit_get_data(cb_scope, (void *)&s->flat, sizeof(s->flat));
    { void *crossbit_v = crossbit_get(cb_scope, 1) ? crossbit_hidden() : NULL; memcpy((void *)&s->none, &crossbit_v, sizeof(crossbit_v)); }
    (void)mask;
    crossbit_leave_record(cb_scope);
}

/* struct struct inner: 44 bytes in 32-bit, 88 in 64-bit Windows */
__attribute__((unused)) static void crossbit_put_struct_inner(struct crossbit_scope *cb_scope, const struct inner *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        size_t n__1 = (s->many) != NULL ? crossbit_count(cb_scope, (INT64)(s->rows[0][0]), 1, "many") : 0;
        if (crossbit_put_flat(cb_scope, (const void *)(s->many), n__1, sizeof(*(s->many)))) {
            crossbit_put_data(cb_scope, (void *)(s->many), n__1 * sizeof(*(s->many)));
        }
    }
    for (size_t i__2 = 0; i__2 < 2 && SUCCEEDED(cb_scope->status); i__2++) {
        for (size_t i__3 = 0; i__3 < 3 && SUCCEEDED(cb_scope->status); i__3++) {
            crossbit_put(cb_scope, (UINT64)(INT64)(s->rows[i__2][i__3]), 8);
        }
    }
    crossbit_put_record3(cb_scope, &s->named, ~(UINT64)0);
    for (size_t i__4 = 0; i__4 < 2 && SUCCEEDED(cb_scope->status); i__4++) {
        crossbit_put(cb_scope, (UINT64)crossbit_handle_to_wire(cb_scope, 0, (const void *)(s->boxes[i__4])), 8);
    }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_get_struct_inner(struct crossbit_scope *cb_scope, struct inner *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        size_t n__6 = 0;
        void *at__5 = crossbit_get_flat(cb_scope, sizeof(*(s->many)), TRUE, TRUE, &n__6);
        memcpy((void *)&s->many, &at__5, sizeof(at__5));
        (void)n__6;
    }
    for (size_t i__7 = 0; i__7 < 2 && SUCCEEDED(cb_scope->status); i__7++) {
        for (size_t i__8 = 0; i__8 < 3 && SUCCEEDED(cb_scope->status); i__8++) {
            { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&s->rows[i__7][i__8], &crossbit_v, sizeof(crossbit_v)); }
        }
    }
    crossbit_get_record3(cb_scope, (__typeof__(((struct inner *)0)->named) *)&s->named, ~(UINT64)0);
    for (size_t i__9 = 0; i__9 < 2 && SUCCEEDED(cb_scope->status); i__9++) {
        { box * crossbit_v = (box *)crossbit_handle_from_wire(cb_scope, 0, (INT64)crossbit_get(cb_scope, 8)); memcpy((void *)&s->boxes[i__9], &crossbit_v, sizeof(crossbit_v)); }
    }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_give_struct_inner(struct crossbit_scope *cb_scope, const struct inner *s, const struct inner *before, UINT64 mask)
{
    static const struct inner zero;
    BOOL fresh = before == NULL;
    (void)mask;
    if (fresh)
        before = &zero;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        if ((before->many) != NULL) {
            size_t n__10 = crossbit_elements(cb_scope, (const void *)(before->many));
            n__10 = crossbit_unshared(cb_scope, (const void *)(before->many), n__10);
            crossbit_put(cb_scope, n__10, 8);
            crossbit_put_data(cb_scope, (void *)(before->many), n__10 * sizeof(*(before->many)));
        }
        if (crossbit_give_pointer(cb_scope, (const void *)(s->many), (const void *)(before->many), fresh)) {
            crossbit_fail(cb_scope, E_UNEXPECTED, "the DLL left a pointer in 'many' to memory of its own");
        }
    }
    for (size_t i__11 = 0; i__11 < 2 && SUCCEEDED(cb_scope->status); i__11++) {
        for (size_t i__12 = 0; i__12 < 3 && SUCCEEDED(cb_scope->status); i__12++) {
            if (crossbit_changed(cb_scope, fresh || (s->rows[i__11][i__12]) != (before->rows[i__11][i__12])))
                crossbit_put(cb_scope, (UINT64)(INT64)(s->rows[i__11][i__12]), 8);
        }
    }
    crossbit_give_record3(cb_scope, &s->named, fresh ? NULL : &(before->named), ~(UINT64)0);
    for (size_t i__13 = 0; i__13 < 2 && SUCCEEDED(cb_scope->status); i__13++) {
        if (crossbit_changed(cb_scope, fresh || (s->boxes[i__13]) != (before->boxes[i__13])))
            crossbit_put(cb_scope, (UINT64)crossbit_handle_to_wire(cb_scope, 0, (const void *)(s->boxes[i__13])), 8);
    }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_take_struct_inner(struct crossbit_scope *cb_scope, struct inner *s, BOOL fresh, UINT64 mask)
{
    (void)fresh;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        if (!(fresh) && (s->many) != NULL) {
            size_t n__14 = crossbit_take_elements(cb_scope, (const void *)(s->many));
            crossbit_get_data(cb_scope, (void *)(s->many), n__14 * sizeof(*(s->many)));
        }
        const void *crossbit_v = (const void *)(s->many);
        if (crossbit_take_pointer(cb_scope, &crossbit_v))
            crossbit_v = crossbit_take_static(cb_scope);
        memcpy((void *)&s->many, &crossbit_v, sizeof(crossbit_v));
    }
    for (size_t i__15 = 0; i__15 < 2 && SUCCEEDED(cb_scope->status); i__15++) {
        for (size_t i__16 = 0; i__16 < 3 && SUCCEEDED(cb_scope->status); i__16++) {
            if (crossbit_get(cb_scope, 1) != 0)
                { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&s->rows[i__15][i__16], &crossbit_v, sizeof(crossbit_v)); }
        }
    }
    crossbit_take_record3(cb_scope, (__typeof__(((struct inner *)0)->named) *)&s->named, fresh, ~(UINT64)0);
    for (size_t i__17 = 0; i__17 < 2 && SUCCEEDED(cb_scope->status); i__17++) {
        if (crossbit_get(cb_scope, 1) != 0)
            { box * crossbit_v = (box *)crossbit_handle_from_wire(cb_scope, 0, (INT64)crossbit_get(cb_scope, 8)); memcpy((void *)&s->boxes[i__17], &crossbit_v, sizeof(crossbit_v)); }
    }
    (void)mask;
    crossbit_leave_record(cb_scope);
}

/* struct struct inner::(unnamed at ./kinds.h:41:47): 8 bytes in 32-bit, 16 in 64-bit Windows */
__attribute__((unused)) static void crossbit_put_record3(struct crossbit_scope *cb_scope, const __typeof__(((struct inner *)0)->named) *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    crossbit_put(cb_scope, (UINT64)(INT64)(s->user), 8);
    crossbit_put(cb_scope, (UINT64)(INT64)(s->bits), 4);
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_get_record3(struct crossbit_scope *cb_scope, __typeof__(((struct inner *)0)->named) *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&s->user, &crossbit_v, sizeof(crossbit_v)); }
    s->bits = (unsigned int)((INT64)crossbit_get(cb_scope, 4));
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_give_record3(struct crossbit_scope *cb_scope, const __typeof__(((struct inner *)0)->named) *s, const __typeof__(((struct inner *)0)->named) *before, UINT64 mask)
{
    static const __typeof__(((struct inner *)0)->named) zero;
    BOOL fresh = before == NULL;
    (void)mask;
    if (fresh)
        before = &zero;
    if (!crossbit_enter_record(cb_scope))
        return;
    if (crossbit_changed(cb_scope, fresh || (s->user) != (before->user)))
        crossbit_put(cb_scope, (UINT64)(INT64)(s->user), 8);
    if (crossbit_changed(cb_scope, fresh || (s->bits) != (before->bits)))
        crossbit_put(cb_scope, (UINT64)(INT64)(s->bits), 4);
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_take_record3(struct crossbit_scope *cb_scope, __typeof__(((struct inner *)0)->named) *s, BOOL fresh, UINT64 mask)
{
    (void)fresh;
    if (!crossbit_enter_record(cb_scope))
        return;
    if (crossbit_get(cb_scope, 1) != 0)
        { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&s->user, &crossbit_v, sizeof(crossbit_v)); }
    if (crossbit_get(cb_scope, 1) != 0)
        s->bits = (unsigned int)((INT64)crossbit_get(cb_scope, 4));
    (void)mask;
    crossbit_leave_record(cb_scope);
}

/* struct struct given: 16 bytes in 32-bit, 32 in 64-bit Windows */
__attribute__((unused)) static void crossbit_put_struct_given(struct crossbit_scope *cb_scope, const struct given *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    crossbit_put_string(cb_scope, (const void *)(s->text), sizeof(*(s->text)));
    {
        size_t n__1 = (s->list) != NULL ? crossbit_count(cb_scope, (INT64)(2), 1, "list") : 0;
        if (crossbit_put_flat(cb_scope, (const void *)(s->list), n__1, sizeof(*(s->list)))) {
            crossbit_put_data(cb_scope, (void *)(s->list), n__1 * sizeof(*(s->list)));
        }
    }
    crossbit_put_string(cb_scope, (const void *)(s->owned), sizeof(*(s->owned)));
    {
        size_t n__2 = (s->also) != NULL ? crossbit_count(cb_scope, (INT64)(4), 1, "also") : 0;
        if (crossbit_put_flat(cb_scope, (const void *)(s->also), n__2, sizeof(*(s->also)))) {
            crossbit_put_data(cb_scope, (void *)(s->also), n__2 * sizeof(*(s->also)));
        }
    }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_get_struct_given(struct crossbit_scope *cb_scope, struct given *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    { const void *crossbit_v = crossbit_get_string(cb_scope, sizeof(*(s->text))); memcpy((void *)&s->text, &crossbit_v, sizeof(crossbit_v)); }
    {
        size_t n__4 = 0;
        void *at__3 = crossbit_get_flat(cb_scope, sizeof(*(s->list)), TRUE, FALSE, &n__4);
        memcpy((void *)&s->list, &at__3, sizeof(at__3));
        (void)n__4;
    }
    { const void *crossbit_v = crossbit_get_string(cb_scope, sizeof(*(s->owned))); memcpy((void *)&s->owned, &crossbit_v, sizeof(crossbit_v)); }
    {
        size_t n__6 = 0;
        void *at__5 = crossbit_get_flat(cb_scope, sizeof(*(s->also)), TRUE, FALSE, &n__6);
        memcpy((void *)&s->also, &at__5, sizeof(at__5));
        (void)n__6;
    }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_give_struct_given(struct crossbit_scope *cb_scope, const struct given *s, const struct given *before, UINT64 mask)
{
    static const struct given zero;
    BOOL fresh = before == NULL;
    (void)mask;
    if (fresh)
        before = &zero;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        if (crossbit_give_pointer(cb_scope, (const void *)(s->text), (const void *)(before->text), fresh)) {
            crossbit_give_string(cb_scope, (const void *)(s->text), sizeof(*(s->text)));
        }
    }
    {
        if (crossbit_give_pointer(cb_scope, (const void *)(s->list), (const void *)(before->list), fresh)) {
            crossbit_put(cb_scope, crossbit_count(cb_scope, (INT64)(2), 1, "list") * sizeof(*(s->list)), 8);
            crossbit_put_data(cb_scope, (const void *)(s->list), crossbit_count(cb_scope, (INT64)(2), 1, "list") * sizeof(*(s->list)));
        }
    }
    {
        if (crossbit_give_pointer(cb_scope, (const void *)(s->owned), (const void *)(before->owned), fresh)) {
            crossbit_give_owned(cb_scope, (const void *)(s->owned), crossbit_string_size(cb_scope, (const void *)(s->owned), sizeof(*(s->owned))) * sizeof(*(s->owned)));
        }
    }
    {
        if (crossbit_give_pointer(cb_scope, (const void *)(s->also), (const void *)(before->also), fresh)) {
            crossbit_give_owned(cb_scope, (const void *)(s->also), crossbit_count(cb_scope, (INT64)(4), 1, "also") * sizeof(*(s->also)));
        }
    }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_take_struct_given(struct crossbit_scope *cb_scope, struct given *s, BOOL fresh, UINT64 mask)
{
    (void)fresh;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        const void *crossbit_v = (const void *)(s->text);
        if (crossbit_take_pointer(cb_scope, &crossbit_v))
            crossbit_v = crossbit_take_static(cb_scope);
        memcpy((void *)&s->text, &crossbit_v, sizeof(crossbit_v));
    }
    {
        const void *crossbit_v = (const void *)(s->list);
        if (crossbit_take_pointer(cb_scope, &crossbit_v))
            crossbit_v = crossbit_take_static(cb_scope);
        memcpy((void *)&s->list, &crossbit_v, sizeof(crossbit_v));
    }
    {
        const void *crossbit_v = (const void *)(s->owned);
        if (crossbit_take_pointer(cb_scope, &crossbit_v))
            crossbit_v = crossbit_take_owned(cb_scope);
        memcpy((void *)&s->owned, &crossbit_v, sizeof(crossbit_v));
    }
    {
        const void *crossbit_v = (const void *)(s->also);
        if (crossbit_take_pointer(cb_scope, &crossbit_v))
            crossbit_v = crossbit_take_owned(cb_scope);
        memcpy((void *)&s->also, &crossbit_v, sizeof(crossbit_v));
    }
    (void)mask;
    crossbit_leave_record(cb_scope);
}

/* struct struct stream: 32 bytes in 32-bit, 56 in 64-bit Windows */
__attribute__((unused)) static void crossbit_put_struct_stream(struct crossbit_scope *cb_scope, const struct stream *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    if (mask >> 0 & 1) {
        {
            size_t n__1 = (s->in) != NULL ? crossbit_count(cb_scope, (INT64)(s->in_size), 1, "in") : 0;
            if (crossbit_put_flat(cb_scope, (const void *)(s->in), n__1, sizeof(*(s->in)))) {
                crossbit_put_data(cb_scope, (void *)(s->in), n__1 * sizeof(*(s->in)));
            }
        }
    }
    if (mask >> 1 & 1) {
        crossbit_put(cb_scope, (UINT64)(INT64)(s->in_size), 4);
    }
    if (mask >> 2 & 1) {
        {
            size_t n__2 = (s->out) != NULL ? crossbit_count(cb_scope, (INT64)(s->out_size), 1, "out") : 0;
            if (crossbit_put_flat(cb_scope, (const void *)(s->out), n__2, sizeof(*(s->out)))) {
                crossbit_put_data(cb_scope, (void *)(s->out), n__2 * sizeof(*(s->out)));
            }
        }
    }
    if (mask >> 3 & 1) {
        crossbit_put(cb_scope, (UINT64)(INT64)(s->out_size), 4);
    }
    if (mask >> 5 & 1) {
        crossbit_put(cb_scope, (UINT64)(INT64)(s->once), 2);
    }
    if (mask >> 6 & 1) {
        crossbit_put(cb_scope, (s->state) != NULL, 1);
    }
    if (mask >> 7 & 1) {
        {
            size_t n__3 = (s->table) != NULL ? crossbit_count(cb_scope, (INT64)(2), 1, "table") : 0;
            if (crossbit_put_flat(cb_scope, (const void *)(s->table), n__3, sizeof(*(s->table)))) {
                crossbit_put_data(cb_scope, (void *)(s->table), n__3 * sizeof(*(s->table)));
            }
        }
    }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_get_struct_stream(struct crossbit_scope *cb_scope, struct stream *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    if (mask >> 0 & 1) {
        {
            size_t n__5 = 0;
            void *at__4 = crossbit_get_flat(cb_scope, sizeof(*(s->in)), TRUE, FALSE, &n__5);
            memcpy((void *)&s->in, &at__4, sizeof(at__4));
            (void)n__5;
        }
    }
    else if (!cb_scope->opening) { memset((void *)&s->in, 0, sizeof(s->in)); }
    if (mask >> 1 & 1) {
        { unsigned int crossbit_v = (unsigned int)((INT64)crossbit_get(cb_scope, 4)); memcpy((void *)&s->in_size, &crossbit_v, sizeof(crossbit_v)); }
    }
    if (mask >> 2 & 1) {
        {
            size_t n__7 = 0;
            void *at__6 = crossbit_get_flat(cb_scope, sizeof(*(s->out)), TRUE, TRUE, &n__7);
            memcpy((void *)&s->out, &at__6, sizeof(at__6));
            (void)n__7;
        }
    }
    else if (!cb_scope->opening) { memset((void *)&s->out, 0, sizeof(s->out)); }
    if (mask >> 3 & 1) {
        { unsigned int crossbit_v = (unsigned int)((INT64)crossbit_get(cb_scope, 4)); memcpy((void *)&s->out_size, &crossbit_v, sizeof(crossbit_v)); }
    }
    if (mask >> 5 & 1) {
        { short crossbit_v = (short)((INT64)crossbit_get(cb_scope, 2)); memcpy((void *)&s->once, &crossbit_v, sizeof(crossbit_v)); }
    }
    if (mask >> 6 & 1) {
        if (crossbit_get(cb_scope, 1) == 0) s->state = NULL;
    }
    if (mask >> 7 & 1) {
        {
            size_t n__9 = 0;
            void *at__8 = crossbit_get_flat(cb_scope, sizeof(*(s->table)), TRUE, TRUE, &n__9);
            memcpy((void *)&s->table, &at__8, sizeof(at__8));
            (void)n__9;
        }
    }
    else if (!cb_scope->opening) { memset((void *)&s->table, 0, sizeof(s->table)); }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_give_struct_stream(struct crossbit_scope *cb_scope, const struct stream *s, const struct stream *before, UINT64 mask)
{
    static const struct stream zero;
    BOOL fresh = before == NULL;
    (void)mask;
    if (fresh)
        before = &zero;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        if (crossbit_give_pointer(cb_scope, (const void *)(s->in), (const void *)(before->in), fresh)) {
            crossbit_fail(cb_scope, E_UNEXPECTED, "the DLL left a pointer in 'in' to memory of its own");
        }
    }
    if (crossbit_changed(cb_scope, fresh || (s->in_size) != (before->in_size)))
        crossbit_put(cb_scope, (UINT64)(INT64)(s->in_size), 4);
    {
        if ((mask >> 2 & 1) && (before->out) != NULL) {
            size_t n__11 = crossbit_moved(cb_scope, (const void *)(before->out), (const void *)(s->out)) / sizeof(*(s->out));
            n__11 = crossbit_unshared(cb_scope, (const void *)(before->out), n__11);
            crossbit_put(cb_scope, n__11, 8);
            crossbit_put_data(cb_scope, (void *)(before->out), n__11 * sizeof(*(before->out)));
        }
        if (crossbit_give_pointer(cb_scope, (const void *)(s->out), (const void *)(before->out), fresh)) {
            crossbit_fail(cb_scope, E_UNEXPECTED, "the DLL left a pointer in 'out' to memory of its own");
        }
    }
    if (crossbit_changed(cb_scope, fresh || (s->out_size) != (before->out_size)))
        crossbit_put(cb_scope, (UINT64)(INT64)(s->out_size), 4);
    crossbit_put(cb_scope, (UINT64)(INT64)(s->total), 4);
    if (crossbit_changed(cb_scope, fresh || (s->once) != (before->once)))
        crossbit_put(cb_scope, (UINT64)(INT64)(s->once), 2);
    crossbit_put(cb_scope, (s->state) != NULL, 1);
    {
        if ((mask >> 7 & 1) && (before->table) != NULL) {
            size_t n__12 = crossbit_elements(cb_scope, (const void *)(before->table));
            n__12 = crossbit_unshared(cb_scope, (const void *)(before->table), n__12);
            crossbit_put(cb_scope, n__12, 8);
            crossbit_put_data(cb_scope, (void *)(before->table), n__12 * sizeof(*(before->table)));
        }
        if (crossbit_give_pointer(cb_scope, (const void *)(s->table), (const void *)(before->table), fresh)) {
            crossbit_fail(cb_scope, E_UNEXPECTED, "the DLL left a pointer in 'table' to memory of its own");
        }
    }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_take_struct_stream(struct crossbit_scope *cb_scope, struct stream *s, BOOL fresh, UINT64 mask)
{
    (void)fresh;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        const void *crossbit_v = (const void *)(s->in);
        if (crossbit_take_pointer(cb_scope, &crossbit_v))
            crossbit_v = crossbit_take_static(cb_scope);
        memcpy((void *)&s->in, &crossbit_v, sizeof(crossbit_v));
    }
    if (crossbit_get(cb_scope, 1) != 0)
        { unsigned int crossbit_v = (unsigned int)((INT64)crossbit_get(cb_scope, 4)); memcpy((void *)&s->in_size, &crossbit_v, sizeof(crossbit_v)); }
    {
        if (!((fresh || !(mask >> 2 & 1))) && (s->out) != NULL) {
            size_t n__14 = crossbit_take_elements(cb_scope, (const void *)(s->out));
            crossbit_get_data(cb_scope, (void *)(s->out), n__14 * sizeof(*(s->out)));
        }
        const void *crossbit_v = (const void *)(s->out);
        if (crossbit_take_pointer(cb_scope, &crossbit_v))
            crossbit_v = crossbit_take_static(cb_scope);
        memcpy((void *)&s->out, &crossbit_v, sizeof(crossbit_v));
    }
    if (crossbit_get(cb_scope, 1) != 0)
        { unsigned int crossbit_v = (unsigned int)((INT64)crossbit_get(cb_scope, 4)); memcpy((void *)&s->out_size, &crossbit_v, sizeof(crossbit_v)); }
    { unsigned int crossbit_v = (unsigned int)((INT64)crossbit_get(cb_scope, 4)); memcpy((void *)&s->total, &crossbit_v, sizeof(crossbit_v)); }
    if (crossbit_get(cb_scope, 1) != 0)
        { short crossbit_v = (short)((INT64)crossbit_get(cb_scope, 2)); memcpy((void *)&s->once, &crossbit_v, sizeof(crossbit_v)); }
    { void *crossbit_v = crossbit_get(cb_scope, 1) ? crossbit_hidden() : NULL; memcpy((void *)&s->state, &crossbit_v, sizeof(crossbit_v)); }
    {
        if (!((fresh || !(mask >> 7 & 1))) && (s->table) != NULL) {
            size_t n__15 = crossbit_take_elements(cb_scope, (const void *)(s->table));
            crossbit_get_data(cb_scope, (void *)(s->table), n__15 * sizeof(*(s->table)));
        }
        const void *crossbit_v = (const void *)(s->table);
        if (crossbit_take_pointer(cb_scope, &crossbit_v))
            crossbit_v = crossbit_take_static(cb_scope);
        memcpy((void *)&s->table, &crossbit_v, sizeof(crossbit_v));
    }
    (void)mask;
    crossbit_leave_record(cb_scope);
}

/* struct struct plain: 4 bytes in 32-bit, 4 in 64-bit Windows */
__attribute__((unused)) static void crossbit_put_struct_plain(struct crossbit_scope *cb_scope, const struct plain *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    if (mask >> 0 & 1) {
        crossbit_put(cb_scope, (UINT64)(INT64)(s->value), 4);
    }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_get_struct_plain(struct crossbit_scope *cb_scope, struct plain *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    if (mask >> 0 & 1) {
        { int crossbit_v = (int)((INT64)crossbit_get(cb_scope, 4)); memcpy((void *)&s->value, &crossbit_v, sizeof(crossbit_v)); }
    }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_give_struct_plain(struct crossbit_scope *cb_scope, const struct plain *s, const struct plain *before, UINT64 mask)
{
    static const struct plain zero;
    BOOL fresh = before == NULL;
    (void)mask;
    if (fresh)
        before = &zero;
    if (!crossbit_enter_record(cb_scope))
        return;
    if (crossbit_changed(cb_scope, fresh || (s->value) != (before->value)))
        crossbit_put(cb_scope, (UINT64)(INT64)(s->value), 4);
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_take_struct_plain(struct crossbit_scope *cb_scope, struct plain *s, BOOL fresh, UINT64 mask)
{
    (void)fresh;
    if (!crossbit_enter_record(cb_scope))
        return;
    if (crossbit_get(cb_scope, 1) != 0)
        { int crossbit_v = (int)((INT64)crossbit_get(cb_scope, 4)); memcpy((void *)&s->value, &crossbit_v, sizeof(crossbit_v)); }
    (void)mask;
    crossbit_leave_record(cb_scope);
}

/* struct struct table: 4 bytes in 32-bit, 8 in 64-bit Windows */
__attribute__((unused)) static void crossbit_put_struct_table(struct crossbit_scope *cb_scope, const struct table *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    crossbit_put(cb_scope, (UINT64)crossbit_callback_to_wire(cb_scope, 3, (void *)(s->next)), 8);
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_get_struct_table(struct crossbit_scope *cb_scope, struct table *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    { next_fn crossbit_v = (next_fn)crossbit_callback_from_wire(cb_scope, 3, (INT64)crossbit_get(cb_scope, 8), FALSE); memcpy((void *)&s->next, &crossbit_v, sizeof(crossbit_v)); }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_give_struct_table(struct crossbit_scope *cb_scope, const struct table *s, const struct table *before, UINT64 mask)
{
    static const struct table zero;
    BOOL fresh = before == NULL;
    (void)mask;
    if (fresh)
        before = &zero;
    if (!crossbit_enter_record(cb_scope))
        return;
    crossbit_put(cb_scope, (UINT64)crossbit_callback_back(cb_scope, 3, (void *)(s->next)), 8);
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_take_struct_table(struct crossbit_scope *cb_scope, struct table *s, BOOL fresh, UINT64 mask)
{
    (void)fresh;
    if (!crossbit_enter_record(cb_scope))
        return;
    { INT64 crossbit_w = (INT64)crossbit_get(cb_scope, 8); if (crossbit_w != CROSSBIT_CALLBACK_OWN) { next_fn crossbit_v = (next_fn)(INT_PTR)crossbit_w; memcpy((void *)&s->next, &crossbit_v, sizeof(crossbit_v)); } }
    (void)mask;
    crossbit_leave_record(cb_scope);
}

#endif
