/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_ANSWER_TABLE_H
#define MULLION_TEST_ANSWER_TABLE_H

#include "test/answer_stages.h"

/*
 * Prints what the rounds have measured, a table in Markdown with a row for
 * each class. COPY is taken off everywhere. A stage's cost, and "least", is
 * the least of all rounds; the other columns are medians of the rounds.
 */
void answer_table(const struct stages *stages);

#endif
