/*
 * What code made by crossbit-gen calls: the packed bytes of one call, and the tables of either side. The drop-in links
 * dropin/program, the binding dropin/binding; functions of the same name do each side's half of the same work.
 *
 * A scope is one call on one side. The first failure is kept in it (status, problem) and everything after it does nothing, so
 * generated code looks at it only before it calls. A scope belongs to its thread.
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

enum { CROSSBIT_THUNKS = 32 };      /* different functions of a program for one callback type, at a time */
#define CROSSBIT_CALL_WRITTEN 1     /* the function succeeded: its [out] parameters are valid */

/* How the IDL's structure of each call begins, NAME_FUNCTION_call or NAME_TYPE_callback. */
struct crossbit_call {
    ULONG last_error;
    LONG error_number;
    ULONG nulls; /* bit i: the i-th pointer that crosses by itself is NULL */
    ULONG flags;
};

/* Same as NAME_memory of the IDL, and as struct crossbit_memory of crossbitps.h: bytes in memory that both sides see. */
struct crossbit_shared {
    INT64 id, offset, size;
};

struct crossbit_region;
struct crossbit_block;
struct crossbit_hold;
struct crossbit_keep;
struct crossbit_mirror;

struct crossbit_scope {
    HRESULT status;
    const char *problem; /* static text, or detail; NULL: the status says it all, or the other side did (crossbit_take_reason) */
    char *detail;        /* crossbit_failf's; freed with the scope */
    void *endpoint;      /* the drop-in, or the binding's object */
    void *object;        /* caller: what is called */
    struct crossbit_reached *reached; /* drop-in: the surrogate that has it, held until the call ends; or NULL */
    volatile LONG *counted;           /* drop-in: where the call holds it */
    void *own;           /* drop-in: the same as a proxy of the calling thread's apartment, for this call; or NULL */
    BYTE *write;
    size_t written, capacity;
    const BYTE *read;
    size_t read_size, read_at;
    struct crossbit_block *blocks;
    struct crossbit_hold *holds; /* shared memory that the call uses */
    struct crossbit_region *regions;
    struct crossbit_keep *keeping;
    struct crossbit_mirror *mirrors; /* of this call */
    struct crossbit_scope *outer;    /* binding: the call in which this one was made, on the same thread */
    unsigned depth;
    BOOL opening; /* members that were not sent hold a pattern, so that a write is seen whatever its value */
    int *error_number; /* the thread's errno: where it is takes the C runtime a while to find */
    BOOL inside; /* between before_call and after_call with the serial lock */
    jmp_buf *left;   /* binding: where the function's method goes on when the program left a callback in it; NULL: nowhere */
    void *frame[2];  /* 32-bit: the exception handler of a callback in the drop-in, of a function in the binding */
    const char *outer_function; /* binding: what the surrogate's fault hooks gave for the function around this one */
    size_t noted;    /* bytes of notes that are in use */
    UINT64 small[32]; /* the first bytes to write */
    UINT64 notes[64] __attribute__((aligned(16))); /* regions and copies of small structs, which need no allocation then */
};

struct crossbit_handle_kind {
    const char *tag;
    size_t visible; /* bytes that the program may read behind the handle; 0: none */
};

typedef void crossbit_give_record(struct crossbit_scope *scope, const void *now, const void *before, UINT64 mask);
typedef void crossbit_take_record(struct crossbit_scope *scope, void *target, BOOL fresh, UINT64 mask);
struct crossbit_record {
    size_t size;
    crossbit_give_record *give;
    crossbit_take_record *take;
};

typedef HRESULT STDMETHODCALLTYPE crossbit_proxy_factory(REFCLSID clsid, REFIID iid, void **object);

/* --- packed bytes (dropin/runtime/pack.c) ----------------------------------------------------------------------- */

void crossbit_scope_init(struct crossbit_scope *scope, void *endpoint);
void crossbit_scope_cleanup(struct crossbit_scope *scope);
void crossbit_fail(struct crossbit_scope *scope, HRESULT status, const char *problem);
/* The same with values in the text, as printf of msvcrt has them (%I64u). */
void crossbit_failf(struct crossbit_scope *scope, HRESULT status, const char *format, ...)
    __attribute__((format(ms_printf, 3, 4)));
void *crossbit_scope_alloc(struct crossbit_scope *scope, size_t size); /* zeroed; NULL and failed when there is none */
void *crossbit_scope_buffer(struct crossbit_scope *scope, size_t size); /* the same with any bytes in it */
void crossbit_put(struct crossbit_scope *scope, UINT64 value, unsigned bytes);
UINT64 crossbit_get(struct crossbit_scope *scope, unsigned bytes);
void crossbit_put_data(struct crossbit_scope *scope, const void *data, size_t size);
void crossbit_get_data(struct crossbit_scope *scope, void *data, size_t size);
const void *crossbit_get_place(struct crossbit_scope *scope, size_t size); /* in the bytes read; NULL when they end */
LONG crossbit_written(struct crossbit_scope *scope); /* in units of 8 bytes */
const hyper *crossbit_write_data(struct crossbit_scope *scope);
void crossbit_read(struct crossbit_scope *scope, const hyper *data, LONG size); /* in units of 8 bytes */

INT64 crossbit_narrow(struct crossbit_scope *scope, INT64 value, size_t size, BOOL is_signed);
size_t crossbit_count(struct crossbit_scope *scope, INT64 value, size_t unit);
size_t crossbit_string_size(struct crossbit_scope *scope, const void *text, size_t unit); /* with the zero; NULL: 0 */
size_t crossbit_string_length(const void *text, size_t count, size_t unit);               /* with the zero, at most count */
size_t crossbit_at_most(size_t value, size_t limit);
void crossbit_check_string(struct crossbit_scope *scope, const void *text, LONG count, size_t unit);
void crossbit_reserved(struct crossbit_scope *scope, UINT64 value, const char *name);
BOOL crossbit_enter_record(struct crossbit_scope *scope);
void crossbit_leave_record(struct crossbit_scope *scope);
BOOL crossbit_changed(struct crossbit_scope *scope, BOOL changed);
INT64 crossbit_sizeof_to_wire(INT64 value, size_t size);
INT64 crossbit_sizeof_from_wire(struct crossbit_scope *scope, INT64 value, size_t size);
INT64 crossbit_result_is_to_wire(const void *result, const void *parameter);
void *crossbit_result_is_from_wire(INT64 value, const void *parameter);

/* Memory behind pointers: both sides remember the same regions in the same order. */
BOOL crossbit_put_pointer(struct crossbit_scope *scope, const void *memory, size_t count, size_t unit);
void *crossbit_get_buffer(struct crossbit_scope *scope, size_t unit, BOOL has_data, BOOL writable, size_t *count);
/* The same for elements without pointers, which may lie in memory that both sides see: then their bytes do not cross. */
BOOL crossbit_put_flat(struct crossbit_scope *scope, const void *memory, size_t count, size_t unit);
void *crossbit_get_flat(struct crossbit_scope *scope, size_t unit, BOOL has_data, BOOL writable, size_t *count);
size_t crossbit_unshared(struct crossbit_scope *scope, const void *memory, size_t count); /* 0 if they do not cross */
void crossbit_put_string(struct crossbit_scope *scope, const void *text, size_t unit);
const void *crossbit_get_string(struct crossbit_scope *scope, size_t unit);
struct crossbit_region *crossbit_add_region(struct crossbit_scope *scope, const void *memory, size_t bytes, size_t count,
    UINT64 address);
void crossbit_snapshot(struct crossbit_scope *scope, const void *memory);
const void *crossbit_before(struct crossbit_scope *scope, const void *memory);
size_t crossbit_elements(struct crossbit_scope *scope, const void *memory);
size_t crossbit_clamp(struct crossbit_scope *scope, const void *memory, size_t count);
size_t crossbit_moved(struct crossbit_scope *scope, const void *before, const void *now); /* bytes */
size_t crossbit_take_elements(struct crossbit_scope *scope, const void *memory);
BOOL crossbit_give_pointer(struct crossbit_scope *scope, const void *now, const void *before, BOOL fresh);
BOOL crossbit_take_pointer(struct crossbit_scope *scope, const void **pointer);
void crossbit_give_string(struct crossbit_scope *scope, const void *text, size_t unit);
const void *crossbit_take_static(struct crossbit_scope *scope); /* memory that lives as long as the process */
void crossbit_give_result(struct crossbit_scope *scope, const void *memory, size_t bytes);
const void *crossbit_take_result(struct crossbit_scope *scope);
void *crossbit_workspace(struct crossbit_scope *scope, UINT64 size_and_one);

/* --- reasons (dropin/runtime/reason.c) ------------------------------------------------------------------------------ */

/* Leaves the reason of a failing call for the caller, on the callee's thread: COM's error information. */
void crossbit_tell_reason(HRESULT status, const wchar_t *text);
/* The reason that the callee left for this status, on the caller's thread, once. size in characters. FALSE: none. */
BOOL crossbit_take_reason(HRESULT status, wchar_t *text, size_t size);
void crossbit_widen(const char *text, wchar_t *wide, size_t size); /* ASCII; cut to size characters */

/* --- each side's half -------------------------------------------------------------------------------------------- */

INT64 crossbit_handle_to_wire(struct crossbit_scope *scope, unsigned kind, const void *handle);
void *crossbit_handle_from_wire(struct crossbit_scope *scope, unsigned kind, INT64 wire);
void crossbit_handle_closing(struct crossbit_scope *scope, unsigned kind, const void *handle);
void crossbit_handle_closed(struct crossbit_scope *scope, unsigned kind, const void *handle, BOOL closed);
INT64 crossbit_kernel_to_wire(struct crossbit_scope *scope, HANDLE handle);
HANDLE crossbit_kernel_from_wire(struct crossbit_scope *scope, INT64 wire);
INT64 crossbit_user_to_wire(struct crossbit_scope *scope, const void *token);
void *crossbit_user_from_wire(struct crossbit_scope *scope, INT64 wire);
INT64 crossbit_callback_to_wire(struct crossbit_scope *scope, unsigned type, void *function);
void *crossbit_callback_from_wire(struct crossbit_scope *scope, unsigned type, INT64 wire);
INT64 crossbit_callback_back(struct crossbit_scope *scope, unsigned type, void *function); /* -1: the DLL's own */
const void *crossbit_full_path(struct crossbit_scope *scope, const void *path, size_t unit); /* the caller's side */
INT64 crossbit_fd_to_wire(struct crossbit_scope *scope, int fd);
int crossbit_fd_from_wire(struct crossbit_scope *scope, INT64 wire);
void crossbit_fd_moved(struct crossbit_scope *scope, int fd, BOOL moved);
INT64 crossbit_release_to_wire(struct crossbit_scope *scope, const void *memory);
void *crossbit_allocation_from_wire(struct crossbit_scope *scope, INT64 wire, INT64 size);
void crossbit_give_owned(struct crossbit_scope *scope, const void *memory, size_t bytes);
void *crossbit_take_owned(struct crossbit_scope *scope);
INT64 crossbit_owned_to_wire(struct crossbit_scope *scope, const void *memory);
void *crossbit_owned_from_wire(struct crossbit_scope *scope, INT64 wire);
void crossbit_owned_freed(struct crossbit_scope *scope, const void *memory);
/* Memory of the program's that a callback lends to the DLL, for the call in which the callback runs. */
void crossbit_give_lent(struct crossbit_scope *scope, const void *memory, size_t bytes);
const void *crossbit_take_lent(struct crossbit_scope *scope);
/* The caller's: where the memory is for the callee, kept until the scope's end; NULL: its bytes have to cross. */
const struct crossbit_shared *crossbit_share(struct crossbit_scope *scope, const void *memory, size_t bytes,
    struct crossbit_shared *shared);
/* The callee's: the memory, kept as memory of crossbit_scope_alloc is; NULL and failed when the caller shares no such. */
void *crossbit_open_shared(struct crossbit_scope *scope, const struct crossbit_shared *shared);
void crossbit_close_shared(void *hold);
void *crossbit_hidden(void); /* what the program sees of state that is not NULL */

/* The object that is called: the binding's, or the drop-in's sink (dropin/runtime/callee.c). */
struct crossbit_callee {
    const void *vtable;
    volatile LONG references; /* (interlocked) */
    const IID *interface_id;
    void *endpoint;
    IUnknown *marshaler; /* aggregated: marshals over Crossbit's channel; NULL: standard marshaling */
    void (*destroy)(struct crossbit_callee *callee); /* NULL: static */
};
HRESULT STDMETHODCALLTYPE crossbit_callee_query(void *iface, REFIID iid, void **object);
ULONG STDMETHODCALLTYPE crossbit_callee_add_ref(void *iface);
ULONG STDMETHODCALLTYPE crossbit_callee_release(void *iface);
/* function: its name, for messages, or NULL; the binding tells the surrogate which one runs. */
void crossbit_enter_callee(struct crossbit_scope *scope, void *iface, const char *function, const hyper *data, LONG size);
HRESULT crossbit_leave_callee(struct crossbit_scope *scope, LONG *size, hyper **data);
void crossbit_before_call(struct crossbit_scope *scope, struct crossbit_call *call, BOOL serial);
void crossbit_after_call(struct crossbit_scope *scope, struct crossbit_call *call, BOOL serial);
/* Binding, instead of crossbit_after_call: the program left a callback in which the function was, so that it is gone. */
void crossbit_was_left(struct crossbit_scope *scope, struct crossbit_call *call, BOOL serial);

/* --- the drop-in (dropin/program) ----------------------------------------------------------------------------------- */

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
    SRWLOCK lock;           /* connecting */
    struct crossbit_reached *volatile reached; /* (interlocked) NULL: not connected */
    volatile LONG session;  /* (interlocked) counts surrogates; part of every handle */
};

/* Generated; one a drop-in. */
struct crossbit_dropin *crossbit_dropin_this(void);

/* Connects if needed, begins a scope. Returns the object to call; scope->status tells. */
void *crossbit_enter(struct crossbit_scope *scope, struct crossbit_call *call, struct crossbit_dropin *dropin);
/* Ends the scope. FALSE: the bridge failed, the program was told, and the function returns its failure value. Without one
 * the program gets the exception CROSSBIT_EXCEPTION. */
BOOL crossbit_leave(struct crossbit_scope *scope, struct crossbit_call *call, const char *function, BOOL has_value);
BOOL crossbit_should_repeat(struct crossbit_scope *scope, unsigned *attempts); /* once, after the surrogate's death */
/*
 * Around a function of the program's that the DLL calls: an exception that it does not handle ends the program, as it would
 * in-process. COM would swallow it, and the DLL go on with a result that nobody made.
 */
int crossbit_callback_crashed(void *record, void *frame, void *context, void *dispatcher);
#ifdef _WIN64
#define CROSSBIT_BEGIN_CALLBACK(scope) __asm__ volatile(".seh_handler crossbit_callback_crashed, @except, @unwind")
#define CROSSBIT_END_CALLBACK(scope) (void)0
#else
#define CROSSBIT_BEGIN_CALLBACK(scope) ((scope)->frame[0] = (void *)__readfsdword(0), \
    (scope)->frame[1] = (void *)crossbit_callback_crashed, __writefsdword(0, (DWORD)(scope)->frame))
#define CROSSBIT_END_CALLBACK(scope) __writefsdword(0, (DWORD)(scope)->frame[0])
#endif
void crossbit_check_callback(struct crossbit_scope *scope, unsigned type, hyper function);
void crossbit_take_kept(struct crossbit_scope *scope);
#define CROSSBIT_EXCEPTION 0xe0434200 /* its parameter 0 is the HRESULT, 1 the text (wchar_t *), 2 is the drop-in's own */

/* --- the binding (dropin/binding) ------------------------------------------------------------------------------- */

struct crossbit_import {
    const char *name;
    unsigned ordinal; /* 0: it is found by name */
    void **function;
};

/*
 * The frame of a function in the binding: an exception that leaves the DLL, or the packing of what it returned, is for the surrogate,
 * before COM's stub can swallow it. x64: the frame is the whole function. i386: crossbit_enter_callee and crossbit_leave_callee have it.
 */
int crossbit_callee_crashed(void *record, void *frame, void *context, void *dispatcher);
#ifdef _WIN64
#define CROSSBIT_CALLEE_FRAME() __asm__ volatile(".seh_handler crossbit_callee_crashed, @except")
#else
#define CROSSBIT_CALLEE_FRAME() (void)0
#endif

struct crossbit_thunk {
    void *object;      /* whose program's function it is; NULL: free */
    UINT64 function;   /* in the program */
};

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

/* Generated; one a binding. */
extern const struct crossbit_binding crossbit_binding;

HRESULT crossbit_callee_attach(void *iface, IUnknown *sink, LONG process_id, LONG session);
void *crossbit_enter_callback(struct crossbit_scope *scope, struct crossbit_call *call, unsigned type, unsigned slot,
    hyper *function);
BOOL crossbit_leave_callback(struct crossbit_scope *scope, struct crossbit_call *call, const char *type);
void *crossbit_mirror(struct crossbit_scope *scope, unsigned record, UINT64 address, size_t size, BOOL opens);
void crossbit_unpoison(void *member, size_t size); /* a member that the DLL did not write is zero from now on */
void crossbit_mirror_done(struct crossbit_scope *scope, void *memory, BOOL dead);
void crossbit_keep_begin(struct crossbit_scope *scope, const void *owner, const char *what, UINT64 address);
void crossbit_keep_end(struct crossbit_scope *scope, void *memory, unsigned record);
void crossbit_give_kept(struct crossbit_scope *scope, const void *owner);

#endif
