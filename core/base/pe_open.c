/* SPDX-License-Identifier: MIT */
/* The PE reader's way to a file: apart from pe.c, which needs nothing of Windows and so also builds on the host
 * (tests/host). */
#include "pe.h"

#include <string.h>

#include "crossbit/error.h"
#include "message.h"

struct opened {
    HANDLE file;
    const wchar_t *path;
};

static HRESULT read_file(const struct pe_source *source, uint64_t offset, uint32_t size, void *bytes, BSTR *message)
{
    const struct opened *opened = source->owner;
    OVERLAPPED position = {0};
    DWORD got = 0;

    position.Offset = (DWORD)offset;
    position.OffsetHigh = (DWORD)(offset >> 32);
    if (!ReadFile(opened->file, bytes, size, &got, &position) && GetLastError() != ERROR_HANDLE_EOF)
        return message_set_win32(message, GetLastError(), L"cannot read %ls", opened->path);
    return got == size ? S_OK : S_FALSE;
}

static HRESULT open_failed(const wchar_t *path, DWORD error, BSTR *message)
{
    DWORD attributes;

    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
        return message_set(message, CROSSBIT_E_FILE_NOT_FOUND, L"there is no file %ls", path);
    case ERROR_ACCESS_DENIED:
        attributes = GetFileAttributesW(path);
        if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY))
            return message_set(message, CROSSBIT_E_NOT_PE, L"%ls is a folder; name a DLL in it", path);
    }
    return message_set_win32(message, error, L"cannot open %ls", path);
}

HRESULT pe_open(const wchar_t *path, struct pe_file *pe, BSTR *message)
{
    struct opened opened = {.path = path};
    struct pe_source source = {.read = read_file, .owner = &opened};
    LARGE_INTEGER size;
    HRESULT hr;

    memset(pe, 0, sizeof(*pe));
    if (message)
        *message = NULL;
    opened.file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
        OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (opened.file == INVALID_HANDLE_VALUE)
        return open_failed(path, GetLastError(), message);
    if (GetFileSizeEx(opened.file, &size)) {
        source.size = (uint64_t)size.QuadPart;
        hr = pe_read(&source, path, pe, message);
    } else {
        hr = message_set_win32(message, GetLastError(), L"cannot read %ls", path);
    }
    CloseHandle(opened.file);
    return hr;
}
