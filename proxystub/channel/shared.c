/* SPDX-License-Identifier: MIT */
/*
 * Memory that two processes see at once: docs/channel.md, "Shared memory". The process that makes it is its owner; a
 * peer maps it when the owner first passes it there, and knows it by a number from then on.
 */
#include "channel_private.h"

/* A piece of memory, at its owner or where it is mapped. */
struct memory {
    LONG refs;           /* (interlocked) the program's or the connection's; one for each call that uses it */
    uint64_t id;         /* (RO) */
    uint8_t *view;       /* (RO) a page with the header, the memory, a page that ends it */
    uint64_t size;       /* (RO) of the memory: whole pages */
    HANDLE section;      /* (RO) the owner's; NULL: it is a peer's */
    GUID nonce;          /* (RO) the owner's */
    struct memory *next; /* (memory_lock) a peer's, in the table of its connection */
};

/* A peer was asked to map memory of this process. */
struct told {
    struct told *next;
    uint64_t id;
    HRESULT answer;
};

static SRWLOCK lock = SRWLOCK_INIT;
static struct memory **pieces;    /* (lock) this process's own, by address */
static volatile LONG piece_count; /* (lock) to change it */
static LONG piece_capacity;       /* (lock) */
static volatile LONG64 last_id;   /* (interlocked) */

static uint8_t *first_byte(const struct memory *memory)
{
    return memory->view + MEMORY_PAGE;
}

/* How many pieces begin at or below address. The lock is held. */
static LONG count_below(const void *address)
{
    LONG low = 0, high = piece_count, middle;

    while (low < high) {
        middle = low + (high - low) / 2;
        if (first_byte(pieces[middle]) <= (const uint8_t *)address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The piece that all these bytes lie in, with a reference. */
struct memory *shared_find(const void *address, SIZE_T size, uint64_t *offset)
{
    struct memory *memory = NULL;
    LONG below;

    if (!piece_count)
        return NULL;
    AcquireSRWLockShared(&lock);
    below = count_below(address);
    if (below) {
        memory = pieces[below - 1];
        *offset = (uint64_t)((const uint8_t *)address - first_byte(memory));
        if (*offset < memory->size && size <= memory->size - *offset)
            InterlockedIncrement(&memory->refs);
        else
            memory = NULL;
    }
    ReleaseSRWLockShared(&lock);
    return memory;
}

/*
 * ---- telling peers --------------------------------------------------------------------------------------------------
 */

static struct told **find_told(struct connection *connection, uint64_t id)
{
    struct told **at = &connection->told[id % CHANNEL_MEMORY_BUCKETS];

    while (*at && (*at)->id != id)
        at = &(*at)->next;
    return at;
}

/* Has the peer unmap what its owner has given up. control_lock is held. deadline: in ms; 0: none. */
static void send_unmap(struct connection *connection, DWORD deadline)
{
    uint64_t ids[CHANNEL_UNMAP_AT_ONCE];
    struct told *list, *told;
    uint32_t count;

    AcquireSRWLockExclusive(&connection->memory_lock);
    list = connection->unmap;
    connection->unmap = NULL;
    ReleaseSRWLockExclusive(&connection->memory_lock);
    while (list) {
        for (count = 0; list && count < CHANNEL_UNMAP_AT_ONCE; count++) {
            told = list;
            list = told->next;
            ids[count] = told->id;
            free(told);
        }
        /* Fails when the peer is dead, and its mappings with it; given up, they stay mapped at worst until it is. */
        connection_control(connection, CONNECTION_UNMAP, ids, count * (uint32_t)sizeof(ids[0]), deadline);
    }
}

static DWORD WINAPI unmap_later(void *context)
{
    struct connection *connection = context;

    InterlockedExchange(&connection->unmapping, 0);
    EnterCriticalSection(&connection->control_lock);
    send_unmap(connection, 0);
    LeaveCriticalSection(&connection->control_lock);
    connection_release(connection);
    return 0;
}

/*
 * Own memory is over: the peers that map it are told by a thread of the pool, or before they are asked to map anything
 * else.
 */
static void tell_peers(uint64_t id)
{
    struct connection *connection;
    struct told **at, *told;
    bool queue;

    AcquireSRWLockShared(&channel.lock);
    for (connection = channel.connections; connection; connection = connection->next) {
        queue = false;
        AcquireSRWLockExclusive(&connection->memory_lock);
        at = find_told(connection, id);
        if ((told = *at)) {
            *at = told->next;
            queue = SUCCEEDED(told->answer) || told->answer == RPC_E_TIMEOUT; /* which it may have mapped later */
            if (queue) {
                told->next = connection->unmap;
                connection->unmap = told;
            } else {
                free(told);
            }
        }
        ReleaseSRWLockExclusive(&connection->memory_lock);
        if (queue && !InterlockedExchange(&connection->unmapping, 1)) {
            connection_addref(connection); /* never the last one: the table has another */
            if (!QueueUserWorkItem(unmap_later, connection, WT_EXECUTELONGFUNCTION)) {
                InterlockedExchange(&connection->unmapping, 0);
                connection_release(connection);
            }
        }
    }
    ReleaseSRWLockShared(&channel.lock);
}

static void memory_release(struct memory *memory)
{
    if (InterlockedDecrement(&memory->refs))
        return;
    if (memory->section) {
        tell_peers(memory->id);
        InterlockedDecrement(&channel_counters.memory_own);
        CloseHandle(memory->section);
    } else {
        InterlockedDecrement(&channel_counters.memory_mapped);
    }
    UnmapViewOfFile(memory->view);
    free(memory);
}

/*
 * ---- the owner ------------------------------------------------------------------------------------------------------
 */

/* An access outside of the memory is to fail, not to hit the header or what lies behind. */
static bool close_ends(const struct memory *memory)
{
    DWORD before;

    return VirtualProtect(memory->view, MEMORY_PAGE, PAGE_NOACCESS, &before) &&
           VirtualProtect(first_byte(memory) + memory->size, MEMORY_PAGE, PAGE_NOACCESS, &before);
}

static bool list_own(struct memory *memory)
{
    struct memory **grown;
    LONG at;

    AcquireSRWLockExclusive(&lock);
    if (piece_count == piece_capacity) {
        grown = realloc(pieces, (size_t)(piece_capacity + 64) * sizeof(*grown));
        if (!grown) {
            ReleaseSRWLockExclusive(&lock);
            return false;
        }
        pieces = grown;
        piece_capacity += 64;
    }
    at = count_below(first_byte(memory));
    memmove(pieces + at + 1, pieces + at, (size_t)(piece_count - at) * sizeof(*pieces));
    pieces[at] = memory;
    piece_count++;
    ReleaseSRWLockExclusive(&lock);
    return true;
}

void *__cdecl CrossbitAllocMemory(SIZE_T size)
{
    struct memory_header *header;
    struct memory *memory;
    uint64_t total;

    channel_start();
    if (size > (SIZE_T)-1 - 4 * MEMORY_PAGE || !(memory = calloc(1, sizeof(*memory))))
        return NULL;
    memory->refs = 1;
    memory->id = (uint64_t)InterlockedIncrement64(&last_id);
    memory->size = size ? (size + MEMORY_PAGE - 1) & ~(uint64_t)(MEMORY_PAGE - 1) : MEMORY_PAGE;
    total = memory->size + 2 * MEMORY_PAGE;
    if (FAILED(channel_random(&memory->nonce)) ||
        !(memory->section = CreateFileMappingW(
              INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, (DWORD)(total >> 32), (DWORD)total, NULL)) ||
        !(memory->view = MapViewOfFile(memory->section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0)))
        goto fail;
    header = (struct memory_header *)memory->view;
    header->magic = MEMORY_MAGIC;
    header->size = memory->size;
    header->nonce = memory->nonce;
    if (!close_ends(memory) || !list_own(memory))
        goto fail;
    InterlockedIncrement(&channel_counters.memory_own);
    return first_byte(memory);
fail:
    if (memory->view)
        UnmapViewOfFile(memory->view);
    if (memory->section)
        CloseHandle(memory->section);
    free(memory);
    return NULL;
}

void __cdecl CrossbitFreeMemory(void *address)
{
    struct memory *memory = NULL;
    LONG below;

    if (!address)
        return;
    AcquireSRWLockExclusive(&lock);
    below = count_below(address);
    if (below && first_byte(pieces[below - 1]) == address) {
        memory = pieces[below - 1];
        piece_count--;
        memmove(pieces + below - 1, pieces + below, (size_t)(piece_count - (below - 1)) * sizeof(*pieces));
    }
    ReleaseSRWLockExclusive(&lock);
    if (memory)
        memory_release(memory);
}

bool shared_in_use(void)
{
    return piece_count != 0;
}

/* Has the peer map the memory unless it did before. */
static HRESULT tell(struct connection *connection, const struct memory *memory)
{
    struct map_request request = {
        .id = memory->id, .section = (uintptr_t)memory->section, .size = memory->size, .nonce = memory->nonce};
    DWORD deadline = connection_deadline(connection, channel_thread());
    struct told **at, *told;
    HRESULT hr = S_FALSE;

    AcquireSRWLockShared(&connection->memory_lock);
    if ((told = *find_told(connection, memory->id)))
        hr = told->answer;
    ReleaseSRWLockShared(&connection->memory_lock);
    if (told || connection->dead)
        return hr;

    if (FAILED(connection_enter_control(connection, deadline)))
        return S_FALSE; /* so it is copied; the call has its own deadline */
    AcquireSRWLockShared(&connection->memory_lock);
    if ((told = *find_told(connection, memory->id)))
        hr = told->answer; /* another thread was quicker */
    ReleaseSRWLockShared(&connection->memory_lock);
    if (told)
        goto exit;
    send_unmap(connection, deadline); /* makes room first */
    if (!(told = malloc(sizeof(*told)))) {
        hr = E_OUTOFMEMORY;
        goto exit;
    }
    hr = connection_control(connection, CONNECTION_MAP, &request, sizeof(request), deadline);
    if (hr == E_OUTOFMEMORY) {
        free(told); /* there may be room the next time */
        goto exit;
    }
    told->id = memory->id;
    told->answer = hr;
    AcquireSRWLockExclusive(&connection->memory_lock);
    at = find_told(connection, memory->id);
    told->next = *at;
    *at = told;
    ReleaseSRWLockExclusive(&connection->memory_lock);
exit:
    LeaveCriticalSection(&connection->control_lock);
    return hr;
}

HRESULT shared_offer(struct connection *connection, const struct memory *memory, uint64_t offset, SIZE_T size,
    struct crossbit_memory *reference)
{
    if (tell(connection, memory) != S_OK)
        return S_FALSE;
    InterlockedIncrement(&channel_counters.memory_shared);
    reference->id = (INT64)memory->id;
    reference->offset = (INT64)offset;
    reference->size = (INT64)size;
    return S_OK;
}

/*
 * ---- where it is mapped ---------------------------------------------------------------------------------------------
 */

static struct memory **find_mapped(struct connection *connection, uint64_t id)
{
    struct memory **at = &connection->mapped[id % CHANNEL_MEMORY_BUCKETS];

    while (*at && (*at)->id != id)
        at = &(*at)->next;
    return at;
}

HRESULT shared_map(struct connection *connection, const struct map_request *request)
{
    struct memory_header header;
    struct memory *memory, **at;
    HANDLE section = NULL;
    HRESULT hr;

    if (!request->size || request->size % MEMORY_PAGE || request->size > UINT64_MAX - 2 * MEMORY_PAGE)
        return E_INVALIDARG;
    if (!(memory = calloc(1, sizeof(*memory))))
        return E_OUTOFMEMORY;
    memory->refs = 1;
    memory->id = request->id;
    memory->size = request->size;
    if (FAILED(hr = lane_fetch_handle(connection, request->section, &section)))
        goto exit;
    if (!(memory->view = MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0))) {
        hr = GetLastError() == ERROR_ACCESS_DENIED ? E_ACCESSDENIED : E_OUTOFMEMORY; /* no room in this address space */
        goto exit;
    }
    hr = E_ACCESSDENIED;
    if (lane_view_size(memory->view) < request->size + 2 * MEMORY_PAGE)
        goto exit;
    memcpy(&header, memory->view, sizeof(header));
    if (header.magic != MEMORY_MAGIC || header.size != request->size || !IsEqualGUID(&header.nonce, &request->nonce) ||
        !close_ends(memory))
        goto exit;
    AcquireSRWLockExclusive(&connection->memory_lock);
    at = find_mapped(connection, request->id);
    hr = *at ? E_INVALIDARG : S_OK;
    if (!*at) {
        *at = memory;
        InterlockedIncrement(&channel_counters.memory_mapped);
        memory = NULL;
    }
    ReleaseSRWLockExclusive(&connection->memory_lock);
exit:
    if (section)
        CloseHandle(section); /* the view keeps it */
    if (memory && memory->view)
        UnmapViewOfFile(memory->view);
    free(memory);
    return hr;
}

void shared_unmap(struct connection *connection, const uint64_t *ids, uint32_t count)
{
    struct memory **at, *memory;

    for (; count; count--, ids++) {
        AcquireSRWLockExclusive(&connection->memory_lock);
        at = find_mapped(connection, *ids);
        if ((memory = *at))
            *at = memory->next;
        ReleaseSRWLockExclusive(&connection->memory_lock);
        if (memory)
            memory_release(memory);
    }
}

HRESULT __cdecl CrossbitOpenMemory(const struct crossbit_memory *reference, void **address, void **hold)
{
    struct crossbit_memory wanted = *reference; /* read once: it may lie where the peer writes */
    struct thread_state *thread = channel_thread();
    struct connection *connection = thread && thread->serving ? thread->serving->connection : NULL;
    struct memory *memory;
    uint64_t offset = (uint64_t)wanted.offset, size = (uint64_t)wanted.size;

    *address = *hold = NULL;
    if (!connection)
        return E_UNEXPECTED;
    AcquireSRWLockShared(&connection->memory_lock);
    memory = *find_mapped(connection, (uint64_t)wanted.id);
    if (memory && offset < memory->size && size <= memory->size - offset)
        InterlockedIncrement(&memory->refs);
    else
        memory = NULL;
    ReleaseSRWLockShared(&connection->memory_lock);
    if (!memory)
        return E_INVALIDARG;
    *address = first_byte(memory) + offset;
    *hold = memory;
    return S_OK;
}

void __cdecl CrossbitReleaseMemory(void *hold)
{
    if (hold)
        memory_release(hold);
}

/*
 * ---- the end of a connection ----------------------------------------------------------------------------------------
 */

void shared_connection_ended(struct connection *connection)
{
    struct memory *memory;
    uint32_t i;

    for (i = 0; i < CHANNEL_MEMORY_BUCKETS; i++)
        for (;;) {
            AcquireSRWLockExclusive(&connection->memory_lock);
            if ((memory = connection->mapped[i]))
                connection->mapped[i] = memory->next;
            ReleaseSRWLockExclusive(&connection->memory_lock);
            if (!memory)
                break;
            memory_release(memory);
        }
}

static void free_told(struct told *told)
{
    struct told *next;

    for (; told; told = next) {
        next = told->next;
        free(told);
    }
}

void shared_connection_cleanup(struct connection *connection)
{
    uint32_t i;

    shared_connection_ended(connection);
    free_told(connection->unmap);
    for (i = 0; i < CHANNEL_MEMORY_BUCKETS; i++)
        free_told(connection->told[i]);
}
