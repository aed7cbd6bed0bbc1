/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CTL_TEXT_H
#define MULLION_CTL_TEXT_H

#include <jansson.h>
#include <stdio.h>

/* Answers of the server (control_request.h) for people to read. What an answer
 * lacks is left out; characters that would move a cursor are put as "?". */
void ctl_text_status(FILE *out, const json_t *answer);
void ctl_text_stats(FILE *out, const json_t *answer);
void ctl_text_zones(FILE *out, const json_t *answer);
void ctl_text_level(FILE *out, const json_t *answer);

/* The text as it is, lines and all, but for such characters. */
void ctl_text_put(FILE *out, const char *text);

#endif
