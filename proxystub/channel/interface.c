/* SPDX-License-Identifier: MIT */
/* Interfaces as this process knows them: the factory of proxies and stubs, and which methods are plain. */
#include "channel_private.h"

#include <rpcproxy.h>
#include <stdio.h>

#define BUCKETS 64

static SRWLOCK lock = SRWLOCK_INIT;
static struct interface_info *buckets[BUCKETS]; /* (lock) only ever added to */

/* Interfaces that are about the proxy itself, or that only make sense inside a process. */
static bool never_carried(const IID *iid)
{
    const IID *local[] = {&IID_IUnknown, &IID_IMarshal, &IID_IMarshal2, &IID_IStdMarshalInfo, &IID_IClientSecurity,
        &IID_IServerSecurity, &IID_IMultiQI, &IID_IRpcOptions, &IID_IExternalConnection, &IID_ICrossbitChannelPeer};
    size_t i;

    for (i = 0; i < ARRAYSIZE(local); i++)
        if (IsEqualIID(iid, local[i]))
            return true;
    return false;
}

static struct interface_info *find(struct interface_info *const *bucket, const IID *iid)
{
    struct interface_info *info;

    for (info = *bucket; info && !IsEqualIID(&info->iid, iid); info = info->next)
        ;
    return info;
}

struct factory_search {
    const CLSID *clsid;
    IPSFactoryBuffer *factory;
};

static void find_factory(void *context)
{
    struct factory_search *search = context;

    if (FAILED(CoGetClassObject(
            search->clsid, CLSCTX_INPROC_SERVER, NULL, &IID_IPSFactoryBuffer, (void **)&search->factory)))
        search->factory = NULL;
}

const struct interface_info *interface_find(const IID *iid)
{
    struct interface_info **bucket = &buckets[(iid->Data1 ^ iid->Data1 >> 16) % BUCKETS], *info, *other;
    static const struct home multithreaded = {.kind = HOME_MTA};
    struct factory_search search = {0};
    CLSID clsid;

    AcquireSRWLockShared(&lock);
    info = find(bucket, iid);
    ReleaseSRWLockShared(&lock);
    if (info || never_carried(iid))
        return info;

    /* A failure is not remembered: the interface may be registered later. */
    if (CoGetPSClsid(iid, &clsid) != S_OK || !(info = calloc(1, sizeof(*info))))
        return NULL;
    info->iid = *iid;
    search.clsid = &clsid;
    find_factory(&search);
    /*
     * A class object that a process has registered for itself is known in that apartment alone: in most programs the
     * MTA.
     */
    if (!search.factory)
        apartment_run(&multithreaded, find_factory, &search);
    if (!(info->factory = search.factory)) {
        free(info);
        return NULL;
    }
    plain_examine(info);
    AcquireSRWLockExclusive(&lock);
    if ((other = find(bucket, iid)) == NULL) {
        info->next = *bucket;
        *bucket = info;
    }
    ReleaseSRWLockExclusive(&lock);
    if (other) {
        IPSFactoryBuffer_Release(info->factory);
        free(info->plain);
        free(info->direct);
        free((void *)info->face_table);
        free((void *)info->names);
        free(info);
        info = other;
    }
    return info;
}

bool interface_has_method(const struct interface_info *info, uint32_t method)
{
    /* The first three are IUnknown's, which travel as messages to the connection. Unknown: a stub that knows itself. */
    return method >= 3 && method < (info->method_count ? info->method_count : 0x7fff);
}

bool interface_is_flat(const struct interface_info *info, uint32_t method)
{
    return info && info->direct && method < info->method_count && direct_is_flat(info->direct, method);
}

const char *interface_method_name(const struct interface_info *info, uint32_t method)
{
    const GUID *iid = &info->iid;
    char *name;

    if (!info->names || method >= info->method_count)
        return "a method of a COM object";
    if ((name = info->names[method]) == NULL && (name = malloc(64)) != NULL) {
        snprintf(name, 64, "method %u of {%08lX-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}", method, iid->Data1,
            iid->Data2, iid->Data3, iid->Data4[0], iid->Data4[1], iid->Data4[2], iid->Data4[3], iid->Data4[4],
            iid->Data4[5], iid->Data4[6], iid->Data4[7]);
        if (InterlockedCompareExchangePointer((void *volatile *)&info->names[method], name, NULL)) {
            free(name);
            name = info->names[method];
        }
    }
    return name ? name : "a method of a COM object";
}

bool interface_plain_request(const struct interface_info *info, uint32_t method)
{
    return info && info->plain && method < info->method_count && (info->plain[method] & PLAIN_REQUEST);
}

bool interface_plain_reply(const struct interface_info *info, uint32_t method)
{
    return info && info->plain && method < info->method_count && (info->plain[method] & PLAIN_REPLY);
}
