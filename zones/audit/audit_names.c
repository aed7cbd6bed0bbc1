/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/wire.h"
#include "zones/audit/audit.h"
#include "zones/explain.h"
#include "zones/image_message.h"
#include "zones/prove/asking.h"

/* A view while it is asked for all names. */
struct asked_view {
	struct audit *audit;
	struct arena *scratch; /* for records that other views have too */
	const struct image *image;
	unsigned view;
	struct asking asking;
};

static int
compare_names(const void *left, const void *right)
{
	const struct audit_name *a = left, *b = right;

	return dname_compare(a->name, b->name);
}

/* Names of a zone that a client is given something of. */
static void
add_zone(struct audit *audit, const struct image *image,
         const struct survey_zone *zone)
{
	const struct image_name *name = image_name(image, zone->zone->apex);
	uint8_t whole[DNAME_MAX];

	for (uint32_t i = 0; i < zone->zone->names; i++) {
		if (zone->kinds[i] == SURVEY_ANSWER
		    || zone->kinds[i] == SURVEY_DELEGATION) {
			size_t length = image_name_whole(image, name, whole);

			audit->names = arena_grow(audit->arena, audit->names,
			                          audit->name_count,
			                          sizeof(*audit->names));
			audit->names[audit->name_count++].name =
			    arena_copy(audit->arena, whole, length);
		}
		if (i + 1 < zone->zone->names)
			name = image_next(name);
	}
}

/* All names of all views, each once, in canonical order. */
static void
list_names(struct audit *audit)
{
	size_t count = 0;
	char text[DNAME_TEXT];

	for (size_t i = 0; i < audit->side->count; i++)
		for (uint32_t j = 0; j < audit->surveys[i]->zone_count; j++)
			add_zone(audit, &audit->side->views[i].image,
			         &audit->surveys[i]->zones[j]);
	if (audit->name_count > 0)
		qsort(audit->names, audit->name_count, sizeof(*audit->names),
		      compare_names);
	for (size_t i = 0; i < audit->name_count; i++)
		if (i == 0
		    || compare_names(&audit->names[count - 1], &audit->names[i])
		           != 0)
			audit->names[count++] = audit->names[i];
	audit->name_count = count;
	for (size_t i = 0; i < count; i++)
		audit->names[i].text = arena_string(
		    audit->arena, dname_to_text(text, audit->names[i].name));
}

static void
add_record(struct arena *arena, struct audit_answer *answer,
           const uint8_t *name, const struct message_record *record)
{
	const char *type = rdata_type_text(arena, record->type);
	const char *data = rdata_to_text(arena, record->type, &record->rdatum);
	char owner[DNAME_TEXT];

	answer->records =
	    arena_grow(arena, answer->records, answer->record_count,
	               sizeof(*answer->records));
	answer->records[answer->record_count++] =
	    name == NULL || dname_equal(name, record->owner)
		? arena_format(arena, "%u %s %s", record->ttl, type, data)
		: arena_format(arena, "%s %u %s %s",
	                       dname_to_text(owner, record->owner), record->ttl,
	                       type, data);
}

/* All RRsets of an image's name, or its NS RRset where it is a cut. */
static int
read_rrsets(struct asked_view *v, struct audit_answer *answer,
            const struct image_name *name)
{
	const struct image_zone *zone = image_zone(v->image, name);
	const struct image_rrset *rrset = image_rrsets(name);
	struct message message = {.arena = v->scratch};
	struct message_record record;

	for (; rrset != NULL; rrset = image_rrset_next(rrset)) {
		if (answer->by == AUDIT_DELEGATION && rrset->type != TYPE_NS)
			continue;
		image_message(&message, v->image, zone, rrset);
		while (message.at < message.size) {
			if (message_next(&message, &record) < 0)
				return ERR_DAMAGED;
			add_record(v->scratch, answer, NULL, &record);
		}
	}
	return 0;
}

/* What the name has of its own, and so its zone too. */
static int
read_own(struct asked_view *v, struct audit_answer *answer,
         const struct image_name *name)
{
	const struct image_zone *zone = image_zone(v->image, name);
	char apex[DNAME_TEXT];

	dname_to_text(apex, image_name(v->image, zone->apex)->octets);
	answer->zone = arena_string(v->scratch, apex);
	return read_rrsets(v, answer, name);
}

/* The source of synthesis, where the name is answered by one. */
static const struct image_name *
find_wildcard(const struct asked_view *v, const struct trie_place *place)
{
	if (place->exact || place->encloser->flags & (NAME_STOP | NAME_DNAME)
	    || !(place->encloser->flags & NAME_WILDCARD))
		return NULL;
	return image_name(v->image, image_wildcard(place->encloser));
}

/* The records of the first section that has any, as they were sent. */
static int
read_message(struct asked_view *v, struct audit_answer *answer,
             const struct query *query, const uint8_t *name, uint16_t count)
{
	struct message message = {
	    .octets = query->message,
	    .size = query->length,
	    .at = query->question_end,
	    .arena = v->scratch,
	};
	struct message_record record;

	for (; count > 0; count--) {
		if (message_next(&message, &record) < 0)
			return ERR_DAMAGED;
		add_record(v->scratch, answer, name, &record);
	}
	return 0;
}

static int
read_answer(struct asked_view *v, struct audit_answer *answer, size_t i,
            const uint8_t *name)
{
	const struct query *query = &v->asking.queries[i];
	const struct trie_place *place = &query->walk.place;
	struct asked asked = asking_result(&v->asking, i);

	*answer = (struct audit_answer){.by = AUDIT_NOTHING,
	                                .status = explain_rcode(asked.rcode)};
	view_set_add(&answer->views, v->view);
	if (asked.rcode == RCODE_REFUSED)
		return 0;
	if (asked.answers == 0 && !asked.authoritative && asked.authority > 0)
		answer->by = AUDIT_DELEGATION;
	else if (asked.answers > 0)
		answer->by = AUDIT_WILDCARD;
	else if (asked.rcode == RCODE_NOERROR)
		answer->by = AUDIT_EMPTY;
	if (place->exact && place->encloser->flags & NAME_STOP
	    && image_name(v->image, image_stop(place->encloser))
	           == place->encloser)
		return read_own(v, answer, place->encloser);
	if (place->exact
	    && !(place->encloser->flags & (NAME_STOP | NAME_EMPTY))) {
		answer->by = AUDIT_DATA;
		return read_own(v, answer, place->encloser);
	}
	if (find_wildcard(v, place) != NULL)
		return read_rrsets(v, answer, find_wildcard(v, place));
	if (answer->by == AUDIT_DELEGATION)
		return read_message(v, answer, query, name, asked.authority);
	return read_message(v, answer, query, name, asked.answers);
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
same_answer(const struct audit_answer *a, const struct audit_answer *b)
{
	if (a->by != b->by || a->record_count != b->record_count
	    || strcmp(a->status, b->status) != 0
	    || !same_text(a->zone, b->zone))
		return false;
	for (size_t i = 0; i < a->record_count; i++)
		if (strcmp(a->records[i], b->records[i]) != 0)
			return false;
	return true;
}

/* Most views answer as another does, and only what is new is kept. */
static void
add_answer(struct audit *audit, struct audit_name *name,
           const struct audit_answer *found)
{
	struct audit_answer *kept;

	for (size_t i = 0; i < name->answer_count; i++)
		if (same_answer(&name->answers[i], found)) {
			name->answers[i].views = view_set_either(
			    name->answers[i].views, found->views);
			return;
		}
	name->answers = arena_grow(audit->arena, name->answers,
	                           name->answer_count, sizeof(*name->answers));
	kept = &name->answers[name->answer_count++];
	*kept = *found;
	if (found->zone != NULL)
		kept->zone = arena_string(audit->arena, found->zone);
	kept->records =
	    arena_alloc(audit->arena, found->record_count * sizeof(char *));
	for (size_t i = 0; i < found->record_count; i++)
		kept->records[i] =
		    arena_string(audit->arena, found->records[i]);
}

static int
ask_view(struct asked_view *v)
{
	struct audit *audit = v->audit;

	for (size_t i = 0; i < audit->name_count; i += ANSWER_BATCH) {
		size_t count = audit->name_count - i < ANSWER_BATCH
		                   ? audit->name_count - i
		                   : ANSWER_BATCH;

		arena_clear(v->scratch);
		for (size_t j = 0; j < count; j++)
			asking_add(&v->asking, audit->names[i + j].name,
			           TYPE_ANY);
		asking_run(&v->asking);
		for (size_t j = 0; j < count; j++) {
			struct audit_answer answer;

			if (read_answer(v, &answer, j, audit->names[i + j].name)
			    < 0)
				return ERR_DAMAGED;
			add_answer(audit, &audit->names[i + j], &answer);
		}
	}
	return 0;
}

int
audit_read_names(struct audit *audit)
{
	struct arena *messages = arena_new();
	struct asked_view v = {.audit = audit, .scratch = arena_new()};
	int code = 0;

	list_names(audit);
	for (size_t i = 0; i < audit->side->count && code == 0; i++) {
		v.view = (unsigned)i;
		v.image = &audit->side->views[i].image;
		arena_clear(messages);
		asking_begin(&v.asking, messages, v.image);
		code = ask_view(&v);
	}
	arena_free(v.scratch);
	arena_free(messages);
	return code;
}
