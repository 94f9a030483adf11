/* SPDX-License-Identifier: MIT */
/* The PE reader on any bytes: an error with a message, or a result of which every string can be read. */
#include <stdlib.h>
#include <string.h>

#include "core/base/pe.h"

#define CHECK(condition)                                                                                               \
    if (!(condition))                                                                                                  \
    abort()

static HRESULT read_memory(const struct pe_source *source, uint64_t offset, uint32_t size, void *bytes, BSTR *message)
{
    (void)message;
    CHECK(offset <= source->size && size <= source->size - offset);
    memcpy(bytes, (const uint8_t *)source->owner + offset, size);
    return S_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pe_source source = {read_memory, size, (void *)data};
    const char *nearest[4];
    volatile size_t sum = 0;
    struct pe_file pe;
    BSTR message;
    HRESULT hr;
    uint32_t i;

    hr = pe_read(&source, L"fuzz.dll", &pe, &message);
    CHECK(SUCCEEDED(hr) == !message);
    SysFreeString(message);
    if (FAILED(hr)) {
        CHECK(!pe.exports && !pe.imports && !pe.memory);
        return 0;
    }
    for (i = 0; i < pe.export_count; i++)
        sum += (pe.exports[i].name ? strlen(pe.exports[i].name) : 0) +
               (pe.exports[i].forwarder ? strlen(pe.exports[i].forwarder) : 0);
    for (i = 0; i < pe.import_count; i++)
        sum += strlen(pe.imports[i]);
    pe_nearest_exports(&pe, "_crc32@12", nearest, ARRAYSIZE(nearest));
    hr = pe_check_loadable(&pe, L"fuzz.dll", 64, &message);
    CHECK(SUCCEEDED(hr) == !message);
    SysFreeString(message);
    pe_close(&pe);
    return 0;
}
