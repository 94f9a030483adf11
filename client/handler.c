/* What drop-ins ask of crossbit.dll: the program's handler for their failures, and where their object may be used. */
#include "client.h"

#include "proxies.h"

static struct {
    SRWLOCK lock;
    crossbit_error_handler *handler; /* (SRW lock) */
    void *context;                   /* (SRW lock) */
} errors = { SRWLOCK_INIT, NULL, NULL };

void crossbit_set_error_handler(crossbit_error_handler *handler, void *context)
{
    AcquireSRWLockExclusive(&errors.lock);
    errors.handler = handler;
    errors.context = context;
    ReleaseSRWLockExclusive(&errors.lock);
}

/* Called by drop-ins; FALSE: there is no handler. */
BOOL crossbit_dropin_failed(const wchar_t *library, const char *function, HRESULT code, const wchar_t *message)
{
    crossbit_error_handler *handler;
    void *context;

    AcquireSRWLockShared(&errors.lock);
    handler = errors.handler;
    context = errors.context;
    ReleaseSRWLockShared(&errors.lock);
    if (handler == NULL)
        return FALSE;
    handler(context, library, function, code, message);
    return TRUE;
}

BOOL crossbit_dropin_is_agile(IUnknown *object)
{
    return object && proxies_on_channel(object);
}
