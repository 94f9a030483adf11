/*
 * Crossbit: call a DLL of the other bitness. For C and C++, MinGW and MSVC, 32 and 64 bits.
 *
 * A library that is loaded here lives in a surrogate process of its own bitness; a call crosses over and comes back with
 * the result, the output parameters, and the DLL's GetLastError and errno.
 *
 *     crossbit_library *zlib;
 *     crossbit_function *crc32;
 *     unsigned long crc = 0; const void *data = "hello"; unsigned int size = 5;
 *     void *args[] = { &crc, &data, &size };
 *     crossbit_load(L"C:\\path\\zlib1.dll", NULL, &zlib);
 *     crossbit_declare(zlib, "unsigned long __cdecl crc32(unsigned long, [in, size_is(n)] const void *, unsigned int n)");
 *     crossbit_find(zlib, "crc32", &crc32);
 *     crossbit_invoke(crc32, &crc, args, 3);
 *
 * Every function returns an HRESULT: S_OK, one of crossbit/error.h, or one of COM's. After a failure
 * crossbit_error_message() has the text of what went wrong and how to mend it. All functions may be called from any
 * thread, with or without COM initialised there; none may be called from DllMain.
 */
#ifndef CROSSBIT_H
#define CROSSBIT_H

#include <windows.h>
#include <unknwn.h>
#include <stddef.h>

#include "crossbit/error.h"

#if defined(CROSSBIT_STATIC)
#define CROSSBIT_API
#elif defined(CROSSBIT_BUILD)
#define CROSSBIT_API __declspec(dllexport)
#else
#define CROSSBIT_API __declspec(dllimport)
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crossbit_connection crossbit_connection; /* a surrogate, as this process sees it */
typedef struct crossbit_library crossbit_library;       /* a DLL loaded there */
typedef struct crossbit_function crossbit_function;     /* a declared function; lives as long as its library */

enum crossbit_isolation {
    CROSSBIT_ISOLATION_CLIENT = 0, /* one surrogate per bitness for this process (default) */
    CROSSBIT_ISOLATION_OBJECT = 1, /* a surrogate of its own for this connection */
    CROSSBIT_ISOLATION_SHARED = 2  /* one per bitness for all clients of this user (and integrity level) that ask for it; its
                                      environment and current directory are those of the client that started it */
};

enum crossbit_start {
    CROSSBIT_START_LAUNCH = 0,  /* start crossbit32.exe or crossbit64.exe directly: no registry (default) */
    CROSSBIT_START_ACTIVATE = 1 /* CoCreateInstance of the registered class */
};

struct crossbit_connect_options {
    DWORD size;                 /* sizeof(struct crossbit_connect_options) */
    DWORD bits;                 /* 32 or 64; 0: the bitness that this process is not */
    enum crossbit_isolation isolation;
    enum crossbit_start start;
    const wchar_t *surrogate;   /* path of the surrogate's exe; NULL: beside crossbit.dll (else beside the program) */
    DWORD timeout_ms;           /* for the start; 0: 30 s */
    DWORD idle_grace_ms;        /* how long it stays after its last object is gone; 0: 5 s */
};

/* Starts or finds a surrogate. options may be NULL. Free with crossbit_disconnect. */
CROSSBIT_API HRESULT crossbit_connect(const struct crossbit_connect_options *options, crossbit_connection **connection);
CROSSBIT_API void crossbit_disconnect(crossbit_connection *connection); /* NULL is safe */
CROSSBIT_API DWORD crossbit_process_id(const crossbit_connection *connection); /* of the surrogate */
CROSSBIT_API DWORD crossbit_bits(const crossbit_connection *connection);

/*
 * Time limits for calls, in milliseconds; 0: none, as at first. The smallest of those that apply counts. A call past its
 * limit returns CROSSBIT_E_TIMEOUT with a message that names the function and the limit; a method that is called through
 * an object's own proxy returns RPC_E_TIMEOUT. The DLL is not stopped: it may go on in the surrogate and change memory of
 * crossbit_alloc, its late answer is dropped, and a callback that it makes for the call then fails without reaching the
 * program. (A callback that runs when the limit passes is not interrupted.) The next call may be made at once; for a
 * library with serial threading it waits for the late one. Keep the surrogate, or end it with crossbit_terminate.
 *
 * connection: everything that this process calls in that surrogate, which other connections to it share. A surrogate that is
 * started later has no limit. object: a proxy of crossbit_create_object's, or any other one on Crossbit's channel; else E_INVALIDARG.
 */
CROSSBIT_API HRESULT crossbit_set_deadline(crossbit_connection *connection, DWORD milliseconds);
CROSSBIT_API HRESULT crossbit_set_object_deadline(IUnknown *object, DWORD milliseconds);
CROSSBIT_API HRESULT crossbit_set_thread_deadline(DWORD milliseconds); /* for what the calling thread calls */

/* Ends the surrogate's process at once, whatever runs there and whoever else uses it; later calls get CROSSBIT_E_DIED. */
CROSSBIT_API HRESULT crossbit_terminate(crossbit_connection *connection);

/*
 * The normal end of this process (main returns, exit, ExitProcess) ends the surrogates that it started in order: each DLL there gets its
 * detach (DLL_PROCESS_DETACH, with its last parameter set) and runs what it gave to atexit, before this process is gone, as it would
 * in-process. All of them together have this many milliseconds; then they are ended where they are. At first 5000, or the
 * environment variable CROSSBIT_END_LIMIT, which is for drop-ins, too; 0: they are ended at once, without a detach. When this process is
 * killed or crashes, they are ended at once. A surrogate that is shared, or was activated, ends on its own.
 */
CROSSBIT_API HRESULT crossbit_set_end_limit(DWORD milliseconds);

/*
 * Loads dll (a COM server of the surrogate's bitness, by path) in the surrogate without any registration and makes an
 * object of class clsid; *object is its proxy, a reference of the caller's. Needs COM initialised on the calling thread.
 */
CROSSBIT_API HRESULT crossbit_create_object(crossbit_connection *connection, const wchar_t *dll, const CLSID *clsid,
    const IID *iid, void **object);

enum crossbit_threading {
    CROSSBIT_THREADING_SERIAL = 0, /* one call at a time (default) */
    CROSSBIT_THREADING_FREE = 1,   /* any thread */
    CROSSBIT_THREADING_MAIN = 2    /* one thread with a message loop */
};

struct crossbit_load_options {
    DWORD size; /* sizeof(struct crossbit_load_options) */
    crossbit_connection *connection; /* NULL: the default one of the DLL's bitness */
    enum crossbit_threading threading;
    const wchar_t *folders; /* more folders for dependencies, separated by ';'; NULL: the DLL's own */
    BOOL resident;          /* never unload the DLL */
};

/* Loads a DLL of either bitness. A relative path is taken from the current directory. Free with crossbit_unload. */
CROSSBIT_API HRESULT crossbit_load(const wchar_t *path, const struct crossbit_load_options *options,
    crossbit_library **library);
CROSSBIT_API void crossbit_unload(crossbit_library *library); /* NULL is safe; its functions are gone with it */

/* Adds C declarations (UTF-8; docs/declarations.md): types, and functions bound to the DLL's exports. All or none. */
CROSSBIT_API HRESULT crossbit_declare(crossbit_library *library, const char *declarations);
CROSSBIT_API HRESULT crossbit_find(crossbit_library *library, const char *name, crossbit_function **function);
/* A function with `...`: types are the C types of the variable arguments, e.g. "int, double, const char *". */
CROSSBIT_API HRESULT crossbit_find_variadic(crossbit_library *library, const char *name, const char *types,
    crossbit_function **function);

/*
 * Calls. args[i] points to the value of parameter i, in this process's own layout of the declared type; pointers in it
 * point to the caller's memory, which is read and written as the declaration says; function pointers are the caller's
 * own functions. result points to a value of the result's type; NULL for void or when it is not wanted. What a
 * pointer result points to stays valid until crossbit_unload. The returned HRESULT is about the bridge, never the DLL's.
 * A thread of a single-threaded apartment dispatches messages while it waits, as it does in every call of COM's.
 */
CROSSBIT_API HRESULT crossbit_invoke(crossbit_function *function, void *result, void *const *args, size_t count);

/*
 * Memory that this process and its surrogates see at once, zeroed and on pages of its own. A call that passes a pointer into
 * it for a parameter with a size (size_is) copies nothing: the DLL gets the address of the same bytes, so that each side sees
 * at once what the other writes. So it is in drop-ins and, by CrossbitShareMemory of crossbitps.h, in interfaces of your own.
 * Where nothing can be shared (Crossbit's channel is off, the surrogate has no room), the bytes are copied as those of other
 * memory are. NULL when there is none; crossbit_error_message says why. Meant for large buffers: each takes two pages more,
 * and 64 KB of address space at least, here and in each surrogate that got it.
 * crossbit_free ends it; what a call under way uses, here or there, stays until the call returns. NULL is safe.
 */
CROSSBIT_API void *crossbit_alloc(size_t size);
CROSSBIT_API void crossbit_free(void *memory);

/* GetLastError and errno as the DLL left them in this thread's last call. */
CROSSBIT_API DWORD crossbit_last_error(void);
CROSSBIT_API int crossbit_errno(void);

/* The text of this thread's last failure; "" if none. Valid until this thread's next Crossbit call. */
CROSSBIT_API const wchar_t *crossbit_error_message(void);

/*
 * Drop-ins (docs/annotations.md): their functions are the original's and can not say that the bridge failed. The handler is
 * told, on the calling thread, before the function returns its failure value; NULL: none. function is its name, code the
 * HRESULT, message the text; both texts are valid during the call only. It may end the program or throw, or return.
 */
typedef void crossbit_error_handler(void *context, const wchar_t *library, const char *function, HRESULT code,
    const wchar_t *message);
CROSSBIT_API void crossbit_set_error_handler(crossbit_error_handler *handler, void *context);
/* For drop-ins themselves. FALSE: no handler. */
CROSSBIT_API BOOL crossbit_dropin_failed(const wchar_t *library, const char *function, HRESULT code, const wchar_t *message);
/* For drop-ins themselves: may threads of all apartments use this pointer? Else each apartment needs a proxy of its own. */
CROSSBIT_API BOOL crossbit_dropin_is_agile(IUnknown *object);
/* For drop-ins themselves: does the result of a call say that the surrogate has ended, or is about to? */
CROSSBIT_API BOOL crossbit_dropin_is_death(HRESULT status);
/*
 * For drop-ins themselves, after such a result: how the surrogate of object ended while function was called. text (size characters)
 * becomes what it said or what its exit code tells, and stays as it is if nothing is known. connection is asked if object is not on
 * Crossbit's channel; NULL: nobody. Returns the code for the program.
 */
CROSSBIT_API HRESULT crossbit_dropin_ended(crossbit_connection *connection, void *object, const char *function, HRESULT status,
    wchar_t *text, unsigned size);

#ifdef __cplusplus
}
#endif
#endif
