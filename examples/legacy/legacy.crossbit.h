/* SPDX-License-Identifier: MIT */
/* Annotations for legacy.h. Each word is explained in docs/annotations.md. */
#ifndef LEGACY_CROSSBIT_H
#define LEGACY_CROSSBIT_H

#include "legacy.h"
#include <crossbit/annotate.h>

CROSSBIT_LIBRARY("legacy.dll");
CROSSBIT_HANDLE(legacy_shop);

CROSSBIT_STRUCT(legacy_item)
{
    _Field_z_ CROSSBIT_STATIC const char *name;
    size_t weight;
    legacy_kind kind;
    long tags[2];
    CROSSBIT_USER void *cookie;
};
CROSSBIT_STRUCT(legacy_list)
{
    _Field_size_(count) legacy_item *items;
    int count;
    wchar_t title[16];
    struct {
        int low, high;
    } range;
};
typedef int(LEGACY_API *legacy_visit)(CROSSBIT_USER void *user, _In_ const legacy_item *item, int index);
typedef void(LEGACY_API *legacy_notice)(CROSSBIT_USER void *user, _In_z_ const char *text);

_Ret_z_ CROSSBIT_STATIC const char *LEGACY_API legacy_version(void);
size_t LEGACY_API legacy_count_letters(_In_opt_z_ const wchar_t *text, wchar_t letter);
_Success_(return == 0) int LEGACY_API legacy_describe(int number, _Out_writes_z_(size) char *buffer, int size);
_Success_(return == 0) int LEGACY_API
    legacy_sum(_In_reads_opt_(count) const short *values, int count, _Out_ long long *sum, _Out_opt_ int *largest);
void LEGACY_API legacy_sort(_Inout_updates_(count) int *values, int count);
int LEGACY_API legacy_total(_In_ const legacy_list *list, _Out_ size_t *total);
int LEGACY_API legacy_relabel(_Inout_ legacy_list *list, _In_z_ const char *label);
_Ret_z_ CROSSBIT_FREED_BY(legacy_release)
char *LEGACY_API legacy_join(_In_reads_(count) CROSSBIT_OF_STRINGS const char *const *texts, int count);
void LEGACY_API legacy_release(_In_z_ CROSSBIT_FREES char *text);
CROSSBIT_FAILS(NULL) legacy_shop LEGACY_API legacy_open(_In_opt_z_ const char *name);
CROSSBIT_FAILS(-1) int LEGACY_API legacy_add(legacy_shop shop, _In_ const legacy_item *item);
_Success_(return == 1) CROSSBIT_FAILS(0) int LEGACY_API
    legacy_find(legacy_shop shop, _In_z_ const char *name, _Out_ legacy_item *found);
int LEGACY_API legacy_each(legacy_shop shop, CROSSBIT_DURING_CALL legacy_visit visit, CROSSBIT_USER void *user);
void LEGACY_API legacy_on_notice(
    legacy_shop shop, CROSSBIT_UNTIL_REPLACED legacy_notice notice, CROSSBIT_USER void *user);
int LEGACY_API legacy_post(legacy_shop shop, _In_z_ const char *text);
void LEGACY_API legacy_close(CROSSBIT_CLOSES legacy_shop shop);
CROSSBIT_FAILS(FALSE) BOOL LEGACY_API legacy_signal(CROSSBIT_KERNEL_HANDLE HANDLE event);
CROSSBIT_CLIENT_CODE int __cdecl legacy_log(const char *format, ...);
CROSSBIT_HELPER CROSSBIT_FAILS(-1) int __cdecl legacy_log_text(_In_z_ const char *text);

#endif
