/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "server/verify.h"

static int
malformed(char *why)
{
	snprintf(why, VIEW_WHY, "its verifier's report is malformed");
	return ERR_MALFORMED;
}

/* "NUMBER HEX" */
static int
read_signed(struct verified *verified, const char *text, size_t keys)
{
	size_t digits = strspn(text, "0123456789");
	const char *hash = text + digits + 1;

	if (digits == 0 || digits > 4 || text[digits] != ' '
	    || strlen(hash) != VIEW_HASH - 1
	    || strspn(hash, "0123456789abcdef") != VIEW_HASH - 1)
		return ERR_MALFORMED;
	verified->key = strtoul(text, NULL, 10);
	memcpy(verified->hash, hash, VIEW_HASH);
	return verified->key < keys ? 0 : ERR_MALFORMED;
}

/* What the verifier says is for the log: without control characters. */
static int
read_error(const char *text, char *why)
{
	snprintf(why, VIEW_WHY, "%s", text);
	for (char *at = why; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	return ERR_MALFORMED;
}

int
verified_read(struct verified *verified, char *text, size_t length, size_t keys,
              char *why)
{
	char *line_end = length == 0 ? NULL : memchr(text, '\n', length);

	if (line_end == NULL)
		return malformed(why);
	*line_end = '\0';
	if (strncmp(text, "error ", 6) == 0)
		return read_error(text + 6, why);
	if (strncmp(text, "signed ", 7) != 0
	    || read_signed(verified, text + 7, keys) < 0)
		return malformed(why);
	verified->manifest = line_end + 1;
	verified->length = length - (size_t)(line_end + 1 - text);
	return 0;
}
