/* SPDX-License-Identifier: ISC */
#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "server/call.h"

#define NOT_EXECUTABLE ARGUMENT_LACKS(2, PROT_EXEC)

/* Maps that RLIMIT_DATA counts as soon as they can be written, or that nobody
 * can write: the image. A shared map without a file and a stack that grows are
 * neither (sandbox.c). */
#define MAP_OF(kind) \
	ARGUMENT_HAS_OF(3, MAP_SHARED | MAP_ANONYMOUS | MAP_GROWSDOWN, kind)

/*
 * A worker, once its threads run and its sockets are polled: it answers, it
 * takes connections and closes them, and in the end it leaves.
 *
 * Not here, though each might seem to belong: socket, bind, listen, connect
 * and shutdown (a listener that is shut down or connected leaves its group of
 * SO_REUSEPORT, and changes whose packets are whose); clone; dup. Options at
 * SOL_SOCKET are the two that connections need, since another can take the
 * steering off a shared listener.
 */
static const struct call worker[] = {
    /* queries and answers */
    CALL(recvmmsg),
    CALL(sendmmsg),
    CALL(recvmsg),
    CALL(sendmsg),
    CALL(recvfrom),
    CALL(sendto),
    CALL(read),
    CALL(readv),
    CALL(write),
    CALL(writev),
    CALL(accept4),
    CALL(close),
    /* waiting */
    CALL(epoll_wait),
    CALL(epoll_pwait),
    CALL(epoll_ctl),
    CALL(poll),
    CALL(ppoll),
    CALL(futex),
    CALL(nanosleep),
    CALL(clock_nanosleep),
    CALL(clock_gettime),
    CALL(gettimeofday),
    CALL(sched_yield),
    CALL(restart_syscall),
    /* memory */
    CALL(brk),
    CALL(munmap),
    CALL(mremap),
    CALL(madvise),
    CALL_WHEN_BOTH(mmap, NOT_EXECUTABLE, MAP_OF(MAP_SHARED)),
    CALL_WHEN_BOTH(mmap, NOT_EXECUTABLE, MAP_OF(MAP_ANONYMOUS)),
    CALL_WHEN(mprotect, NOT_EXECUTABLE),
    CALL(getrandom),
    /* threads that begin and end, signals between them */
    CALL(set_robust_list),
    CALL(rseq),
    CALL(rt_sigprocmask),
    CALL(rt_sigreturn),
    CALL(getpid),
    CALL(gettid),
    CALL(sched_getaffinity),
    CALL(exit),
    CALL(exit_group),
    /* sockets: a connection's options, the count of what was dropped */
    CALL_WHEN(ioctl, ARGUMENT_IS(1, FIONBIO)),
    CALL_WHEN_BOTH(getsockopt, ARGUMENT_IS(1, SOL_SOCKET),
                   ARGUMENT_IS(2, SO_MEMINFO)),
    CALL_WHEN_BOTH(setsockopt, ARGUMENT_IS(1, IPPROTO_TCP),
                   ARGUMENT_IS(2, TCP_NODELAY)),
    CALL_WHEN_BOTH(setsockopt, ARGUMENT_IS(1, SOL_SOCKET),
                   ARGUMENT_IS(2, SO_SNDBUF)),
    CALL_WHEN_BOTH(setsockopt, ARGUMENT_IS(1, SOL_SOCKET),
                   ARGUMENT_IS(2, SO_LINGER)),
    /* the image: how long it is, and that it is sealed */
    CALL(lseek),
    CALL_WHEN(fcntl, ARGUMENT_IS(1, F_GET_SEALS)),
    /* libc looks for settings of the kernel, and does without */
    CALL_FAILS(openat, EPERM),
    CALL_FAILS(open, EPERM),
};

/* A loader, whose one thread there is already, copies a file into a memfd, both
 * open, checks and seals it. */
static const struct call loader[] = {
    CALL(read),
    CALL(readv),
    CALL(pread64),
    CALL(lseek),
    CALL(fadvise64),
    CALL(fstat),
    CALL(newfstatat),
    CALL(ftruncate),
    CALL(fallocate),
    CALL(brk),
    CALL(munmap),
    CALL(mremap),
    CALL(madvise),
    CALL_WHEN_BOTH(mmap, NOT_EXECUTABLE, MAP_OF(MAP_SHARED)),
    CALL_WHEN_BOTH(mmap, NOT_EXECUTABLE, MAP_OF(MAP_ANONYMOUS)),
    CALL_WHEN(mprotect, NOT_EXECUTABLE),
    CALL_WHEN(fcntl, ARGUMENT_IS(1, F_ADD_SEALS)),
    CALL_WHEN(fcntl, ARGUMENT_IS(1, F_GET_SEALS)),
    CALL_WHEN(fcntl, ARGUMENT_IS(1, F_GETFL)), /* fdopen(3) */
    CALL(write),
    CALL(writev),
    CALL(close),
    CALL(futex),
    CALL(getrandom),
    CALL(clock_gettime),
    CALL(rt_sigprocmask),
    CALL(rt_sigreturn),
    CALL(getpid),
    CALL(gettid),
    CALL(sched_yield),
    CALL(sched_getaffinity),
    CALL(set_robust_list),
    CALL(rseq),
    CALL(exit),
    CALL(exit_group),
    CALL_FAILS(ioctl, ENOTTY), /* is the report a terminal? asks stdio */
    /* OpenSSL looks for its configuration, and does without */
    CALL_FAILS(openat, ENOENT),
    CALL_FAILS(open, ENOENT),
};

const struct calls worker_calls = {worker, sizeof(worker) / sizeof(worker[0])};
const struct calls loader_calls = {loader, sizeof(loader) / sizeof(loader[0])};
