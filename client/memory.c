/* SPDX-License-Identifier: MIT */
/*
 * crossbit_alloc: memory that the surrogates see, too. It is kept by crossbitps.dll, which all users in the process
 * share.
 */
#include "client.h"

#include "core/base/proxies.h"

typedef void *__cdecl alloc_memory(SIZE_T);
typedef void __cdecl free_memory(void *);

void *crossbit_alloc(size_t size)
{
    BSTR message = NULL;
    alloc_memory *alloc = (alloc_memory *)(void *)proxies_function("CrossbitAllocMemory", &message);
    void *memory = alloc ? alloc(size) : NULL;

    if (alloc && !memory)
        message_set(&message, E_OUTOFMEMORY, L"crossbit_alloc: out of memory for %llu bytes", (unsigned long long)size);
    thread_finish(memory ? S_OK : alloc ? E_OUTOFMEMORY : CROSSBIT_E_START, message);
    return memory;
}

void crossbit_free(void *memory)
{
    free_memory *release = memory ? (free_memory *)(void *)proxies_function("CrossbitFreeMemory", NULL) : NULL;

    if (release)
        release(memory);
}
