/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/steer_object.h"

/* The Makefile says where it is. */
#ifndef STEER_OBJECT
#define STEER_OBJECT "/dev/null"
#endif

/* The compiled program; nothing at all where there was no compiler for it. */
extern const char steer_object[], steer_object_end[];
__asm__(".pushsection .rodata\n"
        ".balign 8\n"
        "steer_object:\n"
        ".incbin \"" STEER_OBJECT "\"\n"
        "steer_object_end:\n"
        ".popsection\n");

bool
steer_object_is_built(void)
{
	return &steer_object[0] != &steer_object_end[0];
}

/* libbpf explains at length; who debugs a refusal wants to read it. */
static int
say(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char line[512];
	int length = vsnprintf(line, sizeof(line), format, arguments);

	(void)level;
	if (length > 0 && length < (int)sizeof(line)
	    && line[length - 1] == '\n')
		line[length - 1] = '\0';
	log_debug("%s", line);
	return 0;
}

static int
resize(struct bpf_object *object, const char *name, size_t entries)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	return bpf_map__set_max_entries(map, (uint32_t)entries);
}

/* With the program for the way out or without. */
static int
load(struct bpf_object **made, const struct steer_sizes *sizes, bool egress)
{
	/* cppcheck-suppress comparePointers ; two ends of one thing */
	const size_t size = (size_t)(steer_object_end - steer_object);
	struct bpf_object *object =
	    bpf_object__open_mem(steer_object, size, NULL);
	int saved;

	if (object == NULL)
		return ERR_SYSTEM;
	if (bpf_program__set_autoload(
		bpf_object__find_program_by_name(object, "limit"), egress)
	        == 0
	    && resize(object, "listeners", sizes->entries) == 0
	    && resize(object, "networks_four", sizes->listeners) == 0
	    && resize(object, "networks_six", sizes->listeners) == 0
	    && resize(object, "rounds", sizes->listeners) == 0
	    && resize(object, "sockets", sizes->sockets) == 0
	    && bpf_object__load(object) == 0) {
		*made = object;
		return 0;
	}
	saved = errno;
	bpf_object__close(object);
	errno = saved;
	return ERR_SYSTEM;
}

int
steer_object_load(struct bpf_object **made, const struct steer_sizes *sizes)
{
	libbpf_set_print(say);
	if (load(made, sizes, true) == 0)
		return 0;
	return load(made, sizes, false);
}
