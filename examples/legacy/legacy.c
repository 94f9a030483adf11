/* SPDX-License-Identifier: MIT */
/* The tutorial's old DLL. */
#include "legacy.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct legacy_shop {
    legacy_item items[32];
    int count;
    legacy_notice notice;
    void *user;
};

const char *LEGACY_API legacy_version(void)
{
    return "legacy 1.0";
}

long long LEGACY_API legacy_multiply(long long a, int b)
{
    return a * b;
}

double LEGACY_API legacy_mix(float a, double b, unsigned char c)
{
    return a + b * c;
}

size_t LEGACY_API legacy_count_letters(const wchar_t *text, wchar_t letter)
{
    size_t count = 0;

    for (; text != NULL && *text; text++)
        count += *text == letter;
    return count;
}

int LEGACY_API legacy_describe(int number, char *buffer, int size)
{
    char text[64];
    int needed = snprintf(text, sizeof(text), "the number %d", number) + 1;

    if (size < needed) {
        errno = ERANGE;
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return needed;
    }
    memcpy(buffer, text, (size_t)needed);
    return 0;
}

int LEGACY_API legacy_sum(const short *values, int count, long long *sum, int *largest)
{
    if (values == NULL || count <= 0)
        return -1;
    *sum = 0;
    if (largest != NULL)
        *largest = values[0];
    for (int i = 0; i < count; i++) {
        *sum += values[i];
        if (largest != NULL && values[i] > *largest)
            *largest = values[i];
    }
    return 0;
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

void LEGACY_API legacy_sort(int *values, int count)
{
    qsort(values, (size_t)count, sizeof(*values), compare);
}

legacy_box LEGACY_API legacy_grow(legacy_box box, double factor)
{
    box.width *= factor;
    box.height *= factor;
    box.color++;
    return box;
}

int LEGACY_API legacy_total(const legacy_list *list, size_t *total)
{
    *total = 0;
    for (int i = 0; i < list->count; i++)
        *total += list->items[i].weight + strlen(list->items[i].name);
    return list->count;
}

int LEGACY_API legacy_relabel(legacy_list *list, const char *label)
{
    list->range.high += list->range.low;
    list->title[0] = (wchar_t)label[0];
    for (int i = 0; i < list->count; i++) {
        list->items[i].weight *= 2;
        list->items[i].tags[1] = (long)strlen(label);
        list->items[i].kind = LEGACY_FANCY;
    }
    return list->title[1];
}

char *LEGACY_API legacy_join(const char *const *texts, int count)
{
    size_t size = 1;
    char *joined;

    for (int i = 0; i < count; i++)
        size += texts[i] ? strlen(texts[i]) : 0;
    joined = calloc(1, size);
    for (int i = 0; i < count && joined != NULL; i++)
        if (texts[i] != NULL)
            strcat(joined, texts[i]);
    return joined;
}

void LEGACY_API legacy_release(char *text)
{
    free(text);
}

legacy_shop LEGACY_API legacy_open(const char *name)
{
    if (name == NULL || name[0] == 0) {
        SetLastError(ERROR_INVALID_NAME);
        return NULL;
    }
    return calloc(1, sizeof(struct legacy_shop));
}

int LEGACY_API legacy_add(legacy_shop shop, const legacy_item *item)
{
    if (shop->count == 32)
        return -1;
    shop->items[shop->count] = *item;
    shop->items[shop->count].name = _strdup(item->name);
    return shop->count++;
}

int LEGACY_API legacy_find(legacy_shop shop, const char *name, legacy_item *found)
{
    for (int i = 0; i < shop->count; i++)
        if (strcmp(shop->items[i].name, name) == 0) {
            *found = shop->items[i];
            return 1;
        }
    return 0;
}

int LEGACY_API legacy_each(legacy_shop shop, legacy_visit visit, void *user)
{
    int i;

    for (i = 0; i < shop->count && visit(user, &shop->items[i], i); i++)
        ;
    return i;
}

void LEGACY_API legacy_on_notice(legacy_shop shop, legacy_notice notice, void *user)
{
    shop->notice = notice;
    shop->user = user;
}

struct post {
    legacy_shop shop;
    const char *text;
};

static DWORD WINAPI post_thread(void *parameter)
{
    struct post *post = parameter;

    if (post->shop->notice != NULL)
        post->shop->notice(post->shop->user, post->text);
    return 0;
}

int LEGACY_API legacy_post(legacy_shop shop, const char *text)
{
    struct post post = {shop, text};
    HANDLE thread = CreateThread(NULL, 0, post_thread, &post, 0, NULL);

    if (thread == NULL)
        return 0;
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    return 1;
}

void LEGACY_API legacy_close(legacy_shop shop)
{
    for (int i = 0; i < shop->count; i++)
        free((char *)shop->items[i].name);
    free(shop);
}

BOOL LEGACY_API legacy_signal(HANDLE event)
{
    return SetEvent(event);
}

int __cdecl legacy_log(const char *format, ...)
{
    va_list list;
    char text[256];
    int size;

    va_start(list, format);
    size = vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    return size;
}
