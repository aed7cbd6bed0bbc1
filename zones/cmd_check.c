/* SPDX-License-Identifier: ISC */
#include <getopt.h>

#include "zones/checked.h"
#include "zones/cli.h"
#include "zones/expect/expect.h"
#include "zones/progress.h"
#include "zones/serial.h"

static const char help[] =
    "Usage: mullion check SITE [--strict] [--format FORMAT]\n"
    "\n"
    "Checks the site, a folder of JSON files, by all rules, runs its tests,\n"
    "and writes no files. What is wrong goes to standard error, a line for\n"
    "each rule and place:\n"
    "\n"
    "  FILE:LINE:COL: error: MESSAGE [RULE]\n"
    "\n"
    "  --strict          warnings are errors\n"
    "  --format FORMAT   text (default), json, github or sarif\n"
    "  -h, --help        this text\n"
    "\n"
    "Exit status: 0 no error, 1 errors, 2 usage or a file that can't be\n"
    "read. mullion-spec(5) describes the files, mullion(1) the rules.\n";

struct check {
	const char *site;
	enum report_format format;
	bool strict;
};

static int
parse(struct check *check, int argc, char **argv)
{
	static const struct option options[] = {
	    {"strict", no_argument, NULL, 's'},
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option;

	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		switch (option) {
		case 'h':
			return cli_help(help);
		case 's':
			check->strict = true;
			break;
		case 'f':
			if (cli_format(&check->format, optarg) < 0)
				return cli_usage("check",
				                 "--format is text, json, "
				                 "github or sarif, not %s",
				                 optarg);
			break;
		default:
			return cli_bad_option(argv, option);
		}
	}
	if (argc - optind != 1)
		return cli_usage("check", argc == optind
		                              ? "which SITE?"
		                              : "one SITE at a time");
	check->site = argv[optind];
	return -1;
}

/* With no image before this one: every serial that isn't written is new. */
static enum exit_status
run_tests(struct checked *checked)
{
	for (size_t i = 0; i < checked->site.view_count; i++)
		serial_choose(&checked->trees[i], NULL, 1, checked->report);
	return expect_run(checked);
}

int
cmd_check(int argc, char **argv)
{
	struct check check = {.format = REPORT_TEXT};
	struct checked checked;
	int status = parse(&check, argc, argv);

	if (status >= 0)
		return status;
	progress_begin();
	status = EXIT_USAGE;
	if (checked_load(&checked, check.site, NULL, NULL) == 0) {
		if (checked_errors(&checked, check.strict) > 0)
			status = EXIT_FINDINGS;
		else if (checked.site.test_count > 0)
			status = (int)run_tests(&checked);
		else
			status = EXIT_DONE;
		progress_end();
		checked_print(&checked, check.format);
	}
	progress_end();
	checked_free(&checked);
	return status;
}
