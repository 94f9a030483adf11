#include "rendezvous.h"

#include <sddl.h>
#include <stdio.h>

#include "crossbit_version.h"

struct user {
    union {
        TOKEN_USER user;
        BYTE bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    };
};

static bool token_user(HANDLE token, struct user *user)
{
    DWORD size;

    return GetTokenInformation(token, TokenUser, user, sizeof(*user), &size);
}

static DWORD token_integrity(HANDLE token)
{
    union {
        TOKEN_MANDATORY_LABEL label;
        BYTE bytes[sizeof(TOKEN_MANDATORY_LABEL) + SECURITY_MAX_SID_SIZE];
    } buffer;
    DWORD size;
    PSID sid;

    if (!GetTokenInformation(token, TokenIntegrityLevel, &buffer, sizeof(buffer), &size))
        return 0;
    sid = buffer.label.Label.Sid;
    return *GetSidSubAuthority(sid, *GetSidSubAuthorityCount(sid) - 1u);
}

HRESULT rendezvous_name(unsigned int bits, wchar_t *name)
{
    struct user user;
    HRESULT result = S_OK;
    wchar_t *sid;
    HANDLE token;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return HRESULT_FROM_WIN32(GetLastError());
    if (token_user(token, &user) && ConvertSidToStringSidW(user.user.User.Sid, &sid)) {
        _snwprintf(name, RENDEZVOUS_NAME_SIZE, L"Crossbit-%hs-%u-%ls-%lx", CROSSBIT_VERSION_STRING, bits, sid, token_integrity(token));
        name[RENDEZVOUS_NAME_SIZE - 1] = 0;
        LocalFree(sid);
    } else {
        result = HRESULT_FROM_WIN32(GetLastError());
    }
    CloseHandle(token);
    return result;
}

HRESULT rendezvous_table(unsigned int bits, IRunningObjectTable **table, IMoniker **moniker)
{
    wchar_t name[RENDEZVOUS_NAME_SIZE];
    HRESULT result = rendezvous_name(bits, name);

    if (SUCCEEDED(result))
        result = CreateItemMoniker(L"!", name, moniker);
    if (FAILED(result))
        return result;
    result = GetRunningObjectTable(0, table);
    if (FAILED(result))
        IMoniker_Release(*moniker);
    return result;
}

bool rendezvous_same_user(HANDLE process)
{
    struct user own, other;
    HANDLE own_token, other_token;
    bool same = false;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &own_token))
        return false;
    if (OpenProcessToken(process, TOKEN_QUERY, &other_token)) {
        same = token_user(own_token, &own) && token_user(other_token, &other) &&
            EqualSid(own.user.User.Sid, other.user.User.Sid);
        CloseHandle(other_token);
    }
    CloseHandle(own_token);
    return same;
}
