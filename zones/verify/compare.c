/* SPDX-License-Identifier: ISC */
#include "zones/verify/compare.h"

#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/explain.h"
#include "zones/message.h"
#include "zones/rdata_wire.h"
#include "zones/zonefile.h"

enum {
	SOA_BEHIND_SERIAL = 20, /* octets of RDATA, the serial's too */
	SECTIONS = 3,
	SHOWN = 2, /* records of a kind in a text */
};

/* A message taken apart: each section's records as text, sorted. */
struct section {
	const char **records;
	size_t count;
};

struct parsed {
	uint16_t rcode;
	bool authoritative;
	struct section sections[SECTIONS]; /* OPT left out */
};

/* Where the records begin; false: there is no whole question. */
static bool
begin(struct message *message, const struct compare_message *from,
      struct arena *arena)
{
	uint8_t name[DNAME_MAX];
	int code;

	*message = (struct message){.octets = from->octets,
	                            .size = from->length,
	                            .at = WIRE_HEADER,
	                            .arena = arena};
	if (from->length < WIRE_HEADER)
		return false;
	for (unsigned i = wire_read16(from->octets + 4); i > 0; i--) {
		code = message_name(message, message->at, name);
		if (code < 0
		    || message->at + (size_t)code + WIRE_QUESTION
		           > message->size)
			return false;
		message->at += (size_t)code + WIRE_QUESTION;
	}
	return true;
}

static bool
is_known(const struct tree *tree, const uint8_t *apex)
{
	const struct zone *zone = tree != NULL ? zone_of(tree, apex) : NULL;

	return zone != NULL && dname_equal(zone->content->apex, apex)
	       && zone->content->serial_written;
}

void
compare_forget_serials(const struct compare_message *message,
                       const struct tree *tree, struct arena *arena)
{
	struct message reader;
	struct message_record record;

	if (!begin(&reader, message, arena))
		return;
	while (reader.at < reader.size && message_next(&reader, &record) == 0) {
		if (record.type != TYPE_SOA
		    || record.rdatum.length < SOA_BEHIND_SERIAL
		    || is_known(tree, record.owner))
			continue;
		memset(message->octets + reader.at - SOA_BEHIND_SERIAL, 0, 4);
	}
}

static int
compare_texts(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/* As one reads it in a message: with blanks and not tabs. */
static const char *
record_text(struct arena *arena, const struct message_record *record)
{
	char *text = arena_string(arena, zonefile_record(arena, record));

	for (char *at = text; (at = strchr(at, '\t')) != NULL;)
		*at = ' ';
	return text;
}

static bool
parse_section(struct message *reader, unsigned count, struct section *section)
{
	struct message_record record;

	for (; count > 0; count--) {
		if (message_next(reader, &record) < 0)
			return false;
		if (record.type == TYPE_OPT)
			continue;
		if (rdata_wire_check(record.type, record.rdatum.wire,
		                     record.rdatum.length)
		    != NULL)
			return false;
		section->records =
		    arena_grow(reader->arena, section->records, section->count,
		               sizeof(*section->records));
		section->records[section->count++] =
		    record_text(reader->arena, &record);
	}
	if (section->count > 0)
		qsort(section->records, section->count,
		      sizeof(*section->records), compare_texts);
	return true;
}

static bool
parse(struct parsed *parsed, const struct compare_message *message,
      struct arena *arena)
{
	struct message reader;

	*parsed = (struct parsed){.rcode = 0};
	if (!begin(&reader, message, arena))
		return false;
	parsed->rcode = message->octets[3] & 0x0f;
	parsed->authoritative = (message->octets[2] & FLAG_AA) != 0;
	for (size_t i = 0; i < SECTIONS; i++)
		if (!parse_section(&reader,
		                   wire_read16(message->octets + 6 + 2 * i),
		                   &parsed->sections[i]))
			return false;
	return reader.at == reader.size;
}

/* "is without A, B and 3 more" of those in `of` that `beside` lacks; NULL:
 * none. */
static const char *
only_in(struct arena *arena, const struct section *of,
        const struct section *beside, const char *what)
{
	const char *text = NULL;
	size_t found = 0;

	for (size_t i = 0, j = 0; i < of->count; i++) {
		int order = 1;

		while (j < beside->count
		       && (order = strcmp(beside->records[j], of->records[i]))
		              < 0)
			j++;
		if (j < beside->count && order == 0) {
			j++;
			continue;
		}
		if (found++ < SHOWN)
			text = text == NULL
			           ? arena_format(arena, "%s %s", what,
			                          of->records[i])
			           : arena_format(arena, "%s; %s", text,
			                          of->records[i]);
	}
	if (found > SHOWN)
		text = arena_format(arena, "%s; and %zu more", text,
		                    found - SHOWN);
	return text;
}

/* What tells the sections apart, or NULL. */
static const char *
section_text(struct arena *arena, const struct section *expected,
             const struct section *got)
{
	const char *lacks = only_in(arena, expected, got, "it lacks");
	const char *extra = only_in(arena, got, expected, "it has");

	if (lacks == NULL || extra == NULL)
		return lacks != NULL ? lacks : extra;
	return arena_format(arena, "%s, and %s", lacks, extra);
}

static const char *
difference(struct arena *arena, const struct parsed *expected,
           const struct parsed *got)
{
	const char *text;

	if (got->rcode != expected->rcode)
		return arena_format(arena, "%s (answer: %zu), not %s",
		                    explain_rcode(got->rcode),
		                    got->sections[0].count,
		                    explain_rcode(expected->rcode));
	if (got->authoritative != expected->authoritative)
		return got->authoritative
		           ? "it is authoritative, where it shouldn't be"
		           : "it isn't authoritative";
	text = section_text(arena, &expected->sections[0], &got->sections[0]);
	if (text != NULL)
		return text;
	/* Only where there is one: some add a zone's NS to each answer. */
	return expected->sections[1].count > 0 ? section_text(
		   arena, &expected->sections[1], &got->sections[1])
	                                       : NULL;
}

enum comparison
compare(const struct compare_message *expected,
        const struct compare_message *got, struct arena *arena,
        const char **text)
{
	struct parsed right, live;
	const char *more;

	if (expected->length == got->length && got->length >= WIRE_HEADER
	    && memcmp(expected->octets + 2, got->octets + 2, got->length - 2)
	           == 0)
		return COMPARE_SAME;
	*text = "it is malformed";
	if (!parse(&right, expected, arena) || !parse(&live, got, arena))
		return COMPARE_DIFFERENT;
	*text = difference(arena, &right, &live);
	if (*text != NULL)
		return COMPARE_DIFFERENT;
	more = section_text(arena, &right.sections[1], &live.sections[1]);
	if (more == NULL)
		more =
		    section_text(arena, &right.sections[2], &live.sections[2]);
	*text = more != NULL ? more : "the records are the same";
	return COMPARE_OCTETS;
}
