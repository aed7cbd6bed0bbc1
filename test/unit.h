/* SPDX-License-Identifier: ISC */
#ifndef MULLION_UNIT_H
#define MULLION_UNIT_H

#include <check.h>

/* Runs the suite and returns main()'s status: 0 when every test passed. Each
 * check_NAME.c is a program of its own. */
int unit_run(Suite *suite);

/* The same for tests that change or end their process: each has one of its
 * own, also where CK_FORK=no says that one will do for all (scripts/check
 * says so under sanitizers, in which fork(2) takes longer than most tests). */
int unit_run_apart(Suite *suite);

#endif
