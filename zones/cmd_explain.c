/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "zones/cli.h"
#include "zones/explain.h"
#include "zones/progress.h"
#include "zones/rdata.h"
#include "zones/service/connect.h"

static const char help[] =
    "Usage: mullion explain SITE --from ADDRESS NAME [TYPE]\n"
    "       mullion explain SITE --from ADDRESS --connect NAME:PORT/PROTOCOL\n"
    "\n"
    "Says what a client with that address is answered about NAME, an\n"
    "absolute name, and TYPE (default A), and why: its view and the network\n"
    "that makes it so, the answer, and the file and line of each RRset on\n"
    "the way there. The site is compiled in memory and asked as a server\n"
    "asks it; no server is needed. Serials that compile chooses are 1 here.\n"
    "With --connect it says whether that client may connect to NAME (or an\n"
    "address, [ADDRESS] of IPv6) at PORT/tcp or PORT/udp, through which\n"
    "service, and who else may resolve the name and connect.\n"
    "\n"
    "  --from ADDRESS   the client's address, IPv4 or IPv6\n"
    "  --connect NAME:PORT/PROTOCOL\n"
    "                   what it would connect to\n"
    "  -h, --help       this text\n"
    "\n"
    "Exit status: 0 done, also when the answer is REFUSED, 1 a site with\n"
    "errors, 2 usage or a file that can't be read.\n";

struct arguments {
	const char *site;
	const char *from;
	const char *connect; /* or NULL: the question */
	struct explain_question question;
	struct connect_target target;
};

/* Any type can be asked about, those that no record can have too. */
static int
parse_type(const char *text)
{
	static const struct {
		const char *text;
		uint16_t type;
	} metas[] = {
	    {"ANY", TYPE_ANY}, {"AXFR", TYPE_AXFR}, {"IXFR", TYPE_IXFR},
	    {"OPT", TYPE_OPT}, {"RRSIG", 46},       {"NSEC", 47},
	    {"NSEC3", 50},     {"NSEC3PARAM", 51},  {"TKEY", 249},
	    {"TSIG", 250},     {"MAILB", 253},      {"MAILA", 254},
	};
	char *end;
	unsigned long number;

	for (size_t i = 0; i < sizeof(metas) / sizeof(metas[0]); i++)
		if (strcasecmp(text, metas[i].text) == 0)
			return metas[i].type;
	if (strncasecmp(text, "TYPE", 4) != 0 || text[4] < '0' || text[4] > '9')
		return rdata_type(text);
	number = strtoul(text + 4, &end, 10);
	return *end != '\0' || number > UINT16_MAX ? ERR_NOTHING : (int)number;
}

static int
parse_question(struct arguments *a, const char *name, const char *type)
{
	int number = parse_type(type);

	if (dname_from_text(a->question.name, name, strlen(name), NULL) < 0)
		return cli_usage("explain", "%s is no domain name", name);
	if (number < 0)
		return cli_usage("explain", "there is no type %s", type);
	a->question.type = (uint16_t)number;
	return -1;
}

static int
parse_from(struct arguments *a)
{
	if (a->from == NULL)
		return cli_usage("explain", "who asks? Give the client's "
		                            "address with --from");
	if (net_address_from_text(&a->question.source, a->from) < 0)
		return cli_usage("explain", "%s is no address", a->from);
	return -1;
}

static int
parse_connect(struct arguments *a, struct arena *arena)
{
	const char *wrong = connect_read(&a->target, arena, a->connect);

	if (wrong != NULL)
		return cli_usage("explain", "--connect %s: %s", a->connect,
		                 wrong);
	return -1;
}

static int
parse(struct arguments *a, struct arena *arena, int argc, char **argv)
{
	static const struct option options[] = {
	    {"from", required_argument, NULL, 'f'},
	    {"connect", required_argument, NULL, 'c'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option, count, status;

	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(help);
		if (option == 'f')
			a->from = optarg;
		else if (option == 'c')
			a->connect = optarg;
		else
			return cli_bad_option(argv, option);
	}
	count = argc - optind;
	if (count > (a->connect != NULL ? 1 : 3))
		return cli_usage("explain", "there are too many arguments");
	if (count < (a->connect != NULL ? 1 : 2))
		return cli_usage("explain", a->connect != NULL
		                                ? "SITE is needed"
		                                : "SITE and NAME are needed");
	a->site = argv[optind];
	status = parse_from(a);
	if (status >= 0)
		return status;
	if (a->connect != NULL)
		return parse_connect(a, arena);
	return parse_question(a, argv[optind + 1],
	                      count == 3 ? argv[optind + 2] : "A");
}

static int
run(struct checked *checked, const struct arguments *a)
{
	int code;

	if (checked_errors(checked, false) > 0) {
		checked_print(checked, REPORT_TEXT);
		return EXIT_FINDINGS;
	}
	if (a->connect != NULL) {
		connect_explain(checked, &a->question.source, &a->target,
		                stdout);
		return cli_finish(EXIT_DONE);
	}
	code = explain(checked, &a->question, stdout);
	if (code < 0) {
		cli_error("cannot make the answer: %s", err_text(code));
		return EXIT_FINDINGS;
	}
	return cli_finish(EXIT_DONE);
}

int
cmd_explain(int argc, char **argv)
{
	struct arguments arguments = {0};
	struct checked checked;
	struct arena *arena = arena_new();
	int status = parse(&arguments, arena, argc, argv);

	if (status >= 0) {
		arena_free(arena);
		return status;
	}
	progress_begin();
	status = EXIT_USAGE;
	if (checked_load(&checked, arguments.site, NULL, NULL) == 0) {
		progress_end();
		status = run(&checked, &arguments);
	}
	progress_end();
	checked_free(&checked);
	arena_free(arena);
	return status;
}
