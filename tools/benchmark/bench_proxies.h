/* SPDX-License-Identifier: MIT */
/* Makes the proxies of bench.idl known to COM in this process and apartment, without the registry. */
#include "bench_com.h"
#include "crossbitps.h"

HRESULT bench_register_proxies(void);

/* The factory that widl made for bench.idl, with a reference. */
HRESULT bench_proxy_factory(IPSFactoryBuffer **factory);

/* CrossbitCreateMarshaler of the crossbitps.dll that Crossbit has loaded into this process. */
HRESULT bench_create_marshaler(IUnknown *outer, IUnknown **inner);

/* CrossbitShareMemory, CrossbitOpenMemory and CrossbitReleaseMemory of the same. NULL: it lacks them. */
struct bench_memory {
    HRESULT(__cdecl *share)
    (IUnknown *proxy, const void *memory, SIZE_T size, struct crossbit_memory *reference, void **hold);
    HRESULT(__cdecl *open)(const struct crossbit_memory *reference, void **memory, void **hold);
    void(__cdecl *release)(void *hold);
};
const struct bench_memory *bench_memory(void);
