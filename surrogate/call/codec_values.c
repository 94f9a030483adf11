/* SPDX-License-Identifier: MIT */
/* What the codec leaves to the surrogate: handles, function pointers, memory that the DLL keeps. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/base/message.h"
#include "core/base/proxies.h"
#include "crossbit/error.h"
#include "function_pointer.h"
#include "module.h"
#include "surrogate/host/client_process.h"

static const char *type_name(const struct ctype *type)
{
    return type->target && type->target->name ? type->target->name : type->name ? type->name : "void";
}

static HRESULT no_client(struct codec_context *context)
{
    return message_set(&context->message, CROSSBIT_E_ARGUMENT,
        L"%hs: the surrogate does not know its client's process, so it cannot pass kernel handles: call Attach first",
        context->function->name);
}

/* Pseudo handles mean "myself" and the like: they would mean somebody else here. -1 is also INVALID_HANDLE_VALUE. */
static bool is_pseudo(int64_t handle)
{
    return handle <= -2 && handle >= -6;
}

static HRESULT pack_kernel(struct codec_context *context, const struct cattr *attr, uint64_t native, uint64_t *wire)
{
    struct codec_owner *owner = context->owner;
    HANDLE handle = (HANDLE)(uintptr_t)native, copy;
    DWORD options = DUPLICATE_SAME_ACCESS;

    if (handle == INVALID_HANDLE_VALUE) {
        *wire = (uint64_t)(int64_t)-1;
        return S_OK;
    }
    if (!owner->module->client)
        return no_client(context);
    if (is_pseudo((intptr_t)native))
        return message_set(&context->message, CROSSBIT_E_ARGUMENT, L"%hs gave a pseudo handle (%d)",
            context->function->name, (int)(intptr_t)native);
    if (attr->release)
        options |= DUPLICATE_CLOSE_SOURCE;
    if (!DuplicateHandle(
            GetCurrentProcess(), handle, client_process(owner->module->client), &copy, 0, FALSE, options)) {
        message_set_win32(&context->message, GetLastError(), L"%hs: the handle %p cannot be given to the client",
            context->function->name, handle);
        return CROSSBIT_E_STALE_HANDLE;
    }
    *wire = (uint64_t)(int64_t)(intptr_t)copy;
    return S_OK;
}

static HRESULT pack_handle(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t native, uint64_t *wire)
{
    struct codec_owner *owner = context->owner;
    uint32_t token;
    HRESULT hr;

    if (attr->handle == HANDLE_KERNEL)
        return pack_kernel(context, attr, native, wire);
    EnterCriticalSection(&owner->module->lock);
    hr = handles_put(&owner->module->handles, (void *)(uintptr_t)native, type_name(type), &token);
    LeaveCriticalSection(&owner->module->lock);
    if (FAILED(hr))
        return message_set(
            &context->message, hr, L"%hs: too many open handles of this library", context->function->name);
    *wire = token;
    return S_OK;
}

static bool remember_duplicate(struct call *call, const struct duplicate *duplicate)
{
    struct duplicate *more = realloc(call->duplicates, (call->duplicate_count + 1) * sizeof(*more));

    if (!more)
        return false;
    call->duplicates = more;
    more[call->duplicate_count++] = *duplicate;
    return true;
}

void call_hand_over(struct call *call)
{
    HANDLE client = call->module->client ? client_process(call->module->client) : NULL;
    unsigned int i, left = 0;
    HANDLE moved;

    for (i = 0; i < call->duplicate_count; i++) {
        /* Windows would close the source without a target too, but Wine 8 then does nothing. */
        if (call->duplicates[i].moved_from && DuplicateHandle(client, (HANDLE)(uintptr_t)call->duplicates[i].moved_from,
                                                  GetCurrentProcess(), &moved, 0, FALSE, DUPLICATE_CLOSE_SOURCE))
            CloseHandle(moved);
        if (!call->duplicates[i].dlls)
            call->duplicates[left++] = call->duplicates[i];
    }
    call->duplicate_count = left;
}

static HRESULT unpack_kernel(struct codec_context *context, const struct cattr *attr, uint64_t wire, uint64_t *native)
{
    struct codec_owner *owner = context->owner;
    struct module *module = owner->module;
    struct duplicate duplicate = {.dlls = attr->keep || attr->release};

    if ((int64_t)wire == -1) {
        *native = (uint64_t)(uintptr_t)INVALID_HANDLE_VALUE;
        return S_OK;
    }
    if (!module->client)
        return no_client(context);
    if (is_pseudo((int64_t)wire))
        return message_set(&context->message, CROSSBIT_E_ARGUMENT,
            L"%hs: the pseudo handle %d means another thing in the surrogate: make a real one with DuplicateHandle",
            context->function->name, (int)(int64_t)wire);
    if (!DuplicateHandle(client_process(module->client), (HANDLE)(uintptr_t)wire, GetCurrentProcess(), &duplicate.copy,
            0, FALSE, DUPLICATE_SAME_ACCESS)) {
        message_set_win32(&context->message, GetLastError(), L"%hs: the handle 0x%llx is none of the client's",
            context->function->name, (unsigned long long)wire);
        return CROSSBIT_E_STALE_HANDLE;
    }
    /* The client keeps its own until nothing can go wrong any more on the way to the DLL. */
    duplicate.moved_from = attr->release ? wire : 0;
    if (owner->call && !remember_duplicate(owner->call, &duplicate)) {
        CloseHandle(duplicate.copy);
        return E_OUTOFMEMORY;
    }
    *native = (uint64_t)(uintptr_t)duplicate.copy;
    return S_OK;
}

static HRESULT unpack_handle(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t wire, uint64_t *native)
{
    struct codec_owner *owner = context->owner;
    struct call *call = owner->call;
    uint32_t *released;
    BSTR message = NULL;
    void *pointer;
    HRESULT hr;

    if (attr->handle == HANDLE_KERNEL)
        return unpack_kernel(context, attr, wire, native);
    if (wire > 0xffffffffu)
        return message_set(&context->message, CROSSBIT_E_STALE_HANDLE,
            L"%hs: the handle 0x%llx never came from this library", context->function->name, (unsigned long long)wire);
    EnterCriticalSection(&owner->module->lock);
    hr = handles_get(&owner->module->handles, (uint32_t)wire, type_name(type), &pointer, &message);
    LeaveCriticalSection(&owner->module->lock);
    if (FAILED(hr)) {
        message_set(&context->message, hr, L"%hs: %ls", context->function->name, message ? message : L"stale handle");
        SysFreeString(message);
        return hr;
    }
    if (attr->release && call) {
        released = realloc(call->released, (call->released_count + 1) * sizeof(*released));
        if (!released)
            return E_OUTOFMEMORY;
        call->released = released;
        released[call->released_count++] = (uint32_t)wire;
        EnterCriticalSection(&owner->module->lock);
        handles_release(&owner->module->handles, (uint32_t)wire);
        LeaveCriticalSection(&owner->module->lock);
    }
    *native = (uint64_t)(uintptr_t)pointer;
    return S_OK;
}

static HRESULT pack_function(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, void *native, uint32_t *index)
{
    struct codec_owner *owner = context->owner;

    (void)type, (void)attr;
    if (owner->call && callback_find(owner->call, native, index))
        return S_OK;
    return message_set(&context->message, CROSSBIT_E_ARGUMENT,
        L"%hs: a function pointer of the DLL's own cannot be given to the client", context->function->name);
}

static HRESULT unpack_function(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint32_t index, void **native)
{
    struct codec_owner *owner = context->owner;
    struct call *call = owner->call;

    if (!call || index >= call->callback_count || !call->callbacks[index])
        return message_set(&context->message, CROSSBIT_E_PROTOCOL, L"%hs: the call has no callback number %u",
            context->function->name, index);
    return callback_enter(call, index, type->target->function, attr->keep, native, &context->message);
}

static HRESULT keep_memory(struct codec_context *context, uint64_t peer, size_t size, void **memory)
{
    struct codec_owner *owner = context->owner;
    struct module *module = owner->module;
    struct kept_memory *kept;
    HRESULT hr = S_OK;

    *memory = NULL;
    EnterCriticalSection(&module->lock);
    for (kept = module->kept; kept; kept = kept->next)
        if (kept->peer == peer && kept->size >= size)
            break;
    if (!kept) {
        kept = calloc(1, sizeof(*kept));
        if (kept && !(kept->memory = calloc(1, size ? size : 1))) {
            free(kept);
            kept = NULL;
        }
        if (kept) {
            kept->peer = peer;
            kept->size = size;
            kept->next = module->kept;
            module->kept = kept;
        } else {
            hr = E_OUTOFMEMORY;
        }
    }
    if (kept)
        *memory = kept->memory;
    LeaveCriticalSection(&module->lock);
    return hr;
}

/* Mapped until the library is closed: once, however often it is passed. Takes over hold. */
static HRESULT keep_shared(struct module *module, void *hold)
{
    struct kept_memory *kept;

    EnterCriticalSection(&module->lock);
    for (kept = module->kept; kept && kept->hold != hold; kept = kept->next)
        ;
    if (!kept && (kept = calloc(1, sizeof(*kept)))) {
        kept->hold = hold;
        kept->next = module->kept;
        module->kept = kept;
        hold = NULL;
    }
    LeaveCriticalSection(&module->lock);
    proxies_release_memory(hold);
    return kept ? S_OK : E_OUTOFMEMORY;
}

static HRESULT open_memory(
    struct codec_context *context, const struct codec_shared *shared, size_t size, bool keep, void **memory)
{
    struct codec_owner *owner = context->owner;
    struct call *call = owner->call;
    struct crossbit_memory reference = {.id = shared->id, .offset = shared->offset, .size = (INT64)size};
    void *hold, **more;

    if (FAILED(proxies_open_memory(&reference, memory, &hold)))
        return message_set(&context->message, CROSSBIT_E_PROTOCOL,
            L"%hs: the client shares no memory number %lld with %llu bytes "
            L"at %lld",
            context->function->name, (long long)shared->id, (unsigned long long)size, (long long)shared->offset);
    if (keep)
        return keep_shared(owner->module, hold);
    more = call ? realloc(call->holds, (call->hold_count + 1) * sizeof(*more)) : NULL;
    if (!more) {
        proxies_release_memory(hold);
        return E_OUTOFMEMORY;
    }
    call->holds = more;
    more[call->hold_count++] = hold;
    return S_OK;
}

const struct codec_ops module_codec_ops = {
    pack_handle, unpack_handle, pack_function, unpack_function, keep_memory, NULL, open_memory};
