/* SPDX-License-Identifier: MIT */
/*
 * The drop-in's connection. It is made at the first call, by a thread of its own that then keeps the multithreaded
 * apartment alive, because the program's threads may have any apartment or none. On Crossbit's channel every thread
 * uses the object as it is. On COM's own, a thread outside the multithreaded apartment gets a proxy from the global
 * interface table for each call: a proxy that was kept would be wrong once the thread changed its apartment, and
 * nothing tells when it does.
 */
#include "dropin.h"

#include <crossbit.h>
#include <errno.h>
#include <objidl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef HRESULT connect_function(const struct crossbit_connect_options *options, crossbit_connection **connection);
typedef HRESULT create_function(
    crossbit_connection *connection, const wchar_t *dll, const CLSID *clsid, const IID *iid, void **object);
typedef const wchar_t *message_function(void);
typedef void disconnect_function(crossbit_connection *connection);
typedef BOOL failed_function(const wchar_t *library, const char *function, HRESULT status, const wchar_t *message);
typedef BOOL agile_function(IUnknown *object);
typedef HRESULT __cdecl register_function(void);
typedef BOOL death_function(HRESULT status);
typedef HRESULT ended_function(
    crossbit_connection *connection, void *object, const char *function, HRESULT status, wchar_t *text, unsigned size);
typedef HRESULT marshaler_function(IUnknown *outer, IUnknown **inner);
typedef HRESULT __cdecl share_function(
    IUnknown *proxy, const void *memory, SIZE_T size, struct crossbit_shared *shared, void **hold);
typedef void __cdecl unshare_function(void *hold);
typedef void __cdecl left_function(void);

static struct {
    HMODULE module;
    connect_function *connect;
    create_function *create;
    message_function *message;
    disconnect_function *disconnect;
    failed_function *failed;
    agile_function *is_agile;
    register_function *register_channel; /* NULL: there is none */
    death_function *is_death;
    ended_function *ended;
    marshaler_function *marshaler;
    share_function *share; /* NULL: nothing is shared */
    unshare_function *unshare;
    left_function *left;
} client;                     /* (SRW lock of the drop-in) set at the first connection */
static wchar_t failure[1024]; /* (SRW lock) why the last connection failed */
static BOOL keeper_runs;      /* (SRW lock) the thread that keeps the apartment alive */

/*
 * A surrogate that this drop-in reached. One that has ended keeps a process, a thread, sections and events open until
 * its object is released, and no thread may be in that then. So calls are counted: a thread counts itself first and
 * then looks whether the drop-in still names this surrogate. Whoever finds no count after the drop-in stopped naming it
 * knows that nobody will come.
 * The structures stay, because a thread may look at one at any time; they are used again.
 */
enum reached_state { REACHED_FREE, REACHED_TAKEN, REACHED_USED };
enum { CALL_COUNTS = 8 }; /* threads count apart, so that processors do not wait for each other's cache line */
struct crossbit_reached {
    struct crossbit_reached *next; /* (RO) */
    volatile LONG state; /* (interlocked) enum reached_state; what follows is the taker's, or of all who are counted */
    void *object;        /* the binding's, for the multithreaded apartment; NULL: it was not made */
    DWORD table_cookie;  /* of object in the global interface table; 0: any thread may use object itself */
    crossbit_connection *connection; /* NULL: it was not made */
    struct {
        volatile LONG count; /* (interlocked) */
        char apart[60];
    } calls[CALL_COUNTS];
};
static struct crossbit_reached *volatile all_reached; /* (interlocked) */

/* Folder of this DLL, with a backslash at its end. */
static BOOL own_folder(struct crossbit_dropin *dropin, wchar_t *folder, DWORD size)
{
    HMODULE module;
    DWORD length;

    if (!GetModuleHandleExW(
            GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN, (LPCWSTR)(void *)dropin, &module))
        return FALSE;
    length = GetModuleFileNameW(module, folder, size);
    if (length == 0 || length >= size)
        return FALSE;
    while (length > 0 && folder[length - 1] != L'\\' && folder[length - 1] != L'/')
        length--;
    folder[length] = 0;
    return TRUE;
}

static BOOL is_file(const wchar_t *path)
{
    DWORD attributes = GetFileAttributesW(path);

    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/* (SRW lock) */
static void fail_text(const wchar_t *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    _vsnwprintf(failure, sizeof(failure) / sizeof(failure[0]) - 1, format, arguments);
    va_end(arguments);
}

static HRESULT load_client(const wchar_t *folder)
{
    wchar_t path[1200];
    HMODULE module, proxies;

    if (client.module)
        return S_OK;
    swprintf(path, sizeof(path) / sizeof(path[0]), L"%lscrossbit.dll", folder);
    module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (!module) {
        DWORD error = GetLastError();
        if (!is_file(path))
            fail_text(L"%ls is missing: it belongs beside the drop-in", path);
        else
            fail_text(L"%ls cannot be loaded (error %lu)", path, (unsigned long)error);
        return HRESULT_FROM_WIN32(error);
    }
    client.connect = (connect_function *)(void (*)(void))GetProcAddress(module, "crossbit_connect");
    client.create = (create_function *)(void (*)(void))GetProcAddress(module, "crossbit_create_object");
    client.message = (message_function *)(void (*)(void))GetProcAddress(module, "crossbit_error_message");
    client.disconnect = (disconnect_function *)(void (*)(void))GetProcAddress(module, "crossbit_disconnect");
    client.failed = (failed_function *)(void (*)(void))GetProcAddress(module, "crossbit_dropin_failed");
    client.is_agile = (agile_function *)(void (*)(void))GetProcAddress(module, "crossbit_dropin_is_agile");
    client.is_death = (death_function *)(void (*)(void))GetProcAddress(module, "crossbit_dropin_is_death");
    client.ended = (ended_function *)(void (*)(void))GetProcAddress(module, "crossbit_dropin_ended");
    swprintf(path, sizeof(path) / sizeof(path[0]), L"%lscrossbitps.dll", folder);
    proxies = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (proxies) {
        client.marshaler = (marshaler_function *)(void (*)(void))GetProcAddress(proxies, "CrossbitCreateMarshaler");
        client.register_channel =
            (register_function *)(void (*)(void))GetProcAddress(proxies, "CrossbitRegisterChannel");
        client.left = (left_function *)(void (*)(void))GetProcAddress(proxies, "CrossbitCallbackLeft");
        client.unshare = (unshare_function *)(void (*)(void))GetProcAddress(proxies, "CrossbitReleaseMemory");
        if (client.unshare)
            client.share = (share_function *)(void (*)(void))GetProcAddress(proxies, "CrossbitShareMemory");
    }
    if (!client.connect || !client.create || !client.message || !client.disconnect || !client.is_agile ||
        !client.is_death || !client.ended) {
        fail_text(L"%lscrossbit.dll is of another version than the drop-in: both belong to one build of it", folder);
        return CROSSBIT_E_START;
    }
    client.module = module;
    return S_OK;
}

/*
 * In each apartment that unmarshals: the factory of the generated proxies, for this process alone, until the apartment
 * ends. That revokes it, and the thread may be in its next one.
 */
static HRESULT register_proxies(const struct crossbit_dropin *dropin)
{
    IUnknown *factory = NULL;
    DWORD cookie;
    HRESULT status =
        CoGetClassObject(dropin->proxy_class, CLSCTX_INPROC_SERVER, NULL, &IID_IUnknown, (void **)&factory);

    if (SUCCEEDED(status)) {
        factory->lpVtbl->Release(factory);
        return S_OK;
    }
    status = dropin->proxy_factory(dropin->proxy_class, &IID_IPSFactoryBuffer, (void **)&factory);
    if (SUCCEEDED(status))
        status = CoRegisterClassObject(dropin->proxy_class, factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &cookie);
    for (const IID *const *iid = dropin->interfaces; *iid != NULL && SUCCEEDED(status); iid++)
        status = CoRegisterPSClsid(*iid, dropin->proxy_class);
    if (factory)
        factory->lpVtbl->Release(factory);
    return status;
}

/* Gives the scope the surrogate to call, counted. FALSE: there is none. */
static BOOL hold(struct crossbit_scope *scope, struct crossbit_dropin *dropin)
{
    struct crossbit_reached *reached;

    while ((reached = dropin->reached) != NULL) {
        scope->counted = &reached->calls[GetCurrentThreadId() / 4 % CALL_COUNTS].count;
        InterlockedIncrement(scope->counted);
        if (dropin->reached == reached) {
            scope->reached = reached;
            return TRUE;
        }
        InterlockedDecrement(scope->counted);
    }
    return FALSE;
}

/* The scope's call is over: nothing of its surrogate is touched any more. */
static void let_go(struct crossbit_scope *scope)
{
    if (scope->reached)
        InterlockedDecrement(scope->counted);
    scope->reached = NULL;
}

static BOOL is_called(const struct crossbit_reached *reached)
{
    for (int i = 0; i < CALL_COUNTS; i++)
        if (reached->calls[i].count != 0)
            return TRUE;
    return FALSE;
}

static HRESULT interface_table(IGlobalInterfaceTable **table)
{
    return CoCreateInstance(
        &CLSID_StdGlobalInterfaceTable, NULL, CLSCTX_INPROC_SERVER, &IID_IGlobalInterfaceTable, (void **)table);
}

/*
 * Gives back what surrogates hold that the drop-in does not name any more. In the multithreaded apartment, whose object
 * it is.
 */
static void release_ended(struct crossbit_dropin *dropin)
{
    for (struct crossbit_reached *reached = all_reached; reached != NULL; reached = reached->next) {
        IGlobalInterfaceTable *table;

        if (reached == dropin->reached || is_called(reached) ||
            InterlockedCompareExchange(&reached->state, REACHED_TAKEN, REACHED_USED) != REACHED_USED)
            continue;
        if (reached->table_cookie != 0 && SUCCEEDED(interface_table(&table))) {
            table->lpVtbl->RevokeInterfaceFromGlobal(table, reached->table_cookie);
            table->lpVtbl->Release(table);
        }
        if (reached->object)
            ((IUnknown *)reached->object)->lpVtbl->Release(reached->object);
        if (reached->connection)
            client.disconnect(reached->connection);
        reached->table_cookie = 0;
        reached->object = NULL;
        reached->connection = NULL;
        InterlockedExchange(&reached->state, REACHED_FREE);
    }
}

/* One to fill in, taken; NULL: out of memory. */
static struct crossbit_reached *take_reached(void)
{
    struct crossbit_reached *reached;

    for (reached = all_reached; reached != NULL; reached = reached->next)
        if (InterlockedCompareExchange(&reached->state, REACHED_TAKEN, REACHED_FREE) == REACHED_FREE)
            return reached;
    reached = calloc(1, sizeof(*reached));
    if (!reached)
        return NULL;
    reached->state = REACHED_TAKEN;
    do
        reached->next = all_reached;
    while (InterlockedCompareExchangePointer((void *volatile *)&all_reached, reached, reached->next) != reached->next);
    return reached;
}

static HRESULT make_object(struct crossbit_dropin *dropin, const wchar_t *folder, struct crossbit_reached *reached)
{
    struct crossbit_connect_options options = {.size = sizeof(options)};
    static struct crossbit_callee sink; /* lives as long as the process */
    IGlobalInterfaceTable *table = NULL;
    wchar_t path[1200];
    HRESULT status;

    status = client.connect(&options, &reached->connection);
    if (SUCCEEDED(status)) {
        swprintf(path, sizeof(path) / sizeof(path[0]), L"%ls%ls\\%ls", folder, sizeof(void *) == 8 ? L"x86" : L"x64",
            dropin->binding);
        if (!is_file(path)) {
            fail_text(L"%ls is missing: it is the binding, which was made together with the drop-in and belongs into "
                      L"that folder",
                path);
            return CROSSBIT_E_FILE_NOT_FOUND;
        }
        status = client.create(reached->connection, path, dropin->class_id, dropin->interface_id, &reached->object);
    }
    if (FAILED(status)) {
        fail_text(L"%ls", client.message());
        return status;
    }
    if (!sink.vtable) {
        sink.vtable = dropin->sink_vtable;
        sink.interface_id = dropin->sink_id;
        sink.endpoint = dropin;
        sink.references = 1;
        if (client.marshaler)
            client.marshaler((IUnknown *)&sink, &sink.marshaler);
    }
    status = dropin->attach(
        reached->object, (IUnknown *)&sink, (LONG)GetCurrentProcessId(), InterlockedIncrement(&dropin->session));
    if (SUCCEEDED(status) && !client.is_agile(reached->object) && SUCCEEDED(status = interface_table(&table))) {
        status = table->lpVtbl->RegisterInterfaceInGlobal(
            table, reached->object, dropin->interface_id, &reached->table_cookie);
        table->lpVtbl->Release(table);
    }
    if (FAILED(status))
        fail_text(L"the binding of %ls did not answer (0x%08lx)", dropin->name, (unsigned long)status);
    return status;
}

static HRESULT connect_now(struct crossbit_dropin *dropin)
{
    struct crossbit_reached *reached;
    wchar_t folder[1024];
    HRESULT status;

    if (!own_folder(dropin, folder, sizeof(folder) / sizeof(folder[0])))
        return HRESULT_FROM_WIN32(GetLastError());
    status = load_client(folder);
    if (FAILED(status))
        return status;
    status = register_proxies(dropin);
    if (FAILED(status)) {
        fail_text(L"the proxies could not be registered for this process");
        return status;
    }
    release_ended(dropin);
    reached = take_reached();
    if (!reached)
        return E_OUTOFMEMORY;
    status = make_object(dropin, folder, reached);
    if (SUCCEEDED(status))
        InterlockedExchangePointer((void *volatile *)&dropin->reached, reached);
    InterlockedExchange(&reached->state, REACHED_USED); /* what a failure left is released before the next try */
    return status;
}

/*
 * While a DllMain runs, no thread can begin and no DLL can be loaded by another, and nothing documented tells whether
 * one does. So a thread that has not begun after START_LIMIT means a first call made in a DllMain, and it fails instead
 * of waiting forever; a connection that hangs for the same reason in another thread ends that one's wait at
 * CONNECT_LIMIT.
 */
enum { START_LIMIT = 10000, CONNECT_LIMIT = 90000 }; /* ms; starting a surrogate has a limit of 30 s of its own */
#define IN_DLLMAIN                                                                                                     \
    L"no thread could begin: is this the first call, made inside a DllMain? Call the drop-in once before or after it"

struct job {
    struct crossbit_dropin *dropin;
    HRESULT status;
    HANDLE begun, done;
    BOOL stay;
    volatile LONG references; /* (interlocked) the thread's and the caller's */
    volatile LONG abandoned;  /* (interlocked) the caller does not wait for the thread to begin any more */
};

static void release_job(struct job *job)
{
    if (InterlockedDecrement(&job->references) != 0)
        return;
    if (job->begun)
        CloseHandle(job->begun);
    if (job->done)
        CloseHandle(job->done);
    free(job);
}

static DWORD WINAPI connect_thread(void *parameter)
{
    struct job *job = parameter;
    BOOL stay = job->stay;
    HRESULT status;

    if (InterlockedCompareExchange(&job->abandoned, 2, 0) != 0) {
        release_job(job);
        return 0;
    }
    SetEvent(job->begun);
    status = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    job->status = SUCCEEDED(status) ? connect_now(job->dropin) : status;
    SetEvent(job->done);
    release_job(job);
    if (stay)
        Sleep(INFINITE); /* the apartment lives as long as a thread of it; the process's end takes this one along */
    CoUninitialize();
    return 0;
}

/* The lock of the drop-in is held. */
static HRESULT connect_on_thread(struct crossbit_dropin *dropin)
{
    struct job *job = calloc(1, sizeof(*job));
    HRESULT status = E_OUTOFMEMORY;
    HANDLE thread;

    if (!job)
        return status;
    job->dropin = dropin;
    job->references = 1;
    job->stay = !keeper_runs;
    job->begun = CreateEventW(NULL, TRUE, FALSE, NULL);
    job->done = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!job->begun || !job->done)
        goto exit;
    InterlockedIncrement(&job->references);
    thread = CreateThread(NULL, 0, connect_thread, job, 0, NULL);
    if (!thread) {
        status = HRESULT_FROM_WIN32(GetLastError());
        InterlockedDecrement(&job->references);
        goto exit;
    }
    CloseHandle(thread);
    status = CROSSBIT_E_START;
    if (WaitForSingleObject(job->begun, START_LIMIT) == WAIT_TIMEOUT &&
        InterlockedCompareExchange(&job->abandoned, 1, 0) == 0) {
        wcscpy(failure, IN_DLLMAIN);
        goto exit;
    }
    keeper_runs = TRUE;
    if (WaitForSingleObject(job->done, CONNECT_LIMIT) == WAIT_OBJECT_0)
        status = job->status;
    else
        wcscpy(failure, L"the connection was not made within 90 s: is a DllMain running that waits for it?");
exit:
    release_job(job);
    return status;
}

/* Connects; the scope holds what was reached. */
static void connect_dropin(struct crossbit_scope *scope, struct crossbit_dropin *dropin)
{
    HRESULT status = S_OK;

    for (unsigned waited = 0; !TryAcquireSRWLockExclusive(&dropin->lock); waited++) {
        if (hold(scope, dropin))
            return;
        if (waited > CONNECT_LIMIT / 10) { /* not before the holder of the lock gave up */
            crossbit_fail(scope, CROSSBIT_E_START, "another thread's connection was not made in time");
            return;
        }
        Sleep(10);
    }
    if (!hold(scope, dropin)) {
        wcscpy(failure, L"");
        status = connect_on_thread(dropin);
        if (!hold(scope, dropin))
            crossbit_fail(scope, FAILED(status) ? status : E_FAIL, NULL);
    }
    ReleaseSRWLockExclusive(&dropin->lock);
}

/* A proxy for this thread's apartment, if it needs one: scope->own, which leave_apartment releases. */
static void *apartment_object(struct crossbit_scope *scope, struct crossbit_dropin *dropin)
{
    IGlobalInterfaceTable *table = NULL;
    APTTYPE type;
    APTTYPEQUALIFIER qualifier;
    HRESULT status;

    if (FAILED(CoGetApartmentType(&type, &qualifier)) || type == APTTYPE_MTA)
        return scope->object;
    status = register_proxies(dropin);
    if (SUCCEEDED(status) && client.register_channel)
        status = client.register_channel();
    if (SUCCEEDED(status))
        status = interface_table(&table);
    if (SUCCEEDED(status))
        status = table->lpVtbl->GetInterfaceFromGlobal(
            table, scope->reached->table_cookie, dropin->interface_id, &scope->own);
    if (table)
        table->lpVtbl->Release(table);
    if (FAILED(status)) {
        crossbit_fail(scope, status, "this thread's apartment cannot reach the surrogate");
        return NULL;
    }
    return scope->own;
}

static void leave_apartment(struct crossbit_scope *scope)
{
    IUnknown *own = scope->own;

    scope->own = NULL;
    if (own)
        own->lpVtbl->Release(own);
}

void *crossbit_enter(struct crossbit_scope *scope, struct crossbit_call *call, struct crossbit_dropin *dropin)
{
    call->last_error = GetLastError();
    crossbit_scope_init(scope, dropin);
    scope->error_number = &errno;
    call->error_number = *scope->error_number;
    call->nulls = call->flags = 0;
    if (!hold(scope, dropin))
        connect_dropin(scope, dropin);
    if (!scope->reached)
        return NULL;
    scope->object = scope->reached->object;
    return scope->reached->table_cookie == 0 ? scope->object : apartment_object(scope, dropin);
}

/* Memory of crossbit_alloc's. Refused before the call is made, so that the bytes cross instead. */
const struct crossbit_shared *crossbit_share(
    struct crossbit_scope *scope, const void *memory, size_t bytes, struct crossbit_shared *shared)
{
    void *hold;

    if (!memory || bytes == 0 || !client.share || FAILED(scope->status) ||
        client.share(scope->object, memory, bytes, shared, &hold) != S_OK || !crossbit_keep_hold(scope, hold))
        return NULL;
    return shared;
}

void crossbit_close_shared(void *hold)
{
    client.unshare(hold);
}

void *crossbit_open_shared(struct crossbit_scope *scope, const struct crossbit_shared *shared)
{
    (void)shared;
    crossbit_fail(scope, E_UNEXPECTED, "only the program shares memory");
    return NULL;
}

/* Has the surrogate ended? One list for all of Crossbit, in crossbit.dll. */
static BOOL is_death(HRESULT status)
{
    return client.is_death != NULL && client.is_death(status);
}

/* The next call starts a new surrogate, and releases the old one's object. */
static void forget(struct crossbit_scope *scope)
{
    struct crossbit_dropin *dropin = scope->endpoint;

    if (is_death(scope->status) && scope->reached)
        InterlockedCompareExchangePointer((void *volatile *)&dropin->reached, NULL, scope->reached);
}

BOOL crossbit_should_repeat(struct crossbit_scope *scope, unsigned *attempts)
{
    if (SUCCEEDED(scope->status) || !is_death(scope->status) || (*attempts)++ > 0)
        return FALSE;
    forget(scope);
    leave_apartment(scope);
    crossbit_scope_cleanup(scope);
    let_go(scope);
    return TRUE;
}

/* Apart, because its texts would take stack of every call. */
static __attribute__((noinline)) void tell_failure(struct crossbit_scope *scope, const char *function, BOOL has_value)
{
    struct crossbit_dropin *dropin = scope->endpoint;
    HRESULT status = scope->status;
    wchar_t text[2400], name[128], reason[1200];
    BOOL told = FALSE;

    crossbit_widen(function, name, sizeof(name) / sizeof(name[0]));
    if (status == RPC_E_TIMEOUT) {
        status = CROSSBIT_E_TIMEOUT;
        wcscpy(reason, L"the call did not return within its deadline");
    } else if (scope->problem) {
        crossbit_widen(scope->problem, reason, sizeof(reason) / sizeof(reason[0]));
    } else if (!scope->object) {
        swprintf(reason, sizeof(reason) / sizeof(reason[0]), L"no connection: %ls", failure);
    } else if (status == HRESULT_FROM_WIN32(ERROR_STACK_OVERFLOW)) {
        wcscpy(reason, L"calls and callbacks are nested too deep: the stack of a thread, here or in the surrogate, has "
                       L"less than 64 KB left");
    } else if (is_death(status)) {
        wcscpy(reason, L"the surrogate ended");
        status = client.ended(
            scope->reached->connection, scope->object, function, status, reason, sizeof(reason) / sizeof(reason[0]));
    } else if (!crossbit_take_reason(status, reason, sizeof(reason) / sizeof(reason[0]))) {
        wcscpy(reason, L"the call could not be made");
    }
    crossbit_scope_cleanup(scope); /* an exception leaves this frame */
    let_go(scope);
    swprintf(text, sizeof(text) / sizeof(text[0]), L"%ls, %ls: %ls (0x%08lx)", dropin->name, name, reason,
        (unsigned long)status);
    OutputDebugStringW(text);
    if (client.failed)
        told = client.failed(dropin->name, function, status, text);
    if (!has_value && !told)
        crossbit_raise(status, text);
    SetLastError(HRESULT_FACILITY(status) == FACILITY_WIN32 ? HRESULT_CODE(status) : (DWORD)status);
}

BOOL crossbit_leave(struct crossbit_scope *scope, struct crossbit_call *call, const char *function, BOOL has_value)
{
    leave_apartment(scope);
    if (FAILED(scope->status)) {
        forget(scope);
        tell_failure(scope, function, has_value);
        return FALSE;
    }
    crossbit_scope_cleanup(scope);
    let_go(scope);
    *scope->error_number = call->error_number;
    SetLastError(call->last_error);
    return TRUE;
}

void crossbit_take_kept(struct crossbit_scope *scope)
{
    struct crossbit_dropin *dropin = scope->endpoint;

    while (crossbit_get(scope, 1) != 0 && SUCCEEDED(scope->status)) {
        UINT64 address = crossbit_get(scope, 8);
        unsigned record = (unsigned)crossbit_get(scope, 4);
        if (SUCCEEDED(scope->status))
            dropin->records[record].take(scope, (void *)(UINT_PTR)address, FALSE, ~(UINT64)0);
    }
}

/*
 * Windows calls it for an exception that reached the frame of the generated function, so no handler of the program's
 * wanted it.
 */
int crossbit_callback_crashed(void *record, void *frame, void *context, void *dispatcher)
{
    EXCEPTION_RECORD *exception = record;
    EXCEPTION_POINTERS pointers = {exception, context};
    char text[160];
    LONG answer;

    (void)frame, (void)dispatcher;
    if (exception->ExceptionFlags & 6) { /* unwinding */
        if (client.left)
            client.left();
        return ExceptionContinueSearch;
    }
    if (exception->ExceptionCode == EXCEPTION_BREAKPOINT || exception->ExceptionCode == EXCEPTION_SINGLE_STEP)
        return ExceptionContinueSearch; /* a debugger's business */
    snprintf(text, sizeof(text),
        "crossbit: an exception (0x%08lx at %p) that no handler took left a callback of the program's\n",
        (unsigned long)exception->ExceptionCode, exception->ExceptionAddress);
    OutputDebugStringA(text);
    answer = UnhandledExceptionFilter(&pointers); /* the program's own filter, a debugger, error reporting */
    if (answer == EXCEPTION_CONTINUE_EXECUTION)
        return ExceptionContinueExecution;
    TerminateProcess(GetCurrentProcess(), exception->ExceptionCode);
    return ExceptionContinueSearch;
}

void crossbit_enter_callee(
    struct crossbit_scope *scope, void *iface, const char *function, const hyper *data, LONG size)
{
    (void)function;
    crossbit_scope_init(scope, ((struct crossbit_callee *)iface)->endpoint);
    crossbit_read(scope, data, size);
}

HRESULT crossbit_leave_callee(struct crossbit_scope *scope, LONG *size, hyper **data)
{
    return crossbit_reply(scope, size, data);
}
