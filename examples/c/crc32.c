/* SPDX-License-Identifier: MIT */
/* A 64-bit program calls a 32-bit DLL (or the other way round): crc32.exe C:\folder\zlib1.dll 123456789 */
#include <stdio.h>
#include <string.h>
#include <crossbit.h>

int wmain(int argc, wchar_t **argv)
{
    unsigned long crc = 0;
    char text[256] = "";
    const void *data = text;
    unsigned int size;
    void *args[] = {&crc, &data, &size};
    crossbit_library *zlib = NULL;
    crossbit_function *crc32;
    HRESULT hr;

    if (argc != 3 || !WideCharToMultiByte(CP_ACP, 0, argv[2], -1, text, sizeof(text), NULL, NULL))
        return 2;
    size = (unsigned int)strlen(text);
    hr = crossbit_load(argv[1], NULL, &zlib);
    if (SUCCEEDED(hr))
        hr = crossbit_declare(zlib, "unsigned long crc32(unsigned long, [in, size_is(n)] const void *, unsigned n)");
    if (SUCCEEDED(hr))
        hr = crossbit_find(zlib, "crc32", &crc32);
    if (SUCCEEDED(hr))
        hr = crossbit_invoke(crc32, &crc, args, 3);
    if (SUCCEEDED(hr))
        printf("crc32 = %lu\n", crc);
    else
        fprintf(stderr, "%ls\n", crossbit_error_message());
    crossbit_unload(zlib);
    return FAILED(hr);
}
