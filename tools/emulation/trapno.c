/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into 32-bit Wine where qemu-user runs it (tools/setup says when). qemu leaves -1 as the trap's number in
 * what a signal handler gets, and Wine tells access violations, divisions by zero and illegal instructions apart by
 * that number alone. The rest of what the kernel would say is there (siginfo, the error code, the address), so the
 * number is put in before Wine's handler runs.
 *
 * Built without headers for the sake of one package less: the layouts are those of the i386 ABI.
 */
#ifdef __i386__
struct siginfo {
    int signo, error, code;
    unsigned address;
};
struct context {
    unsigned flags, link, stack[3], registers[19];
};
enum { REG_TRAPNO = 12, REG_ERR = 13 };
enum { SIG_ILL = 4, SIG_TRAP = 5, SIG_BUS = 7, SIG_FPE = 8, SIG_SEGV = 11, SIGNALS = 65 };
enum {
    TRAP_DIVIDE = 0,
    TRAP_DEBUG = 1,
    TRAP_BREAKPOINT = 3,
    TRAP_ILLEGAL = 6,
    TRAP_PROTECTION = 13,
    TRAP_PAGE = 14,
    TRAP_X87 = 16,
    TRAP_ALIGNMENT = 17
};
enum { CODE_KERNEL = 0x80, CODE_DIVIDE = 1, CODE_BREAKPOINT = 1, FLAG_SIGINFO = 4 };

typedef void handler(int number, struct siginfo *info, struct context *context);
struct action {
    handler *function;
    unsigned mask[32];
    int flags;
    void (*restorer)(void);
};

extern void *dlsym(void *library, const char *name);
static handler *handlers[SIGNALS];

static int trap(int number, const struct siginfo *info)
{
    switch (number) {
    case SIG_ILL:
        return TRAP_ILLEGAL;
    case SIG_TRAP:
        return info->code == CODE_BREAKPOINT || info->code == CODE_KERNEL ? TRAP_BREAKPOINT : TRAP_DEBUG;
    case SIG_BUS:
        return TRAP_ALIGNMENT;
    case SIG_FPE:
        return info->code == CODE_DIVIDE ? TRAP_DIVIDE : TRAP_X87;
    default:
        return info->code == CODE_KERNEL ? TRAP_PROTECTION : TRAP_PAGE;
    }
}

static void on_signal(int number, struct siginfo *info, struct context *context)
{
    if (context->registers[REG_TRAPNO] == -1u) {
        context->registers[REG_TRAPNO] = (unsigned)trap(number, info);
        if (context->registers[REG_TRAPNO] == TRAP_PROTECTION)
            context->registers[REG_ERR] = 0;
    }
    handlers[number](number, info, context);
}

int sigaction(int number, const struct action *wanted, struct action *old)
{
    static int (*next)(int, const struct action *, struct action *);
    struct action ours;

    if (!next)
        next = (int (*)(int, const struct action *, struct action *))dlsym((void *)-1l /* RTLD_NEXT */, "sigaction");
    if (!wanted || !(wanted->flags & FLAG_SIGINFO) ||
        (number != SIG_ILL && number != SIG_TRAP && number != SIG_BUS && number != SIG_FPE && number != SIG_SEGV))
        return next(number, wanted, old);
    handlers[number] = wanted->function;
    ours = *wanted;
    ours.function = on_signal;
    return next(number, &ours, old);
}
#endif
