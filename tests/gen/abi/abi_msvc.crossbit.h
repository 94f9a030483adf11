/* SPDX-License-Identifier: MIT */
/* Linked by lld, which leaves nothing that says whose rules the code follows. */
#include <crossbit/annotate.h>
#include "abi.h"

CROSSBIT_LIBRARY("abi_msvc.dll");
CROSSBIT_ABI(msvc);
float __cdecl use_f1(CROSSBIT_DURING_CALL cb_f1 f);
double __cdecl use_d1(CROSSBIT_DURING_CALL cb_d1 f);
int __cdecl use_ic(CROSSBIT_DURING_CALL cb_ic f);
int __cdecl use_big(CROSSBIT_DURING_CALL cb_big f);
