/* What life.dll of the folder orphan needs. It is nowhere. */
__declspec(dllexport) int life_absent(void)
{
    return 0;
}
