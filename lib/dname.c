/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"

/* RFC 4343: only A-Z have another case. */
static uint8_t
lower(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet | 0x20) : octet;
}

size_t
dname_length(const uint8_t *name)
{
	const uint8_t *at = name;

	while (*at != 0)
		at += 1 + *at;
	return (size_t)(at - name) + 1;
}

unsigned
dname_labels(const uint8_t *name)
{
	unsigned labels = 0;

	for (; *name != 0; name += 1 + *name)
		labels++;
	return labels;
}

int
dname_split(uint8_t starts[DNAME_LABELS + 1], uint8_t *labels,
            const uint8_t *wire, size_t size)
{
	size_t limit = size < DNAME_MAX ? size : DNAME_MAX;
	unsigned count = 0;
	size_t at = 0;

	while (at < limit) {
		unsigned octet = wire[at];

		starts[count] = (uint8_t)at;
		if (octet == 0) {
			*labels = (uint8_t)count;
			return (int)at + 1;
		}
		if (octet > DNAME_LABEL_MAX)
			return ERR_MALFORMED;
		count++;
		at += 1 + octet;
	}
	return limit == DNAME_MAX ? ERR_RANGE : ERR_SHORT;
}

int
dname_check(const uint8_t *wire, size_t size)
{
	uint8_t starts[DNAME_LABELS + 1], labels;

	return dname_split(starts, &labels, wire, size);
}

/* Sixteen octets at once: every processor that mullion is built for has
 * instructions for that, and the compiler knows them. */
typedef uint8_t octets16 __attribute__((vector_size(16)));

static void
copy_lower16(uint8_t *to, const uint8_t *from)
{
	octets16 octets;

	memcpy(&octets, from, sizeof(octets));
	octets |= (octets16)(octets - 'A' <= 'Z' - 'A') & 0x20;
	memcpy(to, &octets, sizeof(octets));
}

void
dname_copy_lower(uint8_t *to, const uint8_t *from, size_t length)
{
	size_t i = 0;

	/* A label's length is below 'A', so no label has to be looked at. */
	for (; i + 16 <= length; i += 16)
		copy_lower16(to + i, from + i);
	if (i < length && length >= 16)
		/* The last ones anew with some that are done: those stay. */
		copy_lower16(to + length - 16, from + length - 16);
	else
		for (; i < length; i++)
			to[i] = lower(from[i]);
}

void
dname_lower(uint8_t *to, const uint8_t *from)
{
	dname_copy_lower(to, from, dname_length(from));
}

const uint8_t *
dname_parent(const uint8_t *name, unsigned n)
{
	while (n-- > 0)
		name += 1 + *name;
	return name;
}

/* Most octets that are equal are the same. */
static bool
octet_equal(uint8_t a, uint8_t b)
{
	return a == b || lower(a) == lower(b);
}

static bool
same8(const uint8_t *a, const uint8_t *b)
{
	uint64_t of_a, of_b;

	memcpy(&of_a, a, sizeof(of_a));
	memcpy(&of_b, b, sizeof(of_b));
	return of_a == of_b;
}

static bool
octets_equal(const uint8_t *a, const uint8_t *b, size_t length)
{
	size_t i = 0;

	while (i + 8 <= length && same8(a + i, b + i))
		i += 8;
	for (; i < length; i++)
		if (!octet_equal(a[i], b[i]))
			return false;
	return true;
}

bool
dname_equal(const uint8_t *a, const uint8_t *b)
{
	size_t length = dname_length(a);

	return length == dname_length(b) && octets_equal(a, b, length);
}

bool
dname_within(const uint8_t *name, const uint8_t *ancestor)
{
	size_t length = dname_length(name), above = dname_length(ancestor);
	size_t at = 0;

	if (above > length)
		return false;
	while (at < length - above)
		at += (size_t)1 + name[at];
	return at == length - above && octets_equal(name + at, ancestor, above);
}

/* Both names cut to as many labels as the one with less has; returns them. */
static unsigned
cut_alike(const uint8_t **a, const uint8_t **b)
{
	unsigned of_a = dname_labels(*a);
	unsigned of_b = dname_labels(*b);
	unsigned least = of_a < of_b ? of_a : of_b;

	*a = dname_parent(*a, of_a - least);
	*b = dname_parent(*b, of_b - least);
	return least;
}

static bool
labels_equal(const uint8_t *a, const uint8_t *b)
{
	return *a == *b && octets_equal(a + 1, b + 1, *a);
}

unsigned
dname_shared(const uint8_t *a, const uint8_t *b)
{
	unsigned labels = cut_alike(&a, &b);
	unsigned shared = labels;

	for (; labels > 0; labels--) {
		if (!labels_equal(a, b))
			shared = labels - 1;
		a += 1 + *a;
		b += 1 + *b;
	}
	return shared;
}

/* RFC 4034 section 6.1: labels as left-justified octet strings. */
static int
compare_labels(const uint8_t *a, const uint8_t *b)
{
	unsigned least = *a < *b ? *a : *b;

	for (unsigned i = 1; i <= least; i++)
		if (!octet_equal(a[i], b[i]))
			return lower(a[i]) - lower(b[i]);
	return *a - *b;
}

int
dname_compare(const uint8_t *a, const uint8_t *b)
{
	uint8_t starts[2][DNAME_LABELS + 1], labels[2] = {0};
	int order = 0;

	dname_split(starts[0], &labels[0], a, DNAME_MAX);
	dname_split(starts[1], &labels[1], b, DNAME_MAX);
	for (int i = labels[0], j = labels[1]; order == 0 && i > 0 && j > 0;)
		order = compare_labels(a + starts[0][--i], b + starts[1][--j]);
	return order != 0 ? order : labels[0] - labels[1];
}

bool
dname_is_wildcard(const uint8_t *name)
{
	return name[0] == 1 && name[1] == '*';
}

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : -1;
}

/*
 * Reads one octet of a label, which may be escaped, from text[*at] on.
 * ERR_MALFORMED: an escape that isn't one.
 */
static int
read_octet(const char *text, size_t length, size_t *at)
{
	const char *from = text + *at;
	size_t left = length - *at;
	int value;

	if (from[0] != '\\') {
		*at += 1;
		return (uint8_t)from[0];
	}
	if (left < 2)
		return ERR_MALFORMED;
	if (digit(from[1]) < 0) {
		*at += 2;
		return (uint8_t)from[1];
	}
	if (left < 4 || digit(from[2]) < 0 || digit(from[3]) < 0)
		return ERR_MALFORMED;
	value = 100 * digit(from[1]) + 10 * digit(from[2]) + digit(from[3]);
	*at += 4;
	return value <= UINT8_MAX ? value : ERR_MALFORMED;
}

/*
 * Reads one label to label[0..], of room octets, up to its dot or the end of
 * the text. Returns the octets written, its length octet counted.
 */
static int
read_label(uint8_t *label, size_t room, const char *text, size_t length,
           size_t *at)
{
	size_t count = 0;

	while (*at < length && text[*at] != '.') {
		int octet = read_octet(text, length, at);

		if (octet < 0)
			return octet;
		if (count == DNAME_LABEL_MAX || count + 1 >= room)
			return ERR_RANGE;
		label[++count] = (uint8_t)octet;
	}
	if (count == 0)
		return ERR_MALFORMED;
	label[0] = (uint8_t)count;
	return (int)count + 1;
}

/* Ends a name of `octets` octets so far with origin, or with the root. */
static int
complete(uint8_t *name, size_t octets, const uint8_t *origin)
{
	static const uint8_t root[1] = {0};
	size_t length;

	if (origin == NULL)
		origin = root;
	length = dname_length(origin);
	if (octets + length > DNAME_MAX)
		return ERR_RANGE;
	memcpy(name + octets, origin, length);
	return (int)(octets + length);
}

int
dname_from_text(uint8_t *name, const char *text, size_t length,
                const uint8_t *origin)
{
	size_t octets = 0;
	size_t at = 0;

	if (length == 0)
		return ERR_MALFORMED;
	if (length == 1 && text[0] == '@')
		return complete(name, 0, origin);
	if (length == 1 && text[0] == '.')
		return complete(name, 0, NULL);
	while (at < length) {
		int label = read_label(name + octets, DNAME_MAX - 1 - octets,
		                       text, length, &at);

		if (label < 0)
			return label;
		octets += (size_t)label;
		if (at < length && ++at == length)
			return complete(name, octets, NULL);
	}
	return complete(name, octets, origin);
}

/* What would end a token, or mean something, in a zone file. */
static bool
needs_backslash(uint8_t octet)
{
	return strchr(".\\\"();@$", octet) != NULL;
}

static char *
write_octet(char *text, uint8_t octet)
{
	if (octet <= ' ' || octet >= 0x7f)
		return text + sprintf(text, "\\%03u", octet);
	if (needs_backslash(octet))
		*text++ = '\\';
	*text++ = (char)octet;
	return text;
}

char *
dname_to_text(char *text, const uint8_t *name)
{
	char *to = text;

	if (*name == 0)
		*to++ = '.';
	for (; *name != 0; name += 1 + *name) {
		for (unsigned i = 1; i <= *name; i++)
			to = write_octet(to, name[i]);
		*to++ = '.';
	}
	*to = '\0';
	return text;
}
