/* SPDX-License-Identifier: ISC */
#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>

#include "server/call.h"

/* Maps that RLIMIT_DATA counts (spawn.h), or of files. */
#define MAP_OF(kind) ARGUMENT_HAS_OF(3, MAP_SHARED | MAP_ANONYMOUS, kind)

/*
 * The compiler, from before it is executed: it and its libraries are loaded,
 * it reads files, and writes some. It may have threads and no processes; the
 * way in that hides its flags in memory, where no list sees them, isn't there,
 * and libc takes the other.
 */
static const struct call compiler[] = {
    /* the start of a program */
    CALL_WHEN(execveat, ARGUMENT_IS(4, AT_EMPTY_PATH)),
    CALL(arch_prctl),
    CALL(set_tid_address),
    CALL(set_robust_list),
    CALL(rseq),
    CALL(prlimit64),
    CALL(getrlimit),
    CALL(access),
    CALL(faccessat),
    CALL(faccessat2),
    CALL(uname),
    CALL(sysinfo),
    CALL(getuid),
    CALL(geteuid),
    CALL(getgid),
    CALL(getegid),
    CALL(getpid),
    CALL(gettid),
    CALL(getrandom),
    /* memory; libraries are executable */
    CALL(brk),
    CALL_WHEN(mmap, MAP_OF(0)),
    CALL_WHEN(mmap, MAP_OF(MAP_SHARED)),
    CALL_WHEN(mmap, MAP_OF(MAP_ANONYMOUS)),
    CALL(munmap),
    CALL(mremap),
    CALL(mprotect),
    CALL(madvise),
    /* files */
    CALL(open),
    CALL(openat),
    CALL(close),
    CALL(read),
    CALL(readv),
    CALL(pread64),
    CALL(write),
    CALL(writev),
    CALL(pwrite64),
    CALL(lseek),
    CALL(stat),
    CALL(lstat),
    CALL(fstat),
    CALL(newfstatat),
    CALL(statx),
    CALL(getdents64),
    CALL(readlink),
    CALL(readlinkat),
    CALL(getcwd),
    CALL(mkdir),
    CALL(mkdirat),
    CALL(rename),
    CALL(renameat),
    CALL(renameat2),
    CALL(unlink),
    CALL(unlinkat),
    CALL(fsync),
    CALL(fdatasync),
    CALL(sync_file_range),
    CALL(ftruncate),
    CALL(fallocate),
    CALL(fadvise64),
    CALL(flock),
    CALL(fcntl),
    CALL(umask),
    CALL_WHEN(ioctl, ARGUMENT_IS(1, TCGETS)),
    CALL_WHEN(ioctl, ARGUMENT_IS(1, TIOCGWINSZ)),
    /* threads, signals, time */
    CALL_WHEN(clone, ARGUMENT_HAS(0, CLONE_THREAD)),
    CALL_FAILS(clone3, ENOSYS),
    CALL(futex),
    CALL(sched_yield),
    CALL(sched_getaffinity),
    CALL(rt_sigaction),
    CALL(rt_sigprocmask),
    CALL(rt_sigreturn),
    CALL(sigaltstack),
    CALL(restart_syscall),
    CALL(clock_gettime),
    CALL(gettimeofday),
    CALL(time),
    CALL(clock_nanosleep),
    CALL(nanosleep),
    CALL(exit),
    CALL(exit_group),
};

const struct calls compiler_calls = {compiler,
                                     sizeof(compiler) / sizeof(compiler[0])};
