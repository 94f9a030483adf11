/* SPDX-License-Identifier: MIT */
/*
 * assert() for zlib's infcover.c, which is compiled unchanged. It does what <assert.h> does, but for three checks that
 * cannot hold over a DLL of another process: there infcover writes into zlib's private `struct inflate_state`, through
 * strm.state, to force a state that its API cannot reach. Over the bridge that pointer leads to memory that is not
 * zlib's. (The fourth use of internals, inflate_trees(), is compiled into the program: no DLL exports it.)
 */
#include <stdio.h>
#include <stdlib.h>

#undef assert
#ifdef CROSSBIT_PRIVATE_STATE
static int crossbit_allowed(const char *file, int line, const char *text)
{
    static const int lines[] = {332, 333, CROSSBIT_PRIVATE_STATE};

    for (unsigned i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (lines[i] == line)
            return 1;
    fprintf(stderr, "%s:%d: failed: %s\n", file, line, text);
    exit(3);
}
#define assert(e) ((void)((e) || crossbit_allowed(__FILE__, __LINE__, #e)))
#else
#define assert(e) ((e) ? (void)0 : (fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #e), exit(3)))
#endif
