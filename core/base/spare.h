/* SPDX-License-Identifier: MIT */
/*
 * Memory that one call uses and the next one can use again. A heap gives a large free block back to the system, and the
 * pages of a fresh one cost more than what is done with them: an array of 128 KB took 20 page faults on its way through
 * a drop-in. The runtimes of generated code and the channel each have theirs.
 */
#ifndef CROSSBIT_SPARE_H
#define CROSSBIT_SPARE_H

#include <stddef.h>

void *crossbit_spare_alloc(size_t size); /* holds any bytes; aligned as malloc aligns; NULL: no memory */
void crossbit_spare_free(
    void *memory, size_t most); /* kept for the next if it is large, but no larger than most; NULL is nothing */
void crossbit_spare_trim(void); /* gives back what is kept */

#endif
