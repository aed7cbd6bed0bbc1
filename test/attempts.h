/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_ATTEMPTS_H
#define MULLION_TEST_ATTEMPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Octets that it may have to write to. */
enum { CELL_MEMORY = 64 << 20 };

/* What a worker holds, and whom it could be after. */
struct cell {
	int udp; /* bound, IPv4, on loopback */
	int tcp; /* listening */
	int control;
	int image;    /* a sealed memfd */
	pid_t victim; /* another view's worker */
	void *secret; /* an address in its memory */
};

/*
 * What code in a worker's process might try. Each is made by a process that
 * has gone down as a worker does, and is refused by an error, or ends it; or
 * is what a worker does all day, and must go on working.
 */
struct attempt {
	const char *what;
	int (*make)(const struct cell *cell); /* 0 or errno */
	int inside;                           /* 0, errno or ENDED */
	int outside; /* the same without sandbox; ANY: depends on the host */
};

enum { ENDED = 1000 /* by SIGSYS */, ANY = 1001 };

struct attempts {
	const struct attempt *items;
	size_t count;
};

/* Its work; files, processes, code. */
extern const struct attempts attempts_on_processes;
extern const struct attempts attempts_on_memory;
/* Sockets, and what else the kernel has. */
extern const struct attempts attempts_on_sockets;

#endif
