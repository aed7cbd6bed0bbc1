/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PLAIN_JSON_H
#define MULLION_PLAIN_JSON_H

#include <jansson.h>

/* The text as a new string, whatever its octets are: paths and messages needn't
 * be UTF-8, which JSON must be; then each octet that isn't ASCII is a "?".
 * NULL: no memory. */
json_t *plain_json(const char *text);

#endif
