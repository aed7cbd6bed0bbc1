/* SPDX-License-Identifier: ISC */
#include "zones/shorthand/seconds.h"

#include <string.h>

#include "lib/err.h"

static const struct {
	char letter;
	uint32_t seconds;
} units[] = {{'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

enum { UNITS = sizeof(units) / sizeof(units[0]) };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits; what is beyond any bound stays so. */
static uint64_t
read_number(const char **text)
{
	uint64_t number = 0;

	for (; is_digit(**text); (*text)++)
		if (number <= UINT32_MAX)
			number = number * 10 + (uint64_t)(**text - '0');
	return number;
}

int
seconds_from_text(uint32_t *seconds, const char *text, uint32_t max)
{
	uint64_t sum = 0;
	size_t next = 0; /* of the units */

	if (*text == '\0')
		return ERR_MALFORMED;
	while (*text != '\0') {
		bool digits = is_digit(*text);
		uint64_t number = read_number(&text);

		while (next < UNITS && units[next].letter != (*text | 0x20))
			next++;
		if (!digits || next == UNITS)
			return ERR_MALFORMED;
		/* Five terms below 2^36 * 2^20 can't overflow. */
		sum += number * units[next++].seconds;
		text++;
	}
	if (sum > max)
		return ERR_RANGE;
	*seconds = (uint32_t)sum;
	return 0;
}

bool
value_seconds(const struct reader *reader, struct value value, const char *what,
              enum rule rule, uint32_t max, uint32_t *seconds)
{
	json_int_t number;
	const char *text;
	int code;

	if (!json_is_string(value.json)) {
		if (!value_number(reader, value, what, rule, max, &number))
			return false;
		*seconds = (uint32_t)number;
		return true;
	}
	text = value_text(reader, value, what);
	code =
	    text == NULL ? ERR_REPORTED : seconds_from_text(seconds, text, max);
	if (code == ERR_MALFORMED)
		report_add(reader->report, RULE_BAD_TTL, value.place,
		           "%s can't be \"%s\": write seconds as a number, or "
		           "numbers with w, d, h, m and s in this order, as in "
		           "\"1h30m\"",
		           what, text);
	else if (code == ERR_RANGE)
		report_add(reader->report, RULE_BAD_TTL, value.place,
		           "%s is over %u seconds, the most that there can "
		           "be: write less",
		           what, max);
	return code == 0;
}
