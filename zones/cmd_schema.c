/* SPDX-License-Identifier: ISC */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "zones/cli.h"
#include "zones/schema.h"

static const char help[] =
    "Usage: mullion schema [NAME]\n"
    "\n"
    "Prints a JSON Schema (2020-12), for editors and validators: views,\n"
    "zone, fragment or tests for the files of a site, config for\n"
    "mulliond.json. Without NAME, lists them.\n"
    "\n"
    "  -h, --help   this text\n"
    "\n"
    "Exit status: 0 done, 2 usage.\n";

static int
list(void)
{
	const struct schema *schema;

	for (size_t i = 0; (schema = schema_at(i)) != NULL; i++)
		printf("%-8s %s\n", schema->name, schema->what);
	return cli_finish(EXIT_DONE);
}

int
cmd_schema(int argc, char **argv)
{
	static const struct option options[] = {
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	const struct schema *schema;
	int option = getopt_long(argc, argv, ":h", options, NULL);

	if (option == 'h')
		return cli_help(help);
	if (option != -1)
		return cli_bad_option(argv, option);
	if (argc == optind)
		return list();
	if (argc - optind > 1)
		return cli_usage("schema", "one NAME at a time");
	for (size_t i = 0; (schema = schema_at(i)) != NULL; i++) {
		if (strcmp(schema->name, argv[optind]) != 0)
			continue;
		fputs(schema->text, stdout);
		return cli_finish(EXIT_DONE);
	}
	return cli_usage("schema", "there is no schema %s", argv[optind]);
}
