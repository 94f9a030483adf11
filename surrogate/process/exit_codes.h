/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_EXIT_CODES_H
#define CROSSBIT_EXIT_CODES_H

/* Exit codes; --help lists them. A fault of a DLL ends the process with the exception's code instead. */
enum surrogate_exit {
    SURROGATE_EXIT_OK = 0,
    SURROGATE_EXIT_USAGE = 2,        /* the command line is wrong */
    SURROGATE_EXIT_COM = 3,          /* COM could not be initialised, or refused the class object */
    SURROGATE_EXIT_REGISTRATION = 4, /* registering or unregistering failed */
    SURROGATE_EXIT_CONNECT = 5,      /* -Connect: the connection over the pipe failed; the pipe has the reason */
    SURROGATE_EXIT_THREAD = 6        /* a DLL ended the thread that called it */
};

#endif
