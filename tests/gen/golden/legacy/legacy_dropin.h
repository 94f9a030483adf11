/* Made by crossbit-gen for legacy.dll: for hand-written code of the drop-in. Do not edit. */
#ifndef CROSSBIT_legacy_DROPIN_H
#define CROSSBIT_legacy_DROPIN_H

#include "legacy_wire.h"

const char * __stdcall dropin_legacy_version(void) CROSSBIT_EXPORT("dropin_legacy_version");
long long __stdcall dropin_legacy_multiply(long long a, int b) CROSSBIT_EXPORT("dropin_legacy_multiply");
double __stdcall dropin_legacy_mix(float a, double b, unsigned char c) CROSSBIT_EXPORT("dropin_legacy_mix");
size_t __stdcall dropin_legacy_count_letters(const wchar_t * text, wchar_t letter) CROSSBIT_EXPORT("dropin_legacy_count_letters");
int __stdcall dropin_legacy_describe(int number, char * buffer, int size) CROSSBIT_EXPORT("dropin_legacy_describe");
int __stdcall dropin_legacy_sum(const short * values, int count, long long * sum, int * largest) CROSSBIT_EXPORT("dropin_legacy_sum");
void __stdcall dropin_legacy_sort(int * values, int count) CROSSBIT_EXPORT("dropin_legacy_sort");
legacy_box __stdcall dropin_legacy_grow(legacy_box box, double factor) CROSSBIT_EXPORT("dropin_legacy_grow");
int __stdcall dropin_legacy_total(const legacy_list * list, size_t * total) CROSSBIT_EXPORT("dropin_legacy_total");
int __stdcall dropin_legacy_relabel(legacy_list * list, const char * label) CROSSBIT_EXPORT("dropin_legacy_relabel");
char * __stdcall dropin_legacy_join(const char *const * texts, int count) CROSSBIT_EXPORT("dropin_legacy_join");
void __stdcall dropin_legacy_release(char * text) CROSSBIT_EXPORT("dropin_legacy_release");
legacy_shop __stdcall dropin_legacy_open(const char * name) CROSSBIT_EXPORT("dropin_legacy_open");
int __stdcall dropin_legacy_add(legacy_shop shop, const legacy_item * item) CROSSBIT_EXPORT("dropin_legacy_add");
int __stdcall dropin_legacy_find(legacy_shop shop, const char * name, legacy_item * found) CROSSBIT_EXPORT("dropin_legacy_find");
int __stdcall dropin_legacy_each(legacy_shop shop, legacy_visit visit, void * user) CROSSBIT_EXPORT("dropin_legacy_each");
void __stdcall dropin_legacy_on_notice(legacy_shop shop, legacy_notice notice, void * user) CROSSBIT_EXPORT("dropin_legacy_on_notice");
int __stdcall dropin_legacy_post(legacy_shop shop, const char * text) CROSSBIT_EXPORT("dropin_legacy_post");
void __stdcall dropin_legacy_close(legacy_shop shop) CROSSBIT_EXPORT("dropin_legacy_close");
BOOL __stdcall dropin_legacy_signal(HANDLE event) CROSSBIT_EXPORT("dropin_legacy_signal");
int __cdecl dropin_legacy_log_text(const char * text) CROSSBIT_EXPORT("dropin_legacy_log_text");

#endif
