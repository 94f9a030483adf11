/* SPDX-License-Identifier: MIT */
/* crossbit_create_object: an object of an unregistered COM server in a surrogate. */
#include "client.h"

#include <stdlib.h>
#include <wchar.h>

#include "core/base/proxies.h"

struct object_run {
    struct crossbit_connection *connection;
    BSTR dll;
    const CLSID *clsid;
    const IID *iid;
    bool marshal;     /* for another apartment than the MTA */
    IUnknown *object; /* MTA proxy */
    IStream *stream;
    HRESULT result;
    BSTR *message;
};

static void create_in_mta(void *context)
{
    struct object_run *run = context;
    CrossbitStatus status = {0};

    if (connection_is_dead(run->connection)) {
        run->result = connection_gone(run->connection, L"an earlier call", run->message);
        return;
    }
    if (connection_directory_changed(run->connection)) {
        run->result = connection_send_directory(run->connection, run->message);
        if (FAILED(run->result))
            return;
    }
    run->result = ICrossbitSurrogate_CreateObject(
        run->connection->surrogate, run->dll, run->clsid, run->iid, &run->object, &status);
    if (FAILED(run->result)) {
        if (run->result == E_NOINTERFACE || run->result == REGDB_E_IIDNOTREG || run->result == REGDB_E_CLASSNOTREG)
            message_set(run->message, run->result,
                L"%ls: the interface has no proxy in this process; register its proxy DLL, or "
                L"make it known with CoRegisterPSClsid",
                run->dll);
        else
            run->result = connection_failed(run->connection, run->result, L"the creation of the object", run->message);
        return;
    }
    run->result = connection_status(&status, run->message);
    if (SUCCEEDED(run->result) && run->marshal) {
        run->result = CoMarshalInterThreadInterfaceInStream(run->iid, run->object, &run->stream);
        IUnknown_Release(run->object);
        run->object = NULL;
    }
}

/*
 * This thread's STA must know the proxies itself. The registration stays until the apartment ends, which revokes it:
 * the object's other interfaces need it later.
 */
static HRESULT prepare_apartment(BSTR *message)
{
    struct proxies_cookies cookies;
    IUnknown *factory;

    if (SUCCEEDED(
            CoGetClassObject(&CLSID_CrossbitProxy, CLSCTX_INPROC_SERVER, NULL, &IID_IUnknown, (void **)&factory))) {
        IUnknown_Release(factory);
        return S_OK;
    }
    return proxies_enter_apartment(&cookies, message);
}

HRESULT crossbit_create_object(
    crossbit_connection *connection, const wchar_t *dll, const CLSID *clsid, const IID *iid, void **object)
{
    BSTR message = NULL;
    struct object_run run = {.connection = connection, .clsid = clsid, .iid = iid, .message = &message};
    DWORD bits, length;
    wchar_t *full = NULL;
    HRESULT hr;

    if (!object)
        return thread_null(L"crossbit_create_object", L"object");
    *object = NULL;
    if (!connection || !dll || !clsid || !iid)
        return thread_null(L"crossbit_create_object", !connection ? L"connection"
                                                      : !dll      ? L"dll"
                                                      : !clsid    ? L"clsid"
                                                                  : L"iid");
    hr = library_resolve(dll, connection->bits, &full, &bits, &message);
    if (SUCCEEDED(hr)) {
        length = (DWORD)wcslen(full);
        run.dll = SysAllocStringLen(full, length);
        free(full);
        run.marshal = !runtime_in_mta();
        hr = run.dll ? runtime_run(create_in_mta, &run, &message) : E_OUTOFMEMORY;
        hr = SUCCEEDED(hr) ? run.result : hr;
    }
    if (SUCCEEDED(hr) && run.stream) {
        hr = prepare_apartment(&message);
        if (FAILED(hr)) {
            CoReleaseMarshalData(run.stream);
            IStream_Release(run.stream);
        }
    }
    if (SUCCEEDED(hr) && run.stream) {
        hr = CoGetInterfaceAndReleaseStream(run.stream, iid, object);
        if (FAILED(hr))
            message_set(&message, hr,
                L"the object cannot be brought into this thread's apartment (0x%08lx); is COM "
                L"initialised here?",
                hr);
    } else if (SUCCEEDED(hr)) {
        *object = run.object;
    }
    SysFreeString(run.dll);
    return thread_finish(hr, message);
}
