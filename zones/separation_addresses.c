/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/wire.h"
#include "zones/separation_view.h"
#include "zones/special.h"
#include "zones/spf.h"

static void
check_reserved(struct separation *separation, const struct rrset *rrset,
               uint32_t item, const struct net_address *address)
{
	const struct reservation *reservation =
	    view_address_reservation(separation->content, address);
	char text[NET_TEXT];

	if (reservation == NULL || reservation->visible)
		return;
	report_in_view(separation->report, RULE_RESERVED_ADDRESS,
	               rrset_datum_place(separation->arena, rrset, item),
	               separation->content->index,
	               separation_subject(separation),
	               "%s is in %s, which is reserved for other views: give "
	               "this view another address, in an overlay",
	               net_address_to_text(text, address), reservation->text);
}

/* "10.0.0.1 is a private network's address", or an address that carries it. */
static const char *
describe(struct separation *separation, const struct net_address *address,
         const struct special *special)
{
	char text[NET_TEXT];
	char inner[NET_TEXT];

	net_address_to_text(text, address);
	if (!special->carried)
		return arena_format(separation->arena, "%s is %s", text,
		                    special->what);
	return arena_format(separation->arena, "%s carries %s, which is %s",
	                    text, net_address_to_text(inner, &special->inner),
	                    special->what);
}

static void
check_reachable(struct separation *separation, const struct rrset *rrset,
                uint32_t item, const struct net_address *address)
{
	struct special special;

	if (!separation->content->external)
		return;
	special = special_find(address);
	if (special.kind == SPECIAL_NONE)
		return;
	report_in_view(
	    separation->report,
	    special.kind == SPECIAL_PRIVATE ? RULE_PRIVATE_ADDRESS
					    : RULE_DOCUMENTATION_ADDRESS,
	    rrset_datum_place(separation->arena, rrset, item),
	    separation->content->index, separation_subject(separation),
	    "%s, and can't be reached from everywhere: give this "
	    "view a public address, in an overlay, or waive it",
	    describe(separation, address, &special));
}

/* An SVCB record's hints may be many. */
static void
check_datum(struct separation *separation, const struct rrset *rrset,
            uint32_t item)
{
	const struct rdatum *rdatum = &rrset->data[item];
	struct net_address few[8];
	struct net_address *addresses = few;
	size_t count = rdata_addresses(few, 8, rrset->type, rdatum);

	if (count > 8) {
		addresses =
		    arena_alloc(separation->arena, count * sizeof(*addresses));
		rdata_addresses(addresses, count, rrset->type, rdatum);
	}
	for (size_t i = 0; i < count; i++) {
		check_reserved(separation, rrset, item, &addresses[i]);
		check_reachable(separation, rrset, item, &addresses[i]);
	}
}

/* RFC 7208 section 3.3: a record's strings are one text. */
static const char *
joined_text(struct separation *separation, const struct rdatum *rdatum,
            size_t *length)
{
	char *text;

	*length = rdatum->wire[0];
	if (*length + 1 == rdatum->length)
		return (const char *)rdatum->wire + 1;
	text = arena_alloc(separation->arena, rdatum->length);
	*length = 0;
	for (size_t at = 0; at < rdatum->length; at += 1u + rdatum->wire[at]) {
		memcpy(text + *length, rdatum->wire + at + 1, rdatum->wire[at]);
		*length += rdatum->wire[at];
	}
	return text;
}

static void
check_spf(struct separation *separation, const struct rrset *rrset,
          uint32_t item)
{
	struct net_prefix prefix;
	struct spf spf;
	size_t length;
	const char *text = joined_text(separation, &rrset->data[item], &length);

	if (!spf_begin(&spf, text, length))
		return;
	while (spf_next(&spf, &prefix))
		check_reachable(separation, rrset, item, &prefix.address);
}

void
separation_addresses(struct separation *separation, const struct rrset *rrset)
{
	enum { TYPE_SPF = 99 };

	for (uint32_t i = 0; i < rrset->count; i++) {
		if (rrset->type == TYPE_TXT || rrset->type == TYPE_SPF)
			check_spf(separation, rrset, i);
		else
			check_datum(separation, rrset, i);
	}
}
