/* SPDX-License-Identifier: ISC */
#ifndef MULLION_COUNT_SUM_H
#define MULLION_COUNT_SUM_H

#include "server/worker.h"

/* Adds counts to sum: a worker's of one of its threads, which may be in use;
 * the supervisor's of a process that is gone. */
void count_sum(struct worker_counts *sum, const struct worker_counts *counts);

#endif
