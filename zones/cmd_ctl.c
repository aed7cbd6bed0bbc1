/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "zones/cli.h"

/*
 * `mullion ctl ...` becomes mullion-ctl ..., the program that speaks with a
 * server, since this one has no socket.
 */
static const char program[] = "mullion-ctl";

/* Comes back when there is none. */
static void
try(const char *folder, const char *below, char **argv)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s%s", folder, below, program)
	    < (int)sizeof(path))
		execv(path, argv);
}

/*
 * As they lie in a build folder, beside each other; or as they are installed,
 * PREFIX/bin/mullion and PREFIX/libexec/mullion/.
 */
int
cmd_ctl(int argc, char **argv)
{
	char here[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", here, sizeof(here) - 1);

	(void)argc;
	if (length > 0) {
		here[length] = '\0';
		*strrchr(here, '/') = '\0';
		try(here, "", argv);
		try(here, "../libexec/mullion/", argv);
	}
	try(MULLION_LIBEXECDIR, "", argv);
	cli_error("%s is missing: it belongs into %s", program,
	          MULLION_LIBEXECDIR);
	return EXIT_USAGE;
}
