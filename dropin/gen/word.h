/* SPDX-License-Identifier: MIT */
/* Words of annotations that make a kind of a value. */
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

#endif
