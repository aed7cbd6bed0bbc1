/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CLI_H
#define MULLION_CLI_H

#include <stdbool.h>
#include <stdint.h>

#include "zones/report.h"

/*
 * What mullion's commands have in common. Each is a function that gets
 * argv[0] = its own name and returns the exit status; options and arguments
 * may stand in any order.
 */
enum exit_status {
	EXIT_DONE = 0,
	EXIT_FINDINGS = 1, /* a site with errors, a damaged image */
	EXIT_USAGE = 2,    /* usage, a file that can't be read or written */
};

int cmd_audit(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_compile(int argc, char **argv);
int cmd_ctl(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_fmt(int argc, char **argv);
int cmd_init(int argc, char **argv);
int cmd_keygen(int argc, char **argv);
int cmd_prove(int argc, char **argv);
int cmd_schema(int argc, char **argv);
int cmd_set(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_unset(int argc, char **argv);
int cmd_verify(int argc, char **argv);

/* "mullion: MESSAGE" on standard error. */
void cli_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same about the use of a command, with a hint. Returns EXIT_USAGE. */
int cli_usage(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What getopt_long() returned '?' or ':' for, put in words. Returns
 * EXIT_USAGE. opterr is 0 and the short options begin with ":". */
int cli_bad_option(char **argv, int returned);

/* Prints the help text. Returns the exit status. */
int cli_help(const char *text);

/* Closes standard output: EXIT_USAGE and a message when not all of it could
 * be written, else status. */
int cli_finish(int status);

/* The argument of --format; ERR_NOTHING. */
int cli_format(enum report_format *format, const char *text);

/* The argument of --serial, a number or "unixtime"; ERR_MALFORMED. */
int cli_serial(uint32_t *serial, const char *text);

/* Now, or SOURCE_DATE_EPOCH where it is set; ERR_MALFORMED when that is no
 * number. */
int cli_now(uint32_t *now);

#endif
