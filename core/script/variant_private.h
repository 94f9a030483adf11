/* SPDX-License-Identifier: MIT */
/* Shared by the variant_*.c files. */
#ifndef CROSSBIT_VARIANT_PRIVATE_H
#define CROSSBIT_VARIANT_PRIVATE_H

#include "crossbit/error.h"
#include "variant.h"

/* Where in the call a value is, for messages: links to the place around it, up to a parameter or the result. */
enum place_kind { PLACE_PARAMETER, PLACE_RESULT, PLACE_ELEMENT, PLACE_MEMBER };
struct place {
    const struct place *parent;
    enum place_kind kind;
    uint32_t index;   /* from 0 */
    const char *name; /* parameter's or member's; NULL: none */
};

/* Sets the message "function 'f', PLACE: text" unless there is one, and returns result. */
HRESULT variant_fail(
    struct variant_context *context, const struct place *place, HRESULT hr, const wchar_t *format, ...);

/* What a message calls a value, e.g. `the text "abc"` or `the number 70000`. Returns buffer. */
#define VARIANT_DESCRIPTION 80
const wchar_t *variant_describe(const VARIANT *value, wchar_t buffer[VARIANT_DESCRIPTION]);

/* Null, Nothing, Empty, or an argument left out. */
bool variant_is_nothing(const VARIANT *value);

/* Numbers: any VARIANT that holds one, to and from CTYPE_INT, CTYPE_BOOL and CTYPE_FLOAT of native memory. */
HRESULT variant_to_scalar(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, void *native);
void variant_from_scalar(const struct ctype *type, const void *native, VARIANT *value);
void variant_from_integer(uint64_t magnitude, bool negative, VARIANT *value);
/* A handle: an integer of at most size bytes, signed or unsigned. */
HRESULT variant_to_handle(
    struct variant_context *context, const struct place *place, const VARIANT *value, uint32_t size, void *native);
/* Converts value to vt, a number type; a value of the other signedness keeps its bits, as DWORD and Long do in VBA. */
HRESULT variant_change_number(const VARIANT *value, VARTYPE vt, VARIANT *changed);

/* ---- shapes ---- */

extern const struct ctype variant_byte_type;
extern const struct cattr variant_plain_attr; /* of a value that is no pointer */

/* What a pointer's memory consists of: void * points to bytes. */
static inline const struct ctype *variant_element_type(const struct ctype *pointer)
{
    return pointer->target->kind == CTYPE_VOID ? &variant_byte_type : pointer->target;
}

static inline const struct cattr *variant_element_attr(const struct cattr *attr)
{
    return attr->inner ? attr->inner : &variant_plain_attr;
}

/* char, BYTE and void data are bytes; signed char is a small number. */
static inline bool variant_is_byte(const struct ctype *type)
{
    return type->kind == CTYPE_INT && type->size == 1 && (type->text == TEXT_CHAR || !type->is_signed);
}

static inline bool variant_is_string(const struct ctype *target, const struct cattr *attr)
{
    return attr->string && target->kind == CTYPE_INT && target->text != TEXT_NONE;
}

static inline bool variant_is_function(const struct ctype *type)
{
    return type->kind == CTYPE_POINTER && type->target->kind == CTYPE_FUNCTION;
}

static inline void *variant_read_pointer(const void *native)
{
    return *(void *const *)native;
}

/*
 * Is all that the sizes of a pointer (and of the pointers that it leads to) are computed from there? done: by number of
 * parameter or member. Memory that was made with less would be too small for what the codec then reads.
 */
bool variant_sizes_known(const struct cattr *attr, const bool *done);
HRESULT variant_fail_circle(struct variant_context *context, const struct place *place);

/* What size_is or length_is comes to: 0 if a pointer that it goes through is NULL. */
HRESULT variant_count_elements(struct variant_context *context, const struct place *place,
    const struct cexpr *expression, const struct cvalues *values, const struct ctype *element, uint32_t *count);

/*
 * value into native memory of type, and back. values: where size expressions of attr find their numbers, also for the
 * elements of arrays.
 */
HRESULT variant_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, void *native);
HRESULT variant_from_native(struct variant_context *context, const struct place *place, const void *native,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, VARIANT *value);

/* A pointer to data: allocates the memory and, if in, fills it from value, which is followed. NULL is not meant. */
HRESULT variant_data_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, bool in, void *native);
/* Fills count elements at memory. exact: the script's array has to have that many; otherwise more do no harm. */
HRESULT variant_elements_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, uint32_t count, bool exact,
    uint8_t *memory);
/* Text into memory of capacity units; terminated: its end needs one of them. */
HRESULT variant_text_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *target, bool utf8, uint32_t capacity, bool terminated, void *memory);

/* ---- arrays ---- */

/* An array of a script's: a SAFEARRAY, or an object with `length` (JScript). Close it after use. */
struct array_view {
    SAFEARRAY *array;
    IDispatch *object;
    uint32_t count;
    VARTYPE vt; /* of the elements; VT_VARIANT for objects */
    uint32_t element_size;
    uint8_t *data; /* NULL for objects */
};
/* S_FALSE: value is no array. */
HRESULT array_open(
    struct variant_context *context, const struct place *place, const VARIANT *value, struct array_view *view);
/* *element is to be cleared if it returns S_FALSE; with S_OK it is borrowed from the array. */
HRESULT array_get(struct variant_context *context, const struct place *place, const struct array_view *view,
    uint32_t index, VARIANT *element);
void array_close(struct array_view *view);
/* The number of elements of an object that is a script's array; fails for other objects. */
HRESULT array_object_length(IDispatch *object, uint32_t *length);

/* Keeps an object (a function of a script's) alive until the context is cleaned up. */
HRESULT variant_keep_object(struct variant_context *context, IUnknown *object);

/*
 * Puts value, which is taken over also on failure, into the script's variable: by reference of any type, or an array
 * object of JScript.
 */
HRESULT variant_store(
    struct variant_context *context, const struct place *place, VARIANT *variable, VARIANT *value, bool single);

/* Text. Characters are code units of the type: char (the ANSI code page or UTF-8) or wchar_t. */
struct text_units {
    void *units; /* in the arena; without terminator */
    uint32_t count;
};
HRESULT variant_encode_text(struct variant_context *context, const struct place *place, const VARIANT *value,
    enum ctype_text text, bool utf8, struct text_units *units);
HRESULT variant_decode_text(const void *units, uint32_t count, enum ctype_text text, bool utf8, BSTR *decoded);

#endif
