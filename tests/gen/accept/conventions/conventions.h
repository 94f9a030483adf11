/* Calling conventions, ways to export, and SAL that stands in the header itself. */
#ifndef CONVENTIONS_H
#define CONVENTIONS_H

#include <stddef.h>
#include <sal.h>

#define CONV_API __stdcall

typedef struct pair { int a; size_t b; } pair;

int __cdecl cdecl_add(int a, int b);
int CONV_API stdcall_add(int a, int b);
long long CONV_API stdcall_wide(long long a, char b, double c);
int __fastcall fastcall_add(int a, int b, int c);
int __fastcall fastcall_wide(int a, long long b, int c);
pair CONV_API stdcall_struct(pair value, int factor);
void CONV_API stdcall_nothing(void);
int CONV_API stdcall_nothing_count(void);
int sal_in_header(_In_reads_(count) const int *values, _In_ int count);
int sal_text(_In_z_ const char *text);
int by_ordinal(int a);
int CONV_API by_ordinal_stdcall(int a, int b);
int handmade(int a, ...);
int changed_by_hand(int a);
int left_out(void *unknown);
int shared_serial(int a);
int failing(int a);

#endif
