/* SPDX-License-Identifier: ISC */
#include "test/attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int
code(long result)
{
	return result < 0 ? errno : 0;
}

static int
answers_a_query(const struct cell *cell)
{
	struct sockaddr_in client;
	char octets[8];
	struct iovec part = {octets, sizeof(octets)};
	struct mmsghdr message = {
	    .msg_hdr = {.msg_name = &client,
	                .msg_namelen = sizeof(client),
	                .msg_iov = &part,
	                .msg_iovlen = 1},
	};

	if (recvmmsg(cell->udp, &message, 1, MSG_WAITFORONE, NULL) != 1)
		return errno;
	return sendmmsg(cell->udp, &message, 1, 0) == 1 ? 0 : errno;
}

static int
maps_its_image(const struct cell *cell)
{
	const char *image =
	    mmap(NULL, 4096, PROT_READ, MAP_SHARED, cell->image, 0);

	return image == MAP_FAILED ? errno : image[0] == 'i' ? 0 : EIO;
}

static int
writes_to_the_log(const struct cell *cell)
{
	(void)cell;
	return code(write(STDERR_FILENO, "", 0));
}

/* files */

static int
opens_the_root(const struct cell *cell)
{
	(void)cell;
	return code(open("/", O_RDONLY));
}

static int
opens_a_file(const struct cell *cell)
{
	(void)cell;
	return code(open("/etc/passwd", O_RDONLY));
}

static int
opens_its_image_anew(const struct cell *cell)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", cell->image);
	return code(open(path, O_RDONLY));
}

static int
makes_a_file(const struct cell *cell)
{
	(void)cell;
	return code(openat(AT_FDCWD, "/tmp", O_TMPFILE | O_RDWR, 0600));
}

static int
looks_at_a_file(const struct cell *cell)
{
	struct stat about;

	(void)cell;
	return code(stat("/etc/passwd", &about));
}

static int
changes_its_folder(const struct cell *cell)
{
	(void)cell;
	return code(chdir("/"));
}

static int
mounts(const struct cell *cell)
{
	(void)cell;
	return code(mount("none", "/", "tmpfs", 0, NULL));
}

static int
writes_to_its_image(const struct cell *cell)
{
	return code(pwrite(cell->image, "x", 1, 0));
}

static int
maps_its_image_to_write(const struct cell *cell)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, cell->image,
	            0) == MAP_FAILED
	           ? errno
	           : 0;
}

static int
makes_a_memory_file(const struct cell *cell)
{
	(void)cell;
	return code(memfd_create("code", MFD_CLOEXEC));
}

/* processes and programs */

static int
runs_a_program(const struct cell *cell)
{
	char *const arguments[] = {(char[]){"true"}, NULL};

	(void)cell;
	execv("/bin/true", arguments);
	return errno;
}

static int
forks(const struct cell *cell)
{
	const pid_t child = fork();

	(void)cell;
	if (child == 0)
		_exit(0);
	return code(child);
}

static int
shares_its_memory(const struct cell *cell)
{
	static char stack[65536];

	(void)cell;
	return code(clone((int (*)(void *))(uintptr_t)_exit,
	                  stack + sizeof(stack), CLONE_VM | SIGCHLD, NULL));
}

static int
traces_another_view(const struct cell *cell)
{
	return code(ptrace(PTRACE_ATTACH, cell->victim, NULL, NULL));
}

static int
reads_another_views_memory(const struct cell *cell)
{
	char octets[4];
	const struct iovec here = {octets, sizeof(octets)};
	const struct iovec there = {cell->secret, sizeof(octets)};

	return code(process_vm_readv(cell->victim, &here, 1, &there, 1, 0));
}

static int
signals_another_view(const struct cell *cell)
{
	return code(kill(cell->victim, 0));
}

static int
signals_another_views_thread(const struct cell *cell)
{
	return code(syscall(SYS_tgkill, cell->victim, cell->victim, 0));
}

static int
signals_its_supervisor(const struct cell *cell)
{
	(void)cell;
	return code(kill(getppid(), 0));
}

static int
takes_a_handle_of_another_view(const struct cell *cell)
{
	return code(syscall(SYS_pidfd_open, cell->victim, 0));
}

static int
comes_out_of_its_hiding(const struct cell *cell)
{
	(void)cell;
	return code(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static int
raises_its_limits(const struct cell *cell)
{
	const struct rlimit limit = {1, 1};

	(void)cell;
	return code(setrlimit(RLIMIT_NPROC, &limit));
}

/* code */

static int
makes_memory_executable(const struct cell *cell)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)cell;
	return code(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static int
maps_executable_memory(const struct cell *cell)
{
	(void)cell;
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	            MAP_PRIVATE | MAP_ANONYMOUS, -1,
	            0) == MAP_FAILED
	           ? errno
	           : 0;
}

static int
maps_its_image_as_code(const struct cell *cell)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, cell->image,
	            0) == MAP_FAILED
	           ? errno
	           : 0;
}

#ifdef __x86_64__
/* x32, whose numbers have a bit more. */
static int
calls_as_another_architecture(const struct cell *cell)
{
	(void)cell;
	return code(syscall(0x40000000 | SYS_getpid));
}
#endif

static const struct attempt attempts[] = {
    {"answers a query", answers_a_query, 0, 0},
    {"maps its image", maps_its_image, 0, 0},
    {"writes to the log", writes_to_the_log, 0, 0},

    {"opens /", opens_the_root, EPERM, 0},
    {"opens a file", opens_a_file, EPERM, 0},
    {"opens its image anew", opens_its_image_anew, EPERM, 0},
    {"makes a file", makes_a_file, EPERM, ANY},
    {"looks at a file", looks_at_a_file, ENDED, 0},
    {"changes its folder", changes_its_folder, ENDED, 0},
    {"mounts", mounts, ENDED, ANY},
    {"writes to its image", writes_to_its_image, ENDED, EPERM},
    {"maps its image to write", maps_its_image_to_write, EPERM, EPERM},
    {"makes a memory file", makes_a_memory_file, ENDED, 0},

    {"runs a program", runs_a_program, ENDED, 0},
    {"forks", forks, ENDED, 0},
    {"starts a process in its memory", shares_its_memory, ENDED, 0},
    {"traces another view", traces_another_view, ENDED, ANY},
    {"reads another view's memory", reads_another_views_memory, ENDED, ANY},
    {"signals another view", signals_another_view, ENDED, 0},
    {"signals another view's thread", signals_another_views_thread, ENDED, 0},
    {"signals its supervisor", signals_its_supervisor, ENDED, ANY},
    {"takes a handle of another view", takes_a_handle_of_another_view, ENDED,
     0},
    {"comes out of its hiding", comes_out_of_its_hiding, ENDED, 0},
    {"raises its limits", raises_its_limits, ENDED, 0},

    {"makes memory executable", makes_memory_executable, ENDED, 0},
    {"maps executable memory", maps_executable_memory, ENDED, 0},
    {"maps its image as code", maps_its_image_as_code, ENDED, ANY},
#ifdef __x86_64__
    {"calls as another architecture", calls_as_another_architecture, ENDED,
     ANY},
#endif
};

const struct attempts attempts_on_processes = {
    attempts, sizeof(attempts) / sizeof(attempts[0])};
