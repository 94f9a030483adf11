/* SPDX-License-Identifier: MIT */
/* The channel's process-wide state, the threads' state, counters and switches. */
#include "channel_private.h"

#include <ntsecapi.h> /* RtlGenRandom */

struct channel channel;
struct channel_hooks channel_hooks;
struct crossbit_channel_counters channel_counters;

static INIT_ONCE start_once = INIT_ONCE_STATIC_INIT;
static DWORD thread_slot = TLS_OUT_OF_INDEXES; /* (RO after DLL_PROCESS_ATTACH) */
static uint64_t start_cycles;
static LARGE_INTEGER start_time;

uint64_t channel_cycles(void)
{
    return __builtin_ia32_rdtsc();
}

uint64_t channel_cycles_per_us(void)
{
    static volatile LONG known;
    LARGE_INTEGER now, frequency;
    uint64_t cycles, per_us;

    if (known)
        return (uint64_t)known;
    QueryPerformanceCounter(&now);
    QueryPerformanceFrequency(&frequency);
    cycles = channel_cycles() - start_cycles;
    now.QuadPart -= start_time.QuadPart;
    /* Too short to measure: 2500 is near enough to every processor of today for a spinning budget. */
    if (now.QuadPart * 1000 < frequency.QuadPart * 2)
        return 2500;
    per_us = cycles / (uint64_t)(now.QuadPart * 1000000 / frequency.QuadPart);
    if (per_us < 100 || per_us > 100000)
        per_us = 2500;
    InterlockedExchange(&known, (LONG)per_us);
    return per_us;
}

HRESULT channel_random(GUID *number)
{
    return RtlGenRandom(number, sizeof(*number)) ? S_OK : E_FAIL;
}

HRESULT channel_process_created(HANDLE process, INT64 *created)
{
    FILETIME creation, exit_time, kernel, user;

    *created = 0;
    if (!GetProcessTimes(process, &creation, &exit_time, &kernel, &user))
        return HRESULT_FROM_WIN32(GetLastError());
    *created = (INT64)creation.dwHighDateTime << 32 | creation.dwLowDateTime;
    return S_OK;
}

static bool value_is_off(HKEY root)
{
    wchar_t text[16];
    DWORD size = sizeof(text);

    return RegGetValueW(root, L"Software\\Crossbit", L"Channel", RRF_RT_REG_SZ, NULL, text, &size) == ERROR_SUCCESS &&
           !lstrcmpiW(text, L"off");
}

static bool switched_off(void)
{
    wchar_t text[16];
    DWORD length = GetEnvironmentVariableW(L"CROSSBIT_CHANNEL", text, ARRAYSIZE(text));

    /* The environment is the nearer word, so it can also switch on what the registry switched off. */
    if (length > 0 && length < ARRAYSIZE(text))
        return !lstrcmpiW(text, L"off") || !lstrcmpW(text, L"0");
    return value_is_off(HKEY_CURRENT_USER) || value_is_off(HKEY_LOCAL_MACHINE);
}

/* For comparison: every method goes through widl's proxy. */
static bool direct_is_off(void)
{
    wchar_t text[16];
    DWORD length = GetEnvironmentVariableW(L"CROSSBIT_DIRECT", text, ARRAYSIZE(text));

    return length && length < ARRAYSIZE(text) && !lstrcmpiW(text, L"off");
}

/* CROSSBIT_STACK in the environment, in KiB, for a DLL whose functions need more than a thread has by default. */
static DWORD lane_stack(void)
{
    wchar_t text[16];
    DWORD length = GetEnvironmentVariableW(L"CROSSBIT_STACK", text, ARRAYSIZE(text));
    unsigned long kib = length && length < ARRAYSIZE(text) ? wcstoul(text, NULL, 10) : 0;

    return kib > CHANNEL_LANE_STACK >> 10 && kib <= 1u << 20 ? (DWORD)kib << 10 : CHANNEL_LANE_STACK;
}

static BOOL CALLBACK start(INIT_ONCE *once, void *parameter, void **context)
{
    SYSTEM_INFO info;
    HMODULE module;

    (void)once;
    (void)parameter;
    (void)context;
    GetSystemInfo(&info);
    channel.processors = info.dwNumberOfProcessors;
    channel.process_id = GetCurrentProcessId();
    channel.lane_stack = lane_stack();
    channel.direct = !direct_is_off();
    InitializeSRWLock(&channel.lock);
    start_cycles = channel_cycles();
    QueryPerformanceCounter(&start_time);
    if (switched_off() || thread_slot == TLS_OUT_OF_INDEXES)
        return TRUE;
    if (FAILED(channel_random(&channel.instance)) || FAILED(channel_random(&channel.secret)) ||
        FAILED(channel_process_created(GetCurrentProcess(), &channel.created)))
        return TRUE;
    /* Threads of the channel run in this DLL for as long as the process lives. */
    if (!GetModuleHandleExW(
            GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCWSTR)&channel, &module))
        return TRUE;
    channel.enabled = TRUE;
    return TRUE;
}

static BOOL CALLBACK load_com(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once, (void)parameter, (void)context;
    NdrOleFree(NdrOleAllocate(1));
    return TRUE;
}

void channel_load_com(void)
{
    static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

    InitOnceExecuteOnce(&once, load_com, NULL, NULL);
}

bool channel_start(void)
{
    channel_load_com();
    InitOnceExecuteOnce(&start_once, start, NULL, NULL);
    return channel.enabled;
}

void channel_process_attach(const struct channel_hooks *hooks)
{
    channel_hooks = *hooks;
    thread_slot = TlsAlloc();
}

struct thread_state *channel_thread_ends(void)
{
    struct thread_state *state = thread_slot == TLS_OUT_OF_INDEXES ? NULL : TlsGetValue(thread_slot);

    if (state)
        TlsSetValue(thread_slot, NULL);
    return state;
}

struct thread_state *channel_thread(void)
{
    struct thread_state *state = TlsGetValue(thread_slot);

    if (!state && (state = calloc(1, sizeof(*state))) && !TlsSetValue(thread_slot, state)) {
        free(state);
        state = NULL;
    }
    return state;
}

/* NT_TIB.StackBase. Not by NtCurrentTeb: GCC 12 takes the segment's offset for an address and warns of it. */
static UINT_PTR stack_base(void)
{
    UINT_PTR base;

#ifdef _WIN64
    __asm__("movq %%gs:8, %0" : "=r"(base));
#else
    __asm__("movl %%fs:4, %0" : "=r"(base));
#endif
    return base;
}

bool channel_stack_is_low(struct thread_state *thread)
{
    UINT_PTR here = (UINT_PTR)__builtin_frame_address(0), base = stack_base();
    MEMORY_BASIC_INFORMATION info;

    /*
     * Another stack than before: the thread is a fiber's now. The allocation begins where the stack may grow to at
     * most.
     */
    if (thread->stack_high != base) {
        if (!VirtualQuery((void *)here, &info, sizeof(info)))
            return false;
        thread->stack_low = (UINT_PTR)info.AllocationBase;
        thread->stack_high = base;
    }
    return here - thread->stack_low < CHANNEL_STACK_LEAST;
}

HRESULT pins_add(struct pins *pins, IUnknown *object)
{
    IUnknown **objects = realloc(pins->objects, (pins->count + 1) * sizeof(*objects));

    if (!objects)
        return E_OUTOFMEMORY;
    IUnknown_AddRef(object);
    objects[pins->count++] = object;
    pins->objects = objects;
    return S_OK;
}

void pins_release(struct pins *pins)
{
    uint32_t i;

    if (!pins->objects)
        return;
    for (i = 0; i < pins->count; i++)
        IUnknown_Release(pins->objects[i]);
    free(pins->objects);
    pins->objects = NULL;
    pins->count = 0;
}

void channel_count_fallback(HRESULT reason)
{
    InterlockedIncrement(&channel_counters.fallbacks);
    InterlockedExchange((LONG *)&channel_counters.fallback_reason, reason);
}

HRESULT __cdecl CrossbitGetChannelCounters(struct crossbit_channel_counters *counters)
{
    DWORD size;

    if (!counters || counters->size < sizeof(DWORD) * 2)
        return E_INVALIDARG;
    size = min(counters->size, sizeof(channel_counters));
    memcpy(counters, &channel_counters, size);
    counters->size = size;
    return S_OK;
}

HRESULT __cdecl CrossbitSetThreadDeadline(DWORD milliseconds)
{
    struct thread_state *state = channel_thread();

    if (!state)
        return E_OUTOFMEMORY;
    state->deadline_ms = milliseconds;
    return S_OK;
}
