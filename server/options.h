/* SPDX-License-Identifier: ISC */
#ifndef MULLION_OPTIONS_H
#define MULLION_OPTIONS_H

#include "server/config.h"

enum options_result {
	OPTIONS_RUN,
	OPTIONS_DONE,  /* --help, --version: all is said */
	OPTIONS_USAGE, /* wrong, and said so */
	OPTIONS_BAD,   /* the configuration file has errors, and said so */
};

/*
 * Reads mulliond's command line, and the configuration file that it names,
 * into the configuration. Listeners and operands of the command line stand
 * in place of the file's.
 */
enum options_result options_read(struct config *config, int argc, char **argv);

#endif
