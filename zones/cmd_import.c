/* SPDX-License-Identifier: ISC */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/cli.h"
#include "zones/import/import_site.h"
#include "zones/import/import_zone.h"
#include "zones/views_read.h"

static const char help[] =
    "Usage: mullion import --zone NAME --view VIEW... FILE\n"
    "       mullion import NAMED.CONF -o DIR\n"
    "\n"
    "Prints a zone file (RFC 1035, $INCLUDE, $GENERATE) as a zone spec, or\n"
    "makes a site of a configuration of BIND's. What doesn't come over is\n"
    "listed on standard error, with file, line and column.\n"
    "\n"
    "  --zone NAME          the zone that is in FILE\n"
    "  --view VIEW          a view or @group that sees it; several with\n"
    "                       commas, or with this option again\n"
    "  -o, --output DIR     the folder of the site, new or empty\n"
    "  --external VIEW      it is of external trust, and so, without asking,\n"
    "  --internal VIEW      is a view that matches any, unless named here\n"
    "  --localnets NETWORK  what \"localnets\" is, besides 127.0.0.0/8\n"
    "  --root DIR           where \"/\" in file names begins, as named -t has\n"
    "                       it; nothing outside is read. Without, the folder\n"
    "                       of NAMED.CONF\n"
    "  --strict             what can't be carried over is an error\n"
    "  -h, --help           this text\n"
    "\n"
    "Exit status: 0 done, 1 errors, 2 usage or a file that can't be read.\n";

enum { LOCALNETS_MAX = 64 };

struct arguments {
	struct import_zone zone;
	struct import_site site;
	struct net_prefix localnets[LOCALNETS_MAX];
	const char *name;
	bool strict;
};

static int
add_view(struct arguments *a, const char *text)
{
	struct import_zone *zone = &a->zone;

	if (!views_name_good(text + (*text == '@')))
		return cli_usage("import",
		                 "\"%s\" is no view: its name has a-z, 0-9 "
		                 "and - alone",
		                 text);
	if (zone->view_count == VIEW_MAX)
		return cli_usage("import", "there are too many views");
	zone->views[zone->view_count++] = text;
	return -1;
}

static int
add_localnet(struct arguments *a, const char *text)
{
	struct named_options *options = &a->site.options;

	if (options->localnet_count == LOCALNETS_MAX)
		return cli_usage("import", "there are too many networks");
	if (net_prefix_from_text(&a->localnets[options->localnet_count], text)
	    < 0)
		return cli_usage("import", "%s is no network", text);
	options->localnet_count++;
	return -1;
}

/* One of the words that commas part. */
static int
take_word(struct arguments *a, int option, const char *word)
{
	struct named_options *options = &a->site.options;
	size_t *count =
	    option == 'e' ? &options->external_count : &options->internal_count;
	const char **names =
	    option == 'e' ? options->external : options->internal;

	if (option == 'v')
		return add_view(a, word);
	if (option == 'l')
		return add_localnet(a, word);
	if (*count == VIEW_MAX)
		return cli_usage("import", "there are too many views");
	names[(*count)++] = word;
	return -1;
}

static int
take_option(struct arguments *a, int option)
{
	int status = -1;

	switch (option) {
	case 'z':
		a->name = optarg;
		break;
	case 'o':
		a->site.output = optarg;
		break;
	case 'r':
		a->site.root = optarg;
		break;
	case 's':
		a->strict = true;
		break;
	default:
		for (char *rest = optarg, *word;
		     status < 0 && (word = strsep(&rest, ",")) != NULL;)
			status = take_word(a, option, word);
	}
	return status;
}

static int
check_zone(struct arguments *a, const char *path)
{
	a->zone.path = path;
	a->zone.strict = a->strict;
	if (a->name == NULL)
		return cli_usage("import",
		                 "which zone is in %s? Name it with --zone; "
		                 "or which folder is to have the site of this "
		                 "named.conf? Name it with -o",
		                 path);
	if (a->zone.view_count == 0)
		return cli_usage("import",
		                 "who sees the zone? Name a view with --view");
	if (dname_from_text(a->zone.apex, a->name, strlen(a->name), NULL) < 0)
		return cli_usage("import", "%s is no domain name", a->name);
	return -1;
}

static int
check(struct arguments *a, int argc, char **argv)
{
	if (argc - optind != 1)
		return cli_usage("import", argc == optind
		                               ? "which FILE?"
		                               : "one FILE at a time");
	if (a->site.output == NULL)
		return check_zone(a, argv[optind]);
	a->site.path = argv[optind];
	a->site.strict = a->strict;
	a->site.options.localnets = a->localnets;
	if (a->name != NULL || a->zone.view_count > 0)
		return cli_usage("import",
		                 "--zone and --view are for zone files, -o "
		                 "is for a named.conf");
	return -1;
}

static int
parse(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
	    {"zone", required_argument, NULL, 'z'},
	    {"view", required_argument, NULL, 'v'},
	    {"output", required_argument, NULL, 'o'},
	    {"external", required_argument, NULL, 'e'},
	    {"internal", required_argument, NULL, 'i'},
	    {"localnets", required_argument, NULL, 'l'},
	    {"root", required_argument, NULL, 'r'},
	    {"strict", no_argument, NULL, 's'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option, status;

	while ((option = getopt_long(argc, argv, ":ho:", options, NULL))
	       != -1) {
		if (option == 'h')
			return cli_help(help);
		if (option == '?' || option == ':')
			return cli_bad_option(argv, option);
		status = take_option(a, option);
		if (status >= 0)
			return status;
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
	if (arguments.site.output != NULL) {
		status = import_site(&arguments.site);
		return status == EXIT_USAGE ? status : cli_finish(status);
	}
	status = import_zone(&arguments.zone);
	return status == EXIT_DONE ? cli_finish(status) : status;
}
