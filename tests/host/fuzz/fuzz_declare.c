/* SPDX-License-Identifier: MIT */
/*
 * The parser of declarations on any text: an error with a message, and nothing of the text stays, or a result. Behind
 * an '@' may stand the types of a variadic call. To make a scope takes longer than all else: one serves until a text is
 * accepted. A failure that its text alone does not repeat is therefore one of taking back what a refused text declared.
 */
#include <stdlib.h>
#include <string.h>

#include "core/declare/c_type.h"
#include "crossbit/error.h"

#define CHECK(condition)                                                                                               \
    if (!(condition))                                                                                                  \
    abort()

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *types;
    const struct cfunction *function;
    static struct cscope *scope;
    uint32_t first, count, i;
    BSTR message;
    HRESULT hr;

    memcpy(text, data, size);
    text[size] = 0;
    types = strchr(text, '@');
    if (types)
        *types++ = 0;
    if (!scope)
        CHECK(cscope_create(&scope) == S_OK);
    hr = cscope_declare(scope, text, &first, &count, &message);
    if (hr == S_OK) {
        CHECK(!message && first + count == cscope_function_count(scope));
        for (i = 0; types && i < count; i++)
            if (cscope_function(scope, first + i)->variadic) {
                hr = cscope_variadic(scope, first + i, types, &function, &message);
                CHECK(hr == S_OK ? !message && function : hr == CROSSBIT_E_DECLARATION && message);
                SysFreeString(message);
                break;
            }
        cscope_free(scope);
        scope = NULL;
    } else {
        CHECK(hr == CROSSBIT_E_DECLARATION && message && !count && !cscope_function_count(scope));
        SysFreeString(message);
    }
    free(text);
    return 0;
}
