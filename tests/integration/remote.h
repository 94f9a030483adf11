/* SPDX-License-Identifier: MIT */
/*
 * A small client that talks to a surrogate through COM directly, without crossbit.dll: what the surrogate promises must
 * hold for any client. The surrogate has the bitness that the test has not, unless said otherwise.
 */
#ifndef CROSSBIT_TEST_REMOTE_H
#define CROSSBIT_TEST_REMOTE_H

#include "core/codec/codec.h"
#include "crossbit/error.h"
#include "crossbit_com.h"

#define OTHER_BITS (96 - CROSSBIT_BITS)

struct remote {
    HANDLE process, pipe; /* pipe: read end */
    DWORD process_id;
    ICrossbitSurrogate *surrogate;
};

/*
 * Starts crossbitN.exe with these switches, {PIPE} for the inherited handle; reads nothing. Returns the exit code
 * later.
 */
void remote_start(unsigned int bits, const wchar_t *switches, struct remote *remote);
/*
 * Reads one record of the pipe within 20 s: its kind, or -1 at the end. data (size bytes, zero-terminated) is static.
 */
int remote_read(struct remote *remote, unsigned char *data, unsigned int *size);
/* Writes to the pipe. */
void remote_write(struct remote *remote, const void *data, unsigned int size);
/*
 * From now on remote_connect activates the class that regsvr32 registered, instead of starting the exe: the same tests
 * for both ways. There is no pipe then. The copy that is registered is made and removed.
 */
void remote_register(void);
void remote_unregister(void);
/* start, read and unmarshal; does not attach. Of the switches, the registered way knows -IdleGrace. */
void remote_connect(unsigned int bits, const wchar_t *more_switches, struct remote *remote);
/* Introduces this process; directory may be NULL. */
CrossbitSurrogateInfo remote_attach(struct remote *remote, const wchar_t *directory);
/* Exit code when it ended within ms, else 0x12345678. */
DWORD remote_wait(struct remote *remote, DWORD ms);
/* Releases, waits for the end by itself (20 s), and asserts that it came. */
void remote_close(struct remote *remote);

wchar_t *remote_staged(unsigned int bits, const wchar_t *file); /* path of a staged file of that bitness; free */

struct remote_library {
    ICrossbitModule *module;
    struct cscope *scope;
    BSTR message; /* of the last failure */
    CrossbitErrors errors;
    ICrossbitCallback *callbacks[8];
    INT64 chain, caller;
    const struct codec_shared *forged; /* what calls say of buffers instead of sending them; NULL: nothing */
    HRESULT transport;                 /* of the last call; failed when the surrogate died */
};

/* file: absolute, or the name of a staged DLL of that bitness. Returns the status code. */
HRESULT remote_open(struct remote *remote, unsigned int bits, const wchar_t *file, CrossbitThreading threading,
    struct remote_library *library);
HRESULT remote_open_options(struct remote *remote, CrossbitModuleOptions *options, struct remote_library *library);
HRESULT remote_declare(struct remote_library *library, const char *text);
/* Calls by name; args as libffi has them. Function pointer values are indexes + 1 into library->callbacks. */
HRESULT remote_call(struct remote_library *library, const char *name, void *const *args, void *result);
/* The same for int f(int). */
int remote_int(struct remote_library *library, const char *name, int argument);
void remote_close_library(struct remote_library *library);

/* A callback object that runs function(context, args of the wire, ...) with unpacked arguments. */
typedef HRESULT remote_callback_function(void *context, INT64 caller, INT64 chain, void *const *args, void *result);
/* type: of a declared function's parameter. */
ICrossbitCallback *remote_callback(const struct cfunction *type, remote_callback_function *function, void *context);
const struct cfunction *remote_callback_type(struct remote_library *library, const char *name, unsigned int parameter);

#endif
