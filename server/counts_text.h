/* SPDX-License-Identifier: ISC */
#ifndef MULLION_COUNTS_TEXT_H
#define MULLION_COUNTS_TEXT_H

#include "server/worker.h"

enum { COUNTS_TEXT = 1600, COUNTS_RCODE = 20 };

/* "NXDOMAIN", "RCODE12" in text[COUNTS_RCODE]; returns it. */
const char *counts_rcode(char *text, unsigned rcode);

/* A worker's counters as a line of a log, in text[COUNTS_TEXT]; rcodes that
 * never were are left out. */
const char *counts_text(char *text, const struct worker_counts *counts);

#endif
