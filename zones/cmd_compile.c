/* SPDX-License-Identifier: ISC */
#include <getopt.h>
#include <stdio.h>

#include "zones/cli.h"
#include "zones/compile.h"

static const char help[] =
    "Usage: mullion compile SITE -o DIR [--previous DIR]\n"
    "           [--serial N|unixtime] [--cache] [--sign KEY] [--strict]\n"
    "           [--format FORMAT]\n"
    "\n"
    "Checks the site as 'mullion check' does, then writes an image of each\n"
    "view, DIR/VIEW.view, and DIR/manifest.json, each whole or not at all,\n"
    "and removes the images of views that are no more. A site with an error\n"
    "changes nothing.\n"
    "\n"
    "  -o, --output DIR  where to; made when it is missing\n"
    "  --as NAME         what messages call SITE\n"
    "  --previous DIR    the last images, whose serials go on: a zone that\n"
    "                    didn't change keeps its own (default: -o's DIR)\n"
    "  --serial N        for zones that changed and have no written serial:\n"
    "                    N, or the previous plus one where that is more;\n"
    "                    unixtime is now (default: SOURCE_DATE_EPOCH, now)\n"
    "  --cache           keep parsed specs in DIR/.mullion-cache for the next "
    "run\n"
    "  --sign KEY        sign the manifest with this key of 'mullion keygen'\n"
    "  --strict          warnings are errors\n"
    "  --format FORMAT   of findings: text (default), json, github or sarif\n"
    "  -h, --help        this text\n"
    "\n"
    "Exit status: 0 done, 1 errors or a damaged previous image, 2 usage or\n"
    "a file that can't be read or written.\n";

/* What the command line says; the key is read when all of it is good. */
struct request {
	struct compile_options compile;
	const char *key;
};

static int
set_option(struct request *request, int option, char **argv)
{
	struct compile_options *compile = &request->compile;

	switch (option) {
	case 'k':
		request->key = optarg;
		return -1;
	case 'o':
		compile->folder = optarg;
		return -1;
	case 'p':
		compile->previous = optarg;
		return -1;
	case 'a':
		compile->name = optarg;
		return -1;
	case 's':
		compile->strict = true;
		return -1;
	case 'c':
		compile->cache = true;
		return -1;
	case 'n':
		if (cli_serial(&compile->now, optarg) == 0)
			return -1;
		return cli_usage("compile",
		                 "--serial is a number up to 4294967295 or "
		                 "unixtime, not %s",
		                 optarg);
	case 'f':
		if (cli_format(&compile->format, optarg) == 0)
			return -1;
		return cli_usage("compile",
		                 "--format is text, json, github or sarif, "
		                 "not %s",
		                 optarg);
	default:
		return cli_bad_option(argv, option);
	}
}

static int
parse(struct request *request, int argc, char **argv)
{
	static const struct option options[] = {
	    {"output", required_argument, NULL, 'o'},
	    {"as", required_argument, NULL, 'a'},
	    {"previous", required_argument, NULL, 'p'},
	    {"serial", required_argument, NULL, 'n'},
	    {"cache", no_argument, NULL, 'c'},
	    {"sign", required_argument, NULL, 'k'},
	    {"strict", no_argument, NULL, 's'},
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	struct compile_options *compile = &request->compile;
	int option, status;

	if (cli_now(&compile->now) < 0)
		return cli_usage("compile",
		                 "SOURCE_DATE_EPOCH must be a number");
	while ((option = getopt_long(argc, argv, ":ho:", options, NULL))
	       != -1) {
		if (option == 'h')
			return cli_help(help);
		status = set_option(request, option, argv);
		if (status >= 0)
			return status;
	}
	if (argc - optind != 1)
		return cli_usage("compile", argc == optind
		                                ? "which SITE?"
		                                : "one SITE at a time");
	if (compile->folder == NULL)
		return cli_usage("compile", "where to? Give a folder with -o");
	if (request->key != NULL && compile->cache)
		return cli_usage("compile",
		                 "--sign doesn't go with --cache: whoever can "
		                 "write to DIR could have anything signed");
	compile->site = argv[optind];
	return -1;
}

int
cmd_compile(int argc, char **argv)
{
	struct request request = {.compile.format = REPORT_TEXT};
	int status = parse(&request, argc, argv);
	struct sign_key *key = NULL;

	if (status >= 0)
		return status;
	if (request.key != NULL && sign_key_read(&key, request.key) < 0)
		return EXIT_USAGE;
	request.compile.key = key;
	status = (int)compile_site(&request.compile);
	sign_key_free(key);
	return status;
}
