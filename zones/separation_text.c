/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/separation_view.h"
#include "zones/text_names.h"

/* One record's text is looked through once; what is found first is told. */
static bool
find_in(struct separation *separation, const struct rrset *rrset, uint32_t item,
        const uint8_t *octets, size_t length)
{
	struct text_names text = {.at = octets, .end = octets + length};
	uint8_t name[DNAME_MAX];
	char written[DNAME_TEXT];

	while (text_names_next(&text, name)) {
		const struct reservation *reservation =
		    separation_hidden(separation, name);

		if (reservation == NULL)
			continue;
		report_in_view(
		    separation->report, RULE_RESERVED_IN_TEXT,
		    rrset_datum_place(separation->arena, rrset, item),
		    separation->content->index, separation_subject(separation),
		    "this %s record's text names %s in %s, which is "
		    "reserved for other views: take it out",
		    rdata_type_text(separation->arena, rrset->type),
		    dname_to_text(written, name), reservation->text);
		return true;
	}
	return false;
}

/*
 * Strings are read one by one, count of them or all there are, and then as
 * the one text that SPF and DKIM make of them (RFC 7208 section 3.3).
 */
static void
find_in_strings(struct separation *separation, const struct rrset *rrset,
                uint32_t item, size_t start, unsigned count)
{
	const struct rdatum *rdatum = &rrset->data[item];
	uint8_t *joined = NULL;
	size_t length = 0;
	size_t octets;

	for (size_t at = start; at < rdatum->length && count > 0;
	     at += 1 + octets, count--) {
		octets = rdatum->wire[at];
		if (find_in(separation, rrset, item, rdatum->wire + at + 1,
		            octets))
			return;
		if (at == start && start + 1 + octets == rdatum->length)
			return;
		if (joined == NULL)
			joined = arena_alloc(separation->arena, rdatum->length);
		memcpy(joined + length, rdatum->wire + at + 1, octets);
		length += octets;
	}
	find_in(separation, rrset, item, joined, length);
}

void
separation_text(struct separation *separation, const struct rrset *rrset)
{
	enum { TYPE_NAPTR = 35, TYPE_SPF = 99, TYPE_URI = 256, TYPE_CAA = 257 };

	for (uint32_t i = 0; i < rrset->count; i++) {
		const struct rdatum *rdatum = &rrset->data[i];
		size_t at = 0;

		switch (rrset->type) {
		case TYPE_TXT:
		case TYPE_SPF:
			find_in_strings(separation, rrset, i, 0, UINT_MAX);
			break;
		case TYPE_NAPTR: /* flags, services, regular expression */
			find_in_strings(separation, rrset, i, 4, 3);
			break;
		case TYPE_URI:
			at = 4;
			find_in(separation, rrset, i, rdatum->wire + at,
			        rdatum->length - at);
			break;
		case TYPE_CAA:
			at = 2u + rdatum->wire[1];
			find_in(separation, rrset, i, rdatum->wire + at,
			        rdatum->length - at);
			break;
		default:
			return;
		}
	}
}
