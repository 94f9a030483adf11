#include "text.h"
#include <crossbit/annotate.h>
CROSSBIT_LIBRARY("text.dll");
int ansi_in(_In_z_ const char *text);
int ansi_null(_In_opt_z_ const char *text);
int wide_in(_In_z_ const wchar_t *text);
int wide_null(_In_opt_z_ const wchar_t *text);
int two_texts(_In_z_ const char *a, _In_z_ const wchar_t *b, _In_z_ const char *c);
int const_pointer(_In_z_ const char *const text);
int text_with_size(_In_reads_(size) const char *text, int size);
int ansi_out(_Out_writes_z_(size) char *buffer, int size);
int wide_out(_Out_writes_z_(count) wchar_t *buffer, int count);
_Success_(return != 0) int out_not_valid(_Out_writes_z_(size) char *buffer, int size);
_Success_(return == 0) int out_bytes(_Out_writes_bytes_to_(*size, *size) char *buffer, _Inout_ size_t *size);
void inout_upper(_Inout_updates_z_(size) char *buffer, int size);
_Ret_z_ CROSSBIT_STATIC const char *result_static(int number);
_Ret_z_ CROSSBIT_STATIC const wchar_t *result_wide_static(void);
_Ret_z_ CROSSBIT_FREED_BY(free_owned) char *result_owned(_In_opt_z_ const char *text);
void free_owned(_In_opt_z_ CROSSBIT_FREES char *text);
CROSSBIT_RESULT_IS(text) const char *result_inside(_In_z_ const char *text, int letter);
int list_of_texts(_In_reads_(count) CROSSBIT_OF_STRINGS const char *const *texts, int count);
int list_of_wide(_In_reads_(count) CROSSBIT_OF_STRINGS const wchar_t *const *texts, int count);
void out_static_text(int number, _Outptr_result_z_ CROSSBIT_STATIC const char **text);
int out_owned_text(_In_opt_z_ const char *in, _Outptr_result_z_ CROSSBIT_FREED_BY(free_owned) char **text);
int file_size_of(_In_z_ CROSSBIT_PATH const char *path);
int wide_file_size_of(_In_z_ CROSSBIT_PATH const wchar_t *path);
CROSSBIT_RESULT_IS(list) const size_t *size_inside(_In_reads_(count) const size_t *list, int count, size_t value);
int tail_of(_In_reads_(size) CROSSBIT_OR_TERMINATED const char *text, int size,
    _Outptr_ CROSSBIT_RESULT_IS(text) const char **tail);
