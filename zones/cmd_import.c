/* SPDX-License-Identifier: ISC */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/cli.h"
#include "zones/file.h"
#include "zones/import/import_zone.h"
#include "zones/views_read.h"

static const char help[] =
    "Usage: mullion import --zone NAME --view VIEW... FILE\n"
    "\n"
    "Prints a zone file (RFC 1035, $INCLUDE, $GENERATE) as a zone spec.\n"
    "\n"
    "  --zone NAME   the zone's name\n"
    "  --view VIEW   a view or @group that sees it; several with commas, or\n"
    "                with this option again\n"
    "  --strict      what can't be carried over is an error\n"
    "  -h, --help    this text\n"
    "\n"
    "What can't be carried over (what signing made, other classes, names\n"
    "outside the zone) is listed on standard error, line by line. $INCLUDE\n"
    "reads files below FILE's own folder alone.\n"
    "\n"
    "Exit status: 0 done, 1 errors, and nothing is printed, 2 usage or a\n"
    "file that can't be read.\n";

struct arguments {
	struct import_zone zone;
	const char *name;
};

static int
add_views(struct import_zone *zone, char *texts)
{
	char *rest = texts;

	for (char *text; (text = strsep(&rest, ",")) != NULL;) {
		if (!views_name_good(text + (*text == '@')))
			return cli_usage("import",
			                 "\"%s\" is no view: its name has "
			                 "a-z, 0-9 and - alone",
			                 text);
		if (zone->view_count == VIEW_MAX)
			return cli_usage("import",
			                 "%s: there are too many "
			                 "views",
			                 text);
		zone->views[zone->view_count++] = text;
	}
	return -1;
}

static int
check(struct arguments *a, int argc, char **argv)
{
	if (argc - optind != 1)
		return cli_usage("import", argc == optind
		                               ? "which FILE?"
		                               : "one FILE at a time");
	a->zone.path = argv[optind];
	if (a->name == NULL)
		return cli_usage("import",
		                 "which zone is in %s? Name it with "
		                 "--zone",
		                 a->zone.path);
	if (a->zone.view_count == 0)
		return cli_usage("import", "who sees the zone? Name a view "
		                           "with --view");
	if (dname_from_text(a->zone.apex, a->name, strlen(a->name), NULL) < 0)
		return cli_usage("import", "%s is no domain name", a->name);
	return -1;
}

static int
parse(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
	    {"zone", required_argument, NULL, 'z'},
	    {"view", required_argument, NULL, 'v'},
	    {"strict", no_argument, NULL, 's'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option, status;

	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		switch (option) {
		case 'h':
			return cli_help(help);
		case 'z':
			a->name = optarg;
			break;
		case 'v':
			status = add_views(&a->zone, optarg);
			if (status >= 0)
				return status;
			break;
		case 's':
			a->zone.strict = true;
			break;
		default:
			return cli_bad_option(argv, option);
		}
	}
	return check(a, argc, argv);
}

int
cmd_import(int argc, char **argv)
{
	struct arguments arguments = {0};
	int status = parse(&arguments, argc, argv);

	if (status >= 0)
		return status;
	status = import_zone(&arguments.zone);
	return status == EXIT_DONE ? cli_finish(status) : status;
}
