/* SPDX-License-Identifier: MIT */
/* What is asked of a function by whoever looks at one. */
#include "gen.h"

#include <string.h>

bool function_is_ours(const struct function *function)
{
    return function->exported && !function->skip_reason;
}

struct param *function_param(const struct function *function, const char *name)
{
    for (unsigned i = 0; i < function->param_count; i++)
        if (strcmp(function->params[i].name, name) == 0)
            return &function->params[i];
    return NULL;
}
