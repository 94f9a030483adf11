/* SPDX-License-Identifier: MIT */
/* outside ZLIB1.DLL: the CRC-32 of "hello" from a DLL of the other bitness. */
#include <crossbit.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    static const char declaration[] =
        "unsigned long __cdecl crc32(unsigned long crc, [in, size_is(n)] const void *data, unsigned int n);";
    crossbit_library *zlib = NULL;
    crossbit_function *crc32;
    unsigned long crc = 0;
    const void *data = "hello";
    unsigned int size = 5;
    void *args[] = {&crc, &data, &size};
    wchar_t path[MAX_PATH];
    unsigned long long result = 0;
    HRESULT hr;

    MultiByteToWideChar(CP_ACP, 0, argc > 1 ? argv[1] : "", -1, path, MAX_PATH);
    hr = crossbit_load(path, NULL, &zlib);
    if (SUCCEEDED(hr))
        hr = crossbit_declare(zlib, declaration);
    if (SUCCEEDED(hr))
        hr = crossbit_find(zlib, "crc32", &crc32);
    if (SUCCEEDED(hr))
        hr = crossbit_invoke(crc32, &result, args, 3);
    if (FAILED(hr))
        printf("0x%08lx %ls\n", (unsigned long)hr, crossbit_error_message());
    else
        printf("crc32 %08lx\n", (unsigned long)result);
    crossbit_unload(zlib);
    return FAILED(hr);
}
