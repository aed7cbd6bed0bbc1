/* SPDX-License-Identifier: ISC */
#include "zones/spf.h"

#include <string.h>
#include <strings.h>

#include "lib/err.h"

bool
spf_begin(struct spf *spf, const char *text, size_t length)
{
	static const char version[] = "v=spf1";
	size_t size = strlen(version);

	if (length < size || strncasecmp(text, version, size) != 0
	    || (length > size && text[size] != ' '))
		return false;
	spf->at = text + size;
	spf->end = text + length;
	return true;
}

/* A term of the record, without blanks; false at its end. */
static bool
next_term(struct spf *spf, const char **term, size_t *length)
{
	while (spf->at < spf->end && *spf->at == ' ')
		spf->at++;
	*term = spf->at;
	while (spf->at < spf->end && *spf->at != ' ')
		spf->at++;
	*length = (size_t)(spf->at - *term);
	return *length > 0;
}

bool
spf_next(struct spf *spf, struct net_prefix *prefix)
{
	const char *term;
	size_t length;

	while (next_term(spf, &term, &length)) {
		char text[NET_PREFIX_TEXT];
		int result;

		if (strchr("+-?~", *term) != NULL) {
			term++;
			length--;
		}
		if (length < 4
		    || (strncasecmp(term, "ip4:", 4) != 0
		        && strncasecmp(term, "ip6:", 4) != 0)
		    || length - 4 >= sizeof(text))
			continue;
		memcpy(text, term + 4, length - 4);
		text[length - 4] = '\0';
		result = net_prefix_from_text(prefix, text);
		/* Bits behind the length are often there, and fine. */
		if (result >= 0 || result == ERR_RANGE)
			return true;
	}
	return false;
}
