/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "server/view_report.h"

bool
view_name_valid(const char *name)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t length = strlen(name);

	return length > 0 && length < VIEW_NAME && name[0] != '-'
	       && strspn(name, letters) == length;
}

int
view_address_compare(const struct view_address *a, const struct view_address *b)
{
	for (size_t i = 0; i < 4; i++)
		if (a->words[i] != b->words[i])
			return a->words[i] < b->words[i] ? -1 : 1;
	return 0;
}

struct view_address
view_address_from_net(const struct net_address *address)
{
	struct view_address numbers = {0};
	size_t octets = address->family == 4 ? 4 : 16;

	for (size_t i = 0; i < octets; i++) {
		uint32_t *word = &numbers.words[i / 4];

		*word = *word << 8 | address->octets[i];
	}
	return numbers;
}

static bool
hex_valid(const char *text, size_t digits)
{
	return strlen(text) == digits
	       && strspn(text, "0123456789abcdef") == digits;
}

static int
address_read(struct view_address *address, uint8_t *family, const char *text)
{
	size_t digits = strlen(text);

	if ((digits != 8 && digits != 32) || !hex_valid(text, digits))
		return ERR_MALFORMED;
	*family = digits == 8 ? 4 : 6;
	for (size_t i = 0; i < digits / 8; i++) {
		char word[9] = {0};

		memcpy(word, text + i * 8, 8);
		address->words[i] = (uint32_t)strtoul(word, NULL, 16);
	}
	return 0;
}

/* Decimal, and nothing but digits. */
static int
number_read(unsigned *number, const char *text, unsigned max)
{
	size_t digits = strlen(text);
	unsigned long value;

	if (digits == 0 || digits > 10 || strspn(text, "0123456789") != digits)
		return ERR_MALFORMED;
	value = strtoul(text, NULL, 10);
	if (value > max)
		return ERR_RANGE;
	*number = (unsigned)value;
	return 0;
}

static bool
follows(const struct view_range *before, const struct view_range *range)
{
	if (before->family != range->family)
		return before->family < range->family;
	return view_address_compare(&before->last, &range->first) < 0;
}

/* The list with room for one more item of `size` octets, or NULL: it grows at
 * powers of two. */
static void *
grown(void *items, size_t count, size_t size)
{
	if ((count & (count - 1)) != 0)
		return items;
	return reallocarray(items, count == 0 ? 1 : count * 2, size);
}

static bool
zone_name_valid(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < length; i++)
		if (name[i] <= ' ' || name[i] > '~')
			return false;
	return length > 0 && length < DNAME_TEXT;
}

static int
zone_text_room(struct view_report *report, size_t length)
{
	size_t room = 2 * report->zone_room + DNAME_TEXT;
	char *text;

	if (report->zone_length + length <= report->zone_room)
		return 0;
	text = realloc(report->zone_text, room);
	if (text == NULL)
		return ERR_MEMORY;
	report->zone_text = text;
	report->zone_room = room;
	return 0;
}

/* "SERIAL NAME" */
static int
zone_read(struct view_report *report, char *text)
{
	char *name = strchr(text, ' ');
	struct view_zone zone = {.name = (uint32_t)report->zone_length};
	struct view_zone *told;
	size_t length;

	if (name == NULL)
		return ERR_MALFORMED;
	*name++ = '\0';
	length = strlen(name) + 1;
	if (number_read(&zone.serial, text, UINT32_MAX) < 0
	    || !zone_name_valid(name) || report->told_count == VIEW_ZONES
	    || report->zone_length + length > VIEW_ZONES_TEXT)
		return ERR_MALFORMED;
	told = grown(report->told, report->told_count, sizeof(zone));
	if (told == NULL)
		return ERR_MEMORY;
	report->told = told;
	if (zone_text_room(report, length) < 0)
		return ERR_MEMORY;
	memcpy(report->zone_text + report->zone_length, name, length);
	report->zone_length += length;
	report->told[report->told_count++] = zone;
	return 0;
}

/* "FIRST LAST LENGTH" */
static int
range_read(struct view_range **list, size_t *list_count, char *text)
{
	struct view_range range = {0};
	struct view_range *ranges;
	size_t count = *list_count;
	char *last, *length;
	uint8_t family;
	unsigned bits;

	last = strchr(text, ' ');
	length = last != NULL ? strchr(last + 1, ' ') : NULL;
	if (length == NULL)
		return ERR_MALFORMED;
	*last++ = *length++ = '\0';
	if (address_read(&range.first, &range.family, text) < 0
	    || address_read(&range.last, &family, last) < 0
	    || family != range.family
	    || view_address_compare(&range.first, &range.last) > 0
	    || number_read(&bits, length, family == 4 ? 32 : 128) < 0)
		return ERR_MALFORMED;
	range.length = (uint8_t)bits;
	if (count > 0 && !follows(&(*list)[count - 1], &range))
		return ERR_MALFORMED;
	ranges = grown(*list, count, sizeof(range));
	if (ranges == NULL)
		return ERR_MEMORY;
	*list = ranges;
	ranges[(*list_count)++] = range;
	return 0;
}

/* Which lines were there: each but zones and ranges stands once. */
enum seen {
	SEEN_VIEW = 1,
	SEEN_TRUST = 2,
	SEEN_HASH = 4,
	SEEN_ZONES = 8,
	SEEN_END = 16,
	SEEN_ALL = 31,
};

static int
line_once(struct view_report *report, const char *key, const char *value,
          unsigned *seen)
{
	unsigned line;

	if (strcmp(key, "view") == 0 && view_name_valid(value)) {
		line = SEEN_VIEW;
		memcpy(report->name, value, strlen(value) + 1);
	} else if (strcmp(key, "trust") == 0) {
		line = SEEN_TRUST;
		report->external = strcmp(value, "external") == 0;
		if (!report->external && strcmp(value, "internal") != 0)
			return ERR_MALFORMED;
	} else if (strcmp(key, "hash") == 0
	           && hex_valid(value, VIEW_HASH - 1)) {
		line = SEEN_HASH;
		memcpy(report->hash, value, VIEW_HASH);
	} else if (strcmp(key, "zones") == 0
	           && number_read(&report->zones, value, UINT32_MAX) == 0) {
		line = SEEN_ZONES;
	} else if (strcmp(key, "end") == 0 && *value == '\0') {
		line = SEEN_END;
	} else {
		return ERR_MALFORMED;
	}
	if (*seen & line)
		return ERR_MALFORMED;
	*seen |= line;
	return 0;
}

static int
line_read(struct view_report *report, char *line, unsigned *seen, char *why)
{
	char *value = strchr(line, ' ');

	if (value != NULL)
		*value++ = '\0';
	else
		value = line + strlen(line);
	if (strcmp(line, "error") == 0) {
		for (char *c = value; *c != '\0'; c++)
			if ((unsigned char)*c < ' ' || *c == 0x7f)
				*c = '?';
		snprintf(why, VIEW_WHY, "%s",
		         *value != '\0' ? value : "its loader gives no reason");
		return ERR_MALFORMED;
	}
	if (*seen & SEEN_END)
		return ERR_MALFORMED;
	if (strcmp(line, "answers") == 0)
		return range_read(&report->ranges, &report->range_count, value);
	if (strcmp(line, "resolver") == 0)
		return range_read(&report->resolvers, &report->resolver_count,
		                  value);
	if (strcmp(line, "zone") == 0)
		return zone_read(report, value);
	return line_once(report, line, value, seen);
}

int
view_report_read(struct view_report *report, char *text, size_t length,
                 char *why)
{
	char *end = text + length;
	unsigned seen = 0;
	int result = 0;

	*report = (struct view_report){0};
	snprintf(why, VIEW_WHY, "the loader's report is damaged");
	if (length > 0 && (end[-1] != '\n' || memchr(text, '\0', length)))
		return ERR_MALFORMED;
	while (text < end && result == 0) {
		char *newline = memchr(text, '\n', (size_t)(end - text));

		*newline = '\0';
		result = line_read(report, text, &seen, why);
		text = newline + 1;
	}
	if (result == 0
	    && (seen != SEEN_ALL || report->told_count > report->zones))
		result = ERR_MALFORMED;
	if (result == ERR_MEMORY)
		snprintf(why, VIEW_WHY, "no memory for what it reports");
	if (result < 0)
		view_report_clear(report);
	return result;
}

void
view_report_clear(struct view_report *report)
{
	free(report->ranges);
	free(report->resolvers);
	free(report->told);
	free(report->zone_text);
	*report = (struct view_report){0};
}

uint32_t
view_report_serial(const struct view_report *report)
{
	uint32_t greatest = 0;

	for (size_t i = 0; i < report->told_count; i++)
		if (report->told[i].serial > greatest)
			greatest = report->told[i].serial;
	return greatest;
}

const struct view_range *
view_report_find(const struct view_report *report,
                 const struct net_address *address)
{
	struct view_address wanted = view_address_from_net(address);
	size_t low = 0, high = report->range_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct view_range *range = &report->ranges[middle];

		if (range->family < address->family
		    || (range->family == address->family
		        && view_address_compare(&range->last, &wanted) < 0))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == report->range_count
	    || report->ranges[low].family != address->family
	    || view_address_compare(&report->ranges[low].first, &wanted) > 0)
		return NULL;
	return &report->ranges[low];
}
