/* SPDX-License-Identifier: ISC */
#include "zones/import/spec_write.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/fmt/fmt.h"
#include "zones/import/datum_text.h"

/* Texts that are longer stay a name a line, as they are made: the layout needs
 * some fifty octets of memory for each of the text. */
enum { TYPE_SPF = 99, DEFAULT_TTL = 3600, LAYOUT_MOST = 8 << 20 };

struct writer {
	const struct spec_text *spec;
	struct arena *arena;
	FILE *out;
	uint32_t ttl; /* of the zone */
};

const char *
json_quoted(struct arena *arena, const char *text)
{
	json_t *json = json_string(text);
	char *dumped = json_dumps(json, JSON_ENCODE_ANY);
	const char *quoted = arena_string(arena, dumped != NULL ? dumped : "");

	free(dumped);
	json_decref(json);
	return quoted;
}

/* How many times a TTL occurs. */
struct tally {
	uint32_t ttl;
	size_t count;
};

static int
compare_ttls(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

static void
gather_ttls(uint32_t *ttls, size_t *at, const struct imported_owner *owners,
            size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < owners[i].count; j++) {
			if (ttls != NULL)
				ttls[*at] = owners[i].rrsets[j].ttl;
			(*at)++;
		}
}

static void
gather_all(uint32_t *ttls, size_t *count, const struct spec_text *spec)
{
	*count = 0;
	gather_ttls(ttls, count, spec->owners, spec->count);
	for (size_t i = 0; i < spec->overlay_count; i++)
		gather_ttls(ttls, count, spec->overlays[i].owners,
		            spec->overlays[i].count);
}

/* The TTL that most RRsets have, the greatest of several. */
static uint32_t
common_ttl(const struct spec_text *spec, struct arena *arena)
{
	struct tally best = {.ttl = DEFAULT_TTL}, run = {0};
	uint32_t *ttls;
	size_t count;

	gather_all(NULL, &count, spec);
	if (count == 0)
		return DEFAULT_TTL;
	ttls = arena_alloc(arena, count * sizeof(*ttls));
	gather_all(ttls, &count, spec);
	qsort(ttls, count, sizeof(*ttls), compare_ttls);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || ttls[i] != run.ttl)
			run = (struct tally){ttls[i], 0};
		run.count++;
		if (run.count >= best.count)
			best = run;
	}
	return best.ttl;
}

/* One string alone, several in brackets. */
static void
put_strings(const struct writer *w, const char *const *texts, size_t count)
{
	if (count != 1)
		putc('[', w->out);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			putc(',', w->out);
		fputs(json_quoted(w->arena, texts[i]), w->out);
	}
	if (count != 1)
		putc(']', w->out);
}

/* The texts of a TXT or SPF RRset as a person reads them; false when one of
 * them isn't plain. */
static bool
plain_texts(struct arena *arena, const struct imported_rrset *rrset,
            const char **texts)
{
	if (rrset->type != TYPE_TXT && rrset->type != TYPE_SPF)
		return false;
	for (size_t i = 0; i < rrset->count; i++) {
		texts[i] = datum_plain(arena, &rrset->data[i].rdatum);
		if (texts[i] == NULL)
			return false;
	}
	return true;
}

/* Data alone, or an object where there is a TTL or plain text to tell. */
static void
put_rrset(const struct writer *w, const struct imported_rrset *rrset)
{
	const char **texts =
	    arena_alloc(w->arena, rrset->count * sizeof(*texts));
	bool plain = plain_texts(w->arena, rrset, texts);
	bool object = plain || rrset->ttl != w->ttl;

	for (size_t i = 0; !plain && i < rrset->count; i++)
		texts[i] = rrset->data[i].text;
	fprintf(w->out, "\"%s\": ", rdata_type_text(w->arena, rrset->type));
	if (object)
		putc('{', w->out);
	if (rrset->ttl != w->ttl)
		fprintf(w->out, "\"ttl\": %" PRIu32 ",", rrset->ttl);
	if (object)
		fprintf(w->out, "\"%s\": ", plain ? "text" : "data");
	put_strings(w, texts, rrset->count);
	if (object)
		putc('}', w->out);
}

static const char *
owner_key(struct arena *arena, const uint8_t *name, const uint8_t *apex)
{
	const char *key = datum_name(arena, name, apex);

	/* A member that begins with two slashes is a comment. */
	if (strncmp(key, "//", 2) == 0)
		key = arena_format(arena, "\\047%s", key + 1);
	return json_quoted(arena, key);
}

static void
put_comments(const struct writer *w, const char *const *comments, size_t count)
{
	if (count == 0)
		return;
	fputs("\"//\": ", w->out);
	put_strings(w, comments, count);
	putc(',', w->out);
}

/* The comments of all its RRsets, then these. */
static void
put_owner(const struct writer *w, const struct imported_owner *owner)
{
	const char **comments = NULL;
	size_t count = 0;

	for (size_t i = 0; i < owner->count; i++)
		for (size_t j = 0; j < owner->rrsets[i].comment_count; j++) {
			comments = arena_grow(w->arena, comments, count,
			                      sizeof(*comments));
			comments[count++] = owner->rrsets[i].comments[j];
		}
	fprintf(w->out, "%s: {",
	        owner_key(w->arena, owner->name, w->spec->apex));
	put_comments(w, comments, count);
	for (size_t i = 0; i < owner->count; i++) {
		if (i > 0)
			putc(',', w->out);
		put_rrset(w, &owner->rrsets[i]);
	}
	putc('}', w->out);
}

static void
put_owners(const struct writer *w, const struct imported_owner *owners,
           size_t count)
{
	const char *comma = "";

	putc('{', w->out);
	for (size_t i = 0; i < count; i++) {
		/* The apex is left without RRsets once its SOA is elsewhere. */
		if (owners[i].count == 0)
			continue;
		fputs(comma, w->out);
		comma = ",\n";
		put_owner(w, &owners[i]);
	}
	putc('}', w->out);
}

/* RFC 1035 section 3.3.13. */
static void
put_soa(const struct writer *w, const struct imported_rrset *soa)
{
	static const char *const names[] = {"serial", "refresh", "retry",
	                                    "expire", "minimum"};
	const uint8_t *wire = soa->data[0].rdatum.wire;
	const uint8_t *rname = wire + dname_length(wire);
	const uint8_t *numbers = rname + dname_length(rname);
	const uint8_t *apex = w->spec->apex;

	fprintf(w->out, "\"soa\": {\"mname\": %s, \"rname\": %s",
	        json_quoted(w->arena, datum_name(w->arena, wire, apex)),
	        json_quoted(w->arena, datum_name(w->arena, rname, apex)));
	for (size_t i = 0; i < 5; i++)
		fprintf(w->out, ", \"%s\": %" PRIu32, names[i],
		        wire_read32(numbers + 4 * i));
	if (soa->ttl != w->ttl)
		fprintf(w->out, ", \"ttl\": %" PRIu32, soa->ttl);
	fputs("},", w->out);
}

static void
put_overlays(const struct writer *w)
{
	const struct spec_text *spec = w->spec;

	if (spec->overlay_count == 0)
		return;
	fputs(", \"overlays\": {", w->out);
	for (size_t i = 0; i < spec->overlay_count; i++) {
		const struct spec_overlay *overlay = &spec->overlays[i];

		fprintf(w->out, "%s%s: ", i > 0 ? "," : "",
		        json_quoted(w->arena, overlay->key));
		put_owners(w, overlay->owners, overlay->count);
	}
	putc('}', w->out);
}

/* "example.com", without the final dot that all zones could have. */
static const char *
zone_name(struct arena *arena, const uint8_t *apex)
{
	char *text = dname_to_text(arena_alloc(arena, DNAME_TEXT), apex);
	size_t length = strlen(text);

	if (length > 1)
		text[length - 1] = '\0';
	return text;
}

static void
put_spec(const struct writer *w)
{
	const struct spec_text *spec = w->spec;

	putc('{', w->out);
	put_comments(w, spec->comments, spec->comment_count);
	fprintf(w->out, "\"zone\": %s, \"views\": [",
	        json_quoted(w->arena, zone_name(w->arena, spec->apex)));
	for (size_t i = 0; i < spec->view_count; i++)
		fprintf(w->out, "%s\"%s\"", i > 0 ? "," : "", spec->views[i]);
	fprintf(w->out, "], \"ttl\": %" PRIu32 ",", w->ttl);
	if (spec->soa != NULL)
		put_soa(w, spec->soa);
	fputs("\"records\": ", w->out);
	put_owners(w, spec->owners, spec->count);
	put_overlays(w);
	putc('}', w->out);
}

void
spec_lay_out(struct arena *arena, const char *text, size_t length, FILE *out)
{
	const struct reader reader = {arena, report_new(arena)};
	char *laid;
	size_t laid_length;

	if (length <= LAYOUT_MOST
	    && fmt_text(&reader, place_file(arena, "/dev/null"), text, length,
	                &laid, &laid_length)
	           == 0) {
		fwrite(laid, 1, laid_length, out);
		return;
	}
	fwrite(text, 1, length, out);
	putc('\n', out);
}

void
spec_write(const struct spec_text *spec, struct arena *arena, FILE *out)
{
	char *text = NULL;
	size_t length = 0;
	struct writer w = {.spec = spec,
	                   .arena = arena,
	                   .out = open_memstream(&text, &length),
	                   .ttl = common_ttl(spec, arena)};

	put_spec(&w);
	fclose(w.out);
	spec_lay_out(arena, text, length, out);
	free(text);
}
