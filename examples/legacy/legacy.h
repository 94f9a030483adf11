/* SPDX-License-Identifier: MIT */
/*
 * A small C library as they are found in the world, with one of every hard thing. docs/annotations.md walks through it.
 */
#ifndef LEGACY_H
#define LEGACY_H

#include <stddef.h>
#include <wchar.h>
#include <windows.h>

#define LEGACY_API __stdcall

typedef enum legacy_kind { LEGACY_PLAIN, LEGACY_FANCY = 40 } legacy_kind;

/* 24 bytes in 32-bit Windows, 40 in 64-bit Windows. */
typedef struct legacy_item {
    const char *name;
    size_t weight;
    legacy_kind kind;
    long tags[2];
    void *cookie; /* the program's own */
} legacy_item;

typedef struct legacy_box {
    double width, height;
    short color : 5, style : 3;
} legacy_box;

typedef struct legacy_list {
    legacy_item *items;
    int count;
    wchar_t title[16];
    struct {
        int low, high;
    } range;
} legacy_list;

typedef struct legacy_shop *legacy_shop;

/* Returns 0 to stop. */
typedef int(LEGACY_API *legacy_visit)(void *user, const legacy_item *item, int index);
typedef void(LEGACY_API *legacy_notice)(void *user, const char *text);

const char *LEGACY_API legacy_version(void);
long long LEGACY_API legacy_multiply(long long a, int b);
double LEGACY_API legacy_mix(float a, double b, unsigned char c);
size_t LEGACY_API legacy_count_letters(const wchar_t *text, wchar_t letter);
/* 0 and the text in buffer, or the size that it needs. */
int LEGACY_API legacy_describe(int number, char *buffer, int size);
int LEGACY_API legacy_sum(const short *values, int count, long long *sum, int *largest);
void LEGACY_API legacy_sort(int *values, int count);
legacy_box LEGACY_API legacy_grow(legacy_box box, double factor);
int LEGACY_API legacy_total(const legacy_list *list, size_t *total);
int LEGACY_API legacy_relabel(legacy_list *list, const char *label);
char *LEGACY_API legacy_join(const char *const *texts, int count);
void LEGACY_API legacy_release(char *text);
/* NULL, and GetLastError tells. */
legacy_shop LEGACY_API legacy_open(const char *name);
int LEGACY_API legacy_add(legacy_shop shop, const legacy_item *item);
int LEGACY_API legacy_find(legacy_shop shop, const char *name, legacy_item *found);
int LEGACY_API legacy_each(legacy_shop shop, legacy_visit visit, void *user);
/* Called from a thread of the library's own, until replaced. */
void LEGACY_API legacy_on_notice(legacy_shop shop, legacy_notice notice, void *user);
int LEGACY_API legacy_post(legacy_shop shop, const char *text);
void LEGACY_API legacy_close(legacy_shop shop);
BOOL LEGACY_API legacy_signal(HANDLE event);
int __cdecl legacy_log(const char *format, ...);

#endif
