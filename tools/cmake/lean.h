/* SPDX-License-Identifier: MIT */
/*
 * Included before each C file of Crossbit's own build. Most of what compiling a file takes is reading windows.h and
 * objbase.h; this keeps out what nothing here uses: URL monikers and the XML parser, which objbase.h includes, and for
 * x64 the compiler's intrinsics for all its extensions, which winnt.h includes (SSE2's stay). The names are the
 * headers' own include guards: where a header has another, it is read as always.
 */
#ifndef CROSSBIT_LEAN_H
#define CROSSBIT_LEAN_H

#define WIN32_LEAN_AND_MEAN
#define __urlmon_h__
#define __msxml_h__
#if defined(__GNUC__) && !defined(__clang__)
#define _X86INTRIN_H_INCLUDED
#endif
/* objbase.h and ocidl.h name them. */
typedef struct IBindStatusCallback IBindStatusCallback;
typedef struct IBinding IBinding;

#endif
