/* Makes the proxies of bench.idl known to COM in this process and apartment, without the registry. */
#include "bench_com.h"

HRESULT bench_register_proxies(void);

/* The factory that widl made for bench.idl, with a reference. */
HRESULT bench_proxy_factory(IPSFactoryBuffer **factory);

/* CrossbitCreateMarshaler of the crossbitps.dll that Crossbit has loaded into this process. */
HRESULT bench_create_marshaler(IUnknown *outer, IUnknown **inner);
