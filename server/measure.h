/* SPDX-License-Identifier: ISC */
#ifndef MULLION_MEASURE_H
#define MULLION_MEASURE_H

#include <stdint.h>

/*
 * What a view process takes from itself where the kernel, and the container
 * about it, give the means (sandbox.c). It tells the supervisor which it has,
 * as a set of these bits (worker.h). What is never optional has no bit: a
 * process without it doesn't serve.
 */
enum measure {
	MEASURE_ROOT = 1 << 0,    /* its root folder is empty */
	MEASURE_MOUNTS = 1 << 1,  /* ... and all mounts are gone from it */
	MEASURE_NETWORK = 1 << 2, /* namespaces of its own: new sockets reach */
	MEASURE_IPC = 1 << 3,     /* nothing */
	MEASURE_UTS = 1 << 4,
	MEASURE_LANDLOCK = 1 << 5, /* no file, no TCP, ... */
	MEASURE_SCOPE = 1 << 6,    /* ... and no signal to others */
	MEASURE_MDWE = 1 << 7,     /* no new executable memory */
	MEASURE_CALLS = 1 << 8,    /* the list of system calls, which only an
	                            * instrumented build goes without */
	MEASURE_ALL = (1 << 9) - 1,
};

/*
 * Sanitizers and coverage read /proc, write files and start a process when
 * theirs ends: in such a build (Makefile, VARIANT) what would keep them from
 * it is left out, the list of system calls too, and counts as missing.
 */
#ifdef MULLION_INSTRUMENTED
enum { INSTRUMENTED = 1 };
#else
enum { INSTRUMENTED = 0 };
#endif

enum { MEASURE_TEXT = 320 };

/* Names those of the set, "a, b and c", in text[MEASURE_TEXT]; returns it. */
const char *measure_text(char *text, uint32_t set);

/* The word by which programs know one of them. */
const char *measure_id(uint32_t one);

#endif
