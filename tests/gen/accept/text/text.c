#include "text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int sum(const char *text)
{
    int result = 0;

    for (; text != NULL && *text; text++)
        result = result * 3 + (unsigned char)*text;
    return result;
}

int ansi_in(const char *text) { return sum(text); }
int ansi_null(const char *text) { return text == NULL ? -1 : sum(text); }
int wide_in(const wchar_t *text) { return (int)wcslen(text) * 1000 + text[0]; }
int wide_null(const wchar_t *text) { return text == NULL ? -1 : wide_in(text); }
int two_texts(const char *a, const wchar_t *b, const char *c) { return sum(a) + wide_in(b) + sum(c); }
int const_pointer(const char *const text) { return sum(text); }
int text_with_size(const char *text, int size)
{
    int zeros = 0;

    for (int i = 0; i < size; i++)
        zeros += text[i] == 0;
    return zeros;
}
int ansi_out(char *buffer, int size) { return snprintf(buffer, size, "size %d", size); }
int wide_out(wchar_t *buffer, int count)
{
    wcsncpy(buffer, L"wide \x20ac", count);
    return (int)wcslen(buffer);
}
int out_not_valid(char *buffer, int size)
{
    if (size < 10)
        return 0;
    strcpy(buffer, "long");
    return 1;
}
int out_bytes(char *buffer, size_t *size)
{
    if (*size < 6)
        return 1;
    memcpy(buffer, "ab\0cd", 6);
    *size = 6;
    return 0;
}
void inout_upper(char *buffer, int size)
{
    for (int i = 0; i < size && buffer[i]; i++)
        buffer[i] = (char)toupper((unsigned char)buffer[i]);
}
const char *result_static(int number)
{
    static const char *const texts[] = { "zero", "one" };

    return number >= 0 && number < 2 ? texts[number] : NULL;
}
const wchar_t *result_wide_static(void) { return L"static \x3a9"; }
char *result_owned(const char *text)
{
    char *copy = text ? malloc(strlen(text) + 2) : NULL;

    if (copy != NULL)
        strcat(strcpy(copy, text), "!");
    return copy;
}
void free_owned(char *text) { free(text); }
const char *result_inside(const char *text, int letter) { return strchr(text, letter); }
int list_of_texts(const char *const *texts, int count)
{
    int result = 0;

    for (int i = 0; i < count; i++)
        result = result * 7 + sum(texts[i]);
    return result;
}
int list_of_wide(const wchar_t *const *texts, int count)
{
    int result = 0;

    for (int i = 0; i < count; i++)
        result += wide_null(texts[i]);
    return result;
}
void out_static_text(int number, const char **text) { *text = result_static(number); }
int out_owned_text(const char *in, char **text)
{
    *text = result_owned(in);
    return *text != NULL;
}
int file_size_of(const char *path)
{
    FILE *file = fopen(path, "rb");
    int size = -1;

    if (file != NULL) {
        fseek(file, 0, SEEK_END);
        size = (int)ftell(file);
        fclose(file);
    }
    return size;
}
int wide_file_size_of(const wchar_t *path)
{
    FILE *file = _wfopen(path, L"rb");
    int size = -1;

    if (file != NULL) {
        fseek(file, 0, SEEK_END);
        size = (int)ftell(file);
        fclose(file);
    }
    return size;
}

const size_t *size_inside(const size_t *list, int count, size_t value)
{
    while (count-- > 0)
        if (*list++ == value)
            return list - 1;
    return NULL;
}
int tail_of(const char *text, int size, const char **tail)
{
    int at = 0;

    while ((size < 0 || at < size) && text[at] && text[at] != ';')
        at++;
    *tail = size == 0 ? NULL : text + at;
    return at;
}
