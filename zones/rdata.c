/* SPDX-License-Identifier: ISC */
#include "zones/rdata.h"

#include <string.h>

#include "lib/err.h"
#include "zones/rdata_field.h"
#include "zones/rdata_wire.h"

static bool
has_word(const struct rdata_reader *reader)
{
	struct rdata_reader ahead = *reader;
	struct rdata_word word;

	return rdata_word_next(&ahead, &word);
}

/* All fields of the type's form, and nothing behind them. */
static int
read_fields(struct rdata_reader *reader)
{
	const struct rdata_form *form = reader->form;
	unsigned count = rdata_form_count(form);
	struct rdata_word word;

	for (unsigned i = 0; i < count || form->repeats; i++) {
		if (i >= count - form->optional && !has_word(reader))
			return 0;
		reader->field = i < count ? i : count - 1;
		if (rdata_read_field(
			reader, (enum rdata_kind)form->kinds[reader->field])
		    < 0)
			return ERR_REPORTED;
	}
	if (!rdata_word_next(reader, &word))
		return 0;
	reader->field = count;
	return rdata_refuse_word(reader, &word, "is too much",
	                         "no field is left for it");
}

/* The text begins with \#, which this takes. */
static bool
take_generic_mark(struct rdata_reader *reader)
{
	struct rdata_reader ahead = *reader;
	struct rdata_word word;

	if (!rdata_word_next(&ahead, &word) || word.quoted || word.length != 2
	    || memcmp(word.text, "\\#", 2) != 0)
		return false;
	*reader = ahead;
	return true;
}

/* RFC 3597 section 5: \# length, and hex in words of whole octets. */
static int
read_generic(struct rdata_reader *reader)
{
	struct rdata_word word = {.text = ""};
	uint32_t length = 0;

	reader->field = RDATA_FIELDS; /* messages name the type alone */
	if (!rdata_word_next(reader, &word)
	    || rdata_word_number(&word, RDATA_MAX, &length) != NUMBER_FITS)
		return rdata_refuse_word(reader, &word, "is not a length",
		                         "write \\# and the number of octets, "
		                         "0 to 65535, then hex");
	while (rdata_word_next(reader, &word)) {
		uint8_t *octets =
		    arena_alloc(reader->arena, word.length / 2 + 1);

		if (!rdata_hex_decode(octets, word.text, word.length))
			return rdata_refuse_word(reader, &word, "is not hex",
			                         "write two digits for each "
			                         "octet");
		if (rdata_put(reader, octets, word.length / 2) < 0)
			return ERR_REPORTED;
	}
	if (reader->length != length)
		return rdata_refuse(
		    reader, RULE_BAD_RDATA,
		    "%s says %u octets and has %zu in hex: make "
		    "them agree",
		    rdata_field_text(reader), length, reader->length);
	return 0;
}

static int
read_text(struct rdata_reader *reader)
{
	const char *wrong;
	int result;

	if (rdata_lexical_check(reader) < 0)
		return ERR_REPORTED;
	if (take_generic_mark(reader))
		result = read_generic(reader);
	else if (reader->form == NULL || reader->form->name == NULL)
		return rdata_refuse(
		    reader, RULE_BAD_RDATA,
		    "%s has no text form: write \\# with "
		    "length and hex (RFC 3597)",
		    rdata_type_text(reader->arena, reader->type));
	else
		result = read_fields(reader);
	if (result < 0)
		return result;
	wrong = rdata_wire_check(reader->type, reader->octets, reader->length);
	if (wrong != NULL)
		return rdata_refuse(
		    reader, RULE_BAD_RDATA, "this is no %s, since %s",
		    rdata_type_text(reader->arena, reader->type), wrong);
	return 0;
}

int
rdata_from_text(struct arena *arena, struct rdatum *rdatum, uint16_t type,
                const char *text, const uint8_t *origin,
                struct rdata_error *error)
{
	uint8_t octets[RDATA_MAX];
	struct rdata_reader reader = {.arena = arena,
	                              .error = error,
	                              .type = type,
	                              .form = rdata_form(type),
	                              .origin = origin,
	                              .at = text,
	                              .end = text + strlen(text),
	                              .octets = octets};

	if (read_text(&reader) < 0)
		return ERR_REPORTED;
	rdatum->wire = arena_copy(arena, octets, reader.length);
	rdatum->length = (uint16_t)reader.length;
	return 0;
}

int
rdata_from_plain(struct arena *arena, struct rdatum *rdatum, const char *text,
                 size_t length, struct rdata_error *error)
{
	size_t strings = length / 255 + (length % 255 > 0 || length == 0);
	uint8_t *wire;
	uint8_t *at;

	if (length + strings > RDATA_MAX) {
		error->rule = RULE_BAD_RDATA;
		error->message = "the text is over the 65,279 octets that one "
				 "record holds: split it";
		return ERR_REPORTED;
	}
	wire = arena_alloc(arena, length + strings);
	at = wire;
	for (size_t i = 0; i < strings; i++) {
		size_t part = length > 255 ? 255 : length;

		*at++ = (uint8_t)part;
		memcpy(at, text, part);
		at += part;
		text += part;
		length -= part;
	}
	rdatum->wire = wire;
	rdatum->length = (uint16_t)(at - wire);
	return 0;
}
