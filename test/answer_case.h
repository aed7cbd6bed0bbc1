/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_ANSWER_CASE_H
#define MULLION_TEST_ANSWER_CASE_H

#include "lib/answer.h"
#include "test/make_image.h"
#include "test/unit.h"

/*
 * Questions to answer() and what must come back, as cases in words:
 *
 *   "QUERY -> ANSWER", of test/packet.h and test/expect.h
 *
 * Each is asked over UDP and TCP, from 192.0.2.200.
 */

/* Who answers: the refuser, until answer_case_serve() gave it an image. */
extern struct answerer answer_case_answerer;

/* The lines are test/make_image.h's. */
void answer_case_serve(const char *const *lines);

void answer_case_run(const char *text);

/* All of them, up to NULL. */
void answer_case_run_all(const char *const *texts);

/* Ends what answer_case_serve() began: a fixture's teardown. */
void answer_case_end(void);

#endif
