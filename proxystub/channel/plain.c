/* SPDX-License-Identifier: MIT */
/*
 * Which methods are plain: docs/channel.md, "What is copied, and what is read in place".
 *
 * Whatever is not known exactly in an interface's format strings is not plain.
 */
#include "channel_private.h"

#include <rpcproxy.h>

#include "direct_face.h"
#include "format_string.h"

/* A type behind a parameter: a base type, or one array of base types. */
static bool plain_type(const uint8_t *type, int depth)
{
    switch (type[0]) {
    case FORMAT_REFERENCE:
    case FORMAT_UNIQUE:
        if (depth)
            return false;
        if (type[1] == POINTER_SIMPLE)
            return format_is_base(type[2]);
        return type[1] == 0 && plain_type(format_target(type), depth + 1);
    case FORMAT_CONFORMANT_ARRAY: /* alignment, element size, correlation (4 bytes), element */
        return (type[4] & 0xf0) == CONFORMANCE_TOP_LEVEL && format_is_base(type[8]) && type[9] == FORMAT_END;
    case FORMAT_FIXED_ARRAY: /* alignment, total size, element */
        return format_is_base(type[4]) && type[5] == FORMAT_END;
    default:
        return false;
    }
}

/* enum plain_bits of a procedure. */
static uint8_t plain_procedure(const uint8_t *procedure, const uint8_t *types)
{
    uint8_t plain = PLAIN_REQUEST | PLAIN_REPLY, count;
    const uint8_t *param = format_parameters(procedure, &count);
    uint16_t attributes;
    bool good;

    if (!param)
        return 0;
    for (; count && plain; count--, param += PARAM_SIZE) {
        attributes = format_u16(param);
        good = !(attributes & PARAM_PIPE) &&
               ((attributes & PARAM_BASE) ? format_is_base(param[4]) : plain_type(types + format_u16(param + 4), 0));
        if (!good && (attributes & PARAM_IN))
            plain &= ~PLAIN_REQUEST;
        if (!good && (attributes & PARAM_OUT))
            plain &= ~PLAIN_REPLY;
        if (!good && !(attributes & (PARAM_IN | PARAM_OUT)))
            plain = 0;
    }
    return plain;
}

/* An object that has every interface and no method: a stub is made for it, and never called. */
static HRESULT WINAPI nobody_QueryInterface(IUnknown *iface, REFIID iid, void **object)
{
    (void)iid;
    *object = iface;
    return S_OK;
}

static ULONG WINAPI nobody_AddRef(IUnknown *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI nobody_Release(IUnknown *iface)
{
    (void)iface;
    return 1;
}

static const IUnknownVtbl nobody_vtbl = {nobody_QueryInterface, nobody_AddRef, nobody_Release};
static IUnknown nobody = {(IUnknownVtbl *)&nobody_vtbl};

static bool readable(const void *address, size_t size)
{
    MEMORY_BASIC_INFORMATION info;

    return address && VirtualQuery(address, &info, sizeof(info)) && info.State == MEM_COMMIT &&
           !(info.Protect & (PAGE_NOACCESS | PAGE_GUARD)) &&
           (const uint8_t *)address + size <= (const uint8_t *)info.BaseAddress + info.RegionSize;
}

/* Interfaces whose arrays of bytes are taken apart by Crossbit itself, which would read some of them twice. */
static bool holds_structure(const IID *iid)
{
    return IsEqualIID(iid, &IID_ICrossbitModule) || IsEqualIID(iid, &IID_ICrossbitCallback);
}

void plain_examine(struct interface_info *info)
{
    const CInterfaceStubHeader *header;
    const MIDL_SERVER_INFO *server;
    IRpcStubBuffer *stub = NULL;
    uint32_t i;

    info->method_count = 0;
    info->plain = NULL;
    info->direct = NULL;
    info->face_table = NULL;
    info->names = NULL;
    info->known_stub = FALSE;
    if (FAILED(IPSFactoryBuffer_CreateStub(info->factory, &info->iid, &nobody, &stub)))
        return;
    /* widl's and MIDL's stubs have this header before their table; others have something else, or nothing. */
    header = (const CInterfaceStubHeader *)stub->lpVtbl - 1;
    if (!readable(header, sizeof(*header)) || !readable(header->piid, sizeof(IID)) ||
        !IsEqualIID(header->piid, &info->iid) || header->DispatchTableCount <= 3 || header->DispatchTableCount > 1024)
        goto exit;
    info->method_count = header->DispatchTableCount;
    info->names = calloc(header->DispatchTableCount, sizeof(*info->names));
    info->known_stub = header->pDispatchTable
                           ? readable(header->pDispatchTable, header->DispatchTableCount * sizeof(void *))
                           : header->pServerInfo != NULL;
    if (header->pDispatchTable)
        goto exit;
    server = header->pServerInfo;
    if (!readable(server, sizeof(*server)) || !readable(server->pStubDesc, sizeof(*server->pStubDesc)) ||
        !readable(server->ProcString, 1) || !readable(server->pStubDesc->pFormatTypes, 1) ||
        !readable(server->FmtStringOffset + 3, (header->DispatchTableCount - 3) * sizeof(uint16_t)) ||
        (server->ThunkTable &&
            !readable(server->ThunkTable + 3, (header->DispatchTableCount - 3) * sizeof(STUB_THUNK))))
        goto exit;
    info->direct = direct_describe(stub);
    info->face_table = direct_face_table(info->direct, info->method_count);
    if (holds_structure(&info->iid) || !(info->plain = calloc(header->DispatchTableCount, 1)))
        goto exit;
    for (i = 3; i < info->method_count; i++)
        if (server->FmtStringOffset[i] != 0xffff)
            info->plain[i] =
                plain_procedure(server->ProcString + server->FmtStringOffset[i], server->pStubDesc->pFormatTypes);
exit:
    IRpcStubBuffer_Disconnect(stub);
    IRpcStubBuffer_Release(stub);
}
