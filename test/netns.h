/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_NETNS_H
#define MULLION_TEST_NETNS_H

#include <errno.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * A network namespace of the test's own, with loopback up and nothing else: no
 * other test's packets or ports, and a BPF program that is attached there
 * sees nobody else's. Takes root; without, what isn't tested is said.
 */
static inline bool
netns_enter(const char *what)
{
	struct ifreq loopback = {.ifr_name = "lo",
	                         .ifr_flags = IFF_UP | IFF_RUNNING};
	int any;

	if (unshare(CLONE_NEWNET) < 0) {
		fprintf(stderr,
		        "%s: not tested, a network namespace of its own can't"
		        " be had: %s\n",
		        what, strerror(errno));
		return false;
	}
	any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (any < 0 || ioctl(any, SIOCSIFFLAGS, &loopback) < 0) {
		fprintf(stderr, "%s: not tested, lo isn't up: %s\n", what,
		        strerror(errno));
		return false;
	}
	close(any);
	return true;
}

/* One in which sk_lookup can be had: the least program of its type is taken. */
static inline bool
netns_enter_for_lookup(const char *what)
{
	static const struct bpf_insn code[] = {
	    {.code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = SK_PASS},
	    {.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr program = {
	    .prog_type = BPF_PROG_TYPE_SK_LOOKUP,
	    .expected_attach_type = BPF_SK_LOOKUP,
	    .insns = (uintptr_t)code,
	    .insn_cnt = sizeof(code) / sizeof(code[0]),
	    .license = (uintptr_t) "ISC",
	};
	long made;

	if (!netns_enter(what))
		return false;
	made = syscall(SYS_bpf, BPF_PROG_LOAD, &program, sizeof(program));
	if (made < 0) {
		fprintf(stderr,
		        "%s: not tested, there is no sk_lookup here: %s\n",
		        what, strerror(errno));
		return false;
	}
	close((int)made);
	return true;
}

#endif
