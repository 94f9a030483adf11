/* SPDX-License-Identifier: MIT */
/**
 * @file generated.h
 * What code made by crossbit-gen calls: the packed bytes of one call, and the tables of either side. The drop-in links
 * dropin/program, the binding dropin/binding; functions of the same name do each side's half of the same work.
 *
 * A scope is one call on one side. The first failure is kept in it (status, problem) and everything after it does
 * nothing, so generated code looks at it only before it calls. A scope belongs to its thread.
 *
 * Words in the names of functions:
 *
 * - put, get: the way *to* the function. The caller's side puts a value into the packed bytes, the callee's side gets
 *   it.
 * - give, take: the way *back*. The callee's side gives a value, the caller's side takes it.
 * - to_wire, from_wire: turn one value, such as a handle, into the number that crosses, and back. Nothing is packed.
 *
 * The caller is the drop-in for a function of the DLL, the binding for a callback of the program's. Whatever is put
 * must be got in the same order and with the same sizes; the same for give and take. "region": memory behind a pointer,
 * which both sides remember in the same order, so that a pointer that comes back can be told to be the same, to have
 * moved inside such memory, or to be new. unit: the size of an element in bytes, on the side that calls; 1 or 2 for
 * text.
 */
#ifndef CROSSBIT_GENERATED_H
#define CROSSBIT_GENERATED_H

#include <setjmp.h>
#include <windows.h>
#include <unknwn.h>
#include <stddef.h>

#include "error.h"

#define CROSSBIT_TEXT2(x) #x
#define CROSSBIT_TEXT(x) CROSSBIT_TEXT2(x)
/* The symbol without the decoration of its calling convention, as the module definition file names it. */
#define CROSSBIT_EXPORT(name) __asm__(CROSSBIT_TEXT(__USER_LABEL_PREFIX__) name)

/**
 * Different functions of a program for one callback type, at a time. Those that the DLL may call during one call only
 * count while it lasts.
 */
enum { CROSSBIT_THUNKS = 32 };
/** On the wire in place of a function of the program's: it is the DLL's own. No address has this value. */
#define CROSSBIT_CALLBACK_OWN ((INT64)0x8000000000000000ull)
/** In crossbit_call.flags: the function succeeded, so its [out] parameters are valid. */
#define CROSSBIT_CALL_WRITTEN 1

/** How the IDL's structure of each call begins, NAME_FUNCTION_call or NAME_TYPE_callback. */
struct crossbit_call {
    ULONG last_error;
    LONG error_number;
    ULONG nulls; /* bit i: the i-th pointer that crosses by itself is NULL */
    ULONG flags;
};

/**
 * Same as NAME_memory of the IDL, and as struct crossbit_memory of crossbitps.h: bytes in memory that both sides see.
 */
struct crossbit_shared {
    INT64 id, offset, size;
};

struct crossbit_region;
struct crossbit_block;
struct crossbit_hold;
struct crossbit_keep;
struct crossbit_mirror;

/** One call on one side; see above. Only the functions below look into it. */
struct crossbit_scope {
    HRESULT status;
    const char *problem;              /* static text, or detail; NULL: the status says it all, or the other side did */
    char *detail;                     /* crossbit_failf's; freed with the scope */
    void *endpoint;                   /* the drop-in, or the binding's object */
    void *object;                     /* caller: what is called */
    struct crossbit_reached *reached; /* drop-in: the surrogate that has it, held until the call ends; or NULL */
    volatile LONG *counted;           /* drop-in: where the call holds it */
    void *own; /* drop-in: the same as a proxy of the calling thread's apartment, for this call; or NULL */
    BYTE *write;
    size_t written, capacity;
    const BYTE *read;
    size_t read_size, read_at;
    struct crossbit_block *blocks;
    struct crossbit_hold *holds; /* shared memory that the call uses */
    struct crossbit_region *regions;
    struct crossbit_keep *keeping;
    struct crossbit_mirror *mirrors;    /* of this call */
    struct crossbit_lent_thunk *thunks; /* binding: given to the DLL until this call ends */
    struct crossbit_scope *outer;       /* binding: the call in which this one was made, on the same thread */
    unsigned depth;
    BOOL old;          /* what is got is what memory held that the DLL is to write: it need not mean anything */
    BOOL opening;      /* members that were not sent hold a pattern, so that a write is seen whatever its value */
    int *error_number; /* the thread's errno: where it is takes the C runtime a while to find */
    BOOL inside;       /* between before_call and after_call with the serial lock */
    jmp_buf
        *left; /* binding: where the function's method goes on when the program left a callback in it; NULL: nowhere */
    void *frame[2]; /* 32-bit: the exception handler of a callback in the drop-in, of a function in the binding */
    const char *outer_function; /* binding: what the surrogate's fault hooks gave for the function around this one */
    size_t noted;               /* bytes of notes that are in use */
    UINT64 small[32];           /* the first bytes to write */
    UINT64 notes[64] __attribute__((aligned(16))); /* regions, copies of small structs: without an allocation */
};

/** A kind of handle, CROSSBIT_HANDLE or CROSSBIT_AS_HANDLE. */
struct crossbit_handle_kind {
    const char *tag;
    size_t visible; /* bytes that the program may read behind the handle; 0: none */
};

/** Generated for a struct: gives the members of mask that are not as before, and takes them. */
typedef void crossbit_give_record(struct crossbit_scope *scope, const void *now, const void *before, UINT64 mask);
typedef void crossbit_take_record(struct crossbit_scope *scope, void *target, BOOL fresh, UINT64 mask);
/** A struct that can be kept. */
struct crossbit_record {
    size_t size;
    crossbit_give_record *give;
    crossbit_take_record *take;
};

/** DllGetClassObject of the generated proxies and stubs. */
typedef HRESULT STDMETHODCALLTYPE crossbit_proxy_factory(REFCLSID clsid, REFIID iid, void **object);

/* --- packed bytes (dropin/runtime/pack.c) ------------------------------------------------------------------------- */

/** Begins a scope in the caller's storage. endpoint: the drop-in, or the binding's object. */
void crossbit_scope_init(struct crossbit_scope *scope, void *endpoint);
/** Ends it: frees its memory and lets go of shared memory. Status and static problem stay. */
void crossbit_scope_cleanup(struct crossbit_scope *scope);
/** Notes a failure, unless there is one already. problem: static text, or NULL. */
void crossbit_fail(struct crossbit_scope *scope, HRESULT status, const char *problem);
/** The same with values in the text, as printf of msvcrt has them (%I64u). */
void crossbit_failf(struct crossbit_scope *scope, HRESULT status, const char *format, ...)
    __attribute__((format(ms_printf, 3, 4)));
/**
 * Zeroed memory until the scope's end, or as long as what is kept (crossbit_keep_begin). NULL and failed: there is
 * none.
 */
void *crossbit_scope_alloc(struct crossbit_scope *scope, size_t size);
/** The same with any bytes in it. */
void *crossbit_scope_buffer(struct crossbit_scope *scope, size_t size);
/** Packs the low bytes of a number: 1, 2, 4 or 8 of them, without alignment. */
void crossbit_put(struct crossbit_scope *scope, UINT64 value, unsigned bytes);
/** Unpacks such a number, without its sign. 0 and failed: the bytes have ended. */
UINT64 crossbit_get(struct crossbit_scope *scope, unsigned bytes);
/** Packs size bytes on a multiple of 8, so that the other side can use them in place. */
void crossbit_put_data(struct crossbit_scope *scope, const void *data, size_t size);
/** Unpacks them into data. */
void crossbit_get_data(struct crossbit_scope *scope, void *data, size_t size);
/**
 * Unpacks them in place: where they are in the bytes read, valid as long as these. NULL and failed: the bytes have
 * ended.
 */
const void *crossbit_get_place(struct crossbit_scope *scope, size_t size);
/** How much was packed, in units of 8 bytes; fills up the last. */
LONG crossbit_written(struct crossbit_scope *scope);
/** What was packed; the scope's. */
const hyper *crossbit_write_data(struct crossbit_scope *scope);
/** What get and take unpack from now on; size in units of 8 bytes. The bytes stay the caller's. */
void crossbit_read(struct crossbit_scope *scope, const hyper *data, LONG size);

/**
 * Returns value, and fails (CROSSBIT_E_RANGE) if it does not fit in size bytes, the size that it has on the other side.
 */
INT64 crossbit_narrow(struct crossbit_scope *scope, INT64 value, size_t size, BOOL is_signed);
/**
 * The elements in value, in parts of unit, as an annotation computed it for the parameter or member of that name. Fails
 * if it is negative, no whole number of elements, or beyond 2 GB.
 */
size_t crossbit_count(struct crossbit_scope *scope, INT64 value, size_t unit, const char *name);
/**
 * The same for CROSSBIT_OR_TERMINATED: if value is negative, the elements of each bytes in the text of characters of
 * that size, with its zero.
 */
size_t crossbit_count_or_text(struct crossbit_scope *scope, INT64 value, size_t unit, const char *name,
    const void *text, size_t character, size_t each);
/** The same of what is valid after the call; a negative value, often an error's, counts as 0. */
size_t crossbit_valid(INT64 value, size_t unit);
/** Characters of a text, with the zero at its end. NULL: 0. Fails beyond 2 GB. */
size_t crossbit_string_size(struct crossbit_scope *scope, const void *text, size_t unit);
/** The smaller of the two. */
size_t crossbit_at_most(size_t value, size_t limit);
/** Fails (CROSSBIT_E_PROTOCOL) if the last of count characters is not zero: text that came from the other side. */
void crossbit_check_string(struct crossbit_scope *scope, const void *text, LONG count, size_t unit);
/** Fails (CROSSBIT_E_ARGUMENT) if a reserved parameter is not 0. */
void crossbit_reserved(struct crossbit_scope *scope, UINT64 value, const char *name);
/** Around the members of a struct: FALSE and failed for a chain that is too long or leads back to itself. */
BOOL crossbit_enter_record(struct crossbit_scope *scope);
/** The end of the same. */
void crossbit_leave_record(struct crossbit_scope *scope);
/** Gives whether a member changed, and returns it; the value follows if it did. */
BOOL crossbit_changed(struct crossbit_scope *scope, BOOL changed);
/** CROSSBIT_SIZEOF on the caller's side: value, or a mark if it is the struct's size here. */
INT64 crossbit_sizeof_to_wire(INT64 value, size_t size);
/** On the callee's side: size for the mark, else value; fails if that is size by chance, the caller's mistake. */
INT64 crossbit_sizeof_from_wire(struct crossbit_scope *scope, INT64 value, size_t size);
/**
 * CROSSBIT_RESULT_IS: the distance of result from the parameter of that name, which has that many bytes, in units, or a
 * mark for NULL. Fails (CROSSBIT_E_RANGE) if it lies somewhere else; right behind the last byte is allowed.
 */
INT64 crossbit_result_is_to_wire(struct crossbit_scope *scope, const void *result, const void *parameter, size_t bytes,
    size_t unit, const char *name);
/** The result in the caller's parameter, whose units may have another size. */
void *crossbit_result_is_from_wire(INT64 value, const void *parameter, size_t unit);

/*
 * --- memory behind pointers (dropin/runtime/region.c) ----------------------------------------------------------------
 */

/** Puts a pointer to count elements. TRUE: the elements follow, and the generated code puts them. */
BOOL crossbit_put_pointer(struct crossbit_scope *scope, const void *memory, size_t count, size_t unit);
/**
 * Gets a pointer: memory of *count elements for the callee, NULL for NULL. has_data: the elements follow as one block,
 * and are in it; else it is zeroed, and the generated code gets them. writable: a copy of its own rather than the place
 * in the bytes.
 */
void *crossbit_get_buffer(struct crossbit_scope *scope, size_t unit, BOOL has_data, BOOL writable, size_t *count);
/** crossbit_put_pointer() for elements without pointers: in memory that both sides see, only a reference crosses. */
BOOL crossbit_put_flat(struct crossbit_scope *scope, const void *memory, size_t count, size_t unit);
/** crossbit_get_buffer() for these. */
void *crossbit_get_flat(struct crossbit_scope *scope, size_t unit, BOOL has_data, BOOL writable, size_t *count);
/** count, or 0 if memory is a region that both sides see, whose elements need not come back. */
size_t crossbit_unshared(struct crossbit_scope *scope, const void *memory, size_t count);
/** Puts text with its zero, as a region. */
void crossbit_put_string(struct crossbit_scope *scope, const void *text, size_t unit);
/** Gets it, in place. */
const void *crossbit_get_string(struct crossbit_scope *scope, size_t unit);
/** Remembers a region. address: what the caller calls its first byte. NULL and failed: there is no memory. */
struct crossbit_region *crossbit_add_region(
    struct crossbit_scope *scope, const void *memory, size_t bytes, size_t count, UINT64 address);
/** Copies the region that begins at memory, so that changes by the function can be found. */
void crossbit_snapshot(struct crossbit_scope *scope, const void *memory);
/** That copy; memory itself if there is none. */
const void *crossbit_before(struct crossbit_scope *scope, const void *memory);
/** Elements of the region that begins at memory; 0: it is none. */
size_t crossbit_elements(struct crossbit_scope *scope, const void *memory);
/** count, but at most those. */
size_t crossbit_clamp(struct crossbit_scope *scope, const void *memory, size_t count);
/** How many bytes the function moved a cursor, from before to now; 0 if now is outside before's region. */
size_t crossbit_moved(struct crossbit_scope *scope, const void *before, const void *now);
/** Takes a number of elements for the region that begins at memory; fails if there are more than it holds. */
size_t crossbit_take_elements(struct crossbit_scope *scope, const void *memory);
/**
 * Gives a pointer: that it is as before, NULL, moved inside a region, or new. TRUE: it is new, and the generated code
 * gives what it points to. fresh: the caller has no pointer there yet, so nothing is "as before".
 */
BOOL crossbit_give_pointer(struct crossbit_scope *scope, const void *now, const void *before, BOOL fresh);
/** Takes it into *pointer. TRUE: it is new, and what it points to follows. */
BOOL crossbit_take_pointer(struct crossbit_scope *scope, const void **pointer);
/** Gives text with its zero. */
void crossbit_give_string(struct crossbit_scope *scope, const void *text, size_t unit);
/** Takes such bytes into memory that lives as long as the process; the same bytes have the same address. */
const void *crossbit_take_static(struct crossbit_scope *scope);
/** Gives a result that points to bytes, or is NULL. */
void crossbit_give_result(struct crossbit_scope *scope, const void *memory, size_t bytes);
/** Takes it, as crossbit_take_static(). */
const void *crossbit_take_result(struct crossbit_scope *scope);
/** CROSSBIT_WORKSPACE on the callee's side: zeroed memory of size_and_one - 1 bytes; 0: NULL. */
void *crossbit_workspace(struct crossbit_scope *scope, UINT64 size_and_one);

/*
 * --- reasons (dropin/runtime/reason.c) ------------------------------------------------------------------------------
 */

/** Leaves the reason of a failing call for the caller, on the callee's thread: COM's error information. */
void crossbit_tell_reason(HRESULT status, const wchar_t *text);
/** The reason that the callee left for this status, on the caller's thread, once. size in characters. FALSE: none. */
BOOL crossbit_take_reason(HRESULT status, wchar_t *text, size_t size);
/** ASCII to UTF-16, truncated to size characters, the zero included. */
void crossbit_widen(const char *text, wchar_t *wide, size_t size);

/*
 * --- each side's half ------------------------------------------------------------------------------------------------
 */

/** A handle of the DLL's as the number that crosses. The binding adds it to its table; the drop-in checks it. */
INT64 crossbit_handle_to_wire(struct crossbit_scope *scope, unsigned kind, const void *handle);
/**
 * The binding looks it up (CROSSBIT_E_STALE_HANDLE); to the program the number itself is the handle, or visible memory.
 */
void *crossbit_handle_from_wire(struct crossbit_scope *scope, unsigned kind, INT64 wire);
/** Before a function that ends the handle's life: the binding refuses it to other calls. */
void crossbit_handle_closing(struct crossbit_scope *scope, unsigned kind, const void *handle);
/** After it. closed: it did; the number is stale from now on, and what was kept for it is freed. */
void crossbit_handle_closed(struct crossbit_scope *scope, unsigned kind, const void *handle, BOOL closed);
/** A kernel handle. The binding duplicates in both directions; the drop-in passes the value. */
INT64 crossbit_kernel_to_wire(struct crossbit_scope *scope, HANDLE handle);
/** The same on the way in. */
HANDLE crossbit_kernel_from_wire(struct crossbit_scope *scope, INT64 wire);
/**
 * A pointer of the program's own (CROSSBIT_USER). A 32-bit DLL gets an odd number in place of one that does not fit.
 */
INT64 crossbit_user_to_wire(struct crossbit_scope *scope, const void *token);
/** The same on the way in. */
void *crossbit_user_from_wire(struct crossbit_scope *scope, INT64 wire);
/**
 * A function of the program's. The drop-in notes that it was given to the DLL: no other is ever called. What can be no
 * function, because Windows has no code within 64 KB of either end of the address space, crosses as the value that it
 * is: SQLITE_TRANSIENT, SIG_IGN. Fails (CROSSBIT_E_ARGUMENT) if there is no memory at that address.
 */
INT64 crossbit_callback_to_wire(struct crossbit_scope *scope, unsigned type, void *function);
/**
 * In the binding: one of the CROSSBIT_THUNKS functions of that type, which calls the program's from now on; during:
 * till the end of this call.
 */
void *crossbit_callback_from_wire(struct crossbit_scope *scope, unsigned type, INT64 wire, BOOL during);
/** A function pointer that the DLL returns, as the program's own function; CROSSBIT_CALLBACK_OWN: it is the DLL's. */
INT64 crossbit_callback_back(struct crossbit_scope *scope, unsigned type, void *function);
/** CROSSBIT_PATH on the caller's side: the absolute path, because the surrogate's current directory is another. */
const void *crossbit_full_path(struct crossbit_scope *scope, const void *path, size_t unit);
/** A file descriptor of the program's C runtime, as its file's handle and mode. */
INT64 crossbit_fd_to_wire(struct crossbit_scope *scope, int fd);
/** In the binding: a new descriptor for a duplicate of that handle. */
int crossbit_fd_from_wire(struct crossbit_scope *scope, INT64 wire);
/**
 * After the call. moved: the file is the DLL's now, and the drop-in closes its own; else the binding closes its own.
 */
void crossbit_fd_moved(struct crossbit_scope *scope, int fd, BOOL moved);
/** CROSSBIT_RELEASES in the binding: which memory of the program's to release; the DLL's stand-in is freed. */
INT64 crossbit_release_to_wire(struct crossbit_scope *scope, const void *memory);
/** CROSSBIT_ALLOCATES in the binding: a stand-in of size bytes for the program's memory; NULL for 0: it refused. */
void *crossbit_allocation_from_wire(struct crossbit_scope *scope, INT64 wire, INT64 size);
/** CROSSBIT_FREED_BY in the binding: gives a result with the number under which it is to be freed. */
void crossbit_give_owned(struct crossbit_scope *scope, const void *memory, size_t bytes);
/** In the drop-in: takes the copy that the program gets. */
void *crossbit_take_owned(struct crossbit_scope *scope);
/** CROSSBIT_FREES in the drop-in: the number of such a copy (CROSSBIT_E_STALE_HANDLE). */
INT64 crossbit_owned_to_wire(struct crossbit_scope *scope, const void *memory);
/** In the binding: the DLL's memory of that number. */
void *crossbit_owned_from_wire(struct crossbit_scope *scope, INT64 wire);
/** After the function that freed it, on both sides: forgets it; the drop-in frees the copy. */
void crossbit_owned_freed(struct crossbit_scope *scope, const void *memory);
/**
 * Memory of the program's that a callback lends to the DLL, for the call in which the callback runs: in the drop-in.
 */
void crossbit_give_lent(struct crossbit_scope *scope, const void *memory, size_t bytes);
/** In the binding: a copy that lives as long as that call. */
const void *crossbit_take_lent(struct crossbit_scope *scope);
/** The caller's: where memory is for the callee, kept until the scope's end. NULL: its bytes have to cross. */
const struct crossbit_shared *crossbit_share(
    struct crossbit_scope *scope, const void *memory, size_t bytes, struct crossbit_shared *shared);
/**
 * The callee's: the memory, kept as memory of crossbit_scope_alloc() is. NULL and failed: the caller shares no such.
 */
void *crossbit_open_shared(struct crossbit_scope *scope, const struct crossbit_shared *shared);
/** Lets go of such memory. */
void crossbit_close_shared(void *hold);
/** What the program sees of state that is not NULL (CROSSBIT_HIDDEN): zeros, in the binding NULL. */
void *crossbit_hidden(void);

/** The object that is called: the binding's, or the drop-in's sink (dropin/runtime/callee.c). */
struct crossbit_callee {
    const void *vtable;
    volatile LONG references; /* (interlocked) */
    const IID *interface_id;
    void *endpoint;
    IUnknown *marshaler; /* aggregated: marshals over Crossbit's channel; NULL: standard marshaling */
    void (*destroy)(struct crossbit_callee *callee); /* NULL: static */
};
/** Its QueryInterface, AddRef and Release. */
HRESULT STDMETHODCALLTYPE crossbit_callee_query(void *iface, REFIID iid, void **object);
ULONG STDMETHODCALLTYPE crossbit_callee_add_ref(void *iface);
ULONG STDMETHODCALLTYPE crossbit_callee_release(void *iface);
/**
 * Begins a method: a scope that reads data. function: its name or NULL; the binding tells the surrogate which one runs.
 */
void crossbit_enter_callee(
    struct crossbit_scope *scope, void *iface, const char *function, const hyper *data, LONG size);
/**
 * Ends it: hands what was given to *data (NULL: nothing is given) and leaves the reason of a failure. The method's
 * result.
 */
HRESULT crossbit_leave_callee(struct crossbit_scope *scope, LONG *size, hyper **data);
/** Right before the function itself: sets errno and the last error as the caller has them; serial: takes the lock. */
void crossbit_before_call(struct crossbit_scope *scope, struct crossbit_call *call, BOOL serial);
/** Right after it: notes what it left of them. */
void crossbit_after_call(struct crossbit_scope *scope, struct crossbit_call *call, BOOL serial);
/** Binding, instead of crossbit_after_call(): the program left a callback in which the function was; it is gone. */
void crossbit_was_left(struct crossbit_scope *scope, struct crossbit_call *call, BOOL serial);

/*
 * --- the drop-in (dropin/program) -----------------------------------------------------------------------------------
 */

/** A drop-in: its tables, and its connection. */
struct crossbit_dropin {
    const wchar_t *name;    /* of the DLL */
    const wchar_t *binding; /* file name of the binding, beside the original DLL */
    const CLSID *class_id, *proxy_class;
    const IID *const *interfaces; /* of both ends; ends with NULL */
    const IID *interface_id, *sink_id;
    const void *sink_vtable;
    HRESULT (*attach)(void *object, IUnknown *sink, LONG process_id, LONG session);
    crossbit_proxy_factory *proxy_factory;
    const struct crossbit_handle_kind *handles;
    const struct crossbit_record *records;
    /* Run time. */
    SRWLOCK lock;                              /* connecting */
    struct crossbit_reached *volatile reached; /* (interlocked) NULL: not connected */
    volatile LONG session;                     /* (interlocked) counts surrogates; part of every handle */
};

/** Generated, one per drop-in: itself. */
struct crossbit_dropin *crossbit_dropin_this(void);

/** Begins a call: connects if needed, begins the scope. Returns the object to call; scope->status tells. */
void *crossbit_enter(struct crossbit_scope *scope, struct crossbit_call *call, struct crossbit_dropin *dropin);
/**
 * Ends a call and its scope; sets errno and the last error. FALSE: the bridge failed, the program was told, and the
 * function returns its failure value. Without one (has_value FALSE) the program gets the exception CROSSBIT_EXCEPTION.
 */
BOOL crossbit_leave(struct crossbit_scope *scope, struct crossbit_call *call, const char *function, BOOL has_value);
/** CROSSBIT_REPEATABLE, before crossbit_leave(): TRUE once, after the surrogate's death; the scope has ended then. */
BOOL crossbit_should_repeat(struct crossbit_scope *scope, unsigned *attempts);
/**
 * Around a function of the program's that the DLL calls: an exception that it does not handle ends the program, as it
 * would in-process. COM would swallow it, and the DLL go on with a result that nobody made.
 */
int crossbit_callback_crashed(void *record, void *frame, void *context, void *dispatcher);
#ifdef _WIN64
/** The frame with that handler, around the call: its beginning and its end. */
#define CROSSBIT_BEGIN_CALLBACK(scope) __asm__ volatile(".seh_handler crossbit_callback_crashed, @except, @unwind")
#define CROSSBIT_END_CALLBACK(scope) (void)0
#else
#define CROSSBIT_BEGIN_CALLBACK(scope)                                                                                 \
    ((scope)->frame[0] = (void *)__readfsdword(0), (scope)->frame[1] = (void *)crossbit_callback_crashed,              \
        __writefsdword(0, (DWORD)(scope)->frame))
#define CROSSBIT_END_CALLBACK(scope) __writefsdword(0, (DWORD)(scope)->frame[0])
#endif
/** Fails (CROSSBIT_E_CALLBACK) if the program never gave this function to the DLL. */
void crossbit_check_callback(struct crossbit_scope *scope, unsigned type, hyper function);
/** Takes into the program's structs what the DLL wrote to kept ones: crossbit_give_kept(). */
void crossbit_take_kept(struct crossbit_scope *scope);
/** The exception's code. Its parameter 0 is the HRESULT, 1 the text (wchar_t *), 2 is the drop-in's own. */
#define CROSSBIT_EXCEPTION 0xe0434200

/* --- the binding (dropin/binding) ------------------------------------------------------------------------------- */

/** A function of the original DLL that the binding looks up. */
struct crossbit_import {
    const char *name;
    unsigned ordinal; /* 0: it is found by name */
    void **function;
};

/**
 * The frame of a function in the binding: an exception that leaves the DLL, or the packing of what it returned, is for
 * the surrogate, before COM's stub can swallow it. x64: the frame is the whole function. i386: crossbit_enter_callee
 * and crossbit_leave_callee have it.
 */
int crossbit_callee_crashed(void *record, void *frame, void *context, void *dispatcher);
#ifdef _WIN64
/** Makes the generated function that frame. */
#define CROSSBIT_CALLEE_FRAME() __asm__ volatile(".seh_handler crossbit_callee_crashed, @except")
#else
#define CROSSBIT_CALLEE_FRAME() (void)0
#endif

/** What one of the CROSSBIT_THUNKS functions of a callback type stands for. */
struct crossbit_thunk {
    void *object;    /* whose program's function it is; NULL: free */
    UINT64 function; /* in the program */
    LONG calls;      /* under way, to which it was given until they end */
    BOOL stays;      /* it was given for longer */
};

/** The tables of a binding. */
struct crossbit_binding {
    const wchar_t *name;
    const CLSID *class_id, *proxy_class;
    const IID *const *interfaces;
    const IID *interface_id;
    const void *vtable;
    crossbit_proxy_factory *proxy_factory;
    const struct crossbit_import *imports;
    const struct crossbit_handle_kind *handles;
    const struct crossbit_record *records;
    void *const *const *thunks;
    struct crossbit_thunk (*slots)[CROSSBIT_THUNKS];
};

/** Generated, one per binding: its tables. */
extern const struct crossbit_binding crossbit_binding;

/**
 * The method crossbit_attach of the binding's object: sink for callbacks, the program's process, its number of
 * surrogates.
 */
HRESULT crossbit_callee_attach(void *iface, IUnknown *sink, LONG process_id, LONG session);
/**
 * Begins a callback: the DLL called function number slot of that type. Returns the sink; *function is the program's.
 */
void *crossbit_enter_callback(
    struct crossbit_scope *scope, struct crossbit_call *call, unsigned type, unsigned slot, hyper *function);
/** Ends it. FALSE: it failed, which the DLL cannot be told; the callback returns 0. type: for the debugger's output. */
BOOL crossbit_leave_callback(struct crossbit_scope *scope, struct crossbit_call *call, const char *type);
/**
 * The twin of the program's struct at address, of crossbit_binding.records[record]; made if there is none, or if opens.
 */
void *crossbit_mirror(struct crossbit_scope *scope, unsigned record, UINT64 address, size_t size, BOOL opens);
/** A member that the DLL did not write since the twin was opened is zero from now on. */
void crossbit_unpoison(void *member, size_t size);
/** After the function: the twin lives on, or is dead (closed, or never opened) and goes with the call. */
void crossbit_mirror_done(struct crossbit_scope *scope, void *memory, BOOL dead);
/**
 * From here to crossbit_keep_end(), memory of the scope is kept for owner (a twin or a handle) instead of for the call.
 * what: which parameter; the same one again replaces the last. address: the program's memory that it stands for.
 */
void crossbit_keep_begin(struct crossbit_scope *scope, const void *owner, const char *what, UINT64 address);
/** memory: the kept struct of that record, whose changes come back later; NULL: none do. */
void crossbit_keep_end(struct crossbit_scope *scope, void *memory, unsigned record);
/** Gives the kept structs of owner to which the DLL has written since the last call. */
void crossbit_give_kept(struct crossbit_scope *scope, const void *owner);

#endif
