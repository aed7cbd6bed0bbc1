/* SPDX-License-Identifier: ISC */
#include <getopt.h>
#include <string.h>

#include "zones/cli.h"
#include "zones/fragment/edit.h"

static const char set_help[] =
    "Usage: mullion set SITE ZONE/FRAGMENT NAME TYPE VALUE\n"
    "\n"
    "Adds a record to a fragment of the zone, as far as the zone's "
    "\"fragments\"\n"
    "allow it: NAME is relative to the zone unless it ends in a dot, VALUE is\n"
    "plain text for TXT and else the data in presentation form. Writes the\n"
    "fragment's file in SITE, by default ZONE-FRAGMENT.json, which is "
    "replaced\n"
    "whole; runs at one time take turns. A record that is there already is no\n"
    "change. What is published changes by the next compile or reload.\n"
    "\n"
    "  -h, --help   this text\n"
    "\n"
    "Exit status: 0 the record is there, 1 it isn't allowed, 2 usage or a "
    "file\n"
    "that can't be read or written.\n";

static const char unset_help[] =
    "Usage: mullion unset SITE ZONE/FRAGMENT NAME TYPE [VALUE]\n"
    "\n"
    "Takes a record out of a fragment of the zone, as 'mullion set' adds one;\n"
    "without VALUE all records of that name and type. What isn't there is no\n"
    "change.\n"
    "\n"
    "  -h, --help   this text\n"
    "\n"
    "Exit status: 0 the record isn't there, 1 the file can't be changed as it\n"
    "is, 2 usage or a file that can't be read or written.\n";

/* Fills edit from the arguments behind the options; -1, or an exit status. */
static int
take_arguments(struct fragment_edit *edit, char **arguments, int count)
{
	const char *command = edit->remove ? "unset" : "set";
	char *slash;

	if (count < (edit->remove ? 4 : 5) || count > 5)
		return cli_usage(command,
		                 edit->remove
		                     ? "it takes SITE ZONE/FRAGMENT NAME TYPE "
		                       "and perhaps VALUE"
		                     : "it takes SITE ZONE/FRAGMENT NAME TYPE "
		                       "VALUE");
	slash = strrchr(arguments[1], '/');
	if (slash == NULL || slash == arguments[1] || slash[1] == '\0')
		return cli_usage(command,
		                 "which fragment of which zone? As in "
		                 "example.com/acme, not %s",
		                 arguments[1]);
	*slash = '\0';
	edit->site = arguments[0];
	edit->zone = arguments[1];
	edit->id = slash + 1;
	edit->name = arguments[2];
	edit->type = arguments[3];
	edit->value = count == 5 ? arguments[4] : NULL;
	return -1;
}

static int
run(int argc, char **argv, bool remove)
{
	static const struct option options[] = {
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	struct fragment_edit edit = {.remove = remove};
	int option, status;

	/* A value may begin with a hyphen: options come first. */
	while ((option = getopt_long(argc, argv, "+:h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(remove ? unset_help : set_help);
		return cli_bad_option(argv, option);
	}
	status = take_arguments(&edit, argv + optind, argc - optind);
	return status >= 0 ? status : (int)fragment_edit(&edit);
}

int
cmd_set(int argc, char **argv)
{
	return run(argc, argv, false);
}

int
cmd_unset(int argc, char **argv)
{
	return run(argc, argv, true);
}
