/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "zones/import/zone_reader.h"
#include "zones/shorthand/template.h"

enum {
	DEPTH_MAX = 10,          /* of includes */
	INCLUDES_MAX = 10000,    /* in all */
	GENERATED_MAX = 1000000, /* records of all $GENERATE */
	GENERATE_TTL_AND_CLASS = 2,
};

static void
read_source(struct zone_reader *reader, const struct zone_source *source);

/* The directive has from min to max words behind its name. */
static bool
has_words(struct zone_reader *reader, const struct zone_entry *entry,
          size_t min, size_t max, const char *form)
{
	const struct zone_word *word = entry->words;

	if (entry->count - 1 >= min && entry->count - 1 <= max)
		return true;
	if (entry->count - 1 > max)
		word = &entry->words[max + 1];
	notice_error(reader->notices, zone_spot(reader, word), "syntax",
	             "%s is what can stand here", form);
	return false;
}

static void
take_origin(struct zone_reader *reader, const struct zone_entry *entry)
{
	uint8_t name[DNAME_MAX];

	if (has_words(reader, entry, 1, 1, "$ORIGIN NAME")
	    && zone_name_read(reader, &entry->words[1], name))
		memcpy(reader->origin, name, dname_length(name));
}

static void
take_ttl(struct zone_reader *reader, const struct zone_entry *entry)
{
	int code;

	if (!has_words(reader, entry, 1, 1, "$TTL SECONDS"))
		return;
	code = zone_ttl_read(reader, &entry->words[1], &reader->default_ttl);
	if (code == 0)
		reader->default_ttl_known = true;
	else if (code == ERR_MALFORMED)
		notice_error(reader->notices,
		             zone_spot(reader, &entry->words[1]), "bad-ttl",
		             "$TTL needs seconds, or a period such as 1h30m");
}

/* Its text; false when it is reported. */
static bool
read_include(struct zone_reader *reader, const struct zone_word *word,
             struct zone_source *source)
{
	char *text;
	int code;

	if (reader->depth == DEPTH_MAX || reader->includes++ == INCLUDES_MAX) {
		notice_error(reader->notices, zone_spot(reader, word), NULL,
		             "files include one another more than %d deep, or "
		             "%d times: does one include itself?",
		             DEPTH_MAX, INCLUDES_MAX);
		return false;
	}
	code = below_read(reader->below, reader->arena,
	                  zone_word_text(reader->arena, word), &text,
	                  &source->length, &source->path);
	source->text = text;
	if (code < 0)
		below_refused(reader->below, reader->notices,
		              zone_spot(reader, word), source->path, code);
	return code == 0;
}

/* RFC 1035 section 5.1: origin and name of the file above stay. */
static void
take_include(struct zone_reader *reader, const struct zone_entry *entry)
{
	const struct zone_reader before = *reader;
	struct zone_source source;
	uint8_t origin[DNAME_MAX];

	if (!has_words(reader, entry, 1, 2, "$INCLUDE FILE [ORIGIN]"))
		return;
	memcpy(origin, reader->origin, sizeof(origin));
	if (entry->count == 3
	    && !zone_name_read(reader, &entry->words[2], origin))
		return;
	memcpy(reader->origin, origin, sizeof(origin));
	if (read_include(reader, &entry->words[1], &source)) {
		reader->depth++;
		read_source(reader, &source);
		reader->depth--;
	}
	memcpy(reader->origin, before.origin, sizeof(before.origin));
	memcpy(reader->owner, before.owner, sizeof(before.owner));
	reader->path = before.path;
	reader->owner_known = before.owner_known;
	reader->owner_inside = before.owner_inside;
	reader->block++;
}

/* A $GENERATE on its way through its numbers. */
struct generator {
	const struct zone_entry *entry;
	struct arena *scratch; /* until the directive is done */
	struct template name;
	struct template data;
};

static struct template generate_template(struct arena *scratch,
                                         const struct zone_word *word)
{
	return template_new(scratch, zone_word_text(scratch, word), INT32_MIN);
}

/* The text for one number, as a word where the directive has it; good until
 * the template's next. */
static bool
generate_word(struct zone_reader *reader, struct template *template,
              const struct zone_word *from, uint32_t number,
              struct zone_word *made)
{
	const char *text = NULL;
	int code = template_fill(template, &text, number);

	*made = *from;
	if (code < 0) {
		notice_error(reader->notices, zone_spot(reader, from), "syntax",
		             code == ERR_RANGE
		                 ? "number and offset don't fit in 32 bits"
		                 : "what stands in braces is "
		                   "${OFFSET,WIDTH,BASE}, WIDTH at most 255 "
		                   "and BASE one of d o x X n N");
		return false;
	}
	made->text = text;
	made->length = strlen(text);
	return true;
}

/* The words of the data, which is one word in the directive; all of them are
 * where that is. */
static bool
generate_data(struct zone_reader *reader, struct generator *g, uint32_t number,
              struct zone_entry *data)
{
	const struct zone_word *from = &g->entry->words[g->entry->count - 1];
	struct zone_lexer lexer;
	struct zone_word made, *words;

	if (!generate_word(reader, &g->data, from, number, &made))
		return false;
	zone_lexer_start(&lexer, g->scratch, made.text, made.length);
	if (zone_lexer_next(&lexer, data) <= 0) {
		notice_error(reader->notices, zone_spot(reader, from),
		             "bad-rdata", "the data that this makes: %s",
		             lexer.wrong != NULL ? lexer.wrong
		                                 : "there is none");
		return false;
	}
	words =
	    arena_copy(g->scratch, data->words, data->count * sizeof(*words));
	for (size_t i = 0; i < data->count; i++) {
		words[i].line = from->line;
		words[i].column = from->column;
	}
	data->words = words;
	return true;
}

/* One record: owner, then TTL, class and type as the directive has them, then
 * data. */
static bool
generate_record(struct zone_reader *reader, struct generator *g,
                uint32_t number)
{
	const struct zone_entry *entry = g->entry;
	size_t between = entry->count - 4;
	struct zone_entry data, record = {0};
	struct zone_word *words;

	if (!generate_data(reader, g, number, &data))
		return false;
	record.count = 1 + between + data.count;
	record.words = words =
	    arena_alloc(g->scratch, record.count * sizeof(*words));
	if (!generate_word(reader, &g->name, &entry->words[2], number,
	                   &words[0]))
		return false;
	memcpy(words + 1, entry->words + 3, between * sizeof(*words));
	memcpy(words + 1 + between, data.words, data.count * sizeof(*words));
	zone_record_read(reader, &record);
	return true;
}

/* The first that is wrong is told, the rest would be as wrong. */
static void
generate_records(struct zone_reader *reader, const struct zone_entry *entry,
                 const struct template_range *range)
{
	struct arena *scratch = arena_new();
	struct generator g = {
	    .entry = entry,
	    .scratch = scratch,
	    .name = generate_template(scratch, &entry->words[2]),
	    .data =
		generate_template(scratch, &entry->words[entry->count - 1])};
	size_t errors = reader->notices->errors;

	for (uint64_t number = range->first;
	     number <= range->last && reader->notices->errors == errors;
	     number += range->step)
		if (!generate_record(reader, &g, (uint32_t)number))
			break;
	arena_free(scratch);
}

static void
take_generate(struct zone_reader *reader, const struct zone_entry *entry)
{
	const char *form = "$GENERATE FIRST-LAST[/STEP] NAME [TTL] [IN] TYPE "
			   "DATA, with quotes around DATA of several words,";
	const struct zone_word *word = &entry->words[1];
	struct template_range range;

	if (!has_words(reader, entry, 4, 4 + GENERATE_TTL_AND_CLASS, form))
		return;
	if (word->quoted
	    || template_range_read(&range, zone_word_text(reader->words, word))
	           < 0) {
		notice_error(reader->notices, zone_spot(reader, word), "syntax",
		             "a range is FIRST-LAST or FIRST-LAST/STEP, "
		             "ascending, below 2147483648");
		return;
	}
	reader->generated += template_range_count(&range);
	if (reader->generated > GENERATED_MAX) {
		notice_error(reader->notices, zone_spot(reader, word), NULL,
		             "$GENERATE makes more than %d records: is the "
		             "range right?",
		             GENERATED_MAX);
		return;
	}
	generate_records(reader, entry, &range);
}

static void
take_directive(struct zone_reader *reader, const struct zone_entry *entry)
{
	static const struct {
		const char *name;
		void (*take)(struct zone_reader *, const struct zone_entry *);
	} directives[] = {{"$ORIGIN", take_origin},
	                  {"$TTL", take_ttl},
	                  {"$INCLUDE", take_include},
	                  {"$GENERATE", take_generate}};
	const struct zone_word *word = entry->words;

	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
		if (zone_word_is(word, directives[i].name)) {
			directives[i].take(reader, entry);
			return;
		}
	notice_error(reader->notices, zone_spot(reader, word), "syntax",
	             "there is no directive %.*s: $ORIGIN, $TTL, $INCLUDE and "
	             "$GENERATE are known, and a name that begins with a "
	             "dollar is written \\$",
	             (int)word->length, word->text);
}

/* A directive's comments are the file's, or go with the next record. */
static void
take_entry(struct zone_reader *reader, const struct zone_entry *entry)
{
	const struct zone_word *word = entry->words;
	struct zone_records *records = reader->records;

	if (entry->blank || word->quoted || word->length == 0
	    || word->text[0] != '$') {
		zone_record_read(reader, entry);
		return;
	}
	if (records->count == 0)
		zone_comments_add(reader, &records->comments,
		                  &records->comment_count, entry, 0,
		                  entry->comment_count);
	else
		zone_comments_add(reader, &reader->comments,
		                  &reader->comment_count, entry, 0,
		                  entry->comment_count);
	take_directive(reader, entry);
}

static void
read_source(struct zone_reader *reader, const struct zone_source *source)
{
	struct zone_lexer lexer;
	struct zone_entry entry;
	int code;

	reader->path = source->path;
	zone_lexer_start(&lexer, reader->words, source->text, source->length);
	while ((code = zone_lexer_next(&lexer, &entry)) != 0
	       && !notice_too_many(reader->notices)) {
		if (code > 0)
			take_entry(reader, &entry);
		else
			notice_error(reader->notices,
			             (struct spot){source->path,
			                           lexer.wrong_line,
			                           lexer.wrong_column},
			             "syntax", "%s", lexer.wrong);
	}
}

int
zone_records_read(struct zone_records *records, struct arena *arena,
                  struct notices *notices, const struct below *below,
                  const uint8_t *apex, const struct zone_source *source)
{
	struct zone_reader reader = {.arena = arena,
	                             .words = arena_new(),
	                             .notices = notices,
	                             .below = below,
	                             .records = records};
	uint8_t *lower = arena_copy(arena, apex, dname_length(apex));
	size_t errors = notices->errors;

	dname_lower(lower, lower);
	*records = (struct zone_records){.apex = lower};
	memcpy(reader.origin, lower, dname_length(lower));
	read_source(&reader, source);
	zone_record_left_out(&reader);
	arena_free(reader.words);
	return notices->errors > errors ? ERR_REPORTED : 0;
}
