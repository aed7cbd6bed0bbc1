/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "zones/rdata_field.h"

/*
 * LOC, RFC 1876 section 3:
 *
 *   d1 [m1 [s1]] N|S  d2 [m2 [s2]] E|W  altitude [size [horizontal
 *   [vertical]]]
 *
 * Angles become thousandths of a second of arc from 2^31 up or down, the
 * altitude centimetres above -100,000 m, and the last three a digit and a
 * power of ten in centimetres.
 */
enum { LOC_WORDS = 12 };

struct loc {
	struct rdata_reader *reader;
	struct rdata_word words[LOC_WORDS];
	unsigned count;
	unsigned next;
};

/* A decimal number with up to `places` digits behind the point, in units of
 * 10^-places; a minus is for the caller. */
static bool
read_decimal(const char *text, size_t length, unsigned places, uint64_t max,
             uint64_t *value)
{
	uint64_t number = 0;
	unsigned behind = 0;
	bool point = false;
	bool digits = false;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (!isdigit((unsigned char)text[i])
		    || (point && behind == places))
			return false;
		number = number * 10 + (uint64_t)(text[i] - '0');
		digits = true;
		behind += point;
		if (number > max)
			return false;
	}
	for (; behind < places; behind++)
		number *= 10;
	*value = number;
	return digits && number <= max;
}

static const struct rdata_word *
next_word(struct loc *loc)
{
	return loc->next < loc->count ? &loc->words[loc->next++] : NULL;
}

static int
refuse(struct loc *loc, const struct rdata_word *word, const char *may)
{
	if (word != NULL)
		return rdata_refuse_word(loc->reader, word, "doesn't fit", may);
	return rdata_refuse(loc->reader, RULE_BAD_RDATA, "%s ends early: %s",
	                    rdata_field_text(loc->reader), may);
}

/* The letter's place in letters, or -1. */
static int
direction(const struct rdata_word *word, const char *letters)
{
	if (word->length != 1)
		return -1;
	if (toupper((unsigned char)word->text[0]) == letters[0])
		return 0;
	if (toupper((unsigned char)word->text[0]) == letters[1])
		return 1;
	return -1;
}

/* Degrees, minutes, seconds and N or S, E or W. */
static int
put_angle(struct loc *loc, uint64_t limit, const char *letters, const char *may)
{
	const uint64_t most[] = {limit, 59, 59999};
	static const uint64_t units[] = {3600000, 60000, 1};
	uint64_t angle = 0;

	for (unsigned part = 0; part < 4; part++) {
		const struct rdata_word *word = next_word(loc);
		uint64_t value = 0;
		int side = word != NULL ? direction(word, letters) : -1;

		if (side >= 0 && part > 0 && angle <= limit * units[0])
			return rdata_put32(
			    loc->reader, side == 0
					     ? (uint32_t)((1u << 31) + angle)
					     : (uint32_t)((1u << 31) - angle));
		if (word == NULL || part == 3
		    || !read_decimal(word->text, word->length,
		                     part == 2 ? 3 : 0, most[part], &value))
			return refuse(loc, word, may);
		angle += value * units[part];
	}
	return ERR_REPORTED;
}

/* Without its unit. */
static size_t
metres_length(const struct rdata_word *word)
{
	size_t length = word->length;

	return length > 0 && word->text[length - 1] == 'm' ? length - 1
	                                                   : length;
}

static int
put_altitude(struct loc *loc)
{
	static const uint64_t base = 10000000; /* 100,000 m */
	const struct rdata_word *word = next_word(loc);
	bool below = word != NULL && word->length > 0 && word->text[0] == '-';
	uint64_t value = 0;

	if (word == NULL
	    || !read_decimal(word->text + below, metres_length(word) - below, 2,
	                     below ? base : UINT32_MAX - base, &value))
		return refuse(loc, word,
		              "an altitude is -100000.00m to 42849672.95m");
	return rdata_put32(loc->reader,
	                   (uint32_t)(below ? base - value : base + value));
}

/* A size or a precision; `otherwise` where the text has none. */
static int
put_extent(struct loc *loc, uint8_t otherwise)
{
	const struct rdata_word *word = next_word(loc);
	uint64_t value = 0;
	uint8_t power = 0;

	if (word == NULL)
		return rdata_put8(loc->reader, otherwise);
	if (!read_decimal(word->text, metres_length(word), 2, 9000000000,
	                  &value))
		return refuse(loc, word, "it may be 0m to 90000000m");
	while (value >= 10) {
		value /= 10;
		power++;
	}
	return rdata_put8(loc->reader, (uint8_t)(value << 4 | power));
}

int
rdata_read_loc(struct rdata_reader *reader)
{
	/* size, horizontal and vertical precision: 1 m, 10,000 m, 10 m */
	static const uint8_t extents[3] = {0x12, 0x16, 0x13};
	struct loc loc = {.reader = reader};
	struct rdata_word word;
	uint32_t place[3];
	size_t start = reader->length;
	int result = rdata_word_need(reader, &word);

	if (result < 0)
		return result;
	do {
		if (loc.count == LOC_WORDS || word.quoted)
			return rdata_refuse_word(
			    reader, &word, "is too much",
			    "a location ends with vertical "
			    "precision");
		loc.words[loc.count++] = word;
	} while (rdata_word_next(reader, &word));
	/* The wire has version and extents before what the text begins with. */
	if (rdata_put(reader, "\0\0\0\0", 4) < 0
	    || put_angle(&loc, 90, "NS",
	                 "write degrees 0-90, minutes 0-59 and seconds "
	                 "0-59.999, then N or S")
	           < 0
	    || put_angle(&loc, 180, "EW",
	                 "write degrees 0-180, minutes 0-59 and seconds "
	                 "0-59.999, then E or W")
	           < 0
	    || put_altitude(&loc) < 0)
		return ERR_REPORTED;
	memcpy(place, reader->octets + start + 4, sizeof(place));
	reader->length = start + 1;
	for (unsigned i = 0; i < 3; i++)
		if (put_extent(&loc, extents[i]) < 0)
			return ERR_REPORTED;
	if (loc.next < loc.count)
		return refuse(&loc, &loc.words[loc.next],
		              "a location ends with vertical precision");
	return rdata_put(reader, place, sizeof(place));
}
