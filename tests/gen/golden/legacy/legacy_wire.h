/* Made by crossbit-gen for legacy.dll: what the drop-in and the binding share. Do not edit. */
#ifndef CROSSBIT_legacy_WIRE_H
#define CROSSBIT_legacy_WIRE_H

#ifndef COBJMACROS
#define COBJMACROS
#endif
/* The library's headers first: they were read without Windows' macros. */
#include <crossbit/annotate.h>
#include "legacy.crossbit.h"
#include <windows.h>
#include <string.h>
#include <wchar.h>
#include <crossbit/generated.h>
#include "legacy_com.h"

/* Names that Windows' headers may have as macros. */
#undef legacy_version
#undef legacy_multiply
#undef a
#undef b
#undef legacy_mix
#undef c
#undef legacy_count_letters
#undef text
#undef letter
#undef legacy_describe
#undef number
#undef buffer
#undef size
#undef legacy_sum
#undef values
#undef count
#undef sum
#undef largest
#undef legacy_sort
#undef legacy_grow
#undef box
#undef factor
#undef legacy_total
#undef list
#undef total
#undef legacy_relabel
#undef label
#undef legacy_join
#undef texts
#undef legacy_release
#undef legacy_open
#undef name
#undef legacy_add
#undef shop
#undef item
#undef legacy_find
#undef found
#undef legacy_each
#undef visit
#undef user
#undef legacy_on_notice
#undef notice
#undef legacy_post
#undef legacy_close
#undef legacy_signal
#undef event
#undef legacy_log
#undef legacy_log_text
#undef index
#undef items
#undef title
#undef range
#undef weight
#undef kind
#undef tags
#undef cookie

/* The sizes that this file was made for. */
_Static_assert(sizeof(struct legacy_box) == (sizeof(void *) == 8 ? 24 : 24), "struct_legacy_box: made for another compiler");
_Static_assert(sizeof(struct legacy_list) == (sizeof(void *) == 8 ? 56 : 48), "struct_legacy_list: made for another compiler");
_Static_assert(sizeof(struct legacy_item) == (sizeof(void *) == 8 ? 40 : 24), "struct_legacy_item: made for another compiler");

__attribute__((unused)) static void crossbit_put_struct_legacy_list(struct crossbit_scope *cb_scope, const struct legacy_list *s, UINT64 mask);
__attribute__((unused)) static void crossbit_get_struct_legacy_list(struct crossbit_scope *cb_scope, struct legacy_list *s, UINT64 mask);
__attribute__((unused)) static void crossbit_give_struct_legacy_list(struct crossbit_scope *cb_scope, const struct legacy_list *s, const struct legacy_list *before, UINT64 mask);
__attribute__((unused)) static void crossbit_take_struct_legacy_list(struct crossbit_scope *cb_scope, struct legacy_list *s, BOOL fresh, UINT64 mask);
__attribute__((unused)) static void crossbit_put_struct_legacy_item(struct crossbit_scope *cb_scope, const struct legacy_item *s, UINT64 mask);
__attribute__((unused)) static void crossbit_get_struct_legacy_item(struct crossbit_scope *cb_scope, struct legacy_item *s, UINT64 mask);
__attribute__((unused)) static void crossbit_give_struct_legacy_item(struct crossbit_scope *cb_scope, const struct legacy_item *s, const struct legacy_item *before, UINT64 mask);
__attribute__((unused)) static void crossbit_take_struct_legacy_item(struct crossbit_scope *cb_scope, struct legacy_item *s, BOOL fresh, UINT64 mask);

/* struct struct legacy_list: 48 bytes in 32-bit, 56 in 64-bit Windows */
__attribute__((unused)) static void crossbit_put_struct_legacy_list(struct crossbit_scope *cb_scope, const struct legacy_list *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        size_t n__1 = (s->items) != NULL ? crossbit_count(cb_scope, (INT64)(s->count), 1, "items") : 0;
        if (crossbit_put_pointer(cb_scope, (const void *)(s->items), n__1, sizeof(*(s->items)))) {
            for (size_t i__2 = 0; i__2 < n__1 && SUCCEEDED(cb_scope->status); i__2++) {
                crossbit_put_struct_legacy_item(cb_scope, &(s->items)[i__2], ~(UINT64)0);
            }
        }
    }
    crossbit_put(cb_scope, (UINT64)(INT64)(s->count), 4);
    crossbit_put_data(cb_scope, &s->title, sizeof(s->title));
    crossbit_put_data(cb_scope, &s->range, sizeof(s->range));
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_get_struct_legacy_list(struct crossbit_scope *cb_scope, struct legacy_list *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        size_t n__4 = 0;
        void *at__3 = crossbit_get_buffer(cb_scope, sizeof(*(s->items)), FALSE, TRUE, &n__4);
        memcpy((void *)&s->items, &at__3, sizeof(at__3));
        (void)n__4;
        for (size_t i__5 = 0; i__5 < n__4 && SUCCEEDED(cb_scope->status); i__5++) {
            crossbit_get_struct_legacy_item(cb_scope, (struct legacy_item *)&(s->items)[i__5], ~(UINT64)0);
        }
        crossbit_snapshot(cb_scope, (const void *)(s->items));
    }
    { int crossbit_v = (int)((INT64)crossbit_get(cb_scope, 4)); memcpy((void *)&s->count, &crossbit_v, sizeof(crossbit_v)); }
    crossbit_get_data(cb_scope, (void *)&s->title, sizeof(s->title));
    crossbit_get_data(cb_scope, (void *)&s->range, sizeof(s->range));
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_give_struct_legacy_list(struct crossbit_scope *cb_scope, const struct legacy_list *s, const struct legacy_list *before, UINT64 mask)
{
    static const struct legacy_list zero;
    BOOL fresh = before == NULL;
    (void)mask;
    if (fresh)
        before = &zero;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        if ((before->items) != NULL) {
            size_t n__6 = crossbit_elements(cb_scope, (const void *)(before->items));
            crossbit_put(cb_scope, n__6, 8);
            const __typeof__(*(before->items)) *b__7 = crossbit_before(cb_scope, (const void *)(before->items));
            for (size_t i__8 = 0; i__8 < n__6 && SUCCEEDED(cb_scope->status); i__8++) {
                crossbit_give_struct_legacy_item(cb_scope, &(before->items)[i__8], FALSE ? NULL : &(b__7[i__8]), ~(UINT64)0);
            }
        }
        if (crossbit_give_pointer(cb_scope, (const void *)(s->items), (const void *)(before->items), fresh)) {
            crossbit_fail(cb_scope, E_UNEXPECTED, "the DLL left a pointer in 'items' to memory of its own");
        }
    }
    if (crossbit_changed(cb_scope, fresh || (s->count) != (before->count)))
        crossbit_put(cb_scope, (UINT64)(INT64)(s->count), 4);
    crossbit_put_data(cb_scope, &s->title, sizeof(s->title));
    crossbit_put_data(cb_scope, &s->range, sizeof(s->range));
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_take_struct_legacy_list(struct crossbit_scope *cb_scope, struct legacy_list *s, BOOL fresh, UINT64 mask)
{
    (void)fresh;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        if (!(fresh) && (s->items) != NULL) {
            size_t n__9 = crossbit_take_elements(cb_scope, (const void *)(s->items));
            for (size_t i__10 = 0; i__10 < n__9 && SUCCEEDED(cb_scope->status); i__10++) {
                crossbit_take_struct_legacy_item(cb_scope, (struct legacy_item *)&(s->items)[i__10], FALSE, ~(UINT64)0);
            }
        }
        const void *crossbit_v = (const void *)(s->items);
        if (crossbit_take_pointer(cb_scope, &crossbit_v))
            crossbit_v = crossbit_take_static(cb_scope);
        memcpy((void *)&s->items, &crossbit_v, sizeof(crossbit_v));
    }
    if (crossbit_get(cb_scope, 1) != 0)
        { int crossbit_v = (int)((INT64)crossbit_get(cb_scope, 4)); memcpy((void *)&s->count, &crossbit_v, sizeof(crossbit_v)); }
    crossbit_get_data(cb_scope, (void *)&s->title, sizeof(s->title));
    crossbit_get_data(cb_scope, (void *)&s->range, sizeof(s->range));
    (void)mask;
    crossbit_leave_record(cb_scope);
}

/* struct struct legacy_item: 24 bytes in 32-bit, 40 in 64-bit Windows */
__attribute__((unused)) static void crossbit_put_struct_legacy_item(struct crossbit_scope *cb_scope, const struct legacy_item *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    crossbit_put_string(cb_scope, (const void *)(s->name), sizeof(*(s->name)));
    crossbit_put(cb_scope, (UINT64)(INT64)(s->weight), 8);
    crossbit_put(cb_scope, (UINT64)(INT64)(s->kind), 4);
    crossbit_put_data(cb_scope, &s->tags, sizeof(s->tags));
    crossbit_put(cb_scope, (UINT64)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(s->cookie)), 8);
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_get_struct_legacy_item(struct crossbit_scope *cb_scope, struct legacy_item *s, UINT64 mask)
{
    (void)mask;
    if (!crossbit_enter_record(cb_scope))
        return;
    { const void *crossbit_v = crossbit_get_string(cb_scope, sizeof(*(s->name))); memcpy((void *)&s->name, &crossbit_v, sizeof(crossbit_v)); }
    { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&s->weight, &crossbit_v, sizeof(crossbit_v)); }
    { legacy_kind crossbit_v = (legacy_kind)((INT64)crossbit_get(cb_scope, 4)); memcpy((void *)&s->kind, &crossbit_v, sizeof(crossbit_v)); }
    crossbit_get_data(cb_scope, (void *)&s->tags, sizeof(s->tags));
    { void * crossbit_v = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, (INT64)crossbit_get(cb_scope, 8)); memcpy((void *)&s->cookie, &crossbit_v, sizeof(crossbit_v)); }
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_give_struct_legacy_item(struct crossbit_scope *cb_scope, const struct legacy_item *s, const struct legacy_item *before, UINT64 mask)
{
    static const struct legacy_item zero;
    BOOL fresh = before == NULL;
    (void)mask;
    if (fresh)
        before = &zero;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        if (crossbit_give_pointer(cb_scope, (const void *)(s->name), (const void *)(before->name), fresh)) {
            crossbit_give_string(cb_scope, (const void *)(s->name), sizeof(*(s->name)));
        }
    }
    if (crossbit_changed(cb_scope, fresh || (s->weight) != (before->weight)))
        crossbit_put(cb_scope, (UINT64)(INT64)(s->weight), 8);
    if (crossbit_changed(cb_scope, fresh || (s->kind) != (before->kind)))
        crossbit_put(cb_scope, (UINT64)(INT64)(s->kind), 4);
    crossbit_put_data(cb_scope, &s->tags, sizeof(s->tags));
    if (crossbit_changed(cb_scope, fresh || (s->cookie) != (before->cookie)))
        crossbit_put(cb_scope, (UINT64)crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(s->cookie)), 8);
    crossbit_leave_record(cb_scope);
}

__attribute__((unused)) static void crossbit_take_struct_legacy_item(struct crossbit_scope *cb_scope, struct legacy_item *s, BOOL fresh, UINT64 mask)
{
    (void)fresh;
    if (!crossbit_enter_record(cb_scope))
        return;
    {
        const void *crossbit_v = (const void *)(s->name);
        if (crossbit_take_pointer(cb_scope, &crossbit_v))
            crossbit_v = crossbit_take_static(cb_scope);
        memcpy((void *)&s->name, &crossbit_v, sizeof(crossbit_v));
    }
    if (crossbit_get(cb_scope, 1) != 0)
        { size_t crossbit_v = (size_t)crossbit_narrow(cb_scope, (INT64)crossbit_get(cb_scope, 8), sizeof(size_t), 0); memcpy((void *)&s->weight, &crossbit_v, sizeof(crossbit_v)); }
    if (crossbit_get(cb_scope, 1) != 0)
        { legacy_kind crossbit_v = (legacy_kind)((INT64)crossbit_get(cb_scope, 4)); memcpy((void *)&s->kind, &crossbit_v, sizeof(crossbit_v)); }
    crossbit_get_data(cb_scope, (void *)&s->tags, sizeof(s->tags));
    if (crossbit_get(cb_scope, 1) != 0)
        { void * crossbit_v = (void *)(UINT_PTR)crossbit_user_from_wire(cb_scope, (INT64)crossbit_get(cb_scope, 8)); memcpy((void *)&s->cookie, &crossbit_v, sizeof(crossbit_v)); }
    (void)mask;
    crossbit_leave_record(cb_scope);
}

#endif
