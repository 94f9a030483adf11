/* SPDX-License-Identifier: MIT */
/* Random functions, random native values for them, and comparison of two sets of values: for tests of the codec. */
#ifndef CROSSBIT_RANDOM_CALLS_H
#define CROSSBIT_RANDOM_CALLS_H

#include "core/codec/codec.h"

struct random {
    uint64_t state;
};
uint32_t random_next(struct random *random);
uint32_t random_below(struct random *random, uint32_t bound); /* 0 .. bound - 1 */

/*
 * Writes declarations: some structs and one function. Size expressions refer to parameters or members whose names begin
 * with "n", which random_values keeps small.
 */
void random_declaration(struct random *random, char *text, size_t size);

/* Values for all parameters, in arena; pointed-to memory ends with guard bytes that random_guards_intact checks. */
void random_values(struct random *random, struct arena *arena, const struct cfunction *function, void **args);

/* Changes what a function may change: [out] memory in place. */
void random_changes(struct random *random, const struct cfunction *function, void **args);
void random_result(struct random *random, const struct ctype *type, void *result);

/* Is b what a is after a request (reply false) or reply (true: [out] parts only)? Names the first difference. */
bool random_equal(const struct cfunction *function, void **a, void **b, bool reply);
bool random_guards_intact(void);

#endif
