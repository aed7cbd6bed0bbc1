/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "server/config.h"
#include "server/control_request.h"
#include "server/ctl_ask.h"
#include "server/ctl_text.h"

/*
 * mullion-ctl, which `mullion ctl` becomes: asks a running mulliond over its
 * control socket. A program of its own, so that the compiler has no socket.
 */
enum { DONE = 0, REFUSED = 1, USAGE = 2 };

static const char help[] =
    "Usage: mullion ctl [-c CONFIG | -s SOCKET] [--json] COMMAND\n"
    "\n"
    "Asks a running mulliond, and tells it what to do.\n"
    "\n"
    "  status                   the server, its listeners, each view's "
    "process\n"
    "  stats                    the counters of each view\n"
    "  zone-status [ZONE] [--view VIEW]\n"
    "                           zones, with their serials in each view\n"
    "  reload [--force]         loads anew what it serves, waits, and says "
    "what\n"
    "                           came of it; --force: an older signed one too\n"
    "  log-level [LEVEL]        error, warning, info or debug; without, which\n"
    "  upgrade                  a new mulliond takes its place, and loses no "
    "query\n"
    "  stop                     stops it, and waits until it has\n"
    "\n"
    "  -c, --config CONFIG      the server's configuration, for the socket\n"
    "  -s, --socket SOCKET      the socket (" CONTROL_DEFAULT ")\n"
    "  --json                   the answer as JSON\n"
    "  -h, --help               this text\n"
    "\n"
    "Exit status: 0 done, 1 the server can't or won't, or a reload failed, 2\n"
    "usage, or there is no server. See mulliond(8).\n";

struct options {
	char *socket; /* owned */
	const char *command;
	const char *zone;
	const char *view;
	const char *level;
	bool force;
	bool json;
};

static int usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int
usage(const char *format, ...)
{
	va_list arguments;

	fputs("mullion ctl: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputs("\nTry mullion ctl --help.\n", stderr);
	return USAGE;
}

/* Where a server with that configuration listens. */
static int
read_config(struct options *options, const char *path)
{
	struct config config;
	int result;

	config_init(&config);
	result = config_read(&config, path);
	if (result == 0) {
		free(options->socket);
		options->socket = config_control(&config);
		result = options->socket == NULL ? ERR_NOTHING : 0;
	}
	config_clear(&config);
	if (result == ERR_NOTHING)
		return usage("%s has neither \"control\" nor \"state\", so that"
		             " server can't be asked",
		             path);
	if (result < 0 && result != ERR_REPORTED)
		return usage("%s: %s", path, err_text(result));
	return result < 0 ? USAGE : DONE;
}

/* The one operand that two of the commands may have. */
static int
take_operand(struct options *options, const char *operand)
{
	if (strcmp(options->command, "zone-status") == 0
	    && options->zone == NULL)
		options->zone = operand;
	else if (strcmp(options->command, "log-level") == 0
	         && options->level == NULL)
		options->level = operand;
	else
		return usage("%s: too many words", operand);
	return DONE;
}

static int
take_operands(struct options *options, int count, char **operands)
{
	if (count == 0)
		return usage("which command?");
	options->command = operands[0];
	for (int i = 1; i < count; i++)
		if (take_operand(options, operands[i]) != DONE)
			return USAGE;
	return DONE;
}

static int
scan(struct options *options, int argc, char **argv)
{
	static const struct option known[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"socket", required_argument, NULL, 's'},
	    {"view", required_argument, NULL, 'v'},
	    {"force", no_argument, NULL, 'f'},
	    {"json", no_argument, NULL, 'j'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":c:s:h", known, NULL))
	       != -1) {
		switch (option) {
		case 'c':
			if (read_config(options, optarg) != DONE)
				return USAGE;
			break;
		case 's':
			free(options->socket);
			options->socket = strdup(optarg);
			break;
		case 'v':
			options->view = optarg;
			break;
		case 'f':
			options->force = true;
			break;
		case 'j':
			options->json = true;
			break;
		case 'h':
			fputs(help, stdout);
			exit(fflush(stdout) == 0 ? DONE : USAGE);
		case ':':
			return usage("%s needs an argument", argv[optind - 1]);
		default:
			return usage("there is no option %s", argv[optind - 1]);
		}
	}
	return take_operands(options, argc - optind, argv + optind);
}

/* As the server will read it: what is wrong is said before it is asked. */
static json_t *
make_request(const struct options *options)
{
	json_t *request =
	    json_pack("{siss*ss*ss*ss*}", "version", CONTROL_VERSION, "command",
	              options->command, "zone", options->zone, "view",
	              options->view, "level", options->level);
	struct control_request checked;
	char why[CONTROL_WHY] = "the command line isn't UTF-8";
	char *text;
	int result = ERR_MALFORMED;

	if (options->force)
		json_object_set_new(request, "force", json_true());
	text = json_dumps(request, 0);
	if (text != NULL)
		result =
		    control_request_read(&checked, text, strlen(text), why);
	free(text);
	if (result == 0)
		return request;
	usage("%s: %s", options->command, why);
	json_decref(request);
	return NULL;
}

/* What is asked takes as long as it takes. */
static bool
is_patient(const struct options *options)
{
	return strcmp(options->command, "reload") == 0
	       || strcmp(options->command, "upgrade") == 0;
}

static void
print_done(const struct options *options, const json_t *answer)
{
	const char *said =
	    json_string_value(json_object_get(answer, "diagnostics"));

	if (said != NULL)
		ctl_text_put(stderr, said);
	if (strcmp(options->command, "status") == 0)
		ctl_text_status(stdout, answer);
	else if (strcmp(options->command, "stats") == 0)
		ctl_text_stats(stdout, answer);
	else if (strcmp(options->command, "zone-status") == 0)
		ctl_text_zones(stdout, answer);
	else if (strcmp(options->command, "log-level") == 0)
		ctl_text_level(stdout, answer);
	else if (is_patient(options))
		printf("%s: %" JSON_INTEGER_FORMAT
		       " views, %" JSON_INTEGER_FORMAT " zones\n",
		       strcmp(options->command, "reload") == 0 ? "reloaded"
		                                               : "upgraded",
		       json_integer_value(json_object_get(answer, "views")),
		       json_integer_value(json_object_get(answer, "zones")));
	else
		puts("stopped");
}

static void
print_failure(const json_t *answer)
{
	const char *said =
	    json_string_value(json_object_get(answer, "diagnostics"));
	const char *why = json_string_value(json_object_get(answer, "error"));

	if (said != NULL)
		ctl_text_put(stderr, said);
	fputs("mullion ctl: ", stderr);
	ctl_text_put(stderr, why != NULL ? why : "it failed");
	if (json_is_true(json_object_get(answer, "serving")))
		fputs("; what was served is served on", stderr);
	fputc('\n', stderr);
}

static int
run(const struct options *options)
{
	json_t *request = make_request(options), *answer;
	bool done;

	if (request == NULL)
		return USAGE;
	answer =
	    ctl_ask(options->socket != NULL ? options->socket : CONTROL_DEFAULT,
	            request, is_patient(options));
	json_decref(request);
	if (answer == NULL)
		return USAGE;
	done = json_is_true(json_object_get(answer, "ok"));
	if (options->json) {
		json_dumpf(answer, stdout, JSON_INDENT(2));
		putchar('\n');
	} else if (done) {
		print_done(options, answer);
	} else {
		print_failure(answer);
	}
	json_decref(answer);
	if (fflush(stdout) != 0)
		return USAGE;
	return done ? DONE : REFUSED;
}

int
main(int argc, char **argv)
{
	struct options options = {.command = ""};
	int status = scan(&options, argc, argv);

	if (status == DONE)
		status = run(&options);
	free(options.socket);
	return status;
}
