/* SPDX-License-Identifier: ISC */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "zones/audit/audit.h"
#include "zones/json_parse.h"
#include "zones/json_scratch.h"

/*
 * Two audits are compared by what their JSON says, the earlier one's and this
 * one's own, so whatever is in there is compared alike. Each is made a list of
 * facts, sorted by what they are about; then one walk over both lists has what
 * came, went and is another.
 *
 *   what    subject           view       value
 *   "name"  www.example.com.  internal   60 A 10.1.3.80
 *   "zone"  example.com.      internal   8f14c38a…
 */
struct fact {
	const char *what;
	const char *subject;
	const char *view;
	const char *value;
};

struct facts {
	struct arena *arena;
	struct fact *items;
	size_t count;
	const char *view; /* of the last name */
	const char *hash; /* of the site, or NULL */
};

/* A member's text, which outlives the JSON. */
static const char *
text_of(const struct facts *facts, const json_t *object, const char *member)
{
	const char *text = json_string_value(json_object_get(object, member));

	return text == NULL ? "" : arena_string(facts->arena, text);
}

/* The texts of an array, with a comma between them. */
static const char *
join(struct arena *arena, const json_t *array, const char *between)
{
	size_t length = 1, count = json_array_size(array);
	char *text, *to;

	for (size_t i = 0; i < count; i++)
		length += json_string_length(json_array_get(array, i))
		          + strlen(between);
	text = to = arena_alloc(arena, length);
	for (size_t i = 0; i < count; i++) {
		const char *item = json_string_value(json_array_get(array, i));

		if (i > 0)
			to = stpcpy(to, between);
		to = stpcpy(to, item == NULL ? "" : item);
	}
	return text;
}

static void
add(struct facts *facts, const char *what, const char *subject,
    const char *view, const char *value)
{
	facts->items = arena_grow(facts->arena, facts->items, facts->count,
	                          sizeof(*facts->items));
	facts->items[facts->count++] =
	    (struct fact){what, subject, view, value};
}

/* A view's name, the last one once more: names have few of them. */
static const char *
same_view(struct facts *facts, const char *view)
{
	if (facts->view == NULL || strcmp(facts->view, view) != 0)
		facts->view = arena_string(facts->arena, view);
	return facts->view;
}

/* What a name has of its own; what it is answered else depends on others. */
static void
add_name(struct facts *facts, const json_t *name)
{
	const json_t *answers = json_object_get(name, "answers");
	const char *subject = text_of(facts, name, "name");

	for (size_t i = 0; i < json_array_size(answers); i++) {
		const json_t *answer = json_array_get(answers, i);
		const json_t *views = json_object_get(answer, "views");
		const char *records = join(
		    facts->arena, json_object_get(answer, "records"), ", ");

		for (size_t j = 0;
		     json_is_string(json_object_get(answer, "zone"))
		     && j < json_array_size(views);
		     j++) {
			const char *view =
			    json_string_value(json_array_get(views, j));

			add(facts, "name", subject,
			    view == NULL ? "" : same_view(facts, view),
			    records);
		}
	}
}

static void
add_view(struct facts *facts, const json_t *view)
{
	struct arena *arena = facts->arena;
	const char *name = text_of(facts, view, "name");

	add(facts, "view", name, "", text_of(facts, view, "trust"));
	add(facts, "networks", name, "",
	    join(arena, json_object_get(view, "networks"), " "));
	add(facts, "ports", name, "", text_of(facts, view, "ports"));
	if (json_is_string(json_object_get(view, "sha256")))
		add(facts, "image", name, "", text_of(facts, view, "sha256"));
}

static void
add_zone(struct facts *facts, const json_t *zone)
{
	add(facts, "zone", text_of(facts, zone, "zone"),
	    text_of(facts, zone, "view"), text_of(facts, zone, "content"));
}

static void
add_service(struct facts *facts, const json_t *service)
{
	add(facts, "service", text_of(facts, service, "service"),
	    text_of(facts, service, "view"),
	    arena_format(
		facts->arena, "%s ports %s clients %s",
		text_of(facts, service, "addresses"),
		text_of(facts, service, "ports"),
		join(facts->arena, json_object_get(service, "clients"), " ")));
}

static void
add_reserved(struct facts *facts, const json_t *reserved)
{
	add(facts, "reserved", text_of(facts, reserved, "what"), "",
	    join(facts->arena, json_object_get(reserved, "views"), ","));
}

static void
add_waiver(struct facts *facts, const json_t *waiver)
{
	const char *until = text_of(facts, waiver, "until");

	add(facts, "waiver",
	    arena_format(facts->arena, "%s %s", text_of(facts, waiver, "rule"),
	                 text_of(facts, waiver, "subject")),
	    join(facts->arena, json_object_get(waiver, "views"), ","),
	    arena_format(facts->arena, "%s%s%s",
	                 text_of(facts, waiver, "reason"),
	                 *until == '\0' ? "" : ", until ", until));
}

static void
add_claim(struct facts *facts, const json_t *claim)
{
	const char *subject = text_of(facts, claim, "subject");
	const char *whom = text_of(facts, claim, "whom");

	add(facts, "claim",
	    arena_format(facts->arena, "%s%s%s%s%s",
	                 text_of(facts, claim, "kind"),
	                 *subject == '\0' ? "" : " ", subject,
	                 *whom == '\0' ? "" : " ", whom),
	    "",
	    json_is_true(json_object_get(claim, "proved")) ? "PROVED"
	                                                   : "WITNESS");
}

static int
compare_about(const struct fact *a, const struct fact *b)
{
	int order = strcmp(a->what, b->what);

	if (order == 0)
		order = strcmp(a->subject, b->subject);
	return order != 0 ? order : strcmp(a->view, b->view);
}

static int
compare_facts(const void *left, const void *right)
{
	const struct fact *a = left, *b = right;
	int order = compare_about(a, b);

	return order != 0 ? order : strcmp(a->value, b->value);
}

static int
add_all(struct facts *facts, const json_t *root)
{
	static const struct {
		const char *member;
		void (*add)(struct facts *facts, const json_t *item);
	} lists[] = {
	    {"views", add_view},       {"zones", add_zone},
	    {"services", add_service}, {"reserved", add_reserved},
	    {"waivers", add_waiver},   {"claims", add_claim},
	    {"names", add_name},
	};

	if (json_integer_value(json_object_get(root, "format")) != 1
	    || !json_is_array(json_object_get(root, "names"))
	    || !json_is_array(json_object_get(root, "claims")))
		return ERR_MALFORMED;
	if (json_is_string(json_object_get(root, "hash")))
		facts->hash = text_of(facts, root, "hash");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const json_t *array = json_object_get(root, lists[i].member);

		for (size_t j = 0; j < json_array_size(array); j++)
			lists[i].add(facts, json_array_get(array, j));
	}
	if (facts->count > 0)
		qsort(facts->items, facts->count, sizeof(*facts->items),
		      compare_facts);
	return 0;
}

/* JSON takes far more memory than what is read from it. */
static int
read_facts(struct facts *facts, const char *text, size_t length)
{
	struct arena *scratch = arena_new();
	struct arena *outside = json_scratch_use(scratch);
	int code = add_all(facts, json_parse_right(text, length));

	(void)json_scratch_use(outside);
	arena_free(scratch);
	return code;
}

static const char *
copy(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_string(arena, text);
}

static void
add_change(struct audit *audit, const struct fact *about, const char *before,
           const char *now)
{
	struct arena *arena = audit->arena;

	audit->changes = arena_grow(arena, audit->changes, audit->change_count,
	                            sizeof(*audit->changes));
	audit->changes[audit->change_count++] = (struct audit_change){
	    .what = about->what,
	    .subject = copy(arena, about->subject),
	    .view = copy(arena, about->view),
	    .before = copy(arena, before),
	    .now = copy(arena, now),
	};
}

static void
merge(struct audit *audit, const struct facts *before, const struct facts *now)
{
	size_t i = 0, j = 0;

	while (i < before->count && j < now->count) {
		const struct fact *a = &before->items[i], *b = &now->items[j];
		int order = compare_about(a, b);

		if (order < 0)
			add_change(audit, a, a->value, NULL);
		else if (order > 0)
			add_change(audit, b, NULL, b->value);
		else if (strcmp(a->value, b->value) != 0)
			add_change(audit, a, a->value, b->value);
		i += order <= 0;
		j += order >= 0;
	}
	for (; i < before->count; i++)
		add_change(audit, &before->items[i], before->items[i].value,
		           NULL);
	for (; j < now->count; j++)
		add_change(audit, &now->items[j], NULL, now->items[j].value);
}

int
audit_compare(struct audit *audit, const char *text, size_t length)
{
	struct arena *scratch = arena_new();
	struct facts before = {.arena = scratch}, now = {.arena = scratch};
	char *own = NULL;
	size_t own_length = 0;
	FILE *stream = open_memstream(&own, &own_length);
	int code;

	audit_json(audit, stream);
	fclose(stream);
	code = read_facts(&before, text, length);
	if (code == 0)
		code = read_facts(&now, own, own_length);
	if (code == 0) {
		merge(audit, &before, &now);
		audit->against = before.hash == NULL
		                     ? "images"
		                     : copy(audit->arena, before.hash);
	}
	free(own);
	arena_free(scratch);
	return code;
}
