#include "numbers.h"
#include <crossbit/annotate.h>
CROSSBIT_LIBRARY("numbers.dll");
