/* SPDX-License-Identifier: MIT */
/* Every way in which a DLL can end the process that it is in. */
#ifndef CRASHES_H
#define CRASHES_H

enum crash_kind {
    CRASH_ACCESS,   /* writes to address 16 */
    CRASH_OVERFLOW, /* calls itself without end */
    CRASH_CXX_MSVC, /* throws, as MSVC's C++ does */
    CRASH_CXX_GCC,  /* as GCC's does */
    CRASH_ABORT,
    CRASH_EXIT,
    CRASH_EXIT_THREAD,
    CRASH_HEAP,      /* what Windows does about a corrupt heap: the process ends, no handler runs */
    CRASH_FAIL_FAST, /* __fastfail, likewise */
    CRASH_JUMP,      /* calls through NULL */
    CRASH_COUNT
};

int __cdecl crash(int kind);
int __cdecl crash_serial(int kind);
/* Text at a wild address. */
const char *__cdecl wild(int address);
const char *__cdecl wild_serial(int address);
/* An exception that it handles itself. */
int __cdecl handled(int value);
int __cdecl ping(int value);
int __cdecl ping_serial(int value);
int __cdecl rest(int milliseconds);
int __cdecl process_number(void);
/*
 * The code that this machine gives CRASH_ACCESS in the DLL's bitness: an emulator may call it by another name than
 * Windows does.
 */
unsigned __cdecl access_code(void);

#endif
