/* SPDX-License-Identifier: MIT */
/* Two drop-ins in one program, each in a folder of its own with its own copies of Crossbit's DLLs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "slice.h"

typedef int (*add_function)(int a, int b);

static int visit_once(void *user, const char *text, int n)
{
    (void)text;
    *(int *)user += n;
    return 0;
}

int main(void)
{
    char path[1024];
    HMODULE numbers;
    add_function add_int;
    int visited = 0, i;

    GetModuleFileNameA(NULL, path, sizeof(path));
    *strrchr(path, '\\') = 0;
    strcpy(strrchr(path, '\\'), "\\numbers\\numbers.dll");
    numbers = LoadLibraryA(path);
    if (!numbers) {
        printf("%s cannot be loaded: error %lu\n", path, GetLastError());
        return 1;
    }
    add_int = (add_function)(void (*)(void))GetProcAddress(numbers, "add_int");
    for (i = 0; i < 100; i++)
        if (add(i, 3) != i + 3 || add_int(i, 4) != i + 4) {
            printf("call %d came back wrong\n", i);
            return 1;
        }
    visit(visit_once, &visited, 3); /* back from the first of them */
    if (!visited) {
        printf("no callback came\n");
        return 1;
    }
    printf("both drop-ins work\n");
    return 0;
}
