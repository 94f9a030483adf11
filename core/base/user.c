/* SPDX-License-Identifier: MIT */
/* Reads whose a process is from its token. */
#include "user.h"

#include <sddl.h>

/* A token's user, whose SID lies behind the structure. */
struct user {
    union {
        TOKEN_USER user;
        BYTE bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    };
};

static HRESULT user_of(HANDLE process, struct user *user)
{
    HRESULT hr = S_OK;
    HANDLE token;
    DWORD size;

    if (!OpenProcessToken(process, TOKEN_QUERY, &token))
        return HRESULT_FROM_WIN32(GetLastError());
    if (!GetTokenInformation(token, TokenUser, user, sizeof(*user), &size))
        hr = HRESULT_FROM_WIN32(GetLastError());
    CloseHandle(token);
    return hr;
}

HRESULT user_sid(wchar_t *sid)
{
    struct user user;
    HRESULT hr = user_of(GetCurrentProcess(), &user);
    wchar_t *text;

    if (FAILED(hr))
        return hr;
    if (!ConvertSidToStringSidW(user.user.User.Sid, &text))
        return HRESULT_FROM_WIN32(GetLastError());
    lstrcpynW(sid, text, USER_SID_SIZE);
    LocalFree(text);
    return S_OK;
}

HRESULT user_check(HANDLE process)
{
    struct user own, other;
    HRESULT hr = user_of(GetCurrentProcess(), &own);

    if (SUCCEEDED(hr))
        hr = user_of(process, &other);
    if (SUCCEEDED(hr) && !EqualSid(own.user.User.Sid, other.user.User.Sid))
        hr = E_ACCESSDENIED;
    return hr;
}
