/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "zones/checked.h"
#include "zones/cli.h"
#include "zones/previous.h"
#include "zones/progress.h"
#include "zones/verify/verify.h"
#include "zones/verify/verify_server.h"

static const char help[] =
    "Usage: mullion verify SITE [--server SERVER --from ADDRESS]...\n"
    "                           [--listeners[=DIR]] [OPTION]...\n"
    "\n"
    "Compares what is live with what the site says, after it was published.\n"
    "\n"
    "  --server [VIEW,...=]ADDRESS[:PORT]\n"
    "                    asks this server all that its answers can be told\n"
    "                    by: all names of all views; IPv6 as [::1]:53. VIEWs\n"
    "                    are those that its listener serves, unless all\n"
    "  --from ADDRESS    of this host, to ask from; several for a server\n"
    "  --previous DIR    the images that are served: serials must be theirs\n"
    "  --timeout SECONDS for an answer, each of three times (1)\n"
    "  --listeners[=DIR] compares what listens on this host, by /proc/net or\n"
    "                    DIR, with the services of its addresses\n"
    "  --strict          warnings are errors\n"
    "  --format FORMAT   text (default), json, github or sarif\n"
    "  -h, --help        this text\n"
    "\n"
    "Exit status: 0 no error, 1 errors, also of the site, 2 usage, a file\n"
    "that can't be read or a server that can't be asked.\n";

struct arguments {
	struct arena *arena;
	const char *site;
	struct verify_request *servers; /* a pair of server and source each */
	size_t server_count;
	const char *server; /* the last --server */
	bool asked;         /* some --from followed it */
	const char *listeners;
	const char *previous;
	unsigned patience;
	enum report_format format;
	bool strict;
};

static int
add_source(struct arguments *a, const char *source)
{
	struct verify_request request = {.text = a->server, .source = source};
	const char *wrong;

	if (a->server == NULL)
		return cli_usage("verify", "--from follows the --server that "
		                           "is asked from there");
	wrong = verify_server_read(&request, a->arena);
	if (wrong != NULL)
		return cli_usage("verify", "%s", wrong);
	a->servers = arena_grow(a->arena, a->servers, a->server_count,
	                        sizeof(*a->servers));
	a->servers[a->server_count++] = request;
	a->asked = true;
	return -1;
}

static int
ask_nobody(const struct arguments *a)
{
	return cli_usage("verify",
	                 "who asks %s? Give an address of this host with "
	                 "--from behind it",
	                 a->server);
}

static int
parse_timeout(struct arguments *a, const char *text)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end != '\0' || !(seconds >= 0.01 && seconds <= 60))
		return cli_usage("verify",
		                 "--timeout is of seconds, 0.01 to 60, not %s",
		                 text);
	a->patience = (unsigned)(seconds * 1000);
	return -1;
}

static int
parse_option(struct arguments *a, int option)
{
	switch (option) {
	case 'a':
		if (a->server != NULL && !a->asked)
			return ask_nobody(a);
		a->server = optarg;
		a->asked = false;
		return -1;
	case 'f':
		return add_source(a, optarg);
	case 'l':
		a->listeners = optarg != NULL ? optarg : "/proc/net";
		return -1;
	case 'p':
		a->previous = optarg;
		return -1;
	case 't':
		return parse_timeout(a, optarg);
	case 's':
		a->strict = true;
		return -1;
	case 'o':
		if (cli_format(&a->format, optarg) == 0)
			return -1;
		return cli_usage("verify",
		                 "--format is text, json, github or sarif, "
		                 "not %s",
		                 optarg);
	default:
		return cli_help(help);
	}
}

static int
parse(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
	    {"server", required_argument, NULL, 'a'},
	    {"from", required_argument, NULL, 'f'},
	    {"listeners", optional_argument, NULL, 'l'},
	    {"previous", required_argument, NULL, 'p'},
	    {"timeout", required_argument, NULL, 't'},
	    {"strict", no_argument, NULL, 's'},
	    {"format", required_argument, NULL, 'o'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option, status;

	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == '?' || option == ':')
			return cli_bad_option(argv, option);
		status = parse_option(a, option);
		if (status >= 0)
			return status;
	}
	if (argc - optind != 1)
		return cli_usage("verify", argc == optind
		                               ? "which SITE?"
		                               : "one SITE at a time");
	if (a->server != NULL && !a->asked)
		return ask_nobody(a);
	if (a->server == NULL && a->listeners == NULL)
		return cli_usage("verify", "what is to be compared? Give "
		                           "--server and --from, or "
		                           "--listeners");
	a->site = argv[optind];
	return -1;
}

/* Serials that nobody has written are those of the images that are served,
 * where they are there. */
static int
choose_serials(const struct arguments *a, struct checked *checked)
{
	for (unsigned i = 0; i < checked->site.view_count; i++)
		if (previous_serials(checked, i, a->previous, 1) != EXIT_DONE)
			return ERR_REPORTED;
	return 0;
}

static int
ask_servers(const struct arguments *a, struct verify *verify)
{
	for (size_t i = 0; i < a->server_count; i++) {
		struct verify_server server;
		int code = verify_server_views(&server, &a->servers[i],
		                               &verify->checked->site);

		if (code < 0)
			return code;
		code = verify_live(verify, &server);
		if (code < 0)
			return code;
	}
	return 0;
}

static int
compare_listeners(const struct arguments *a, struct verify *verify)
{
	const char *failed;
	int code;

	if (a->listeners == NULL)
		return 0;
	code = verify_listeners(verify, a->listeners, &failed);
	if (code < 0)
		cli_error("cannot read %s: %s", failed, err_text(code));
	return code;
}

static enum exit_status
run(const struct arguments *a, struct checked *checked)
{
	struct verify verify = {.checked = checked,
	                        .report = report_new(checked->arena),
	                        .arena = checked->arena,
	                        .patience = a->patience,
	                        .serials_known = a->previous != NULL};

	if (checked_errors(checked, false) > 0) {
		progress_end();
		checked_print(checked, a->format);
		return EXIT_FINDINGS;
	}
	if (choose_serials(a, checked) < 0 || ask_servers(a, &verify) < 0
	    || compare_listeners(a, &verify) < 0)
		return EXIT_USAGE;
	if (a->strict)
		report_strict(verify.report);
	progress_end();
	checked->report = verify.report;
	checked_print(checked, a->format);
	return report_errors(verify.report) > 0 ? EXIT_FINDINGS : EXIT_DONE;
}

int
cmd_verify(int argc, char **argv)
{
	struct arguments arguments = {.arena = arena_new(), .patience = 1000};
	struct checked checked;
	int status = parse(&arguments, argc, argv);

	if (status < 0) {
		progress_begin();
		status = EXIT_USAGE;
		if (checked_load(&checked, arguments.site, NULL, NULL) == 0)
			status = (int)run(&arguments, &checked);
		progress_end();
		checked_free(&checked);
	}
	arena_free(arguments.arena);
	return status;
}
