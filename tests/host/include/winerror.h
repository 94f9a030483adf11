/* SPDX-License-Identifier: MIT */
/* See windows.h. */
#ifndef CROSSBIT_HOST_WINERROR_H
#define CROSSBIT_HOST_WINERROR_H

#include <stdint.h>

#define S_OK ((int32_t)0)
#define S_FALSE ((int32_t)1)
#define E_INVALIDARG ((int32_t)0x80070057)
#define E_OUTOFMEMORY ((int32_t)0x8007000E)
#define SEVERITY_ERROR 1
#define FACILITY_ITF 4
#define MAKE_HRESULT(severity, facility, code)                                                                         \
    ((int32_t)((uint32_t)(severity) << 31 | (uint32_t)(facility) << 16 | (uint32_t)(code)))
#define HRESULT_FROM_WIN32(error) ((int32_t)((error) ? ((error)&0xffff) | 0x80070000u : 0))
#define SUCCEEDED(result) ((int32_t)(result) >= 0)
#define FAILED(result) ((int32_t)(result) < 0)

#endif
