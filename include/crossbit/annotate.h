/* SPDX-License-Identifier: MIT */
/**
 * @file annotate.h
 * The annotation language of crossbit-gen (docs/annotations.md): SAL on redeclarations, and CROSSBIT_ words for what
 * SAL has no word for. An annotation header includes the original header and declares its functions again; the compiler
 * rejects a redeclaration that does not match. Only crossbit-gen gives the words a meaning: for every other compiler
 * they are empty, and SAL is what <sal.h> says.
 */
#ifndef CROSSBIT_ANNOTATE_H
#define CROSSBIT_ANNOTATE_H

#include <sal.h>

#ifdef CROSSBIT_GEN
#define CROSSBIT_NOTE(text) __attribute__((annotate("crossbit." text)))
#define CROSSBIT_META3(text, number) extern CROSSBIT_NOTE(text) int crossbit_meta_##number
#define CROSSBIT_META2(text, number) CROSSBIT_META3(text, number)
#define CROSSBIT_META(text) CROSSBIT_META2(text, __COUNTER__)
#define CROSSBIT_TYPE_META3(text, type, number) extern CROSSBIT_NOTE(text) type *crossbit_meta_##number
#define CROSSBIT_TYPE_META2(text, type, number) CROSSBIT_TYPE_META3(text, type, number)
#define CROSSBIT_TYPE_META(text, type) CROSSBIT_TYPE_META2(text, type, __COUNTER__)
#include "annotate_sal.h"
/** A draft has it where a person is to decide; for every other compiler it is unknown, so that nothing is built. */
#define CROSSBIT_DECIDE(...) CROSSBIT_NOTE("decide=" #__VA_ARGS__)
#else
#define CROSSBIT_NOTE(text)
#define CROSSBIT_META(text) struct crossbit_nothing
#define CROSSBIT_TYPE_META(text, type) struct crossbit_nothing
#endif

/* --- The library ---------------------------------------------------------------------------------------------- */

/** The file name of the DLL; --library overrides it. */
#define CROSSBIT_LIBRARY(name) CROSSBIT_META("library=" name)
/** The compiler of the DLL, or whose rules it follows: msvc, gnu or delphi. It matters to 32-bit functions that return
 * small structs. Not needed where the DLL itself says it for certain. */
#define CROSSBIT_ABI(compiler) CROSSBIT_META("abi=" #compiler)
/** Leaves a function out, as --skip does. */
#define CROSSBIT_SKIP(function) CROSSBIT_META("skip=" #function)
/** Before a function: the DLL exports it by this ordinal and no name; so does the drop-in. */
#define CROSSBIT_ORDINAL(number) CROSSBIT_NOTE("ordinal=" #number)

/* --- Handles -------------------------------------------------------------------------------------------------- */

/** The pointer type is a token of the DLL's: the program never looks behind it. It crosses as a checked handle. */
#define CROSSBIT_HANDLE(type) CROSSBIT_TYPE_META("handle", type)
/** The same, but a macro of the header reads the first members of the struct behind it: they read as zero. */
#define CROSSBIT_VISIBLE_HANDLE(type) CROSSBIT_TYPE_META("visible_handle", type)
/** On a parameter or result, mostly a void *: it is a token of the kind `tag` (any word). */
#define CROSSBIT_AS_HANDLE(tag) CROSSBIT_NOTE("as_handle=" #tag)
/** On a parameter: this function ends the handle's, or the mirrored struct's, life. */
#define CROSSBIT_CLOSES CROSSBIT_NOTE("closes")
/** A file, event, mutex, section, process...: duplicated into the other process, which owns the copy. */
#define CROSSBIT_KERNEL_HANDLE CROSSBIT_NOTE("kernel_handle")
/** A USER or GDI handle in a type that does not say so. */
#define CROSSBIT_USER_HANDLE CROSSBIT_NOTE("user_handle")
/** An int that is a file descriptor of msvcrt: its file moves to the DLL, which closes it. */
#define CROSSBIT_CRT_FD CROSSBIT_NOTE("crt_fd")

/* --- Callbacks ------------------------------------------------------------------------------------------------ */

/** On a function-pointer parameter or member: how long the DLL may call it. */
#define CROSSBIT_DURING_CALL CROSSBIT_NOTE("lifetime=call")
#define CROSSBIT_UNTIL_REPLACED CROSSBIT_NOTE("lifetime=replaced")
#define CROSSBIT_UNTIL_CLOSED(handle) CROSSBIT_NOTE("lifetime=closed:" #handle)
/** A void * that only the program looks behind; the DLL hands it back as it is. */
#define CROSSBIT_USER CROSSBIT_NOTE("user")
/** On a callback type: its result points to memory of the program's, of that many bytes, that the DLL uses until it is
 * released. The DLL gets memory of its own in its place. */
#define CROSSBIT_ALLOCATES(bytes) CROSSBIT_NOTE("allocates=" #bytes)
/** On a callback's parameter: the memory from CROSSBIT_ALLOCATES comes back. */
#define CROSSBIT_RELEASES CROSSBIT_NOTE("releases")

/* --- Memory --------------------------------------------------------------------------------------------------- */

/** On a result or an [out] pointer: points to memory of the DLL that is never released and does not change. */
#define CROSSBIT_STATIC CROSSBIT_NOTE("static")
/** On a result: NULL, or a pointer into the memory that the named parameter points to. */
#define CROSSBIT_RESULT_IS(parameter) CROSSBIT_NOTE("result_is=" #parameter)
/** On a result or [out] pointer: memory that the program releases with the named function of this library. */
#define CROSSBIT_FREED_BY(function) CROSSBIT_NOTE("freed_by=" #function)
/** On the parameter of that function. */
#define CROSSBIT_FREES CROSSBIT_NOTE("frees")
/** On an array of pointers: each points to text that ends with a zero. */
#define CROSSBIT_OF_STRINGS CROSSBIT_NOTE("of_strings")
/** On a pointer parameter: the DLL keeps it after the call, until the named handle or mirrored struct is closed. */
#define CROSSBIT_KEPT(handle) CROSSBIT_NOTE("kept=" #handle)
/** Beside CROSSBIT_KEPT, on a buffer that the DLL writes to later: the program passes memory of crossbit_alloc, which
 * both see. Other memory is refused in the call. */
#define CROSSBIT_SHARED_MEMORY CROSSBIT_NOTE("shared_memory")
/** On input text with a size: a negative size means that the text ends with a zero, as in many functions of Windows. */
#define CROSSBIT_OR_TERMINATED CROSSBIT_NOTE("or_terminated")
/** On an integer: it is sizeof(type) in the caller's bitness. */
#define CROSSBIT_SIZEOF(type) CROSSBIT_NOTE("sizeof=" #type)
/** On a pointer to memory of that many bytes that the program gives and only the DLL uses: it gets memory of its own.
 */
#define CROSSBIT_WORKSPACE(bytes) CROSSBIT_NOTE("workspace=" #bytes)

/* --- Structs -------------------------------------------------------------------------------------------------- */

/** Annotates the members of `type` (a typedef name or a tag): the braces hold its members again, in order.
 * CROSSBIT_STRUCT(z_stream) { _Field_z_ const char *name; ... }; The two are compared member by member. */
#define CROSSBIT_STRUCT(type) struct crossbit_shadow_##type
/** The same, for a struct that the program owns and the DLL knows by its address, with hidden state. */
#define CROSSBIT_MIRROR(type) struct CROSSBIT_NOTE("mirror") crossbit_shadow_##type
/** The same struct, used in another way by some functions: their parameters say CROSSBIT_AS(name). */
#define CROSSBIT_STRUCT_AS(type, name) struct crossbit_shadow_##type##__##name
#define CROSSBIT_AS(name) CROSSBIT_NOTE("variant=" #name)
/** On an array of one element at the end of a struct: it never has more. */
#define CROSSBIT_FIXED CROSSBIT_NOTE("fixed")
/** On a member of a mirrored struct: state of the DLL's; the program sees only whether it is NULL. */
#define CROSSBIT_HIDDEN CROSSBIT_NOTE("hidden")
/** On a buffer member that the DLL moves forward: only what it moved over was read, or written. */
#define CROSSBIT_CURSOR_IN CROSSBIT_NOTE("cursor_in")
#define CROSSBIT_CURSOR_OUT CROSSBIT_NOTE("cursor_out")
/** On a member: read by the functions that open the mirrored struct only. */
#define CROSSBIT_AT_OPEN CROSSBIT_NOTE("at_open")
/** On a member: only the DLL writes it; it is brought back after every call. */
#define CROSSBIT_OUTPUT CROSSBIT_NOTE("output")
/** On a parameter that points to a mirrored struct: this function begins its life. */
#define CROSSBIT_OPENS CROSSBIT_NOTE("opens")
/** On a parameter that points to a mirrored struct: only these members are read. */
#define CROSSBIT_MEMBERS(...) CROSSBIT_NOTE("members=" #__VA_ARGS__)

/* --- Functions ------------------------------------------------------------------------------------------------ */

/** What the function returns when the bridge itself fails. Without it the program gets an exception.
 * CROSSBIT_FAILS(): the function returns nothing, and just returns. */
#define CROSSBIT_FAILS(value) CROSSBIT_NOTE("fails=" #value)
/** The same, once for all functions of the library whose result has that type and that say nothing of their own:
 * CROSSBIT_FAILS_OF(int, -1); CROSSBIT_FAILS_OF(void, ); */
#define CROSSBIT_FAILS_OF(type, value) CROSSBIT_TYPE_META("fails_of=" #value, type)
/** The call may be made again after the surrogate died in it. */
#define CROSSBIT_REPEATABLE CROSSBIT_NOTE("repeatable")
/** All functions with this word run one at a time. */
#define CROSSBIT_SERIAL CROSSBIT_NOTE("serial")
/** A function that is not the DLL's: hand-written in the binding (binding_NAME) and called by hand-written code of the
 * drop-in's side (dropin_NAME). The drop-in does not export it. */
#define CROSSBIT_HELPER CROSSBIT_NOTE("helper") CROSSBIT_SURROGATE_CODE
/** On a string: the path of a file, relative to the program's current directory. It is made absolute. */
#define CROSSBIT_PATH CROSSBIT_NOTE("path")
/** Hand-written: the drop-in calls dropin_NAME, the binding calls binding_NAME, of a source file of the user's. */
#define CROSSBIT_CLIENT_CODE CROSSBIT_NOTE("client_code")
#define CROSSBIT_SURROGATE_CODE CROSSBIT_NOTE("surrogate_code")

#endif
