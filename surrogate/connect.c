#include "surrogate.h"

#include <objbase.h>
#include <stdlib.h>

/* What crosses the pipe: this header, then size bytes. */
struct record {
    uint32_t magic, kind, size;
};
#define MAGIC 0x31434258u
#define KIND_REFERENCE 0
#define KIND_ERROR 1 /* an HRESULT, then UTF-16 text; also after a reference, as the last words of a dying process */

/* Kept open for the last words. Nobody else writes, so that a crashing thread needs no lock. */
static HANDLE pipe_kept;

static BOOL write_all(HANDLE pipe, const void *data, DWORD size)
{
    DWORD written;

    return WriteFile(pipe, data, size, &written, NULL) && written == size;
}

/* One write for header and body: the pipe's buffer takes it whole, or the reader has gone. */
static HRESULT write_record(HANDLE pipe, uint32_t kind, const void *data, uint32_t size)
{
    uint8_t *bytes = malloc(sizeof(struct record) + size);
    struct record record = {MAGIC, kind, size};
    BOOL written;

    if (!bytes)
        return E_OUTOFMEMORY;
    memcpy(bytes, &record, sizeof(record));
    memcpy(bytes + sizeof(record), data, size);
    written = write_all(pipe, bytes, (DWORD)(sizeof(record) + size));
    free(bytes);
    return written ? S_OK : HRESULT_FROM_WIN32(GetLastError());
}

HRESULT connect_run(HANDLE pipe)
{
    IUnknown *host = NULL;
    IStream *stream = NULL;
    HGLOBAL memory;
    STATSTG state;
    HRESULT result;

    /* Processes that a DLL starts must not hold the client's pipe. */
    SetHandleInformation(pipe, HANDLE_FLAG_INHERIT, 0);
    result = host_create(&host);
    if (SUCCEEDED(result))
        result = CreateStreamOnHGlobal(NULL, TRUE, &stream);
    if (SUCCEEDED(result))
        result = CoMarshalInterface(stream, &IID_ICrossbitSurrogate, host, MSHCTX_LOCAL, NULL, MSHLFLAGS_NORMAL);
    if (SUCCEEDED(result))
        result = IStream_Stat(stream, &state, STATFLAG_NONAME);
    if (SUCCEEDED(result))
        result = GetHGlobalFromStream(stream, &memory);
    if (SUCCEEDED(result)) {
        /* First: as soon as the client has the reference, a call of its may be the end of this process. */
        pipe_kept = pipe;
        result = write_record(pipe, KIND_REFERENCE, GlobalLock(memory), (uint32_t)state.cbSize.QuadPart);
        GlobalUnlock(memory);
    }
    if (stream)
        IStream_Release(stream);
    if (host)
        IUnknown_Release(host);
    return result;
}

void connect_fail(HANDLE pipe, HRESULT result, const wchar_t *text)
{
    uint8_t bytes[2048];
    size_t length = wcslen(text) * sizeof(wchar_t);

    if (length > sizeof(bytes) - sizeof(result))
        length = sizeof(bytes) - sizeof(result);
    memcpy(bytes, &result, sizeof(result));
    memcpy(bytes + sizeof(result), text, length);
    write_record(pipe, KIND_ERROR, bytes, (uint32_t)(sizeof(result) + length));
}

void connect_last_words(HRESULT result, const wchar_t *text)
{
    static uint8_t bytes[2048]; /* no heap: it may be what is broken, or locked by a thread that is gone */
    struct record record = {MAGIC, KIND_ERROR, 0};
    size_t length = wcslen(text) * sizeof(wchar_t);
    HANDLE pipe = InterlockedExchangePointer(&pipe_kept, NULL);

    if (!pipe)
        return;
    if (length > sizeof(bytes) - sizeof(record) - sizeof(result))
        length = sizeof(bytes) - sizeof(record) - sizeof(result);
    record.size = (uint32_t)(sizeof(result) + length);
    memcpy(bytes, &record, sizeof(record));
    memcpy(bytes + sizeof(record), &result, sizeof(result));
    memcpy(bytes + sizeof(record) + sizeof(result), text, length);
    write_all(pipe, bytes, (DWORD)(sizeof(record) + record.size));
}
