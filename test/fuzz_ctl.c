/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/ctl_text.h"
#include "server/plain_json.h"

/*
 * What a compiler says to the supervisor, and that to `mullion ctl`, of any
 * octets: it always goes into an answer. And an answer of any JSON: whatever
 * it has and lacks, it is put out as text that moves no cursor.
 */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void
expect(bool claim)
{
	if (!claim)
		abort();
}

static void
look_at(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	for (; *at != '\0'; at++)
		expect((*at >= ' ' || *at == '\n') && *at != 0x7f
		       && !(at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0));
}

static void
put(void (*print)(FILE *out, const json_t *answer), const json_t *answer)
{
	size_t length;
	char *text;
	FILE *out = open_memstream(&text, &length);

	print(out, answer);
	fclose(out);
	expect(strlen(text) == length);
	look_at(text);
	free(text);
}

static void
put_diagnostics(FILE *out, const json_t *answer)
{
	ctl_text_put(out, json_string_value(answer));
}

static void
read_diagnostics(const uint8_t *octets, size_t size)
{
	char *text = malloc(size + 1);
	json_t *said;

	memcpy(text, octets, size);
	text[size] = '\0';
	said = plain_json(text);
	expect(said != NULL);
	expect(json_string_length(said) == strlen(text));
	put(put_diagnostics, said);
	json_decref(said);
	free(text);
}

static void
read_answer(const uint8_t *octets, size_t size)
{
	json_t *answer = json_loadb((const char *)octets, size, 0, NULL);

	if (answer == NULL)
		return;
	put(ctl_text_status, answer);
	put(ctl_text_stats, answer);
	put(ctl_text_zones, answer);
	put(ctl_text_level, answer);
	json_decref(answer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	read_diagnostics(octets, size);
	read_answer(octets, size);
	return 0;
}
