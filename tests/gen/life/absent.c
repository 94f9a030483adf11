/* SPDX-License-Identifier: MIT */
/* What life.dll of the folder orphan needs. It is in a folder that is not searched. */
__declspec(dllexport) int life_absent(void)
{
    return 0;
}
