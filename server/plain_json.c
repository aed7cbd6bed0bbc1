/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/plain_json.h"

json_t *
plain_json(const char *text)
{
	json_t *string = json_string(text);
	char *plain;

	if (string != NULL)
		return string;
	plain = strdup(text);
	if (plain == NULL)
		return NULL;
	for (char *at = plain; *at != '\0'; at++)
		if ((unsigned char)*at > 0x7e)
			*at = '?';
	string = json_string(plain);
	free(plain);
	return string;
}
