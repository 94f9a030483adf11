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
HRESULT variant_fail(struct variant_context *context, const struct place *place, HRESULT result,
    const wchar_t *format, ...);

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
HRESULT variant_to_handle(struct variant_context *context, const struct place *place, const VARIANT *value,
    uint32_t size, void *native);
/* Converts value to vt, a number type; a value of the other signedness keeps its bits, as DWORD and Long do in VBA. */
HRESULT variant_change_number(const VARIANT *value, VARTYPE vt, VARIANT *changed);

/* An array of a script's: a SAFEARRAY, or an object with `length` (JScript). Close it after use. */
struct array_view {
    SAFEARRAY *array;
    IDispatch *object;
    uint32_t count;
    VARTYPE vt;          /* of the elements; VT_VARIANT for objects */
    uint32_t element_size;
    uint8_t *data;       /* NULL for objects */
};
/* S_FALSE: value is no array. */
HRESULT array_open(struct variant_context *context, const struct place *place, const VARIANT *value,
    struct array_view *view);
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
HRESULT variant_store(struct variant_context *context, const struct place *place, VARIANT *variable, VARIANT *value,
    bool single);

/* Text. Characters are code units of the type: char (the ANSI code page or UTF-8) or wchar_t. */
struct text_units {
    void *units; /* in the arena; without terminator */
    uint32_t count;
};
HRESULT variant_encode_text(struct variant_context *context, const struct place *place, const VARIANT *value,
    enum ctype_text text, bool utf8, struct text_units *units);
HRESULT variant_decode_text(const void *units, uint32_t count, enum ctype_text text, bool utf8, BSTR *decoded);

#endif
