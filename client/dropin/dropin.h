/* Private to the drop-in's runtime. */
#ifndef CROSSBIT_DROPIN_H
#define CROSSBIT_DROPIN_H

#include "pack.h"

HRESULT crossbit_reply(struct crossbit_scope *scope, LONG *size, hyper **data);

#endif
