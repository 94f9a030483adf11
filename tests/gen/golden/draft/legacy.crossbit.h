/*
 * A first annotation header for legacy.dll, by crossbit-gen --draft. Put one of the words in its brackets in the
 * place of each CROSSBIT_DECIDE, by the library's documentation; until then nothing is made from this.
 */
#include <crossbit/annotate.h>
#include "legacy.h"

CROSSBIT_LIBRARY("legacy.dll");

CROSSBIT_HANDLE(struct legacy_shop *);

typedef int (__stdcall *legacy_visit)(
    CROSSBIT_DECIDE(CROSSBIT_USER, CROSSBIT_AS_HANDLE(tag), _In_reads_bytes_(n) or _Out_writes_bytes_(n)) void *user,
    CROSSBIT_DECIDE(_In_ or _In_reads_(n)) const legacy_item *item,
    int index);
typedef void (__stdcall *legacy_notice)(
    CROSSBIT_DECIDE(CROSSBIT_USER, CROSSBIT_AS_HANDLE(tag), _In_reads_bytes_(n) or _Out_writes_bytes_(n)) void *user,
    CROSSBIT_DECIDE(_In_z_ or _In_reads_(n)) const char *text);

CROSSBIT_DECIDE(_Ret_z_ CROSSBIT_STATIC, _Ret_z_ CROSSBIT_FREED_BY(function) or CROSSBIT_RESULT_IS(parameter))
const char *__stdcall legacy_version(void);

/* legacy_multiply: nothing is open */

/* legacy_mix: nothing is open */

size_t __stdcall legacy_count_letters(
    CROSSBIT_DECIDE(_In_ or _In_reads_(n)) const wchar_t *text,
    wchar_t letter);

int __stdcall legacy_describe(
    int number,
    CROSSBIT_DECIDE(_Out_writes_(size), _Out_writes_z_(size) or _Inout_updates_(size)) char *buffer,
    int size);

int __stdcall legacy_sum(
    CROSSBIT_DECIDE(_In_reads_(count), or _In_reads_bytes_(count) if it counts bytes; _In_ if count is about something else) const short *values,
    int count,
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) long long *sum,
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) int *largest);

void __stdcall legacy_sort(
    CROSSBIT_DECIDE(_Out_writes_(count) or _Inout_updates_(count), with bytes_ if it counts bytes; _Out_ or _Inout_ if it is about something else) int *values,
    int count);

/* legacy_grow: nothing is open */

int __stdcall legacy_total(
    CROSSBIT_DECIDE(_In_ or _In_reads_(n)) const legacy_list *list,
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) size_t *total);

int __stdcall legacy_relabel(
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) legacy_list *list,
    CROSSBIT_DECIDE(_In_z_ or _In_reads_(n)) const char *label);

CROSSBIT_DECIDE(_Ret_z_ CROSSBIT_STATIC, _Ret_z_ CROSSBIT_FREED_BY(function) or CROSSBIT_RESULT_IS(parameter))
char *__stdcall legacy_join(
    CROSSBIT_DECIDE(_Outptr_result_z_ CROSSBIT_FREED_BY(function), _Outptr_result_buffer_(n) CROSSBIT_STATIC, _Outptr_ CROSSBIT_AS_HANDLE(tag), _In_reads_(n) CROSSBIT_OF_STRINGS) const char *const *texts,
    int count);

void __stdcall legacy_release(
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) char *text);

legacy_shop __stdcall legacy_open(
    CROSSBIT_DECIDE(_In_z_ or _In_reads_(n)) const char *name);

int __stdcall legacy_add(
    legacy_shop shop,
    CROSSBIT_DECIDE(_In_ or _In_reads_(n)) const legacy_item *item);

int __stdcall legacy_find(
    legacy_shop shop,
    CROSSBIT_DECIDE(_In_z_ or _In_reads_(n)) const char *name,
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) legacy_item *found);

int __stdcall legacy_each(
    legacy_shop shop,
    CROSSBIT_DECIDE(CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED(handle)) legacy_visit visit,
    CROSSBIT_DECIDE(CROSSBIT_USER, CROSSBIT_AS_HANDLE(tag), _In_reads_bytes_(n) or _Out_writes_bytes_(n)) void *user);

void __stdcall legacy_on_notice(
    legacy_shop shop,
    CROSSBIT_DECIDE(CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED(handle)) legacy_notice notice,
    CROSSBIT_DECIDE(CROSSBIT_USER, CROSSBIT_AS_HANDLE(tag), _In_reads_bytes_(n) or _Out_writes_bytes_(n)) void *user);

int __stdcall legacy_post(
    legacy_shop shop,
    CROSSBIT_DECIDE(_In_z_ or _In_reads_(n)) const char *text);

void __stdcall legacy_close(
    CROSSBIT_DECIDE(CROSSBIT_CLOSES, or nothing if it does not end what this stands for) legacy_shop shop);

BOOL __stdcall legacy_signal(
    CROSSBIT_DECIDE(CROSSBIT_USER, CROSSBIT_AS_HANDLE(tag), _In_reads_bytes_(n) or _Out_writes_bytes_(n)) HANDLE event);

/* legacy_log: cannot cross as it is; write it by hand or leave it out: */
CROSSBIT_SKIP(legacy_log);

