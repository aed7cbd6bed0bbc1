/* SPDX-License-Identifier: ISC */
#ifndef MULLION_REPORT_JSON_H
#define MULLION_REPORT_JSON_H

#include <jansson.h>

/* A JSON string of any octets: those that are no UTF-8 become U+FFFD. */
json_t *report_json_string(const char *text);

#endif
