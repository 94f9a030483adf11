/*
 * crossbit32.exe and crossbit64.exe: the process that loads DLLs of its own bitness for clients of any.
 *
 * All objects live in the multi-threaded apartment and may be used from any thread. See docs/architecture.md.
 */
#ifndef CROSSBIT_SURROGATE_H
#define CROSSBIT_SURROGATE_H

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>

#include "crossbit/error.h"
#include "crossbit_com.h"
#include "core/base/log.h"

/* Exit codes; --help lists them. A fault of a DLL ends the process with the exception's code instead. */
enum surrogate_exit {
    SURROGATE_EXIT_OK = 0,
    SURROGATE_EXIT_USAGE = 2,        /* the command line is wrong */
    SURROGATE_EXIT_COM = 3,          /* COM could not be initialised, or refused the class object */
    SURROGATE_EXIT_REGISTRATION = 4, /* registering or unregistering failed */
    SURROGATE_EXIT_CONNECT = 5,      /* -Connect: the connection over the pipe failed; the pipe has the reason */
    SURROGATE_EXIT_THREAD = 6        /* a DLL ended the thread that called it */
};

/* cmdline.c */
enum command_kind {
    COMMAND_HELP,
    COMMAND_VERSION,
    COMMAND_EMBEDDING,
    COMMAND_CONNECT,
    COMMAND_REGISTER,
    COMMAND_UNREGISTER
};
struct command {
    enum command_kind kind;
    bool user;           /* COMMAND_REGISTER, COMMAND_UNREGISTER: for this user alone */
    bool force;          /* COMMAND_REGISTER: also from a folder that ordinary users can write to */
    HANDLE pipe;         /* COMMAND_CONNECT */
    DWORD idle_grace_ms;
};
/* arguments without the program's name. On failure false, and *message (SysFreeString) says what is wrong with which. */
bool command_parse(int count, wchar_t *const *arguments, struct command *command, BSTR *message);
extern const wchar_t command_help[];

/* console.c: text to the standard output or error, or to the console of the process that started us; if any. */
void console_print(bool error, const wchar_t *text);

/*
 * security.c: before the first object reference of COM's own channel is made; any number of times. That is the start for a surrogate that
 * COM activates. https://learn.microsoft.com/windows/win32/api/combaseapi/nf-combaseapi-coinitializesecurity: a process can do it once, and
 * COM does it by itself at the first marshaling.
 */
HRESULT security_init(void);

/* registration.c: hands the switch to crossbitps.dll beside this program. Returns its HRESULT. */
HRESULT registration_run(bool add, bool user, bool force, BSTR *message);

/*
 * lifetime.c: when the process ends. Every object of a client counts; when none is left for the grace period, it quits.
 * A surrogate that nobody ever uses quits as well, after LIFETIME_UNUSED_MS.
 */
#define LIFETIME_GRACE_MS 5000u
#define LIFETIME_UNUSED_MS 60000u
HRESULT lifetime_init(DWORD grace_ms);
/* CO_E_SERVER_STOPPING: too late, the process has decided to end. */
HRESULT lifetime_add(void);
void lifetime_release(void);
void lifetime_used(void);               /* a client has called: the grace rule holds from now on */
void lifetime_set_grace(DWORD grace_ms);
void lifetime_hurry(void);              /* do not wait for the grace period once nothing is left */
void lifetime_object_server(HRESULT (WINAPI *can_unload)(void)); /* a COM server whose objects keep us, too */
/* The main thread waits here until the process may end. revoke is called once, before the last look at the count. */
void lifetime_wait(void (*revoke)(void));

/*
 * client.c: processes that use this surrogate. Each is watched; when it ends, what it held is dropped. Counted
 * references; NULL is allowed in addref and release.
 */
struct client;
/* Finds or starts watching a process. On failure *client is NULL, *message may be NULL. */
HRESULT client_open(DWORD process_id, struct client **client, BSTR *message);
void client_addref(struct client *client);
void client_release(struct client *client);
HANDLE client_process(const struct client *client); /* may be duplicated from and waited on; owned by client */
DWORD client_process_id(const struct client *client);
unsigned int client_bits(const struct client *client);
bool client_is_dead(const struct client *client);
/* The process that makes the COM call which this thread serves; 0 when it is this one or unknown. */
DWORD client_caller(void);

/* What must hear of a client's death. Embedded in the object; drop runs on a thread of the MTA, without locks held. */
struct client_watch {
    void (*drop)(struct client_watch *watch, struct client *client);
    bool (*hold)(struct client_watch *watch);    /* takes a reference unless the object is being destroyed */
    void (*unhold)(struct client_watch *watch);
    struct client_watch *next, *previous; /* (CS of client.c) */
};
void client_watch_add(struct client_watch *watch);
void client_watch_remove(struct client_watch *watch);

/* environment.c: takes over what a client has. block: GetEnvironmentStringsW's, length in characters. */
HRESULT environment_adopt(const wchar_t *block, size_t length);

/*
 * path.c: `path` as a process of client_bits (0: like this one) means it, written so that this process finds the same
 * file in spite of file-system redirection; absolute and normalised (free). Of a bare file name the system's own DLL.
 */
HRESULT path_translate(const wchar_t *path, unsigned int client_bits, wchar_t **translated, BSTR *message);
/* The same for a list of folders, separated by ';' (empty ones are dropped). A relative one is refused by name. */
HRESULT path_translate_folders(const wchar_t *folders, unsigned int client_bits, wchar_t **translated, BSTR *message);

/* host.c: the object that clients get first; answers ICrossbitSurrogate and ICrossbitHost. One reference. */
HRESULT host_create(IUnknown **host);
HRESULT host_register_class(void); /* class object of Crossbit.Host32 or 64, single use */
HRESULT host_share_class(void);    /* the same class object, in the running object table, for core/base/rendezvous.h */
void host_revoke_class(void);      /* both */

/* connect.c: gives the client at the pipe a new host (core/base/start_pipe.h); keeps the pipe for last words. */
HRESULT connect_run(HANDLE pipe);
void connect_fail(HANDLE pipe, HRESULT result, const wchar_t *text);
/* Leaves the reason of this process's end for the client that reads the pipe. Safe in a crashing process. */
void connect_last_words(HRESULT result, const wchar_t *text);

/* module.c: client may be NULL. One reference; *path (may be NULL; SysFreeString) is where the DLL was found. */
struct dll;
HRESULT module_open(struct client *client, const CrossbitModuleOptions *options, ICrossbitModule **module, BSTR *path,
    BSTR *message);
extern volatile LONG module_calls_running; /* in the whole process */

/* fault.c: a crash of a DLL ends the process, with last words for the client, a minidump and a line in the log. */
void fault_init(void);
/*
 * The DLL has this thread from fault_enter until fault_leave, which takes what fault_enter returned: if the thread ends
 * meanwhile, or the process by ExitProcess, the client is told in which function (a name that lives as long), and the
 * process ends. They nest.
 */
const char *__cdecl fault_enter(const char *function);
void __cdecl fault_leave(const char *outer);
/*
 * function(context); an exception that leaves it is a crash of the DLL in the function that the thread has entered, whatever the DLL
 * did with the filter for unhandled ones. For code of ours that reads what the DLL made.
 */
void fault_run(void (*function)(void *context), void *context);
void fault_expect_end(void); /* the process ends on purpose: no last words */
void fault_let_tell(void);   /* does not return if a crash is being told: that ends the process */
bool fault_is_ending(void);  /* a crash has happened: the process is not to be used any more */
/* With crossbitps.dll loaded: methods that clients call over the channel are watched like other calls. */
void fault_init_channel(void);

/* dump.c: a minidump of this process in the log's folder, where at most eight stay. *path: where it is. False: there is none. */
bool dump_write(EXCEPTION_POINTERS *exception, DWORD thread_id, wchar_t *path, size_t size);
void dump_abandon(void); /* another thread writes it, and will not end: what there is goes with the process */

/* core/base/log.c */
#define log_line crossbit_log_line
#define log_folder crossbit_log_folder

#endif
