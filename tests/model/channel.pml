/*
 * The protocol of one lane (docs/channel.md), for Spin.
 *
 * Two processes, CALLER and SERVER, that alternate on two halves: seq (number of the last message posted) and waiting.
 * Stores go through a store buffer, as on x86: a processor's own stores become visible later, in order, and a fence
 * (xchg) waits until they are. Either process may die at any moment; a caller may give a call up (deadline), and its
 * janitor then answers nested calls and brings the lane back. An idle lane may be closed: the caller gives it back as soon as
 * it has posted that, and the server's thread leaves. (A lane that is opened again is a new one: new section, new numbers.)
 *
 * Checked: no deadlock (an invalid end state), no reply to the wrong call (assert), no read of a half message (assert), no
 * message to a caller that has closed the lane (assert), no server that waits on a closed lane forever (assert).
 *
 * A caller's thread may also end, between calls or in one: then the janitor answers for it, as for a call that was given up, and closes the
 * lane when the reply has come.
 *
 * Broken on purpose, each of which has to fail:
 *   -DBROKEN_NO_RECHECK   the waiter blocks without looking again after it has raised its flag
 *   -DBROKEN_NO_FENCE     the poster reads the flag while its own store still waits in the store buffer
 *   -DBROKEN_EARLY_REUSE  a lane whose call was given up is used again before the late reply came
 *   -DBROKEN_EARLY_CLOSE  a lane whose call was given up is closed before the late reply came
 */
#ifndef CALLS
#define CALLS 2
#endif
#ifndef DEPTH
#define DEPTH 1
#endif

#define CALLER 0
#define SERVER 1
#define CALL 1
#define REPLY 2
#define CLOSE 3

/* Shared memory, one element for each half. tag stands for the data: the number of the call it belongs to. */
byte seq[2];
bit waiting[2];
byte kind[2];
byte tag[2];

bool event[2];    /* auto-reset */
bool killed[2];   /* is about to die */
bool dead[2];     /* the process handle is signaled */
bool closed;      /* the caller has unmapped the lane */
bool left;        /* the server's thread has ended */

/* The store buffer of each side holds at most its seq and its waiting, in the order in which they were written. */
byte buffered[2];      /* 0 none, 1 seq, 2 waiting, 3 seq then waiting, 4 waiting then seq */
byte buffered_seq[2];
bit buffered_waiting[2];

inline drain_one(me) {
    if
    :: buffered[me] == 1 -> seq[me] = buffered_seq[me]; buffered[me] = 0
    :: buffered[me] == 2 -> waiting[me] = buffered_waiting[me]; buffered[me] = 0
    :: buffered[me] == 3 -> seq[me] = buffered_seq[me]; buffered[me] = 2
    :: buffered[me] == 4 -> waiting[me] = buffered_waiting[me]; buffered[me] = 1
    fi
}
inline fence(me) {
    (buffered[me] == 0)
}
inline store_seq(me, value) {
    atomic {
        (buffered[me] == 0 || buffered[me] == 2);
        buffered_seq[me] = value;
        buffered[me] = (buffered[me] == 2 -> 4 : 1)
    }
}
inline store_waiting(me, value) {
    atomic {
        (buffered[me] == 0 || buffered[me] == 1);
        buffered_waiting[me] = value;
        buffered[me] = (buffered[me] == 1 -> 3 : 2)
    }
}

/* The hardware: makes buffered stores visible at any time, also after the process that wrote them has died. */
active [2] proctype store_buffer() {
end_drained:
    do
    :: atomic { buffered[_pid] != 0 -> drain_one(_pid) }
    od
}

inline post(me, n, what, of_call) {
    assert(!closed);
    /* The data are plain stores before seq; x86 keeps their order, so they are visible when seq is. */
    kind[me] = 0;
    tag[me] = of_call;
    kind[me] = what;
    store_seq(me, n);
#ifndef BROKEN_NO_FENCE
    fence(me);
#endif
    if
    :: waiting[1 - me] -> event[1 - me] = true
    :: else
    fi
}

/* Waits until the peer has posted message n, or has died. got says which. */
inline wait_for(me, n, got) {
    got = false;
    do
    :: seq[1 - me] == n -> got = true; break         /* while spinning */
    :: dead[1 - me] -> break
    :: true ->                                       /* the budget is used up */
        store_waiting(me, 1);
        fence(me);
#ifndef BROKEN_NO_RECHECK
        if
        :: seq[1 - me] == n -> store_waiting(me, 0); got = true; break
        :: else
        fi;
#endif
        if
        :: atomic { event[me] -> event[me] = false }
        :: dead[1 - me]
        fi;
        store_waiting(me, 0);
        if
        :: seq[1 - me] == n -> got = true; break
        :: else -> if
            :: dead[1 - me] -> break
            :: else
            fi
        fi
    od
}

/* Kills one side, both or none, at any moment: the escape below is taken between any two steps of the victim. */
active proctype killer() {
    if
    :: killed[CALLER] = true
    :: killed[SERVER] = true
    :: killed[CALLER] = true; killed[SERVER] = true
    :: skip
    fi
}

active proctype caller() {
    byte n = 0; /* messages posted on this lane */
    byte call = 0;
    bool got, given_up, ended = false;

    {
next_call:
        do
        :: call < CALLS ->
            call++;
            n++;
            given_up = false;
            post(CALLER, n, CALL, call);
wait_again:
            if
            :: true
            :: !given_up -> /* the deadline passes, or the thread ends; from here on this is the janitor */
                given_up = true;
                if
                :: ended = true
                :: true
                fi;
#ifdef BROKEN_EARLY_REUSE
                goto next_call
#endif
#ifdef BROKEN_EARLY_CLOSE
                n++;
                post(CALLER, n, CLOSE, 0);
                closed = true;
                break
#endif
            fi;
            wait_for(CALLER, n, got);
            if
            :: !got -> break
            :: else
            fi;
            assert(kind[SERVER] != 0);
            assert(tag[SERVER] == call); /* the reply, or a nested call, belongs to the call under way */
            if
            :: kind[SERVER] == CALL -> /* run it (or refuse it, when given up) and reply */
                n++;
                post(CALLER, n, REPLY, call);
                goto wait_again
            :: kind[SERVER] == REPLY -> /* the lane is free again, or nobody's */
                if
                :: ended -> call = CALLS
                :: else
                fi
            fi
        :: call == CALLS -> /* the lane is free */
            if
            :: n++;
                post(CALLER, n, CLOSE, 0);
                closed = true
            :: true
            fi;
            break
        od
    } unless {
        killed[CALLER] -> dead[CALLER] = true
    }
}

active proctype server() {
    byte n = 0;
    byte depth;
    byte call;
    bool got;

    {
        do
        :: true ->
            n++;
            /* wait_for, written out: the end labels say that an idle server may rest here. */
            got = false;
end_idle:
            do
            :: seq[CALLER] == n -> got = true; break
            :: dead[CALLER] -> break
            :: true ->
                store_waiting(SERVER, 1);
                fence(SERVER);
#ifndef BROKEN_NO_RECHECK
                if
                :: seq[CALLER] == n -> store_waiting(SERVER, 0); got = true; break
                :: else
                fi;
#endif
end_blocked:
                if
                :: atomic { event[SERVER] -> event[SERVER] = false }
                :: dead[CALLER]
                fi;
                store_waiting(SERVER, 0)
            od;
            if
            :: !got -> break
            :: else
            fi;
            if
            :: kind[CALLER] == CLOSE -> break
            :: else
            fi;
            assert(kind[CALLER] == CALL);
            call = tag[CALLER];
            depth = 0;
            do
            :: depth < DEPTH -> /* a nested call into the caller's process */
                depth++;
                post(SERVER, n, CALL, call);
                n++;
                wait_for(SERVER, n, got);
                if
                :: !got -> goto end_server
                :: else
                fi;
                assert(kind[CALLER] == REPLY && tag[CALLER] == call)
            :: true -> break
            od;
            post(SERVER, n, REPLY, call)
        od
    } unless {
        killed[SERVER] -> dead[SERVER] = true
    };
end_server:
    left = true
}

/* When nothing moves any more: timeout is true in no other state. */
active proctype closed_lane_is_left() {
end_running:
    timeout -> assert(!closed || left || killed[SERVER])
}
