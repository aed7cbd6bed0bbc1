/* SPDX-License-Identifier: ISC */
#include "test/attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
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

/* sockets */

static int
makes_a_socket(const struct cell *cell)
{
	(void)cell;
	return code(socket(AF_INET, SOCK_DGRAM, 0));
}

static int
makes_a_unix_socket(const struct cell *cell)
{
	(void)cell;
	return code(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
binds_its_socket(const struct cell *cell)
{
	const struct sockaddr_in any = {.sin_family = AF_INET};

	return code(
	    bind(cell->udp, (const struct sockaddr *)&any, sizeof(any)));
}

static int
connects_its_socket(const struct cell *cell)
{
	const struct sockaddr_in to = {
	    .sin_family = AF_INET,
	    .sin_port = htons(9),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return code(
	    connect(cell->udp, (const struct sockaddr *)&to, sizeof(to)));
}

static int
listens_anew(const struct cell *cell)
{
	return code(listen(cell->tcp, 1));
}

static int
shuts_its_listener_down(const struct cell *cell)
{
	return code(shutdown(cell->tcp, SHUT_RDWR));
}

static int
takes_the_steering_off(const struct cell *cell)
{
	const int zero = 0;
	const int result =
	    code(setsockopt(cell->udp, SOL_SOCKET, SO_DETACH_REUSEPORT_BPF,
	                    &zero, sizeof(zero)));

	return result == ENOENT ? 0 : result; /* allowed; there was none */
}

static int
steers_by_itself(const struct cell *cell)
{
	struct sock_filter first[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
	const struct sock_fprog program = {.len = 1, .filter = first};

	return code(setsockopt(cell->udp, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF,
	                       &program, sizeof(program)));
}

static int
sends_to_another_family(const struct cell *cell)
{
	const struct sockaddr_in6 to = {
	    .sin6_family = AF_INET6,
	    .sin6_port = htons(9),
	    .sin6_addr = IN6ADDR_LOOPBACK_INIT,
	};

	return code(sendto(cell->udp, "x", 1, 0, (const struct sockaddr *)&to,
	                   sizeof(to)));
}

static int
sends_to_a_unix_socket(const struct cell *cell)
{
	const struct sockaddr_un to = {.sun_family = AF_UNIX, .sun_path = "/x"};

	return code(sendto(cell->udp, "x", 1, 0, (const struct sockaddr *)&to,
	                   sizeof(to)));
}

static int
copies_a_descriptor(const struct cell *cell)
{
	return code(dup(cell->udp));
}

static int
copies_one_by_fcntl(const struct cell *cell)
{
	return code(fcntl(cell->udp, F_DUPFD, 0));
}

static int
types_into_the_terminal(const struct cell *cell)
{
	const int result = code(ioctl(cell->control, TIOCSTI, "x"));

	return result == ENOTTY ? 0 : result; /* allowed; it is none */
}

/* the kernel */

static int
gains_a_capability(const struct cell *cell)
{
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[2] = {{0}};

	(void)cell;
	return code(syscall(SYS_capset, &header, sets));
}

static int
becomes_root(const struct cell *cell)
{
	(void)cell;
	return code(setuid(0));
}

static int
makes_namespaces(const struct cell *cell)
{
	(void)cell;
	return code(unshare(CLONE_NEWUSER));
}

static int
makes_a_ring(const struct cell *cell)
{
	char parameters[120] = {0};

	(void)cell;
	return code(syscall(SYS_io_uring_setup, 1, parameters));
}

static int
handles_page_faults(const struct cell *cell)
{
	(void)cell;
	return code(syscall(SYS_userfaultfd, O_CLOEXEC));
}

static int
loads_a_bpf_program(const struct cell *cell)
{
	union bpf_attr attributes = {0};

	(void)cell;
	return code(
	    syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes)));
}

static int
counts_events(const struct cell *cell)
{
	(void)cell;
	return code(syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
}

static int
looks_for_keys(const struct cell *cell)
{
	(void)cell;
	return code(syscall(SYS_keyctl, 0, -3, 0, 0, 0));
}

static int
enters_a_list_of_its_own(const struct cell *cell)
{
	(void)cell;
	return code(syscall(SYS_seccomp, 1, 0, NULL));
}

const struct attempt attempts[] = {
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

    {"makes a socket", makes_a_socket, ENDED, 0},
    {"makes a Unix socket", makes_a_unix_socket, ENDED, 0},
    {"binds its socket", binds_its_socket, ENDED, EINVAL},
    {"connects its socket", connects_its_socket, ENDED, 0},
    {"listens anew", listens_anew, ENDED, 0},
    {"shuts its listener down", shuts_its_listener_down, ENDED, 0},
    {"takes the steering off", takes_the_steering_off, ENDED, 0},
    {"steers by itself", steers_by_itself, ENDED, 0},
    {"sends to another family", sends_to_another_family, EAFNOSUPPORT,
     EAFNOSUPPORT},
    {"sends to a Unix socket", sends_to_a_unix_socket, EAFNOSUPPORT,
     EAFNOSUPPORT},
    {"copies a descriptor", copies_a_descriptor, ENDED, 0},
    {"copies one by fcntl", copies_one_by_fcntl, ENDED, 0},
    {"types into the terminal", types_into_the_terminal, ENDED, ANY},

    {"gains a capability", gains_a_capability, ENDED, 0},
    {"becomes root", becomes_root, ENDED, ANY},
    {"makes namespaces", makes_namespaces, ENDED, ANY},
    {"makes a ring", makes_a_ring, ENDED, ANY},
    {"handles page faults", handles_page_faults, ENDED, ANY},
    {"loads a BPF program", loads_a_bpf_program, ENDED, ANY},
    {"counts events", counts_events, ENDED, ANY},
    {"looks for keys", looks_for_keys, ENDED, ANY},
    {"enters a list of its own", enters_a_list_of_its_own, ENDED, ANY},
};
const size_t attempt_count = sizeof(attempts) / sizeof(attempts[0]);
