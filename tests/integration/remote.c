/* SPDX-License-Identifier: MIT */
#include "remote.h"

#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/base/contract.h"
#include "core/base/home.h"
#include "installed.h"
#include "proxystub/channel/keep.h"
#include "core/base/proxies.h"
#include "core/base/start_pipe.h"

void remote_start(unsigned int bits, const wchar_t *switches, struct remote *remote)
{
    wchar_t file[32], command[1024], number[24], name[80], *path, *place;
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    static LONG counter;
    HANDLE writer;

    memset(remote, 0, sizeof(*remote));
    _snwprintf(file, ARRAYSIZE(file), L"crossbit%u.exe", bits);
    assert_int_equal(home_find(file, bits, &path, NULL), S_OK);
    _snwprintf(name, ARRAYSIZE(name), L"\\\\.\\pipe\\crossbit-test-%lu-%ld", GetCurrentProcessId(),
        InterlockedIncrement(&counter));
    remote->pipe =
        CreateNamedPipeW(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, PIPE_TYPE_BYTE, 1, 65536, 65536, 0, NULL);
    assert_ptr_not_equal(remote->pipe, INVALID_HANDLE_VALUE);
    writer = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, &inheritable, OPEN_EXISTING, 0, NULL);
    assert_ptr_not_equal(writer, INVALID_HANDLE_VALUE);
    _snwprintf(number, ARRAYSIZE(number), L"%lu", (DWORD)(ULONG_PTR)writer);
    place = wcsstr(switches, L"{PIPE}");
    _snwprintf(command, ARRAYSIZE(command), L"\"%ls\" %.*ls%ls%ls", path, (int)(place ? place - switches : 1000),
        switches, place ? number : L"", place ? place + 6 : L"");
    assert_true(CreateProcessW(path, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process));
    CloseHandle(process.hThread);
    CloseHandle(writer);
    free(path);
    remote->process = process.hProcess;
    remote->process_id = process.dwProcessId;
}

wchar_t *remote_staged(unsigned int bits, const wchar_t *file)
{
    wchar_t *own = home_module_path(NULL), *path = malloc(2048), *end;
    unsigned int up;

    for (up = 0; up < 2; up++) {
        end = wcsrchr(own, L'\\');
        *end = 0;
    }
    _snwprintf(path, 1024, L"%ls\\%ls\\%ls", own, bits == 32 ? L"x86" : L"x64", file);
    free(own);
    return path;
}

static bool read_exactly(HANDLE pipe, void *data, DWORD size)
{
    OVERLAPPED overlapped = {0};
    DWORD got, total = 0;
    bool ok = true;

    overlapped.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
    while (ok && total < size) {
        if (!ReadFile(pipe, (char *)data + total, size - total, NULL, &overlapped) &&
            GetLastError() != ERROR_IO_PENDING)
            break;
        if (WaitForSingleObject(overlapped.hEvent, 20000) != WAIT_OBJECT_0)
            CancelIo(pipe);
        ok = GetOverlappedResult(pipe, &overlapped, &got, TRUE) && got;
        total += ok ? got : 0;
    }
    CloseHandle(overlapped.hEvent);
    return total == size;
}

int remote_read(struct remote *remote, unsigned char *data, unsigned int *size)
{
    struct start_record record;

    if (!read_exactly(remote->pipe, &record, sizeof(record)))
        return -1;
    assert_int_equal(record.magic, START_MAGIC);
    assert_true(record.size < 4096);
    assert_true(read_exactly(remote->pipe, data, record.size));
    data[record.size] = data[record.size + 1] = 0;
    *size = record.size;
    return (int)record.kind;
}

void remote_write(struct remote *remote, const void *data, unsigned int size)
{
    OVERLAPPED overlapped = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    DWORD done;

    assert_true(WriteFile(remote->pipe, data, size, NULL, &overlapped) || GetLastError() == ERROR_IO_PENDING);
    assert_true(GetOverlappedResult(remote->pipe, &overlapped, &done, TRUE));
    assert_int_equal(done, size);
    CloseHandle(overlapped.hEvent);
}

#define HOME L"C:\\Crossbit registered"

static bool registered;

void remote_register(void)
{
    installed_copy(HOME);
    installed_register(HOME);
    registered = true;
}

void remote_unregister(void)
{
    if (!registered)
        return;
    installed_unregister(HOME);
    installed_delete(HOME);
    registered = false;
}

static void activate(unsigned int bits, const wchar_t *more_switches, struct remote *remote)
{
    const wchar_t *grace = wcsstr(more_switches, L"-IdleGrace ");
    ICrossbitHost *host;
    LONG process_id;

    memset(remote, 0, sizeof(*remote));
    assert_int_equal(CoCreateInstance(bits == 32 ? &CLSID_CrossbitHost32 : &CLSID_CrossbitHost64, NULL,
                         CLSCTX_LOCAL_SERVER, &IID_ICrossbitSurrogate, (void **)&remote->surrogate),
        S_OK);
    assert_int_equal(ICrossbitSurrogate_QueryInterface(remote->surrogate, &IID_ICrossbitHost, (void **)&host), S_OK);
    assert_int_equal(ICrossbitHost_get_ProcessId(host, &process_id), S_OK);
    ICrossbitHost_Release(host);
    remote->process_id = (DWORD)process_id;
    remote->process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, remote->process_id);
    assert_non_null(remote->process);
    if (grace)
        assert_int_equal(ICrossbitSurrogate_SetIdleGrace(remote->surrogate, wcstoul(grace + 11, NULL, 10)), S_OK);
}

void remote_connect(unsigned int bits, const wchar_t *more_switches, struct remote *remote)
{
    unsigned char data[4100] = {0};
    struct start_record marshal = {START_MAGIC, START_MARSHAL, 0};
    wchar_t switches[256];
    unsigned int size;
    int kind;
    IStream *stream;
    HGLOBAL memory;

    if (registered) {
        activate(bits, more_switches, remote);
        return;
    }
    _snwprintf(switches, ARRAYSIZE(switches), L"-Connect {PIPE} %ls", more_switches);
    remote_start(bits, switches, remote);
    kind = remote_read(remote, data, &size);
    if (kind == START_TICKET) {
        /* These tests want COM's standard channel; those of the client take Crossbit's. */
        remote_write(remote, &marshal, sizeof(marshal));
        kind = remote_read(remote, data, &size);
    }
    if (kind != START_REFERENCE)
        fail_msg("the surrogate says: %ls", (const wchar_t *)(data + sizeof(HRESULT)));
    memory = GlobalAlloc(GMEM_MOVEABLE, size);
    memcpy(GlobalLock(memory), data, size);
    GlobalUnlock(memory);
    assert_int_equal(CreateStreamOnHGlobal(memory, TRUE, &stream), S_OK);
    assert_int_equal(CoUnmarshalInterface(stream, &IID_ICrossbitSurrogate, (void **)&remote->surrogate), S_OK);
    IStream_Release(stream);
}

CrossbitSurrogateInfo remote_attach(struct remote *remote, const wchar_t *directory)
{
    CrossbitClient client = {GetCurrentProcessId(), directory ? SysAllocString(directory) : NULL, NULL};
    CrossbitSurrogateInfo info;
    CrossbitStatus status;

    assert_int_equal(ICrossbitSurrogate_Attach(remote->surrogate, &client, &info, &status), S_OK);
    assert_int_equal(status.code, S_OK);
    SysFreeString(client.current_directory);
    return info;
}

DWORD remote_wait(struct remote *remote, DWORD ms)
{
    DWORD code = 0x12345678;

    if (WaitForSingleObject(remote->process, ms) == WAIT_OBJECT_0)
        GetExitCodeProcess(remote->process, &code);
    return code;
}

void remote_close(struct remote *remote)
{
    if (remote->surrogate)
        ICrossbitSurrogate_Release(remote->surrogate);
    assert_int_not_equal(remote_wait(remote, 20000), 0x12345678);
    CloseHandle(remote->process);
    if (remote->pipe)
        CloseHandle(remote->pipe);
    memset(remote, 0, sizeof(*remote));
}

HRESULT remote_open_options(struct remote *remote, CrossbitModuleOptions *options, struct remote_library *library)
{
    CrossbitStatus status = {0};

    memset(library, 0, sizeof(*library));
    library->transport = ICrossbitSurrogate_OpenModule(remote->surrogate, options, &library->module, &status);
    assert_int_equal(library->transport, S_OK);
    library->message = status.message;
    assert_int_equal(cscope_create(&library->scope), S_OK);
    library->caller = 1;
    return status.code;
}

HRESULT remote_open(struct remote *remote, unsigned int bits, const wchar_t *file, CrossbitThreading threading,
    struct remote_library *library)
{
    CrossbitModuleOptions options = {0};
    wchar_t *path = NULL;
    HRESULT hr;

    if (!wcspbrk(file, L"\\:/"))
        path = remote_staged(bits, file);
    options.path = SysAllocString(path ? path : file);
    options.threading = threading;
    options.client_bits = CROSSBIT_BITS;
    options.process_id = GetCurrentProcessId();
    hr = remote_open_options(remote, &options, library);
    SysFreeString(options.path);
    free(path);
    return hr;
}

HRESULT remote_declare(struct remote_library *library, const char *text)
{
    wchar_t wide[4096];
    CrossbitStatus status = {0};
    ULONG first, count;
    uint32_t own_first, own_count;
    BSTR copy;

    MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, ARRAYSIZE(wide));
    copy = SysAllocString(wide);
    assert_int_equal(ICrossbitModule_Declare(library->module, copy, &first, &count, &status), S_OK);
    SysFreeString(copy);
    SysFreeString(library->message);
    library->message = status.message;
    if (SUCCEEDED(status.code)) {
        assert_int_equal(cscope_declare(library->scope, text, &own_first, &own_count, NULL), S_OK);
        assert_int_equal(first, own_first);
        assert_int_equal(count, own_count);
    }
    return status.code;
}

static uint32_t number_of(struct remote_library *library, const char *name)
{
    uint32_t i;

    for (i = 0; i < cscope_function_count(library->scope); i++)
        if (!strcmp(cscope_function(library->scope, i)->name, name))
            return i;
    fail_msg("%s is not declared", name);
    return 0;
}

static HRESULT pack_handle(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t native, uint64_t *wire)
{
    (void)context, (void)type;
    *wire = attr->handle == HANDLE_KERNEL ? (uint64_t)(int64_t)(intptr_t)native : native;
    return S_OK;
}

static HRESULT unpack_handle(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t wire, uint64_t *native)
{
    (void)context, (void)type, (void)attr;
    *native = (uint64_t)(uintptr_t)wire;
    return S_OK;
}

static HRESULT pack_function(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, void *native, uint32_t *index)
{
    (void)context, (void)type, (void)attr;
    *index = (uint32_t)(uintptr_t)native - 1;
    return S_OK;
}

static HRESULT unpack_function(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint32_t index, void **native)
{
    (void)context, (void)type, (void)attr;
    *native = (void *)(uintptr_t)(index + 1);
    return S_OK;
}

static HRESULT keep_memory(struct codec_context *context, uint64_t peer, size_t size, void **memory)
{
    (void)context, (void)peer;
    *memory = calloc(1, size + 1); /* a test's few bytes: never freed */
    return S_OK;
}

/* Says of every buffer that the surrogate sees it. */
static HRESULT forge_memory(struct codec_context *context, const void *memory, size_t size, struct codec_shared *shared)
{
    struct remote_library *library = context->owner;

    (void)memory, (void)size;
    if (!library->forged)
        return S_FALSE;
    *shared = *library->forged;
    return S_OK;
}

static const struct codec_ops ops = {
    pack_handle, unpack_handle, pack_function, unpack_function, keep_memory, forge_memory, NULL};

HRESULT remote_call(struct remote_library *library, const char *name, void *const *args, void *result)
{
    uint32_t number = number_of(library, name), count = 0;
    struct codec_context codec = {.ops = &ops, .owner = library};
    struct wire request = {0}, reply = {0};
    CrossbitStatus status = {0};
    BYTE *bytes = NULL;
    ULONG size = 0;

    codec.function = cscope_function(library->scope, number);
    assert_int_equal(codec_pack_request(&codec, args, &request), S_OK);
    while (count < ARRAYSIZE(library->callbacks) && library->callbacks[count])
        count++;
    library->transport =
        contract_call(library->module, number, library->caller, library->chain, NULL, (ULONG)request.size, request.data,
            count, count ? library->callbacks : NULL, &size, &bytes, &library->errors, &status);
    wire_cleanup(&request);
    SysFreeString(library->message);
    library->message = status.message;
    if (SUCCEEDED(library->transport) && SUCCEEDED(status.code)) {
        reply.data = bytes;
        reply.size = size;
        assert_int_equal(codec_unpack_reply(&codec, &reply, result), S_OK);
    }
    CoTaskMemFree(bytes);
    codec_cleanup(&codec);
    return SUCCEEDED(library->transport) ? status.code : library->transport;
}

int remote_int(struct remote_library *library, const char *name, int argument)
{
    void *args[] = {&argument};
    int64_t result = 0;

    assert_int_equal(remote_call(library, name, args, &result), S_OK);
    return (int)result;
}

void remote_close_library(struct remote_library *library)
{
    CrossbitStatus status;

    if (library->module) {
        ICrossbitModule_Close(library->module, &status);
        ICrossbitModule_Release(library->module);
    }
    cscope_free(library->scope);
    SysFreeString(library->message);
    memset(library, 0, sizeof(*library));
}

struct callback {
    ICrossbitCallback ICrossbitCallback_iface;
    LONG references;
    const struct cfunction *type;
    remote_callback_function *function;
    void *context;
};

static struct callback *impl_from_ICrossbitCallback(ICrossbitCallback *iface)
{
    return CONTAINING_RECORD(iface, struct callback, ICrossbitCallback_iface);
}

static HRESULT WINAPI callback_QueryInterface(ICrossbitCallback *iface, REFIID iid, void **object)
{
    *object = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_ICrossbitCallback))
        return E_NOINTERFACE;
    ICrossbitCallback_AddRef(iface);
    *object = iface;
    return S_OK;
}

static ULONG WINAPI callback_AddRef(ICrossbitCallback *iface)
{
    return (ULONG)InterlockedIncrement(&impl_from_ICrossbitCallback(iface)->references);
}

static ULONG WINAPI callback_Release(ICrossbitCallback *iface)
{
    struct callback *callback = impl_from_ICrossbitCallback(iface);
    LONG left = InterlockedDecrement(&callback->references);

    if (!left)
        free(callback);
    return (ULONG)left;
}

static HRESULT WINAPI callback_Run(ICrossbitCallback *iface, INT64 caller, INT64 chain, ULONG args_size,
    const BYTE *bytes, LONG *code, ULONG *result_size, BYTE **result)
{
    struct callback *callback = impl_from_ICrossbitCallback(iface);
    struct codec_context codec = {.ops = &ops, .function = callback->type};
    struct wire request = {.data = (uint8_t *)bytes, .size = args_size}, reply = {0};
    void *args[16];
    uint64_t value[16] = {0};

    HRESULT hr;

    *result_size = 0;
    *result = NULL;
    hr = codec_unpack_request(&codec, &request, args);
    if (SUCCEEDED(hr))
        hr = callback->function(callback->context, caller, chain, args, value);
    if (SUCCEEDED(hr))
        hr = codec_pack_reply(&codec, callback->type->result->kind == CTYPE_VOID ? NULL : value, &reply);
    if (SUCCEEDED(hr)) {
        *result = CoTaskMemAlloc(reply.size + 1);
        memcpy(*result, reply.data, reply.size);
        *result_size = (ULONG)reply.size;
    }
    wire_cleanup(&reply);
    codec_cleanup(&codec);
    return contract_answer(
        hr, FAILED(hr) ? SysAllocString(L"the test's callback failed") : NULL, code, result_size, result);
}

static const ICrossbitCallbackVtbl callback_vtbl = {
    callback_QueryInterface, callback_AddRef, callback_Release, callback_Run};

ICrossbitCallback *remote_callback(const struct cfunction *type, remote_callback_function *function, void *context)
{
    struct callback *callback = calloc(1, sizeof(*callback));

    assert_non_null(callback);
    callback->ICrossbitCallback_iface.lpVtbl = (ICrossbitCallbackVtbl *)&callback_vtbl;
    callback->references = 1;
    callback->type = type;
    callback->function = function;
    callback->context = context;
    keep_stub(&IID_ICrossbitCallback); /* it has no marshaler that would do that */
    return &callback->ICrossbitCallback_iface;
}

const struct cfunction *remote_callback_type(struct remote_library *library, const char *name, unsigned int parameter)
{
    const struct cfunction *function = cscope_function(library->scope, number_of(library, name));

    return function->params[parameter].type->target->function;
}
