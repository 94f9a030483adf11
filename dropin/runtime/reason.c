/* SPDX-License-Identifier: MIT */
/*
 * The words of a failure on their way from the side where it arose to the other: COM's error information, which
 * Crossbit's channel carries behind a reply. The HRESULT is in it, too, so that nobody takes the words of another
 * failure for it.
 */
#include "pack.h"

#include <oleauto.h>
#include <string.h>

void crossbit_tell_reason(HRESULT status, const wchar_t *text)
{
    ICreateErrorInfo *create = NULL;
    IErrorInfo *info = NULL;

    if (FAILED(CreateErrorInfo(&create)))
        return;
    create->lpVtbl->SetSource(create, (LPOLESTR)L"Crossbit");
    create->lpVtbl->SetHelpContext(create, (DWORD)status);
    if (SUCCEEDED(create->lpVtbl->SetDescription(create, (LPOLESTR)text)) &&
        SUCCEEDED(create->lpVtbl->QueryInterface(create, &IID_IErrorInfo, (void **)&info))) {
        SetErrorInfo(0, info);
        info->lpVtbl->Release(info);
    }
    create->lpVtbl->Release(create);
}

BOOL crossbit_take_reason(HRESULT status, wchar_t *text, size_t size)
{
    IErrorInfo *info = NULL;
    BSTR description = NULL;
    DWORD context = 0;
    BOOL taken;

    if (GetErrorInfo(0, &info) != S_OK || !info)
        return FALSE;
    taken = SUCCEEDED(info->lpVtbl->GetHelpContext(info, &context)) && context == (DWORD)status &&
            SUCCEEDED(info->lpVtbl->GetDescription(info, &description)) && SysStringLen(description) != 0;
    if (taken) {
        wcsncpy(text, description, size - 1);
        text[size - 1] = 0;
    }
    SysFreeString(description);
    info->lpVtbl->Release(info);
    return taken;
}

void crossbit_widen(const char *text, wchar_t *wide, size_t size)
{
    size_t i;

    for (i = 0; text[i] != 0 && i + 1 < size; i++)
        wide[i] = (unsigned char)text[i];
    wide[i] = 0;
}
