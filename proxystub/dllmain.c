/* SPDX-License-Identifier: MIT */
/*
 * crossbitps.dll's entry points, and the parts of the channel that are put together here so that none needs one above
 * it.
 */
#include "proxystub/channel/channel_private.h"
#include "proxystub/channel/keep.h"

/* The proxy factory that widl's dlldata.c makes. */
HRESULT WINAPI ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);
HRESULT WINAPI ProxyDllCanUnloadNow(void);

static const struct channel_hooks hooks = {
    marshal_full, channel_unmarshal, channel_release_marshal_data, CrossbitRegisterChannel, shared_connection_cleanup};

static DWORD WINAPI free_state(void *context)
{
    struct thread_state *state = context;

    client_thread_left(state);
    client_calls_free(state->spare_calls);
    serve_rooms_free(state->spare_rooms);
    serve_rooms_free(state->rooms); /* of calls in which it ended */
    free(state->levels);
    free(state);
    return 0;
}

static void thread_detach(void)
{
    struct thread_state *state = channel_thread_ends();

    if (!state)
        return;
    client_thread_ends(state);
    connection_thread_ends(state);
    /* What a callback held in which the thread ended may run foreign code when it is let go: not here. */
    if (!state->level_count)
        free_state(state);
    else
        QueueUserWorkItem(free_state, state, WT_EXECUTELONGFUNCTION);
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance;
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH)
        channel_process_attach(&hooks);
    else if (reason == DLL_THREAD_DETACH)
        thread_detach();
    return TRUE;
}

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **object)
{
    channel_load_com();
    if (IsEqualCLSID(clsid, &CLSID_CrossbitUnmarshaler))
        return channel_class_object(iid, object);
    return ProxyDllGetClassObject(clsid, iid, object);
}

HRESULT WINAPI DllCanUnloadNow(void)
{
    if (channel.enabled || shared_in_use() || keep_in_use())
        return S_FALSE;
    return ProxyDllCanUnloadNow();
}
