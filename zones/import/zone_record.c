/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <string.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "zones/import/datum_text.h"
#include "zones/import/zone_reader.h"
#include "zones/rdata_type.h"
#include "zones/shorthand/seconds.h"

enum { TTL_MAX = INT32_MAX, LISTED = 20 };

/* What signing makes of a zone: signatures, denial, and where BIND keeps notes
 * for itself. Behind those, what could be served by itself, and is left out
 * where there were signatures that went with it. */
enum { SIGNATURES, MADE = 5 };

static const uint16_t left_out_types[LEFT_OUT_TYPES] = {
    46, 47, 50, 51, 65534, /* RRSIG, NSEC, NSEC3, NSEC3PARAM */
    48, 59, 60, 63,        /* DNSKEY, CDS, CDNSKEY, ZONEMD */
};

/* A record on its way from words to zone_records. */
struct draft {
	const struct zone_entry *entry;
	size_t at; /* of the next word */
	uint32_t ttl;
	bool ttl_written;
	const struct zone_word *class; /* NULL: none */
	const struct zone_word *type_word;
	uint16_t type;
	struct rdatum rdatum;
};

struct spot
zone_spot(const struct zone_reader *reader, const struct zone_word *word)
{
	return (struct spot){reader->path, word->line, word->column};
}

bool
zone_name_read(struct zone_reader *reader, const struct zone_word *word,
               uint8_t *name)
{
	int code = ERR_MALFORMED;

	if (!word->quoted)
		code = dname_from_text(name, word->text, word->length,
		                       reader->origin);
	if (code >= 0)
		return true;
	notice_error(reader->notices, zone_spot(reader, word), "bad-name",
	             "\"%.*s\" is no domain name: %s", (int)word->length,
	             word->text,
	             code == ERR_RANGE
	                 ? "a label has 63 octets at most, a name 255"
	                 : "a label is empty, or an escape isn't of the form "
	                   "\\. or \\046");
	return false;
}

int
zone_ttl_read(struct zone_reader *reader, const struct zone_word *word,
              uint32_t *ttl)
{
	const char *text;
	int code;

	if (word->quoted || word->text[0] < '0' || word->text[0] > '9')
		return ERR_MALFORMED;
	text = zone_word_text(reader->arena, word);
	/* Without a unit they are seconds. */
	if (text[strspn(text, "0123456789")] == '\0')
		text = arena_format(reader->arena, "%ss", text);
	code = seconds_from_text(ttl, text, TTL_MAX);
	if (code == 0)
		return 0;
	notice_error(reader->notices, zone_spot(reader, word), "bad-ttl",
	             "\"%.*s\" is no TTL: write seconds, 0 to %d, or as 1h30m",
	             (int)word->length, word->text, TTL_MAX);
	return ERR_REPORTED;
}

/* The classes of RFC 1035 and RFC 2136, and RFC 3597's CLASSn. */
static bool
is_class(const struct zone_word *word)
{
	assert(word != NULL);
	return zone_word_is(word, "IN") || zone_word_is(word, "CH")
	       || zone_word_is(word, "HS") || zone_word_is(word, "CS")
	       || zone_word_is(word, "CHAOS") || zone_word_is(word, "HESIOD")
	       || (!word->quoted && word->length > 5
	           && strncasecmp(word->text, "CLASS", 5) == 0);
}

static int
take_owner(struct zone_reader *reader, struct draft *draft)
{
	const struct zone_word *word = &draft->entry->words[0];
	uint8_t name[DNAME_MAX];

	if (draft->entry->blank) {
		if (reader->owner_known)
			return 0;
		notice_error(reader->notices, zone_spot(reader, word),
		             "bad-name",
		             "the line begins with a blank, and there is no "
		             "record above whose name it could go on with: "
		             "write the name");
		return ERR_REPORTED;
	}
	draft->at = 1;
	if (!zone_name_read(reader, word, name)) {
		/* What follows without a name can't be known either. */
		reader->owner_known = false;
		return ERR_REPORTED;
	}
	if (!reader->owner_known || !dname_equal(name, reader->owner))
		reader->block++;
	dname_lower(reader->owner, name);
	reader->owner_known = true;
	reader->owner_inside =
	    dname_within(reader->owner, reader->records->apex);
	return 0;
}

/* TTL and class, in either order, each or none. */
static int
take_ttl_and_class(struct zone_reader *reader, struct draft *draft)
{
	for (; draft->at < draft->entry->count; draft->at++) {
		const struct zone_word *word = &draft->entry->words[draft->at];
		int code = ERR_MALFORMED;

		if (!draft->ttl_written)
			code = zone_ttl_read(reader, word, &draft->ttl);
		if (code == 0)
			draft->ttl_written = true;
		else if (code == ERR_REPORTED)
			return code;
		else if (draft->class == NULL && is_class(word))
			draft->class = word;
		else
			break;
	}
	return 0;
}

static bool
is_other_class(const struct draft *draft)
{
	return draft->class != NULL && !zone_word_is(draft->class, "IN")
	       && !zone_word_is(draft->class, "CLASS1");
}

static void
leave_out(struct zone_reader *reader, size_t i, struct spot spot)
{
	reader->left_out_last[i] = spot;
	if (reader->left_out[i]++ < LISTED)
		notice_warning(
		    reader->notices, spot,
		    "%s is left out: signed zones aren't carried over",
		    rdata_type_text(reader->arena, left_out_types[i]));
}

/* False for one that signing made, which is then listed. */
static bool
is_carried(struct zone_reader *reader, uint16_t type,
           const struct zone_word *word)
{
	for (size_t i = 0; i < MADE; i++) {
		if (left_out_types[i] != type)
			continue;
		leave_out(reader, i, zone_spot(reader, word));
		return false;
	}
	return true;
}

/* Keys and the like of a zone whose signatures are gone. */
static void
leave_out_keys(struct zone_reader *reader)
{
	struct zone_records *records = reader->records;
	size_t kept = 0;

	for (size_t i = 0; i < records->count; i++) {
		size_t type = MADE;

		while (type < LEFT_OUT_TYPES
		       && left_out_types[type] != records->items[i].type)
			type++;
		if (type == LEFT_OUT_TYPES)
			records->items[kept++] = records->items[i];
		else
			leave_out(reader, type, records->items[i].spot);
	}
	records->count = kept;
}

void
zone_record_left_out(struct zone_reader *reader)
{
	if (reader->left_out[SIGNATURES] > 0)
		leave_out_keys(reader);
	for (size_t i = 0; i < LEFT_OUT_TYPES; i++)
		if (reader->left_out[i] > LISTED)
			notice_warning(
			    reader->notices, reader->left_out_last[i],
			    "this is the last of %zu more %s records that are "
			    "left out",
			    reader->left_out[i] - LISTED,
			    rdata_type_text(reader->arena, left_out_types[i]));
	if (reader->left_out[SIGNATURES] > 0)
		notice_warning(
		    reader->notices, reader->left_out_last[SIGNATURES],
		    "the zone was signed and is no more: take its DS out of "
		    "the zone above before it is served, or validating "
		    "resolvers refuse it");
}

/* The type; 0: there is none to carry over, which is said. */
static int
take_type(struct zone_reader *reader, struct draft *draft)
{
	const struct zone_entry *entry = draft->entry;
	const struct zone_word *word;
	int type;

	if (draft->at == entry->count) {
		word = &entry->words[entry->count - 1];
		notice_error(reader->notices, zone_spot(reader, word),
		             "unknown-type",
		             "the line has no type: a record is NAME TTL IN "
		             "TYPE DATA, where NAME, TTL and IN may be left "
		             "out");
		return ERR_REPORTED;
	}
	word = &entry->words[draft->at++];
	draft->type_word = word;
	type = word->quoted ? ERR_NOTHING
	                    : rdata_type(zone_word_text(reader->arena, word));
	if (type == ERR_RANGE)
		type = rdata_type_number(word->text, word->length);
	else if (type == ERR_NOTHING) {
		notice_error(reader->notices, zone_spot(reader, word),
		             "unknown-type",
		             "there is no type %.*s: look at its spelling, or "
		             "write TYPEn and \\# (RFC 3597)",
		             (int)word->length, word->text);
		return ERR_REPORTED;
	}
	if (!is_carried(reader, (uint16_t)type, word))
		return 0;
	if (rdata_type(zone_word_text(reader->arena, word)) == ERR_RANGE) {
		notice_error(reader->notices, zone_spot(reader, word),
		             "meta-type",
		             "%.*s is a type that no record can have",
		             (int)word->length, word->text);
		return ERR_REPORTED;
	}
	draft->type = (uint16_t)type;
	return type;
}

static int
take_data(struct zone_reader *reader, struct draft *draft)
{
	const struct zone_entry *entry = draft->entry;
	const struct zone_word *words = entry->words + draft->at;
	size_t count = entry->count - draft->at;
	struct rdata_error error = {.rule = RULE_BAD_RDATA};
	const char *text = datum_join(reader->arena, draft->type, words, count);

	if (rdata_from_text(reader->arena, &draft->rdatum, draft->type, text,
	                    reader->origin, &error)
	    == 0)
		return 0;
	notice_error(reader->notices,
	             zone_spot(reader, count > 0 ? words : draft->type_word),
	             rule_info(error.rule)->id, "%s", error.message);
	return ERR_REPORTED;
}

/*
 * RFC 2308 section 4: $TTL for those that write none. Without it RFC 1035
 * section 5.1 has the last one that was written, and where there is none
 * either BIND takes the SOA's last number.
 */
static int
choose_ttl(struct zone_reader *reader, struct draft *draft)
{
	const struct rdatum *rdatum = &draft->rdatum;

	if (draft->ttl_written) {
		reader->last_ttl = draft->ttl;
		reader->last_ttl_known = true;
		return 0;
	}
	if (!reader->default_ttl_known && !reader->last_ttl_known
	    && draft->type == TYPE_SOA) {
		reader->default_ttl =
		    wire_read32(rdatum->wire + rdatum->length - 4);
		if (reader->default_ttl > TTL_MAX)
			reader->default_ttl = 0;
		reader->default_ttl_known = true;
	}
	if (reader->default_ttl_known || reader->last_ttl_known) {
		draft->ttl = reader->default_ttl_known ? reader->default_ttl
		                                       : reader->last_ttl;
		return 0;
	}
	notice_error(reader->notices, zone_spot(reader, draft->type_word),
	             "bad-ttl",
	             "the record has no TTL, and no $TTL stands above it: "
	             "begin the file with one");
	return ERR_REPORTED;
}

void
zone_comments_add(struct zone_reader *reader, const char ***comments,
                  size_t *count, const struct zone_entry *entry, size_t first,
                  size_t end)
{
	for (size_t i = first; i < end; i++) {
		*comments = arena_grow(reader->arena, *comments, *count,
		                       sizeof(**comments));
		(*comments)[(*count)++] =
		    datum_utf8(reader->arena, entry->comments[i].text,
		               entry->comments[i].length);
	}
}

/* Comments above the first record are the file's; those among the numbers of
 * an SOA say which is which, as the spec's members do. */
static void
put_record(struct zone_reader *reader, const struct draft *draft)
{
	const struct zone_entry *entry = draft->entry;
	struct zone_records *records = reader->records;
	size_t first = 0, end = entry->comment_count;
	struct zone_record *record;

	if (draft->type == TYPE_SOA)
		end = entry->comments_before;
	if (records->count == 0) {
		first = entry->comments_before;
		zone_comments_add(reader, &records->comments,
		                  &records->comment_count, entry, 0, first);
	}
	records->items = arena_grow(reader->arena, records->items,
	                            records->count, sizeof(*records->items));
	record = &records->items[records->count++];
	*record = (struct zone_record){
	    .owner = arena_copy(reader->arena, reader->owner,
	                        dname_length(reader->owner)),
	    .type = draft->type,
	    .ttl = draft->ttl,
	    .block = reader->block,
	    .rdatum = draft->rdatum,
	    .text = datum_text(
		reader->arena, draft->type, entry->words + draft->at,
		entry->count - draft->at, &draft->rdatum, records->apex),
	    .comments = reader->comments,
	    .comment_count = reader->comment_count,
	    .spot = zone_spot(reader, draft->type_word),
	};
	reader->comments = NULL;
	reader->comment_count = 0;
	zone_comments_add(reader, &record->comments, &record->comment_count,
	                  entry, first, end);
}

void
zone_record_read(struct zone_reader *reader, const struct zone_entry *entry)
{
	struct draft draft = {.entry = entry};
	int type;

	if (take_owner(reader, &draft) < 0
	    || take_ttl_and_class(reader, &draft) < 0)
		return;
	if (is_other_class(&draft)) {
		notice_warning(reader->notices, zone_spot(reader, draft.class),
		               "a record of class %.*s is left out: all "
		               "classes are IN",
		               (int)draft.class->length, draft.class->text);
		return;
	}
	type = take_type(reader, &draft);
	if (type <= 0 || take_data(reader, &draft) < 0
	    || choose_ttl(reader, &draft) < 0)
		return;
	if (reader->owner_inside)
		put_record(reader, &draft);
	else
		notice_warning(reader->notices, zone_spot(reader, entry->words),
		               "a record is left out, since its name is not "
		               "in the zone: give it a zone of its own, or end "
		               "names in a dot only where they are absolute");
}
