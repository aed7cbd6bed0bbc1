/* SPDX-License-Identifier: ISC */
#include "zones/text_names.h"

#include <ctype.h>
#include <string.h>

#include "lib/dname.h"

/* A name as its labels are read, in wire form but for the root's label. When
 * it grows too long its first labels go: reserved domains are at its end. */
struct labels {
	uint8_t octets[DNAME_MAX];
	size_t length;
	size_t last; /* where the last label begins */
	unsigned count;
	bool open; /* the last label may still grow */
};

static bool
is_label_octet(uint8_t c)
{
	return isalnum(c) || c == '-' || c == '_';
}

static void
drop_first(struct labels *labels)
{
	size_t first = 1u + labels->octets[0];

	memmove(labels->octets, labels->octets + first, labels->length - first);
	labels->length -= first;
	labels->last -= first;
	labels->count--;
}

static void
add_octet(struct labels *labels, uint8_t c)
{
	/* Room for a label's length, its octet, and the root's label. */
	while (labels->count > 0 && labels->length + 2 > DNAME_MAX - 1
	       && labels->last > 0)
		drop_first(labels);
	if (!labels->open) {
		labels->last = labels->length;
		labels->octets[labels->length++] = 0;
		labels->count++;
		labels->open = true;
	}
	if (labels->octets[labels->last] == DNAME_LABEL_MAX)
		return; /* no reserved domain has one so long */
	labels->octets[labels->last]++;
	labels->octets[labels->length++] = (uint8_t)tolower(c);
}

/* A dot, with or without a backslash, moves on over it. */
static bool
take_dot(struct text_names *text)
{
	size_t escape = *text->at == '\\' ? 1 : 0;

	if (text->end - text->at <= (ptrdiff_t)escape
	    || text->at[escape] != '.')
		return false;
	text->at += escape + 1;
	return true;
}

bool
text_names_next(struct text_names *text, uint8_t *name)
{
	while (text->at < text->end) {
		struct labels labels;

		if (!is_label_octet(*text->at)) {
			text->at++;
			continue;
		}
		labels.length = labels.last = labels.count = 0;
		labels.open = false;
		while (text->at < text->end && is_label_octet(*text->at)) {
			add_octet(&labels, *text->at++);
			if (text->at < text->end && take_dot(text))
				labels.open = false;
		}
		if (labels.count < 2)
			continue;
		memcpy(name, labels.octets, labels.length);
		name[labels.length] = 0;
		return true;
	}
	return false;
}
