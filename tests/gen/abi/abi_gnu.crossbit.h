/* SPDX-License-Identifier: MIT */
/* That it is of GCC, the DLL says itself. */
#include <crossbit/annotate.h>
#include "abi.h"

CROSSBIT_LIBRARY("abi_gnu.dll");
float __cdecl use_f1(CROSSBIT_DURING_CALL cb_f1 f);
double __cdecl use_d1(CROSSBIT_DURING_CALL cb_d1 f);
int __cdecl use_ic(CROSSBIT_DURING_CALL cb_ic f);
int __cdecl use_big(CROSSBIT_DURING_CALL cb_big f);
