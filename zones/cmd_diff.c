/* SPDX-License-Identifier: ISC */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "zones/cli.h"
#include "zones/diff/diff.h"
#include "zones/diff/diff_print.h"
#include "zones/diff/side.h"
#include "zones/progress.h"

static const char help[] =
    "Usage: mullion diff OLD NEW [--json|--markdown] [--soa]\n"
    "           [--max-removals N%|N]\n"
    "\n"
    "Says what changes, and for whom: for each view its clients, services,\n"
    "zones and RRsets that come, go or change, after a summary and what must\n"
    "not be overlooked, marked '!'. OLD and NEW are sites or folders of\n"
    "images; ports and services are compared between two sites.\n"
    "\n"
    "  --json              as one JSON object\n"
    "  --markdown          as a comment for a pull request\n"
    "  --soa               a zone's serial counts, too, when it alone changes\n"
    "  --max-removals N%   fail when a view would lose more than N percent of\n"
    "                      its RRsets, or more than N where there is no %\n"
    "  -h, --help          this text\n"
    "\n"
    "Exit status: 0 no change, 1 changes, 2 usage, a file that can't be read,\n"
    "a site with errors or a damaged image, 3 more removals than allowed.\n";

enum {
	EXIT_CHANGES = 1,
	EXIT_REMOVALS = 3, /* SPEC has no row for it: what lies behind an
	                    * option can't surprise who doesn't give it */
};

struct request {
	const char *old;
	const char *new;
	void (*print)(const struct diff *diff, FILE *out);
	bool soa;
	const char *limit; /* as given, or NULL */
	unsigned long removals;
	bool percent;
};

/* "30%" or "30". */
static int
parse_limit(struct request *request, const char *text)
{
	char *end;

	if (text[0] < '0' || text[0] > '9' || strlen(text) > 9)
		return ERR_MALFORMED;
	request->limit = text;
	request->removals = strtoul(text, &end, 10);
	request->percent = strcmp(end, "%") == 0;
	if (*end != '\0' && !request->percent)
		return ERR_MALFORMED;
	return request->percent && request->removals > 100 ? ERR_RANGE : 0;
}

static int
parse(struct request *request, int argc, char **argv)
{
	static const struct option options[] = {
	    {"json", no_argument, NULL, 'j'},
	    {"markdown", no_argument, NULL, 'm'},
	    {"soa", no_argument, NULL, 's'},
	    {"max-removals", required_argument, NULL, 'r'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option;

	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(help);
		else if (option == 'j')
			request->print = diff_json;
		else if (option == 'm')
			request->print = diff_markdown;
		else if (option == 's')
			request->soa = true;
		else if (option != 'r')
			return cli_bad_option(argv, option);
		else if (parse_limit(request, optarg) < 0)
			return cli_usage("diff",
			                 "--max-removals is a percentage as "
			                 "30%%, or a number, not %s",
			                 optarg);
	}
	if (argc - optind != 2)
		return cli_usage("diff", "OLD and NEW are needed, each a site "
		                         "or a folder of images");
	request->old = argv[optind];
	request->new = argv[optind + 1];
	return -1;
}

/* Whether views lose more than is allowed: a message for each that does. */
static bool
loses_too_much(const struct request *request, const struct diff *diff)
{
	bool any = false;

	for (size_t i = 0; request->limit != NULL && i < diff->view_count;
	     i++) {
		const struct diff_view *view = &diff->views[i];
		size_t removed = view->rrsets.removed;

		if (request->percent
		        ? removed * 100 <= request->removals * view->old_rrsets
		        : removed <= request->removals)
			continue;
		any = true;
		cli_error("view %s would lose %zu of its %zu RRsets, and "
		          "--max-removals is %s: is that meant?",
		          view->name, removed, view->old_rrsets,
		          request->limit);
	}
	return any;
}

static int
compare(const struct request *request, const struct diff_side *old,
        const struct diff_side *new)
{
	struct arena *arena = arena_new();
	struct diff diff;
	int status;

	progress_step("comparing", request->new, 0, 0);
	diff_sides(&diff, arena, old, new, request->soa);
	progress_end();
	request->print(&diff, stdout);
	status = diff_any(&diff) ? EXIT_CHANGES : EXIT_DONE;
	if (loses_too_much(request, &diff))
		status = EXIT_REMOVALS;
	arena_free(arena);
	return cli_finish(status);
}

int
cmd_diff(int argc, char **argv)
{
	struct request request = {.print = diff_text};
	struct diff_side old = {0}, new = {0};
	int status = parse(&request, argc, argv);

	if (status >= 0)
		return status;
	progress_begin();
	status = (int)diff_side_open(&old, request.old, NULL, EXIT_USAGE);
	if (status == EXIT_DONE)
		status =
		    (int)diff_side_open(&new, request.new, &old, EXIT_USAGE);
	if (status == EXIT_DONE)
		status = compare(&request, &old, &new);
	progress_end();
	diff_side_close(&new);
	diff_side_close(&old);
	return status;
}
