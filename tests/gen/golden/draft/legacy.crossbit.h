/*
 * A first annotation header for legacy.dll, by crossbit-gen --draft. Lines marked `inferred` are guesses: check them
 * against the documentation. Each CROSSBIT_DECIDE does not compile until it is replaced by one of the words in its brackets.
 */
#include <crossbit/annotate.h>
#include "legacy.h"

CROSSBIT_LIBRARY("legacy.dll");

CROSSBIT_DECIDE(_Ret_z_ CROSSBIT_STATIC, CROSSBIT_AS_HANDLE(tag) or CROSSBIT_RESULT_IS(parameter))
const char * __stdcall legacy_version(void);

/* legacy_multiply: the header alone proves it */

/* legacy_mix: the header alone proves it */

size_t __stdcall legacy_count_letters(
    CROSSBIT_DECIDE(_In_ or _In_reads_(n)) const wchar_t * text,
    wchar_t letter);

int __stdcall legacy_describe(
    int number,
    /* inferred */ _Inout_updates_(size) char * buffer,
    int size);

int __stdcall legacy_sum(
    /* inferred */ _In_reads_(count) const short * values,
    int count,
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) long long * sum,
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) int * largest);

void __stdcall legacy_sort(
    /* inferred */ _Inout_updates_(count) int * values,
    int count);

/* legacy_grow: the header alone proves it */

int __stdcall legacy_total(
    CROSSBIT_DECIDE(_In_ or _In_reads_(n)) const legacy_list * list,
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) size_t * total);

int __stdcall legacy_relabel(
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) legacy_list * list,
    /* inferred */ _In_z_ const char * label);

CROSSBIT_DECIDE(_Ret_z_ CROSSBIT_STATIC, CROSSBIT_AS_HANDLE(tag) or CROSSBIT_RESULT_IS(parameter))
char * __stdcall legacy_join(
    /* inferred */ _In_reads_(count) const char *const * texts,
    int count);

void __stdcall legacy_release(
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) char * text);

CROSSBIT_DECIDE(_Ret_z_ CROSSBIT_STATIC, CROSSBIT_AS_HANDLE(tag) or CROSSBIT_RESULT_IS(parameter))
legacy_shop __stdcall legacy_open(
    /* inferred */ _In_z_ const char * name);

int __stdcall legacy_add(
    CROSSBIT_DECIDE(CROSSBIT_HANDLE of this type, above) legacy_shop shop,
    CROSSBIT_DECIDE(_In_ or _In_reads_(n)) const legacy_item * item);

int __stdcall legacy_find(
    CROSSBIT_DECIDE(CROSSBIT_HANDLE of this type, above) legacy_shop shop,
    /* inferred */ _In_z_ const char * name,
    CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)) legacy_item * found);

int __stdcall legacy_each(
    CROSSBIT_DECIDE(CROSSBIT_HANDLE of this type, above) legacy_shop shop,
    CROSSBIT_DECIDE(CROSSBIT_DURING_CALL or CROSSBIT_UNTIL_REPLACED) legacy_visit visit,
    CROSSBIT_DECIDE(_In_reads_bytes_(n), CROSSBIT_USER or CROSSBIT_AS_HANDLE(tag)) void * user);

void __stdcall legacy_on_notice(
    CROSSBIT_DECIDE(CROSSBIT_HANDLE of this type, above) legacy_shop shop,
    CROSSBIT_DECIDE(CROSSBIT_DURING_CALL or CROSSBIT_UNTIL_REPLACED) legacy_notice notice,
    CROSSBIT_DECIDE(_In_reads_bytes_(n), CROSSBIT_USER or CROSSBIT_AS_HANDLE(tag)) void * user);

int __stdcall legacy_post(
    CROSSBIT_DECIDE(CROSSBIT_HANDLE of this type, above) legacy_shop shop,
    /* inferred */ _In_z_ const char * text);

void __stdcall legacy_close(
    CROSSBIT_DECIDE(CROSSBIT_HANDLE of this type, above) legacy_shop shop);

BOOL __stdcall legacy_signal(
    CROSSBIT_DECIDE(_In_reads_bytes_(n), CROSSBIT_USER or CROSSBIT_AS_HANDLE(tag)) HANDLE event);

/* legacy_log: cannot cross as it is; write it by hand or leave it out: */
CROSSBIT_SKIP(legacy_log);

