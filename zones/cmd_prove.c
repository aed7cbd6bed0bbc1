/* SPDX-License-Identifier: ISC */
#include <getopt.h>
#include <stdio.h>

#include "lib/err.h"
#include "zones/cli.h"
#include "zones/progress.h"
#include "zones/prove/proof.h"

static const char help[] =
    "Usage: mullion prove SITE [--names]\n"
    "\n"
    "Proves who is given what. The site is compiled in memory, its images are\n"
    "asked for every name that they hold, all IPv4 and IPv6 sources are cut\n"
    "into classes that are treated alike, and each claim that something isn't\n"
    "visible from somewhere is a line:\n"
    "\n"
    "  PROVED hidden corp.internal. from external: external answers ...\n"
    "  WITNESS reachable in external: www.example.com. A gives ...\n"
    "\n"
    "In front of them stand the views, zones, audiences, classes and openings\n"
    "that they speak of, and behind them what is not modelled: mullion(1).\n"
    "\n"
    "  --names      each name that a view answers, too\n"
    "  -h, --help   this text\n"
    "\n"
    "Exit status: 0 done, also with a WITNESS, 1 a site with errors, 2 usage\n"
    "or a file that can't be read.\n";

struct arguments {
	const char *site;
	bool names;
};

static int
parse(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
	    {"names", no_argument, NULL, 'n'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option;

	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(help);
		if (option != 'n')
			return cli_bad_option(argv, option);
		a->names = true;
	}
	if (argc - optind != 1)
		return cli_usage("prove", argc == optind
		                              ? "which SITE?"
		                              : "one SITE at a time");
	a->site = argv[optind];
	return -1;
}

static int
run(struct checked *checked, const struct arguments *arguments)
{
	struct proof proof;
	int code;

	if (checked_errors(checked, false) > 0) {
		progress_end();
		checked_print(checked, REPORT_TEXT);
		return EXIT_FINDINGS;
	}
	code = proof_make(&proof, checked);
	progress_end();
	if (code == 0)
		proof_print(&proof, arguments->names, stdout);
	else if (code != ERR_REPORTED)
		cli_error("cannot prove %s: %s", arguments->site,
		          err_text(code));
	return code == 0 ? cli_finish(EXIT_DONE) : EXIT_FINDINGS;
}

int
cmd_prove(int argc, char **argv)
{
	struct arguments arguments = {0};
	struct checked checked;
	int status = parse(&arguments, argc, argv);

	if (status >= 0)
		return status;
	progress_begin();
	status = EXIT_USAGE;
	if (checked_load(&checked, arguments.site, NULL, NULL) == 0)
		status = run(&checked, &arguments);
	progress_end();
	checked_free(&checked);
	return status;
}
