/* SPDX-License-Identifier: MIT */
/*
 * Values of scripts (VARIANT) to and from the native memory of declared C types. docs/scripting.md is the reference for
 * people; the ordinary codec (codec.h) then carries the native memory across.
 *
 * The native form here differs from C's in two places: an opaque handle is its number (token), and a function pointer
 * is the IDispatch of the script's function, borrowed for the call.
 */
#ifndef CROSSBIT_VARIANT_H
#define CROSSBIT_VARIANT_H

#include <windows.h>
#include <oleauto.h>

#include "core/codec/codec.h"

/* One call's conversion; zero-initialise and set what is not its own. Not shared between threads. */
struct variant_context {
    struct arena *arena; /* native memory; must outlive the context's use */
    const struct cfunction *function;
    const struct codec_context *codec; /* of the same call: out-values are read from memory that it knows */
    /* Memory for [keep] buffers, which lives until the library is closed; zeroed, NULL when out of memory. */
    void *(*alloc_kept)(void *owner, size_t size);
    void *owner;  /* for alloc_kept */
    BSTR message; /* of the first failure: function, parameter, value and fix; the caller frees it */
    /* Of its own: */
    struct variant_kept *kept; /* objects that native memory refers to */
    uint32_t memory_hint;
};

/* Lets go of the objects that the context keeps; not of the message or the arena. */
void variant_context_cleanup(struct variant_context *context);

/*
 * A script calls. values: function->param_count arguments in order; args: as many pointers, set to native memory in the
 * arena. [out] arguments must be variables by reference. Fails with CROSSBIT_E_ARGUMENT, CROSSBIT_E_RANGE,
 * E_OUTOFMEMORY.
 */
HRESULT variant_pack_arguments(struct variant_context *context, VARIANT *const *values, void **args);

/* After the call: writes [out] values into the script's variables and the result, unless NULL, into *value. */
HRESULT variant_unpack_results(
    struct variant_context *context, VARIANT *const *values, void *const *args, const void *result, VARIANT *value);

/*
 * The DLL calls a script's function. values and holders have function->param_count elements, in order. values[i] is
 * what to pass: a value, or for [out] parameters a reference to holders[i]. The caller clears both (values first).
 */
HRESULT variant_unpack_parameters(
    struct variant_context *context, void *const *args, VARIANT *values, VARIANT *holders);

/* What the script's function left in its out-parameters, and its result, into args' memory and *result (NULL: void). */
HRESULT variant_pack_outcome(
    struct variant_context *context, const VARIANT *holders, const VARIANT *value, void *const *args, void *result);

/* Whether a script gives a parameter of this type as an array, rather than as one value. */
bool variant_takes_array(const struct ctype *type, const struct cattr *attr);

/* Text as bytes and back, for ICrossbitLibrary::Bytes and Text. encoding: ansi, utf-8 or utf-16; NULL or "": ansi. */
HRESULT variant_bytes_from_text(
    const wchar_t *text, UINT length, const wchar_t *encoding, VARIANT *bytes, BSTR *message);
HRESULT variant_text_from_bytes(const VARIANT *bytes, const wchar_t *encoding, BSTR *text, BSTR *message);

/* The C type that a variable argument gets (int, long long, double, const char *, ...), or NULL. wide: text is wchar_t.
 */
const char *variant_vararg_type(const VARIANT *value, bool wide);

/*
 * What value is or refers to: by value, or a reference to an array. local is room for it; what it holds is borrowed
 * from value and must not be cleared.
 */
const VARIANT *variant_follow(const VARIANT *value, VARIANT *local);

#endif
