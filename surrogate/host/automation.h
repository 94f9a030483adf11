/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_AUTOMATION_H
#define CROSSBIT_AUTOMATION_H

#include "crossbit_com.h"

extern const ICrossbitHostVtbl automation_vtbl; /* of struct host */

#endif
