/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/err.h"
#include "zones/cli.h"

void
cli_error(const char *format, ...)
{
	va_list arguments;

	fputs("mullion: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

int
cli_usage(const char *command, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "mullion%s%s: ", command[0] == '\0' ? "" : " ",
	        command);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\nTry 'mullion%s%s --help'.\n",
	        command[0] == '\0' ? "" : " ", command);
	return EXIT_USAGE;
}

int
cli_bad_option(char **argv, int returned)
{
	const char *option = argv[optind - 1];

	if (returned == ':')
		return cli_usage(argv[0], "%s needs a value", option);
	/* getopt_long() sets optopt to the option's value where a long option
	 * is known but got a value that it doesn't take, or is ambiguous. */
	if (optopt != 0 && strncmp(option, "--", 2) != 0)
		return cli_usage(argv[0], "there is no option -%c", optopt);
	if (optopt != 0)
		return cli_usage(argv[0], "%s: the option takes no value",
		                 option);
	return cli_usage(argv[0], "there is no option %s", option);
}

int
cli_help(const char *text)
{
	fputs(text, stdout);
	return cli_finish(EXIT_DONE);
}

int
cli_finish(int status)
{
	bool failed = ferror(stdout) != 0;

	errno = 0;
	if (fclose(stdout) != 0 || failed) {
		cli_error("cannot write to standard output: %s",
		          errno != 0 ? strerror(errno) : "an earlier error");
		return EXIT_USAGE;
	}
	return status;
}

int
cli_format(enum report_format *format, const char *text)
{
	static const char *const names[] = {
	    [REPORT_TEXT] = "text",
	    [REPORT_JSON] = "json",
	    [REPORT_GITHUB] = "github",
	    [REPORT_SARIF] = "sarif",
	};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i]) == 0) {
			*format = (enum report_format)i;
			return 0;
		}
	}
	return ERR_NOTHING;
}

static int
parse_number(uint64_t *number, const char *text, uint64_t max)
{
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return ERR_MALFORMED;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return *end != '\0' || errno != 0 || *number > max ? ERR_MALFORMED : 0;
}

int
cli_serial(uint32_t *serial, const char *text)
{
	uint64_t number;

	if (strcmp(text, "unixtime") == 0) {
		*serial = (uint32_t)time(NULL);
		return 0;
	}
	if (parse_number(&number, text, UINT32_MAX) < 0)
		return ERR_MALFORMED;
	*serial = (uint32_t)number;
	return 0;
}

int
cli_now(uint32_t *now)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	uint64_t number;

	if (epoch == NULL || epoch[0] == '\0') {
		*now = (uint32_t)time(NULL);
		return 0;
	}
	if (parse_number(&number, epoch, UINT64_MAX) < 0)
		return ERR_MALFORMED;
	*now = (uint32_t)number;
	return 0;
}
