/* SPDX-License-Identifier: ISC */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "lib/version.h"
#include "zones/cli.h"
#include "zones/command.h"

struct command {
	const char *name;
	const char *arguments;
	const char *what;
	int (*run)(int argc, char **argv);
};

/* In the order of the alphabet. What `mullion --help` says of each is also
 * where the shells' completions know them from (zones/completions/). */
static const struct command commands[] = {
    {"audit", "SITE|DIR", "the proof, waivers and changes, as a page too",
     cmd_audit},
    {"check", "SITE", "checks the site by all rules and its tests", cmd_check},
    {"compile", "SITE -o DIR", "checks it and writes an image of each view",
     cmd_compile},
    {"ctl", "COMMAND", "asks or tells a running mulliond", cmd_ctl},
    {"diff", "OLD NEW", "what changes for whom", cmd_diff},
    {"explain", "SITE NAME", "what a client is answered, and why", cmd_explain},
    {"export", "FORMAT SITE", "configuration of other programs", cmd_export},
    {"fmt", "PATH...", "lays the site's files out in one way", cmd_fmt},
    {"import", "FILE", "a zone file as a spec, a named.conf as a site",
     cmd_import},
    {"init", "DIR", "writes a small site to begin with", cmd_init},
    {"keygen", "KEY", "makes a key that signs what is compiled", cmd_keygen},
    {"prove", "SITE", "who is given what, and that nobody gets more",
     cmd_prove},
    {"schema", "[NAME]", "the JSON Schema of its files", cmd_schema},
    {"set", "SITE ...", "adds a record to a fragment of a zone", cmd_set},
    {"show", "IMAGE", "an image as zone files", cmd_show},
    {"unset", "SITE ...", "takes it out again", cmd_unset},
    {"verify", "SITE ...", "what is live, beside what the site says",
     cmd_verify},
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static int
help(void)
{
	fputs("Usage: mullion COMMAND ...\n"
	      "\n"
	      "Compiles a site, a folder of JSON files that says which names "
	      "each view\n"
	      "of the network sees, to the images that mulliond serves.\n"
	      "\n",
	      stdout);
	for (size_t i = 0; i < COMMANDS; i++) {
		char usage[32];

		snprintf(usage, sizeof(usage), "%s %s", commands[i].name,
		         commands[i].arguments);
		printf("  %-20s %s\n", usage, commands[i].what);
	}
	fputs("\n"
	      "Each says more with --help; --version prints the version. See "
	      "mullion(1).\n",
	      stdout);
	return cli_finish(EXIT_DONE);
}

static int
run(int argc, char **argv)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(argv[0], commands[i].name) == 0)
			return commands[i].run(argc, argv);
	if (argv[0][0] == '-')
		return cli_usage("", "there is no option %s", argv[0]);
	return cli_usage("", "there is no command %s", argv[0]);
}

int
command_run(int argc, char **argv)
{
	opterr = 0;
	if (argc < 2)
		return cli_usage("", "which command?");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0
	    || strcmp(argv[1], "help") == 0)
		return help();
	if (strcmp(argv[1], "--version") == 0) {
		puts("mullion " MULLION_VERSION);
		return cli_finish(EXIT_DONE);
	}
	return run(argc - 1, argv + 1);
}
