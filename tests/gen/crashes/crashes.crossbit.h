/* SPDX-License-Identifier: MIT */
#include "crashes.h"
#include <crossbit/annotate.h>

CROSSBIT_LIBRARY("crashes.dll");
CROSSBIT_FAILS(-777) int __cdecl crash(int kind);
CROSSBIT_SERIAL CROSSBIT_FAILS(-777) int __cdecl crash_serial(int kind);
CROSSBIT_FAILS(0) _Ret_z_ CROSSBIT_STATIC const char *__cdecl wild(int address);
CROSSBIT_SERIAL CROSSBIT_FAILS(0) _Ret_z_ CROSSBIT_STATIC const char *__cdecl wild_serial(int address);
CROSSBIT_FAILS(-777) int __cdecl handled(int value);
CROSSBIT_FAILS(-777) int __cdecl ping(int value);
CROSSBIT_SERIAL CROSSBIT_FAILS(-777) int __cdecl ping_serial(int value);
CROSSBIT_FAILS(-777) int __cdecl rest(int milliseconds);
CROSSBIT_FAILS(-777) int __cdecl process_number(void);
CROSSBIT_FAILS(0) unsigned __cdecl access_code(void);
