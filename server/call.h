/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CALL_H
#define MULLION_CALL_H

#include <stddef.h>

#include <seccomp.h>

#include "server/calls.h"

/*
 * A line of a list of system calls. It allows the call where all its
 * conditions hold, or lets it fail with the error given. A call may have
 * several lines.
 *
 * The kernel checks a call without conditions in a few cycles, by a bitmap; a
 * condition costs the program that it is compiled to, 165 to 200 ns. So what
 * each batch of queries calls has none.
 */
struct call {
	int number; /* SCMP_SYS() */
	int error;  /* 0: allowed */
	unsigned conditions;
	struct scmp_arg_cmp when[2];
};

struct calls {
	const struct call *items;
	size_t count;
};

/* clang-format off */
#define CALL(name) {.number = SCMP_SYS(name)}
#define CALL_FAILS(name, code) {.number = SCMP_SYS(name), .error = (code)}
#define CALL_WHEN(name, first) \
	{.number = SCMP_SYS(name), .conditions = 1, .when = {first}}
#define CALL_WHEN_BOTH(name, first, second) \
	{.number = SCMP_SYS(name), .conditions = 2, .when = {first, second}}
/* Conditions: an argument, counted from 0, is a value, or has bits, or of some
 * bits these alone, or has not. */
#define ARGUMENT_IS(number, value) \
	{.arg = (number), .op = SCMP_CMP_EQ, .datum_a = (value)}
#define ARGUMENT_HAS(number, bits) \
	{.arg = (number), .op = SCMP_CMP_MASKED_EQ, .datum_a = (bits), \
	 .datum_b = (bits)}
#define ARGUMENT_HAS_OF(number, of, bits) \
	{.arg = (number), .op = SCMP_CMP_MASKED_EQ, .datum_a = (of), \
	 .datum_b = (bits)}
#define ARGUMENT_LACKS(number, bits) \
	{.arg = (number), .op = SCMP_CMP_MASKED_EQ, .datum_a = (bits)}
/* clang-format on */

#endif
