/* SPDX-License-Identifier: MIT */
/* Who may call this process over COM's own channel. */
#include "security.h"

#include <stdbool.h>
#include <stdint.h>
#include <objbase.h>
#include <sddl.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/user.h"

/*
 * Whoever may call this process can make it load any DLL, so that is the user himself and the system. 3: execute,
 * local.
 * Wine accepts the descriptor and enforces nothing.
 */
static HRESULT initialise(void)
{
    PSECURITY_DESCRIPTOR relative = NULL, absolute = NULL;
    DWORD size = 0, dacl_size = 0, sacl_size = 0, owner_size = 0, group_size = 0;
    wchar_t text[3 * USER_SID_SIZE + 64], sid[USER_SID_SIZE];
    void *parts = NULL;
    HRESULT hr = user_sid(sid);

    if (FAILED(hr))
        return hr;
    hr = E_OUTOFMEMORY;
    _snwprintf(text, ARRAYSIZE(text), L"O:%lsG:%lsD:(A;;3;;;%ls)(A;;3;;;SY)", sid, sid, sid);
    text[ARRAYSIZE(text) - 1] = 0;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &relative, NULL))
        goto exit;
    size = 0;
    MakeAbsoluteSD(relative, NULL, &size, NULL, &dacl_size, NULL, &sacl_size, NULL, &owner_size, NULL, &group_size);
    absolute = calloc(1, size);
    parts = calloc(1, dacl_size + sacl_size + owner_size + group_size + 32);
    if (!absolute || !parts ||
        !MakeAbsoluteSD(relative, absolute, &size, parts, &dacl_size, NULL, &sacl_size, (uint8_t *)parts + dacl_size,
            &owner_size, (uint8_t *)parts + dacl_size + owner_size, &group_size))
        goto exit;
    /*
     * RPC_E_TOO_LATE: a DLL of the client's has said what it wants, as it would have in the client. IMPERSONATE is what
     * such DLLs rely on when they say nothing (WMI, OPC): whom they call is this user's choice, as in a program of his.
     */
    hr = CoInitializeSecurity(
        absolute, -1, NULL, NULL, RPC_C_AUTHN_LEVEL_PKT_INTEGRITY, RPC_C_IMP_LEVEL_IMPERSONATE, NULL, EOAC_NONE, NULL);
    if (hr == RPC_E_TOO_LATE)
        hr = S_OK;
exit:
    if (hr == E_OUTOFMEMORY && GetLastError())
        hr = HRESULT_FROM_WIN32(GetLastError());
    free(absolute);
    free(parts);
    if (relative)
        LocalFree(relative);
    return hr;
}

HRESULT security_init(void)
{
    static SRWLOCK lock = SRWLOCK_INIT;
    static bool done; /* (CS lock) */
    HRESULT hr = S_OK;

    AcquireSRWLockExclusive(&lock);
    if (!done)
        hr = initialise();
    done = SUCCEEDED(hr);
    ReleaseSRWLockExclusive(&lock);
    return hr;
}
