/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STEER_OBJECT_H
#define MULLION_STEER_OBJECT_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

/* The compiled programs (steer.bpf.c), which lie in mulliond itself, and their
 * maps (steer_maps.h), whose sizes are known at start. */
struct steer_sizes {
	size_t entries; /* where the server listens, by family */
	size_t listeners;
	size_t sockets;
};

/* Not where there was no compiler for them. */
bool steer_object_is_built(void);

/*
 * Loads the programs into the kernel, and attaches none; the one for the way
 * out is left out where the kernel won't take it. The object is the caller's to
 * close. ERR_SYSTEM, and errno says why.
 */
int
steer_object_load(struct bpf_object **object, const struct steer_sizes *sizes);

#endif
