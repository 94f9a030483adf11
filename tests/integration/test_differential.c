/* SPDX-License-Identifier: MIT */
/* The same calls in this process and through the surrogate of the other bitness: the same values, errors and bytes. */
#include "differential.h"

int main(void)
{
    /* For the environment that the surrogate is born with: see diff_state.c. */
    SetEnvironmentVariableW(L"CROSSBIT_TEST_MARK", L"gr\xfc\xdf\x65 1 2");
    return scalar_tests() + struct_tests() + text_tests() + memory_tests() + callback_tests() + handle_tests() +
           state_tests();
}
