/* SPDX-License-Identifier: MIT */
/*
 * The last words of a process that is about to end, for its peers: over the channel, because whoever waits for a reply
 * has to hear of it before the process has written its dump. docs/channel.md, "Death".
 */
#include "channel_private.h"

#include <oleauto.h>
#include <stdio.h>
#include <wchar.h>

#include "core/base/death.h"

#define LOCK_MS 50

static struct lane_words *words_of(const struct lane_half *half)
{
    return (struct lane_words *)(uintptr_t)(half->data + LANE_WORDS_OFFSET);
}

static void leave_words(struct lane *lane, HRESULT code, const wchar_t *text)
{
    struct lane_words *words = words_of(lane->mine);
    uint32_t length = 0;

    for (; length < LANE_WORDS_MOST && text[length]; length++)
        words->text[length] = text[length];
    words->length = length;
    words->code = code;
    /* Release order: who sees it sees the words. */
    InterlockedExchange((volatile LONG *)&lane->mine->line.waiting, LANE_DIED);
    SetEvent(lane->their_event);
}

void __cdecl CrossbitLastWords(HRESULT code, const wchar_t *text)
{
    struct connection *connection;
    int waited;

    /* The thread that holds it may be gone: then the end of the process has to say it. */
    for (waited = 0; !TryAcquireSRWLockShared(&channel.lock); waited++) {
        if (waited == LOCK_MS)
            return;
        Sleep(1);
    }
    for (connection = channel.connections; connection; connection = connection->next)
        if (!connection->dead && connection->control_out && connection->control_out->mine)
            leave_words(connection->control_out, code, text);
    ReleaseSRWLockShared(&channel.lock);
}

void words_take(struct connection *connection)
{
    const struct lane_half *half = connection->control_in ? connection->control_in->theirs : NULL;
    struct lane_words words;
    uint32_t i;

    if (!half || *(const volatile uint32_t *)&half->line.waiting != LANE_DIED)
        return;
    memcpy(&words, words_of(half), sizeof(words)); /* once: the peer may write there */
    if (SUCCEEDED(words.code) || words.length > LANE_WORDS_MOST ||
        !(connection->last_words = malloc((words.length + 1) * sizeof(wchar_t))))
        return;
    for (i = 0; i < words.length; i++)
        connection->last_words[i] = words.text[i];
    connection->last_words[i] = 0;
    connection->last_code = words.code;
}

DWORD words_exit_code(const struct connection *connection, DWORD timeout)
{
    DWORD code = STILL_ACTIVE;

    if (WaitForSingleObject(connection->process, timeout) == WAIT_OBJECT_0)
        GetExitCodeProcess(connection->process, &code);
    return code;
}

/* Text for people: why a connection is dead. */
static void describe(
    const struct connection *connection, const struct interface_info *info, uint32_t method, wchar_t *text, size_t size)
{
    const wchar_t *meaning;
    wchar_t name[40] = L"";
    DWORD code;

    if (connection->last_words) {
        _snwprintf(text, size, L"%ls", connection->last_words);
    } else {
        code = words_exit_code(connection, WORDS_EXIT_MS);
        meaning = death_meaning(code);
        if (info)
            StringFromGUID2(&info->iid, name, ARRAYSIZE(name));
        if (code == STILL_ACTIVE)
            _snwprintf(text, size, L"process %lu has ended the connection", connection->process_id);
        else
            _snwprintf(text, size, L"process %lu ended with exit code 0x%08lx%ls%ls%ls, noticed in method %u of %ls",
                connection->process_id, code, meaning ? L" (" : L"", meaning ? meaning : L"", meaning ? L")" : L"",
                method, name);
    }
    text[size - 1] = 0;
}

void words_tell(struct connection *connection, const struct interface_info *info, uint32_t method)
{
    wchar_t text[LANE_WORDS_MOST + 100];
    ICreateErrorInfo *create = NULL;
    IErrorInfo *error = NULL;

    /* Of a connection that was ended for another reason there is nothing to add to the code. */
    if (!connection->last_words && connection->reason != HRESULT_FROM_WIN32(RPC_S_CALL_FAILED))
        return;
    describe(connection, info, method, text, ARRAYSIZE(text));
    if (FAILED(CreateErrorInfo(&create)))
        return;
    ICreateErrorInfo_SetSource(create, (LPOLESTR)L"Crossbit");
    ICreateErrorInfo_SetDescription(create, text);
    if (SUCCEEDED(ICreateErrorInfo_QueryInterface(create, &IID_IErrorInfo, (void **)&error))) {
        SetErrorInfo(0, error);
        IErrorInfo_Release(error);
    }
    ICreateErrorInfo_Release(create);
}
