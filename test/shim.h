/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_SHIM_H
#define MULLION_TEST_SHIM_H

#include <stddef.h>
#include <stdint.h>

/*
 * What an older kernel doesn't have, or a container doesn't allow: each is a
 * system call that fails, in this process and all that it starts, for good.
 */
struct shim {
	const char *what;
	const char *call; /* NULL: every one in the table */
	int argument;     /* which must have the value; -1: none */
	uint64_t mask;
	uint64_t value;
	int error;
	uint32_t missing; /* of measure.h's measures, without it */
};

extern const struct shim shims[];
extern const size_t shim_count;

/* Puts it in force; exits the process when that can't be done. */
void shim_enter(const struct shim *shim);

#endif
