/* Text in every form. */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>
#include <wchar.h>

int ansi_in(const char *text);
int ansi_null(const char *text);
int wide_in(const wchar_t *text);
int wide_null(const wchar_t *text);
int two_texts(const char *a, const wchar_t *b, const char *c);
int const_pointer(const char *const text);
int text_with_size(const char *text, int size);
int ansi_out(char *buffer, int size);
int wide_out(wchar_t *buffer, int count);
int out_not_valid(char *buffer, int size);
int out_bytes(char *buffer, size_t *size);
void inout_upper(char *buffer, int size);
const char *result_static(int number);
const wchar_t *result_wide_static(void);
char *result_owned(const char *text);
void free_owned(char *text);
const char *result_inside(const char *text, int letter);
int list_of_texts(const char *const *texts, int count);
int list_of_wide(const wchar_t *const *texts, int count);
void out_static_text(int number, const char **text);
int out_owned_text(const char *in, char **text);
int file_size_of(const char *path);
int wide_file_size_of(const wchar_t *path);

const size_t *size_inside(const size_t *list, int count, size_t value);
int tail_of(const char *text, int size, const char **tail);

#endif
