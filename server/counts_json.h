/* SPDX-License-Identifier: ISC */
#ifndef MULLION_COUNTS_JSON_H
#define MULLION_COUNTS_JSON_H

#include <jansson.h>

#include "server/worker.h"

/* A worker's counters as a new object, its rcodes as one within it, those that
 * never were left out. NULL: no memory. */
json_t *counts_json(const struct worker_counts *counts);

#endif
