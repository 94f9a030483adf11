/* SPDX-License-Identifier: MIT */
/* Words of annotations: where they may stand, and those that make a kind of a value. */
#ifndef CROSSBIT_GEN_WORD_H
#define CROSSBIT_GEN_WORD_H

#include "kind.h"

/*
 * The kind that a word makes of a pointer (ON_POINTER) or an integer (ON_INTEGER), and the word; NULL: the type
 * decides.
 */
const struct kind *word_on(const struct note *notes, unsigned on, bool directed, const struct note **word);
/*
 * The shape becomes one of that kind, with what the word has in its brackets. NULL: refused, the problem is reported.
 */
struct shape *word_take(struct gen *gen, const struct site *site, struct shape *shape, const struct kind *kind,
    const struct note *notes, const struct note *word);

/*
 * False, and reported: one of the notes stands where it may not, or would have no effect on a value of that shape
 * (NULL: it is not known).
 */
bool word_check(struct gen *gen, const struct site *site, const struct shape *shape, const struct note *notes);
/* The table of all words, as docs/annotations.md has it, on standard output. */
void word_print_all(struct gen *gen);

#endif
