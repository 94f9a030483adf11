/* SPDX-License-Identifier: MIT */
/* Memory that lives as long as the run, growing text, and tables from names to pointers. */
#ifndef CROSSBIT_GEN_TEXT_H
#define CROSSBIT_GEN_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct arena *arena_create(void);
void arena_free(struct arena *arena);                /* NULL is safe */
void *arena_alloc(struct arena *arena, size_t size); /* zeroed; ends the program when there is no memory */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t size);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args);

struct text {
    struct arena *arena;
    char *data; /* ends with a zero; NULL while empty */
    size_t size, capacity;
};
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add(struct text *text, const char *string);
void text_add_size(struct text *text, const char *string, size_t size);

/* Keys are copied by nobody: they must live as long as the table. */
struct table;
struct table *table_create(struct arena *arena);
void *table_get(const struct table *table, const char *key); /* NULL: not there */
void table_set(struct table *table, const char *key, void *value);

#endif
