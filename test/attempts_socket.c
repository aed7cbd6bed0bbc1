/* SPDX-License-Identifier: ISC */
#include "test/attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static int
code(long result)
{
	return result < 0 ? errno : 0;
}

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

static const struct attempt attempts[] = {
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

const struct attempts attempts_on_sockets = {
    attempts, sizeof(attempts) / sizeof(attempts[0])};
