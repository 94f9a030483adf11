/* SPDX-License-Identifier: MIT */
/* A ticket: the bytes that name an object, or a process, to the channel of another process. */
#include "channel_private.h"

void ticket_complete(struct ticket *ticket)
{
    ticket->magic = TICKET_MAGIC;
    ticket->size = sizeof(*ticket);
    ticket->version_min = CHANNEL_VERSION_MIN;
    ticket->version_max = CHANNEL_VERSION_MAX;
}

HRESULT ticket_write(IStream *stream, const struct ticket *ticket)
{
    struct ticket whole = *ticket;

    ticket_complete(&whole);
    return IStream_Write(stream, &whole, sizeof(whole), NULL);
}

bool ticket_is_valid(const struct ticket *ticket)
{
    return ticket->magic == TICKET_MAGIC && ticket->size >= sizeof(*ticket) && ticket->size <= 4096;
}

HRESULT ticket_read_bytes(IStream *stream, void *bytes, ULONG size)
{
    ULONG got = 0;
    HRESULT hr = IStream_Read(stream, bytes, size, &got);

    if (FAILED(hr))
        return hr;
    return got == size ? S_OK : RPC_E_INVALID_OBJREF;
}

HRESULT ticket_read(IStream *stream, struct ticket *ticket)
{
    uint8_t skipped[64];
    ULONG more;
    HRESULT hr;

    if (FAILED(hr = ticket_read_bytes(stream, ticket, sizeof(*ticket))))
        return hr;
    if (!ticket_is_valid(ticket))
        return RPC_E_INVALID_OBJREF;
    /* What a later version appended. */
    for (more = ticket->size - sizeof(*ticket); more && SUCCEEDED(hr); more -= min(more, sizeof(skipped)))
        hr = ticket_read_bytes(stream, skipped, min(more, sizeof(skipped)));
    return hr;
}
