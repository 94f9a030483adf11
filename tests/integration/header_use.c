/* SPDX-License-Identifier: MIT */
/*
 * crossbit.h in a program of its own: compiled as C89, C11 and C++, against the import library and the static one.
 * Warnings are errors, so that the header stays clean for the strictest of users.
 */
#include "crossbit.h"
#include "crossbit.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct crossbit_connect_options connect;
    struct crossbit_load_options load;
    crossbit_connection *connection = NULL;
    crossbit_library *library = NULL;
    HRESULT hr;
    char *memory;

    (void)argc;
    (void)argv;
    memset(&connect, 0, sizeof(connect));
    connect.size = sizeof(connect);
    connect.isolation = CROSSBIT_ISOLATION_OBJECT;
    connect.start = CROSSBIT_START_LAUNCH;
    hr = crossbit_connect(&connect, &connection);
    if (hr != S_OK) {
        printf("connect: %ls\n", crossbit_error_message());
        return 1;
    }
    memset(&load, 0, sizeof(load));
    load.size = sizeof(load);
    load.connection = connection;
    load.threading = CROSSBIT_THREADING_FREE;
    hr = crossbit_load(L"no such file.dll", &load, &library);
    if (hr != CROSSBIT_E_FILE_NOT_FOUND || library || !wcsstr(crossbit_error_message(), L"no such file.dll")) {
        printf("load: 0x%08lx %ls\n", (unsigned long)hr, crossbit_error_message());
        return 2;
    }
    memory = (char *)crossbit_alloc(100);
    if (!memory || memory[99]) {
        printf("alloc: %ls\n", crossbit_error_message());
        return 3;
    }
    memory[99] = 1;
    crossbit_free(memory);
    crossbit_disconnect(connection);
    return crossbit_last_error() != 0 || crossbit_errno() != 0;
}
