#include "conventions.h"
#include <crossbit/annotate.h>
CROSSBIT_LIBRARY("conventions.dll");
CROSSBIT_SKIP(left_out);
CROSSBIT_ORDINAL(200) int by_ordinal(int a);
CROSSBIT_ORDINAL(201) int CONV_API by_ordinal_stdcall(int a, int b);
CROSSBIT_CLIENT_CODE int handmade(int a, ...);
CROSSBIT_SURROGATE_CODE int changed_by_hand(int a);
CROSSBIT_SERIAL CROSSBIT_REPEATABLE int shared_serial(int a);
CROSSBIT_FAILS(-1) int failing(int a);
CROSSBIT_HELPER CROSSBIT_FAILS(-1) int sum_by_hand(_In_reads_(count) const int *values, int count);
