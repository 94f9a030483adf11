/* SPDX-License-Identifier: MIT */
/* IErrorInfo across the channel: the callee's error information travels behind its reply. */
#include "channel_private.h"

#include <oleauto.h>

#define MAX_TEXT (64u << 10) /* bytes of one string: a longer one is cut */

/* guid, help context, then the three strings, each with its length in bytes; all in units of 4 bytes. */
struct error_header {
    GUID guid;
    uint32_t help_context;
    uint32_t lengths[3]; /* bytes without terminator; 0xffffffff: NULL */
};

void error_info_take(uint8_t **bytes, uint32_t *size)
{
    struct error_header header = {0};
    IErrorInfo *info = NULL;
    BSTR text[3] = {NULL, NULL, NULL};
    uint32_t total = sizeof(header);
    uint8_t *at;
    DWORD context = 0;
    int i;

    *bytes = NULL;
    *size = 0;
    if (GetErrorInfo(0, &info) != S_OK || !info)
        return;
    IErrorInfo_GetGUID(info, &header.guid);
    IErrorInfo_GetHelpContext(info, &context);
    header.help_context = context;
    IErrorInfo_GetSource(info, &text[0]);
    IErrorInfo_GetDescription(info, &text[1]);
    IErrorInfo_GetHelpFile(info, &text[2]);
    IErrorInfo_Release(info);
    for (i = 0; i < 3; i++) {
        header.lengths[i] = text[i] ? min(SysStringByteLen(text[i]), MAX_TEXT) & ~1u : 0xffffffff;
        if (text[i])
            total += (header.lengths[i] + 3) & ~3u;
    }
    total = (total + 7) & ~7u;
    if ((at = *bytes = calloc(1, total))) {
        *size = total;
        memcpy(at, &header, sizeof(header));
        at += sizeof(header);
        for (i = 0; i < 3; i++)
            if (text[i]) {
                memcpy(at, text[i], header.lengths[i]);
                at += (header.lengths[i] + 3) & ~3u;
            }
    }
    for (i = 0; i < 3; i++)
        SysFreeString(text[i]);
}

void error_info_set(const uint8_t *bytes, uint32_t size)
{
    struct error_header header;
    ICreateErrorInfo *create = NULL;
    IErrorInfo *info = NULL;
    BSTR text[3] = {NULL, NULL, NULL};
    int i;

    if (size < sizeof(header) || FAILED(CreateErrorInfo(&create)))
        return;
    memcpy(&header, bytes, sizeof(header));
    bytes += sizeof(header);
    size -= sizeof(header);
    for (i = 0; i < 3; i++) {
        uint32_t length = header.lengths[i], padded = (length + 3) & ~3u;

        if (length == 0xffffffff)
            continue;
        if (length > MAX_TEXT || padded > size)
            break;
        text[i] = SysAllocStringLen((const OLECHAR *)bytes, length / 2);
        bytes += padded;
        size -= padded;
    }
    ICreateErrorInfo_SetGUID(create, &header.guid);
    ICreateErrorInfo_SetHelpContext(create, header.help_context);
    if (text[0])
        ICreateErrorInfo_SetSource(create, text[0]);
    if (text[1])
        ICreateErrorInfo_SetDescription(create, text[1]);
    if (text[2])
        ICreateErrorInfo_SetHelpFile(create, text[2]);
    if (SUCCEEDED(ICreateErrorInfo_QueryInterface(create, &IID_IErrorInfo, (void **)&info))) {
        SetErrorInfo(0, info);
        IErrorInfo_Release(info);
    }
    ICreateErrorInfo_Release(create);
    for (i = 0; i < 3; i++)
        SysFreeString(text[i]);
}
