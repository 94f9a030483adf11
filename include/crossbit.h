/* SPDX-License-Identifier: MIT */
/**
 * @file crossbit.h
 * Crossbit: call a DLL of the other bitness. For C and C++, MinGW and MSVC, 32 and 64 bits.
 *
 * A library that is loaded here lives in a surrogate process of its own bitness; a call crosses over and comes back
 * with the result, the output parameters, and the DLL's GetLastError and errno.
 *
 *     crossbit_library *zlib;
 *     crossbit_function *crc32;
 *     unsigned long crc = 0; const void *data = "hello"; unsigned int size = 5;
 *     void *args[] = { &crc, &data, &size };
 *     crossbit_load(L"C:\\path\\zlib1.dll", NULL, &zlib);
 *     crossbit_declare(zlib, "unsigned long crc32(unsigned long, [in, size_is(n)] const void *, unsigned n)");
 *     crossbit_find(zlib, "crc32", &crc32);
 *     crossbit_invoke(crc32, &crc, args, 3);
 *
 * An HRESULT is S_OK, one of crossbit/error.h, or one of COM's; E_POINTER for a NULL that is not allowed. After a
 * failure crossbit_error_message() has the text of what went wrong and how to fix it. Functions may be called from any
 * thread, with or without COM initialized there, unless their comment says otherwise; none may be called from DllMain.
 */
#ifndef CROSSBIT_H
#define CROSSBIT_H

#include <windows.h>
#include <sal.h>
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

/** A surrogate, as this process sees it. Made by crossbit_connect(), closed by crossbit_disconnect(). */
typedef struct crossbit_connection crossbit_connection;
/** A DLL loaded in a surrogate. Made by crossbit_load(), closed by crossbit_unload(). */
typedef struct crossbit_library crossbit_library;
/** A declared function. Belongs to its library and lives as long; nothing frees it. */
typedef struct crossbit_function crossbit_function;

/** Who shares a surrogate. */
enum crossbit_isolation {
    CROSSBIT_ISOLATION_CLIENT = 0, /**< one surrogate per bitness for this process (default) */
    CROSSBIT_ISOLATION_OBJECT = 1, /**< a surrogate of its own for this connection */
    /** one per bitness for all clients of this user and integrity level that ask for it; its environment and current
     * directory are those of the client that started it */
    CROSSBIT_ISOLATION_SHARED = 2
};

/** How a surrogate is started. */
enum crossbit_start {
    CROSSBIT_START_LAUNCH = 0,  /**< start crossbit32.exe or crossbit64.exe directly: no registry (default) */
    CROSSBIT_START_ACTIVATE = 1 /**< CoCreateInstance of the registered class */
};

/** What crossbit_connect() takes. Zero everything but size for the defaults. */
struct crossbit_connect_options {
    DWORD size;                        /**< sizeof(struct crossbit_connect_options) */
    DWORD bits;                        /**< 32 or 64; 0: the bitness that this process is not */
    enum crossbit_isolation isolation; /**< who shares the surrogate */
    enum crossbit_start start;         /**< how it is started */
    const wchar_t *surrogate;          /**< path of its exe; NULL: beside crossbit.dll, else beside the program */
    DWORD timeout_ms;                  /**< for the start, in milliseconds; 0: 30 s */
    DWORD idle_grace_ms;               /**< how long it stays after its last object is gone, in milliseconds; 0: 5 s */
};

/**
 * Starts a surrogate, or finds the one that is there already.
 *
 * @param options     NULL: the defaults.
 * @param connection  The connection; close it with crossbit_disconnect(). NULL on failure.
 * @return S_OK; CROSSBIT_E_START if the surrogate could not be started; E_INVALIDARG for options that do not exist.
 */
_Must_inspect_result_ CROSSBIT_API HRESULT crossbit_connect(_In_opt_ const struct crossbit_connect_options *options,
    _Outptr_result_nullonfailure_ crossbit_connection **connection);

/**
 * Closes a connection. The surrogate stays for its idle grace, and as long as libraries or objects in it are in use.
 *
 * @param connection  Not to be used afterwards. NULL is safe.
 */
CROSSBIT_API void crossbit_disconnect(_In_opt_ crossbit_connection *connection);

/** @return The process id of the surrogate; 0 for NULL. */
CROSSBIT_API DWORD crossbit_process_id(_In_opt_ const crossbit_connection *connection);

/** @return The bitness of the surrogate, 32 or 64; 0 for NULL. */
CROSSBIT_API DWORD crossbit_bits(_In_opt_ const crossbit_connection *connection);

/**
 * Limits the time of all calls that this process makes in one surrogate, whichever of its connections they use.
 *
 * The smallest limit of surrogate, object and thread counts. A call past its limit returns CROSSBIT_E_TIMEOUT with a
 * message that names the function and the limit; a method called through an object's own proxy returns RPC_E_TIMEOUT.
 * The DLL is not stopped: it may go on in the surrogate and change memory of crossbit_alloc(), its late answer is
 * dropped, and a callback that it then makes for the call fails without reaching the program. (A callback that is
 * running when the limit passes is not interrupted.) The next call may be made at once; in a library with serial
 * threading it waits for the late one. Keep the surrogate, or end it with crossbit_terminate(). A surrogate that is
 * started later has no limit.
 *
 * @param connection    Any connection to the surrogate.
 * @param milliseconds  0: no limit, as at first.
 * @return S_OK.
 */
CROSSBIT_API HRESULT crossbit_set_deadline(_In_ crossbit_connection *connection, DWORD milliseconds);

/**
 * Limits the time of calls on one object; see crossbit_set_deadline().
 *
 * @param object        A proxy from crossbit_create_object(), or any other proxy on Crossbit's channel.
 * @param milliseconds  0: no limit, as at first.
 * @return S_OK; E_INVALIDARG if the object is no proxy on Crossbit's channel.
 */
CROSSBIT_API HRESULT crossbit_set_object_deadline(_In_ IUnknown *object, DWORD milliseconds);

/**
 * Limits the time of the calls that the calling thread makes; see crossbit_set_deadline().
 *
 * @param milliseconds  0: no limit, as at first.
 * @return S_OK; E_OUTOFMEMORY.
 */
CROSSBIT_API HRESULT crossbit_set_thread_deadline(DWORD milliseconds);

/**
 * Ends the surrogate's process at once, whatever runs there and whoever else uses it. Calls in progress and later ones
 * fail with CROSSBIT_E_DIED. The connection still has to be closed with crossbit_disconnect().
 *
 * @return S_OK, also if the process has ended already; a Win32 error if it cannot be ended.
 */
CROSSBIT_API HRESULT crossbit_terminate(_In_ crossbit_connection *connection);

/**
 * Limits how long the end of this process waits for its surrogates.
 *
 * The normal end of this process (main returns, exit, ExitProcess) ends the surrogates that it started in order: each
 * DLL there gets its detach (DLL_PROCESS_DETACH, with its last parameter set) and runs what it gave to atexit before
 * this process is gone, as it would in-process. All of them together have the limit; then they are ended where they
 * are. When this process is killed or crashes, they are ended at once. A surrogate that is shared, or was activated,
 * ends on its own.
 *
 * @param milliseconds  At first 5000, or the environment variable CROSSBIT_END_LIMIT, which also counts for drop-ins.
 *                      0: the surrogates are ended at once, without a detach.
 * @return S_OK.
 */
CROSSBIT_API HRESULT crossbit_set_end_limit(DWORD milliseconds);

/**
 * Makes an object of a COM class whose server is a DLL, in the surrogate and without any registration.
 *
 * Needs COM initialized on the calling thread.
 *
 * @param connection  The surrogate to make it in.
 * @param dll         Path of the server, a DLL of the surrogate's bitness.
 * @param clsid       The class.
 * @param iid         The interface wanted.
 * @param object      A proxy that belongs to the calling thread's apartment; the caller releases it. NULL on failure.
 * @return S_OK; the codes of crossbit_load() for the DLL; what the class object returned.
 */
_Must_inspect_result_ CROSSBIT_API HRESULT crossbit_create_object(_In_ crossbit_connection *connection,
    _In_z_ const wchar_t *dll, _In_ const CLSID *clsid, _In_ const IID *iid, _COM_Outptr_ void **object);

/** On which threads of the surrogate a library is called. */
enum crossbit_threading {
    CROSSBIT_THREADING_SERIAL = 0, /**< one call at a time (default) */
    CROSSBIT_THREADING_FREE = 1,   /**< any thread, any number of calls */
    CROSSBIT_THREADING_MAIN = 2    /**< one thread of the library's own, with a message loop */
};

/** What crossbit_load() takes. Zero everything but size for the defaults. */
struct crossbit_load_options {
    DWORD size;                        /**< sizeof(struct crossbit_load_options) */
    crossbit_connection *connection;   /**< NULL: the default one of the DLL's bitness */
    enum crossbit_threading threading; /**< on which threads it is called */
    const wchar_t *folders;            /**< more folders for dependencies, separated by ';'; NULL: only the DLL's own */
    BOOL resident;                     /**< never unload the DLL */
};

/**
 * Loads a DLL of either bitness in a surrogate of its bitness.
 *
 * @param path     A relative path is taken from the current directory.
 * @param options  NULL: the defaults.
 * @param library  The library; close it with crossbit_unload(). NULL on failure.
 * @return S_OK; a code of the group "Loading" of crossbit/error.h, CROSSBIT_E_START, E_INVALIDARG.
 */
_Must_inspect_result_ CROSSBIT_API HRESULT crossbit_load(_In_z_ const wchar_t *path,
    _In_opt_ const struct crossbit_load_options *options, _Outptr_result_nullonfailure_ crossbit_library **library);

/**
 * Closes a library: waits for its calls in progress, frees its callbacks and handles, and unloads the DLL if this was
 * its last user. If a call has passed its deadline, it waits half a second for it and no longer.
 *
 * @param library  Not to be used afterwards, nor are its functions and what their results pointed to. NULL is safe.
 */
CROSSBIT_API void crossbit_unload(_In_opt_ crossbit_library *library);

/**
 * Adds C declarations to a library: types, and functions, which are bound to the DLL's exports.
 *
 * @param declarations  UTF-8 text in the language of docs/declarations.md. All of it is added, or nothing.
 * @return S_OK; CROSSBIT_E_DECLARATION, with line and column in the message; CROSSBIT_E_MISSING_EXPORT.
 */
CROSSBIT_API HRESULT crossbit_declare(_In_ crossbit_library *library, _In_z_ const char *declarations);

/**
 * Finds a declared function.
 *
 * @param name      As declared.
 * @param function  Belongs to the library. NULL on failure.
 * @return S_OK; CROSSBIT_E_UNDECLARED.
 */
_Must_inspect_result_ CROSSBIT_API HRESULT crossbit_find(_In_ crossbit_library *library, _In_z_ const char *name,
    _Outptr_result_nullonfailure_ crossbit_function **function);

/**
 * Finds a function that was declared with `...`, for calls with variable arguments of certain types.
 *
 * @param name      As declared.
 * @param types     The C types of the variable arguments, such as "int, double, const char *". NULL or "": none.
 * @param function  Belongs to the library. NULL on failure.
 * @return S_OK; CROSSBIT_E_UNDECLARED; CROSSBIT_E_DECLARATION for the types; CROSSBIT_E_ARGUMENT if it has no `...`.
 */
_Must_inspect_result_ CROSSBIT_API HRESULT crossbit_find_variadic(_In_ crossbit_library *library,
    _In_z_ const char *name, _In_opt_z_ const char *types, _Outptr_result_nullonfailure_ crossbit_function **function);

/**
 * Calls a function.
 *
 * A thread of a single-threaded apartment dispatches messages while it waits, as in any call of COM's. Callbacks run on
 * the calling thread.
 *
 * @param function  From crossbit_find() or crossbit_find_variadic().
 * @param result    Room for a value of the result's type; NULL for void, or if it is not wanted. What a pointer result
 *                  points to stays valid until crossbit_unload().
 * @param args      args[i] points to the value of parameter i, in this process's own layout of the declared type.
 *                  Pointers in it point to the caller's memory, which is read and written as the declaration says;
 *                  function pointers are the caller's own functions.
 * @param count     How many there are: those that are declared, and the variable ones.
 * @return S_OK, whatever the DLL returned: the code is about the bridge. CROSSBIT_E_ARGUMENT, CROSSBIT_E_RANGE,
 *         CROSSBIT_E_STALE_HANDLE, CROSSBIT_E_CONVENTION, CROSSBIT_E_CALLBACK, CROSSBIT_E_LEFT, CROSSBIT_E_TIMEOUT,
 *         CROSSBIT_E_DLL_FAULT, CROSSBIT_E_DIED, or HRESULT_FROM_WIN32(ERROR_STACK_OVERFLOW) for too deep nesting.
 */
CROSSBIT_API HRESULT crossbit_invoke(
    _In_ crossbit_function *function, _Out_opt_ void *result, _In_reads_(count) void *const *args, size_t count);

/**
 * Memory that this process and its surrogates both see, zeroed and on pages of its own.
 *
 * A call that passes a pointer into it for a parameter with a size (size_is) copies nothing: the DLL gets the address
 * of the same bytes, and each side sees at once what the other writes. The same applies to drop-ins and, through
 * CrossbitShareMemory() of crossbitps.h, to interfaces of your own. Where nothing can be shared (Crossbit's channel is
 * off, or the surrogate has no room), the bytes are copied like those of other memory. It is meant for large buffers:
 * each takes two pages more, and at least 64 KB of address space, here and in each surrogate that got it.
 *
 * @param size  In bytes.
 * @return The memory; free it with crossbit_free(). NULL: there is none, and crossbit_error_message() says why.
 */
_Must_inspect_result_ _Ret_maybenull_ CROSSBIT_API void *crossbit_alloc(size_t size);

/**
 * Frees memory of crossbit_alloc(). What a call in progress uses, here or there, stays until that call returns.
 *
 * @param memory  NULL is safe.
 */
CROSSBIT_API void crossbit_free(_In_opt_ void *memory);

/** @return GetLastError() as the DLL left it in the calling thread's last call. */
CROSSBIT_API DWORD crossbit_last_error(void);

/** @return errno as the DLL left it in the calling thread's last call. */
CROSSBIT_API int crossbit_errno(void);

/** @return The text of the calling thread's last failure, "" if none; valid until that thread's next Crossbit call. */
_Ret_z_ CROSSBIT_API const wchar_t *crossbit_error_message(void);

/**
 * A program's handler for failures of the bridge in drop-ins (docs/annotations.md), whose functions are the original's
 * and cannot report them. It is called on the thread that called the drop-in, before the function returns its failure
 * value. It may end the program, throw, or return.
 *
 * @param context   As given to crossbit_set_error_handler().
 * @param library   The drop-in's name; valid during the call only.
 * @param function  The function's name.
 * @param code      Why it failed.
 * @param message   The same as text; valid during the call only.
 */
typedef void crossbit_error_handler(_In_opt_ void *context, _In_z_ const wchar_t *library, _In_z_ const char *function,
    HRESULT code, _In_z_ const wchar_t *message);

/**
 * Sets the process's handler for failures of drop-ins.
 *
 * @param handler  NULL: none, as at first.
 * @param context  Passed to the handler.
 */
CROSSBIT_API void crossbit_set_error_handler(_In_opt_ crossbit_error_handler *handler, _In_opt_ void *context);

/** For drop-ins: calls the handler. @return FALSE: there is none. */
CROSSBIT_API BOOL crossbit_dropin_failed(
    _In_z_ const wchar_t *library, _In_z_ const char *function, HRESULT code, _In_z_ const wchar_t *message);

/** For drop-ins: may threads of all apartments use this pointer? @return FALSE: each apartment needs its own proxy. */
CROSSBIT_API BOOL crossbit_dropin_is_agile(_In_opt_ IUnknown *object);

/** For drop-ins: does the result of a call say that the surrogate has ended, or is about to? */
CROSSBIT_API BOOL crossbit_dropin_is_death(HRESULT status);

/**
 * For drop-ins, after a result for which crossbit_dropin_is_death() is TRUE: how the surrogate ended.
 *
 * @param connection  Asked if object is not on Crossbit's channel; NULL: nobody is.
 * @param object      The proxy that was called.
 * @param function    The function that was called.
 * @param status      The result.
 * @param text        Becomes what the surrogate said, or what its exit code means; unchanged if nothing is known.
 * @param size        Characters that text has room for.
 * @return The code for the program.
 */
CROSSBIT_API HRESULT crossbit_dropin_ended(_In_opt_ crossbit_connection *connection, _In_ void *object,
    _In_z_ const char *function, HRESULT status, _Inout_updates_z_(size) wchar_t *text, unsigned size);

#ifdef __cplusplus
}
#endif
#endif
