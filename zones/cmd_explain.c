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

static const char help[] =
    "Usage: mullion explain SITE --from ADDRESS NAME [TYPE]\n"
    "\n"
    "Says what a client with that address is answered about NAME, an\n"
    "absolute name, and TYPE (default A), and why: its view and the network\n"
    "that makes it so, the answer, and the file and line of each RRset on\n"
    "the way there. The site is compiled in memory and asked as a server\n"
    "asks it; no server is needed. Serials that compile chooses are 1 here.\n"
    "\n"
    "  --from ADDRESS   the client's address, IPv4 or IPv6\n"
    "  -h, --help       this text\n"
    "\n"
    "Exit status: 0 done, also when the answer is REFUSED, 1 a site with\n"
    "errors, 2 usage or a file that can't be read.\n";

struct arguments {
	const char *site;
	const char *from;
	struct explain_question question;
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

	if (a->from == NULL)
		return cli_usage("explain", "who asks? Give the client's "
		                            "address with --from");
	if (net_address_from_text(&a->question.source, a->from) < 0)
		return cli_usage("explain", "%s is no address", a->from);
	if (dname_from_text(a->question.name, name, strlen(name), NULL) < 0)
		return cli_usage("explain", "%s is no domain name", name);
	if (number < 0)
		return cli_usage("explain", "there is no type %s", type);
	a->question.type = (uint16_t)number;
	return -1;
}

static int
parse(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
	    {"from", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option, count;

	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(help);
		if (option != 'f')
			return cli_bad_option(argv, option);
		a->from = optarg;
	}
	count = argc - optind;
	if (count < 2 || count > 3)
		return cli_usage("explain", count > 3
		                                ? "there are too many arguments"
		                                : "SITE and NAME are needed");
	a->site = argv[optind];
	return parse_question(a, argv[optind + 1],
	                      count == 3 ? argv[optind + 2] : "A");
}

static int
run(struct checked *checked, const struct explain_question *question)
{
	int code;

	if (checked_errors(checked, false) > 0) {
		checked_print(checked, REPORT_TEXT);
		return EXIT_FINDINGS;
	}
	code = explain(checked, question, stdout);
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
	int status = parse(&arguments, argc, argv);

	if (status >= 0)
		return status;
	progress_begin();
	status = EXIT_USAGE;
	if (checked_load(&checked, arguments.site, NULL, NULL) == 0) {
		progress_end();
		status = run(&checked, &arguments.question);
	}
	progress_end();
	checked_free(&checked);
	return status;
}
