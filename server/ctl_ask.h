/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CTL_ASK_H
#define MULLION_CTL_ASK_H

#include <jansson.h>
#include <stdbool.h>

/*
 * One request to a running server, from the other end of control.h: sends the
 * object on a line, and reads the answer to its end. What is wrong is said on
 * standard error: NULL then. patient: it may take as long as it takes.
 */
json_t *ctl_ask(const char *path, const json_t *request, bool patient);

#endif
