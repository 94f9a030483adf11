/* One line of output for each construct, which begins with its name in constructs.md. */
#ifndef SHOW_H
#define SHOW_H

#include <stdio.h>

#define SHOW(name, ...) (printf("%s: ", name), printf(__VA_ARGS__), putchar('\n'))

#endif
