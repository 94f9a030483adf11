/* SPDX-License-Identifier: MIT */
/*
 * The floor of every call through widl's code: proxy and stub of IBench::Add in one process and on one thread, over a
 * channel that hands the buffer from one to the other. What a call between processes costs beyond this is transport.
 */
#include "bench.h"
#include "bench_proxies.h"

static HRESULT WINAPI object_QueryInterface(IBench *iface, REFIID iid, void **object)
{
    *object = IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IBench) ? iface : NULL;
    return *object ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI object_AddRef(IBench *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI object_Release(IBench *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI object_Add(IBench *iface, LONG a, LONG b, LONG *sum)
{
    (void)iface;
    *sum = a + b;
    return S_OK;
}

/* Nothing but Add is called. */
static IBenchVtbl object_vtbl = {
    .QueryInterface = object_QueryInterface, .AddRef = object_AddRef, .Release = object_Release, .Add = object_Add};
static IBench object = {&object_vtbl};

/* Requests and replies by turns; the stub's buffer is another one than the proxy's, as it reads while it writes. */
static IRpcStubBuffer *stub;
static BYTE buffers[2][256] __attribute__((aligned(16)));
static BOOL in_stub;

static HRESULT WINAPI loop_QueryInterface(IRpcChannelBuffer *iface, REFIID iid, void **result)
{
    *result = IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IRpcChannelBuffer) ? iface : NULL;
    return *result ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI loop_AddRef(IRpcChannelBuffer *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI loop_Release(IRpcChannelBuffer *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI loop_GetBuffer(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message, REFIID iid)
{
    (void)iface;
    (void)iid;
    if (message->cbBuffer > sizeof(buffers[0]))
        return E_OUTOFMEMORY;
    message->Buffer = buffers[in_stub];
    message->dataRepresentation = 0x10;
    return S_OK;
}

static HRESULT WINAPI loop_SendReceive(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message, ULONG *status)
{
    HRESULT hr;

    *status = 0;
    message->iMethod &= 0x7fff;
    in_stub = TRUE;
    hr = IRpcStubBuffer_Invoke(stub, message, iface);
    in_stub = FALSE;
    return hr;
}

static HRESULT WINAPI loop_FreeBuffer(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message)
{
    (void)iface;
    message->Buffer = NULL;
    return S_OK;
}

static HRESULT WINAPI loop_GetDestCtx(IRpcChannelBuffer *iface, DWORD *context, void **data)
{
    (void)iface;
    *context = MSHCTX_LOCAL;
    if (data)
        *data = NULL;
    return S_OK;
}

static HRESULT WINAPI loop_IsConnected(IRpcChannelBuffer *iface)
{
    (void)iface;
    return S_OK;
}

static IRpcChannelBufferVtbl loop_vtbl = {loop_QueryInterface, loop_AddRef, loop_Release, loop_GetBuffer,
    loop_SendReceive, loop_FreeBuffer, loop_GetDestCtx, loop_IsConnected};
static IRpcChannelBuffer loop = {&loop_vtbl};

static void marshal_step(void *context)
{
    LONG sum = 0;

    bench_check(IBench_Add((IBench *)context, 2, 3, &sum), "IBench::Add over the loop");
    if (sum != 5)
        bench_fail("2 + 3 came back as %ld over the loop", sum);
}

double marshal_add(const struct row *row)
{
    static IBench *bench; /* lives as long as the process */
    IPSFactoryBuffer *factory;
    IRpcProxyBuffer *proxy;

    (void)row;
    if (!bench) {
        bench_check(bench_proxy_factory(&factory), "the factory of the proxies");
        bench_check(IPSFactoryBuffer_CreateProxy(factory, (IUnknown *)&object, &IID_IBench, &proxy, (void **)&bench),
            "CreateProxy");
        bench_check(IPSFactoryBuffer_CreateStub(factory, &IID_IBench, (IUnknown *)&object, &stub), "CreateStub");
        bench_check(IRpcProxyBuffer_Connect(proxy, &loop), "IRpcProxyBuffer::Connect");
    }
    return bench_repeat(marshal_step, bench);
}
