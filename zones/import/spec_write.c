/* SPDX-License-Identifier: ISC */
#include "zones/import/spec_write.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/import/datum_text.h"

enum { WIDTH = 80, TYPE_SPF = 99, DEFAULT_TTL = 3600 };

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

/* Strings of JSON in brackets, unless there is one alone. */
struct list {
	const char **items;
	size_t count;
};

static const char *
list_line(struct arena *arena, const struct list *list)
{
	const char *line = list->count == 1 ? "" : "[";

	for (size_t i = 0; i < list->count; i++)
		line = arena_format(arena, "%s%s%s", line, i > 0 ? ", " : "",
		                    list->items[i]);
	return list->count == 1 ? line : arena_format(arena, "%s]", line);
}

/* All that list_line() is not to be asked for: it is quadratic. */
static size_t
list_width(const struct list *list)
{
	size_t width = 2;

	for (size_t i = 0; i < list->count; i++)
		width += strlen(list->items[i]) + 2;
	return width;
}

/* What an RRset's value is made of: before, list, behind. */
struct rrset_text {
	const char *before;
	struct list list;
	const char *behind;
};

static bool
is_plain(struct arena *arena, const struct imported_rrset *rrset,
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

static struct rrset_text
rrset_text(const struct writer *w, const struct imported_rrset *rrset)
{
	struct rrset_text text = {.before = "", .behind = ""};
	struct list *list = &text.list;
	const char *ttl = "";
	bool plain;

	list->count = rrset->count;
	list->items = arena_alloc(w->arena, list->count * sizeof(*list->items));
	plain = is_plain(w->arena, rrset, list->items);
	for (size_t i = 0; i < list->count; i++)
		list->items[i] = json_quoted(
		    w->arena, plain ? list->items[i] : rrset->data[i].text);
	if (rrset->ttl != w->ttl)
		ttl = arena_format(w->arena, "\"ttl\": %" PRIu32 ", ",
		                   rrset->ttl);
	if (plain || *ttl != '\0') {
		text.before = arena_format(w->arena, "{ %s\"%s\": ", ttl,
		                           plain ? "text" : "data");
		text.behind = " }";
	}
	return text;
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
put_lines(FILE *out, const struct list *list, const char *indent)
{
	fputs("[\n", out);
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "%s  %s%s\n", indent, list->items[i],
		        i + 1 < list->count ? "," : "");
	fprintf(out, "%s]", indent);
}

/* In one line, or a line each where that is too long; `used` is what stands in
 * the line already. */
static void
put_list(const struct writer *w, const struct list *list, size_t used,
         const char *indent)
{
	if (list->count == 1 || used + list_width(list) <= WIDTH)
		fputs(list_line(w->arena, list), w->out);
	else
		put_lines(w->out, list, indent);
}

static void
put_comments(const struct writer *w, const struct list *comments,
             const char *indent)
{
	size_t used = strlen(indent) + strlen("\"//\": ,");

	fputs("\"//\": ", w->out);
	put_list(w, comments, used, indent);
	fputs(",", w->out);
}

static struct list
quoted_list(struct arena *arena, const char *const *texts, size_t count)
{
	struct list list = {.count = count};

	list.items = arena_alloc(arena, count * sizeof(*list.items));
	for (size_t i = 0; i < count; i++)
		list.items[i] = json_quoted(arena, texts[i]);
	return list;
}

static struct list
owner_comments(struct arena *arena, const struct imported_owner *owner)
{
	const char **texts = NULL;
	size_t count = 0;

	for (size_t i = 0; i < owner->count; i++) {
		const struct imported_rrset *rrset = &owner->rrsets[i];

		for (size_t j = 0; j < rrset->comment_count; j++) {
			texts = arena_grow(arena, texts, count, sizeof(*texts));
			texts[count++] = rrset->comments[j];
		}
	}
	return quoted_list(arena, texts, count);
}

/* Texts of an owner's line, while they fit in it: NULL when they don't. */
static const char *
owner_line(const struct writer *w, const struct imported_owner *owner,
           const struct list *comments, size_t room)
{
	const char *line = "{ ";

	if (comments->count > 0) {
		if (list_width(comments) > room)
			return NULL;
		line = arena_format(w->arena, "{ \"//\": %s, ",
		                    list_line(w->arena, comments));
	}
	for (size_t i = 0; i < owner->count; i++) {
		struct rrset_text text = rrset_text(w, &owner->rrsets[i]);

		if (strlen(line) + list_width(&text.list) > room)
			return NULL;
		line = arena_format(
		    w->arena, "%s%s\"%s\": %s%s%s", line, i > 0 ? ", " : "",
		    rdata_type_text(w->arena, owner->rrsets[i].type),
		    text.before, list_line(w->arena, &text.list), text.behind);
	}
	line = arena_format(w->arena, "%s }", line);
	return strlen(line) <= room ? line : NULL;
}

static void
put_rrsets(const struct writer *w, const struct imported_owner *owner,
           const char *indent)
{
	for (size_t i = 0; i < owner->count; i++) {
		struct rrset_text text = rrset_text(w, &owner->rrsets[i]);
		const char *type =
		    rdata_type_text(w->arena, owner->rrsets[i].type);
		size_t used = strlen(indent) + strlen(type) + 4
		              + strlen(text.before) + strlen(text.behind) + 1;

		fprintf(w->out, "%s\n%s\"%s\": %s", i > 0 ? "," : "", indent,
		        type, text.before);
		put_list(w, &text.list, used, indent);
		fputs(text.behind, w->out);
	}
}

static void
put_owner(const struct writer *w, const struct imported_owner *owner,
          const char *indent, bool last)
{
	const char *key = owner_key(w->arena, owner->name, w->spec->apex);
	struct list comments = owner_comments(w->arena, owner);
	size_t used = strlen(indent) + strlen(key) + 3;
	const char *line =
	    owner_line(w, owner, &comments, used < WIDTH ? WIDTH - used : 0);
	const char *inner = arena_format(w->arena, "%s  ", indent);

	fprintf(w->out, "%s%s: ", indent, key);
	if (line != NULL) {
		fputs(line, w->out);
	} else {
		fputs("{", w->out);
		if (comments.count > 0) {
			fprintf(w->out, "\n%s", inner);
			put_comments(w, &comments, inner);
		}
		put_rrsets(w, owner, inner);
		fprintf(w->out, "\n%s}", indent);
	}
	fputs(last ? "\n" : ",\n", w->out);
}

static void
put_owners(const struct writer *w, const struct imported_owner *owners,
           size_t count, const char *indent)
{
	size_t last = count;

	/* The apex may be left without RRsets once its SOA is elsewhere. */
	for (size_t i = 0; i < count; i++)
		if (owners[i].count > 0)
			last = i;
	for (size_t i = 0; i < count; i++)
		if (owners[i].count > 0)
			put_owner(w, &owners[i], indent, i == last);
}

/* RFC 1035 section 3.3.13. */
static void
put_soa(const struct writer *w, const struct imported_rrset *soa)
{
	const uint8_t *wire = soa->data[0].rdatum.wire;
	const uint8_t *rname = wire + dname_length(wire);
	const uint8_t *numbers = rname + dname_length(rname);
	const uint8_t *apex = w->spec->apex;

	fprintf(w->out, "  \"soa\": { \"mname\": %s, \"rname\": %s,\n",
	        json_quoted(w->arena, datum_name(w->arena, wire, apex)),
	        json_quoted(w->arena, datum_name(w->arena, rname, apex)));
	fprintf(w->out,
	        "           \"serial\": %" PRIu32 ", \"refresh\": %" PRIu32
	        ", \"retry\": %" PRIu32 ",\n"
	        "           \"expire\": %" PRIu32 ", \"minimum\": %" PRIu32,
	        wire_read32(numbers), wire_read32(numbers + 4),
	        wire_read32(numbers + 8), wire_read32(numbers + 12),
	        wire_read32(numbers + 16));
	if (soa->ttl != w->ttl)
		fprintf(w->out, ", \"ttl\": %" PRIu32, soa->ttl);
	fputs(" },\n", w->out);
}

static void
put_overlays(const struct writer *w)
{
	const struct spec_text *spec = w->spec;

	if (spec->overlay_count == 0)
		return;
	fputs(",\n  \"overlays\": {\n", w->out);
	for (size_t i = 0; i < spec->overlay_count; i++) {
		const struct spec_overlay *overlay = &spec->overlays[i];

		fprintf(w->out, "    %s: {\n",
		        json_quoted(w->arena, overlay->key));
		put_owners(w, overlay->owners, overlay->count, "      ");
		fprintf(w->out, "    }%s\n",
		        i + 1 < spec->overlay_count ? "," : "");
	}
	fputs("  }", w->out);
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

void
spec_write(const struct spec_text *spec, struct arena *arena, FILE *out)
{
	struct writer w = {.spec = spec, .arena = arena, .out = out};
	struct list views = quoted_list(arena, spec->views, spec->view_count);
	struct list comments =
	    quoted_list(arena, spec->comments, spec->comment_count);

	w.ttl = common_ttl(spec, arena);
	fputs("{\n", out);
	if (comments.count > 0) {
		fputs("  ", out);
		put_comments(&w, &comments, "  ");
		fputs("\n", out);
	}
	fprintf(out, "  \"zone\": %s,\n",
	        json_quoted(arena, zone_name(arena, spec->apex)));
	fputs("  \"views\": ", out);
	if (views.count == 1)
		fprintf(out, "[%s]", views.items[0]);
	else
		put_list(&w, &views, strlen("  \"views\": ,"), "  ");
	fprintf(out, ",\n  \"ttl\": %" PRIu32 ",\n", w.ttl);
	if (spec->soa != NULL)
		put_soa(&w, spec->soa);
	fputs("  \"records\": {\n", out);
	put_owners(&w, spec->owners, spec->count, "    ");
	fputs("  }", out);
	put_overlays(&w);
	fputs("\n}\n", out);
}
