/* SPDX-License-Identifier: ISC */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "lib/version.h"
#include "zones/cli.h"
#include "zones/command.h"

static const char help[] =
    "Usage: mullion COMMAND ...\n"
    "\n"
    "Compiles a site, a folder of JSON files that says which names each view\n"
    "of the network sees, to the images that mulliond serves.\n"
    "\n"
    "  check SITE               checks the site by all rules and its tests\n"
    "  compile SITE -o DIR      checks it and writes an image of each view\n"
    "  ctl COMMAND              asks or tells a running mulliond\n"
    "  diff OLD NEW             what changes for whom\n"
    "  explain SITE --from ADDRESS NAME [TYPE]\n"
    "                           what a client there is answered, and why\n"
    "  export FORMAT SITE       configuration of other programs\n"
    "  import FILE              a zone file as a spec, a named.conf as a site\n"
    "  keygen KEY               makes a key that signs what is compiled\n"
    "  prove SITE               who is given what, and that nobody gets more\n"
    "  show IMAGE [--zone NAME] an image as zone files\n"
    "  schema [NAME]            the JSON Schema of its files\n"
    "\n"
    "  -h, --help               this text; after a command, more about it\n"
    "  --version                the version\n"
    "\n"
    "Exit status: 0 done, 1 the site has errors or an image is damaged, 2\n"
    "usage or a file that can't be read or written. See mullion(1) and\n"
    "mullion-spec(5).\n";

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
};

static int
run(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"check", cmd_check},     {"compile", cmd_compile},
	    {"ctl", cmd_ctl},         {"diff", cmd_diff},
	    {"explain", cmd_explain}, {"export", cmd_export},
	    {"import", cmd_import},   {"keygen", cmd_keygen},
	    {"prove", cmd_prove},     {"schema", cmd_schema},
	    {"show", cmd_show},
	};

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
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
		return cli_help(help);
	if (strcmp(argv[1], "--version") == 0) {
		puts("mullion " MULLION_VERSION);
		return cli_finish(EXIT_DONE);
	}
	return run(argc - 1, argv + 1);
}
