/*
 * What crossbitps.dll exports besides the entry points of a proxy DLL. For COM servers of any kind that want Crossbit's
 * shared-memory channel, and for tests. All functions may be called from any thread, but not from DllMain.
 */
#ifndef CROSSBITPS_H
#define CROSSBITPS_H

#include <windows.h>
#include <objbase.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Makes the marshaler that switches the channel on for one object. outer is the object; it aggregates what is returned in
 * *inner: its QueryInterface passes IID_IMarshal and IID_ICrossbitChannelPeer (or simply everything that it does not know
 * itself) on to inner, and its destructor releases inner. Call it in the apartment in which the object lives.
 */
HRESULT __cdecl CrossbitCreateMarshaler(IUnknown *outer, IUnknown **inner);

/*
 * Makes the channel's classes and proxies known in this process alone, for programs that run without registration.
 * The calling thread must have initialised COM; in each single-threaded apartment it has to be called again.
 */
HRESULT __cdecl CrossbitRegisterChannel(void);

/*
 * Time limits for calls over the channel; past it a call returns RPC_E_TIMEOUT and the server's late answer is dropped.
 * milliseconds 0: none. The smallest of object's, connection's and thread's counts.
 * proxy: any interface of an object that came over the channel; E_INVALIDARG for another one.
 */
HRESULT __cdecl CrossbitSetObjectDeadline(IUnknown *proxy, DWORD milliseconds);
HRESULT __cdecl CrossbitSetConnectionDeadline(IUnknown *proxy, DWORD milliseconds);
HRESULT __cdecl CrossbitSetThreadDeadline(DWORD milliseconds);

/* S_OK and the process whose call over the channel the calling thread runs; S_FALSE and 0 if there is none. */
HRESULT __cdecl CrossbitGetCaller(DWORD *process_id);

/* What the channel did in this process since it started. */
struct crossbit_channel_counters {
    DWORD size;             /* sizeof(struct crossbit_channel_counters), set by the caller */
    LONG connections;       /* made, either way */
    LONG connections_alive; /* now */
    LONG imports;           /* objects of peers, now */
    LONG exports;           /* objects given to peers, now; counted for each peer */
    LONG lanes;             /* now, of either role */
    LONG fallbacks;         /* objects that came with a ticket and got the standard channel */
    HRESULT fallback_reason; /* of the last one */
    LONG blocked;           /* waits that did not end while spinning */
    LONG wakes;             /* events set for a peer */
    LONG timeouts;          /* calls given up at their deadline */
    LONG retired;           /* lanes that wait for a late reply, now */
    LONG overflow_sections; /* now, of either side */
    LONG peers_died;        /* connections that ended because the peer did */
    LONG protocol_errors;   /* connections that ended because the peer broke the rules */
    LONG calls_out;         /* calls made, nested ones included */
    LONG calls_in;          /* calls served */
};
HRESULT __cdecl CrossbitGetChannelCounters(struct crossbit_channel_counters *counters);

#ifdef __cplusplus
}
#endif
#endif
