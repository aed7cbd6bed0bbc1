/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "zones/audit/audit.h"
#include "zones/cli.h"
#include "zones/file.h"
#include "zones/progress.h"

static const char help[] =
    "Usage: mullion audit SITE|DIR [--json] [--html FILE]\n"
    "           [--against EARLIER.json] [--images DIR]\n"
    "\n"
    "All that whoever answers for a site wants to see: the proof of 'mullion\n"
    "prove', every waiver with its reason, and what changed since an earlier\n"
    "audit; as JSON and as a page each name too, with what each view answers.\n"
    "Of a folder of images what they tell: networks, zones, names, hashes and\n"
    "serials.\n"
    "\n"
    "  --json                   as JSON\n"
    "  --html FILE              as a page of its own, which needs no network,\n"
    "                           and on standard output nothing, or --json\n"
    "  --against EARLIER.json   also what is other than in that audit, which\n"
    "                           --json printed\n"
    "  --images DIR             also the hashes and serials of the site's "
    "images\n"
    "                           there, and which zones are published as they "
    "are\n"
    "  -h, --help               this text\n"
    "\n"
    "Exit status: 0 done, 1 a site with errors or a damaged image, 2 usage or\n"
    "a file that can't be read or written.\n";

struct request {
	const char *path;
	bool json;
	const char *html;
	const char *against;
	const char *images;
};

static int
parse(struct request *request, int argc, char **argv)
{
	static const struct option options[] = {
	    {"json", no_argument, NULL, 'j'},
	    {"html", required_argument, NULL, 'p'},
	    {"against", required_argument, NULL, 'a'},
	    {"images", required_argument, NULL, 'i'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option;

	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(help);
		else if (option == 'j')
			request->json = true;
		else if (option == 'p')
			request->html = optarg;
		else if (option == 'a')
			request->against = optarg;
		else if (option == 'i')
			request->images = optarg;
		else
			return cli_bad_option(argv, option);
	}
	if (argc - optind != 1)
		return cli_usage(
		    "audit", argc == optind ? "which SITE, or folder of images?"
					    : "one SITE at a time");
	request->path = argv[optind];
	return -1;
}

/* Compares with the earlier audit, where one is given. */
static enum exit_status
compare(struct audit *audit, const struct request *request)
{
	char *text;
	size_t length;

	if (request->against == NULL)
		return EXIT_DONE;
	progress_step("comparing", request->against, 0, 0);
	if (file_read(audit->arena, &text, &length, request->against) < 0) {
		cli_error("cannot read %s: %s", request->against,
		          strerror(errno));
		return EXIT_USAGE;
	}
	if (audit_compare(audit, text, length) < 0) {
		cli_error("%s is no audit: give what 'mullion audit --json' "
		          "printed",
		          request->against);
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

static enum exit_status
write_page(const struct audit *audit, const char *path)
{
	FILE *file = fopen(path, "w");
	bool failed;

	if (file == NULL) {
		cli_error("cannot write %s: %s", path, strerror(errno));
		return EXIT_USAGE;
	}
	audit_html(audit, file);
	failed = ferror(file) != 0;
	if (fclose(file) != 0 || failed) {
		cli_error("cannot write %s: %s", path,
		          errno != 0 ? strerror(errno) : "an earlier error");
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

static enum exit_status
print(struct audit *audit, const struct request *request)
{
	enum exit_status status = compare(audit, request);

	if (status == EXIT_DONE && request->html != NULL)
		status = write_page(audit, request->html);
	progress_end();
	if (status != EXIT_DONE)
		return status;
	if (request->json)
		audit_json(audit, stdout);
	else if (request->html == NULL)
		audit_text(audit, stdout);
	return (enum exit_status)cli_finish(EXIT_DONE);
}

static enum exit_status
run(struct diff_side *side, const struct diff_side *published,
    const struct request *request)
{
	struct arena *arena = arena_new();
	struct audit audit;
	struct proof proof;
	enum exit_status status = EXIT_FINDINGS;
	int code = 0;

	if (side->site)
		code = proof_make(&proof, &side->checked);
	progress_step("auditing", request->path, 0, 0);
	if (code == 0)
		code = audit_make(&audit, arena, side,
		                  side->site ? &proof : NULL, published);
	if (code == 0)
		status = print(&audit, request);
	else if (code != ERR_REPORTED)
		cli_error("cannot audit %s: %s", request->path, err_text(code));
	arena_free(arena);
	return status;
}

/* The images that were published of the site, where they are asked for. */
static enum exit_status
open_published(struct diff_side *published, const struct diff_side *side,
               const char *images)
{
	enum exit_status status;

	if (!side->site)
		return (enum exit_status)cli_usage(
		    "audit", "--images goes with a site: %s has images",
		    side->path);
	status = diff_side_open(published, images, NULL, EXIT_FINDINGS);
	if (status == EXIT_DONE && published->site)
		return (enum exit_status)cli_usage(
		    "audit", "%s has no images, it is a site", images);
	return status;
}

int
cmd_audit(int argc, char **argv)
{
	struct request request = {0};
	struct diff_side side, published = {0};
	int status = parse(&request, argc, argv);

	if (status >= 0)
		return status;
	progress_begin();
	status = (int)diff_side_open(&side, request.path, NULL, EXIT_FINDINGS);
	if (status == EXIT_DONE && request.images != NULL)
		status = (int)open_published(&published, &side, request.images);
	if (status == EXIT_DONE)
		status =
		    (int)run(&side, request.images != NULL ? &published : NULL,
		             &request);
	progress_end();
	diff_side_close(&published);
	diff_side_close(&side);
	return status;
}
