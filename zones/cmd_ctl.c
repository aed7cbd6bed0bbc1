/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "zones/cli.h"
#include "zones/libexec.h"

/*
 * `mullion ctl ...` becomes mullion-ctl ..., the program that speaks with a
 * server, since this one has no socket.
 */
int
cmd_ctl(int argc, char **argv)
{
	struct arena *arena = arena_new();
	char *program = libexec_find(arena, "mullion-ctl");

	(void)argc;
	if (program != NULL) {
		execv(program, argv);
		cli_error("cannot run %s: %s", program, strerror(errno));
	}
	arena_free(arena);
	return EXIT_USAGE;
}
