/* SPDX-License-Identifier: MIT */
/* The shared surrogate's entry in the running object table. */
#include "rendezvous.h"

#include <stdio.h>

#include "crossbit_version.h"
#include "user.h"

/* 0: not known, as under systems that have none. */
static DWORD integrity(void)
{
    union {
        TOKEN_MANDATORY_LABEL label;
        BYTE bytes[sizeof(TOKEN_MANDATORY_LABEL) + SECURITY_MAX_SID_SIZE];
    } buffer;
    HANDLE token;
    DWORD size, level = 0;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return 0;
    if (GetTokenInformation(token, TokenIntegrityLevel, &buffer, sizeof(buffer), &size))
        level = *GetSidSubAuthority(buffer.label.Label.Sid, *GetSidSubAuthorityCount(buffer.label.Label.Sid) - 1u);
    CloseHandle(token);
    return level;
}

HRESULT rendezvous_name(unsigned int bits, wchar_t *name)
{
    wchar_t sid[USER_SID_SIZE];
    HRESULT hr = user_sid(sid);

    if (FAILED(hr))
        return hr;
    _snwprintf(name, RENDEZVOUS_NAME_SIZE, L"Crossbit-%hs-%u-%ls-%lx", CROSSBIT_VERSION_STRING, bits, sid, integrity());
    name[RENDEZVOUS_NAME_SIZE - 1] = 0;
    return S_OK;
}

HRESULT rendezvous_table(unsigned int bits, IRunningObjectTable **table, IMoniker **moniker)
{
    wchar_t name[RENDEZVOUS_NAME_SIZE];
    HRESULT hr = rendezvous_name(bits, name);

    if (SUCCEEDED(hr))
        hr = CreateItemMoniker(L"!", name, moniker);
    if (FAILED(hr))
        return hr;
    hr = GetRunningObjectTable(0, table);
    if (FAILED(hr))
        IMoniker_Release(*moniker);
    return hr;
}
