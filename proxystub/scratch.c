/*
 * Memory for large [out] arrays. NDR's stub allocates such an array with CoTaskMemAlloc, the method writes it, the stub
 * copies it into the reply and frees it: fresh pages from the system in every call, which cost more than the copy. For
 * plain methods, whose memory never leaves the stub, the lane keeps one block for the next call.
 *
 * The stub gets that block because it is called through a copy of its description (MIDL_STUB_DESC, as rpcndr.h and
 * rpcproxy.h have it) that names other functions for memory.
 */
#include "channel_private.h"

#include <rpcproxy.h>

#define SCRATCH_MAX (64u << 20) /* what a lane may keep; larger arrays come from the system, as they would without this */

struct scratch_stub {
    MIDL_STUB_DESC description;
    MIDL_SERVER_INFO server;
    CInterfaceStubVtbl vtbl;
};

static struct scratch *current_scratch(void)
{
    struct thread_state *thread = channel_thread();

    return thread && thread->serving ? &thread->serving->lane->scratch : NULL;
}

static void *__RPC_API scratch_allocate(size_t size)
{
    struct scratch *scratch = current_scratch();

    /* In use: this is a call nested in the one that has it, or its second array. */
    if (!scratch || scratch->used || size < CHANNEL_IN_PLACE || size > SCRATCH_MAX)
        return CoTaskMemAlloc(size);
    if (scratch->size < size) {
        scratch_drop(scratch);
        if (!(scratch->memory = VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE)))
            return CoTaskMemAlloc(size);
        scratch->size = size;
    }
    scratch->used = TRUE;
    return scratch->memory;
}

static void __RPC_API scratch_free(void *memory)
{
    struct scratch *scratch = current_scratch();

    if (scratch && memory && memory == scratch->memory)
        scratch->used = FALSE;
    else
        CoTaskMemFree(memory);
}

void scratch_drop(struct scratch *scratch)
{
    if (scratch->used || !scratch->memory)
        return;
    VirtualFree(scratch->memory, 0, MEM_RELEASE);
    scratch->memory = NULL;
    scratch->size = 0;
}

struct scratch_stub *scratch_describe(const IRpcStubBuffer *stub)
{
    const CInterfaceStubVtbl *vtbl = CONTAINING_RECORD(stub->lpVtbl, CInterfaceStubVtbl, Vtbl);
    struct scratch_stub *scratch_stub = malloc(sizeof(*scratch_stub));

    if (!scratch_stub)
        return NULL;
    scratch_stub->description = *vtbl->header.pServerInfo->pStubDesc;
    scratch_stub->description.pfnAllocate = scratch_allocate;
    scratch_stub->description.pfnFree = scratch_free;
    scratch_stub->server = *vtbl->header.pServerInfo;
    scratch_stub->server.pStubDesc = &scratch_stub->description;
    scratch_stub->vtbl = *vtbl;
    scratch_stub->vtbl.header.pServerInfo = &scratch_stub->server;
    return scratch_stub;
}

HRESULT scratch_invoke(const struct scratch_stub *scratch_stub, IRpcStubBuffer *stub, RPCOLEMESSAGE *message,
    IRpcChannelBuffer *channel_buffer)
{
    const CStdStubBuffer *original = (const CStdStubBuffer *)stub;
    /* The same stub, for this call: whatever else it holds belongs to its factory. */
    union {
        CStdStubBuffer standard;
        IRpcStubBuffer iface;
    } described = {.standard = {.lpVtbl = &scratch_stub->vtbl.Vtbl, .RefCount = 1,
        .pvServerObject = original->pvServerObject, .pPSFactory = original->pPSFactory}};

    return IRpcStubBuffer_Invoke(&described.iface, message, channel_buffer);
}
