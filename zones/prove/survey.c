/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/wire.h"
#include "zones/image_message.h"
#include "zones/prove/asking.h"
#include "zones/prove/survey.h"
#include "zones/special.h"

/* Names whose records are read before the memory that they took is given
 * back. */
enum { NAMES_AT_ONCE = 256 };

struct surveying {
	struct survey *survey;
	struct arena *arena;   /* for what comes out */
	struct arena *scratch; /* for records */
	const struct image *image;
	const struct content *content;
	struct asking asking;
	struct survey_zone *zone;
	const struct image_name *batch[ANSWER_BATCH]; /* that are asked for */
	uint8_t owner[DNAME_MAX];                     /* that is looked at */
	uint16_t type;
};

static const char *
name_text(struct arena *arena, const uint8_t *name)
{
	char text[DNAME_TEXT];

	return arena_string(arena, dname_to_text(text, name));
}

static void
note_hit(struct surveying *s, struct survey_hit *hit, const char *what)
{
	if (hit->owner != NULL)
		return;
	hit->owner = name_text(s->arena, s->owner);
	hit->type = rdata_type_text(s->arena, s->type);
	hit->what = what == NULL ? NULL : arena_string(s->arena, what);
}

/* Where that is counted which lies in what the view may not see; NULL for what
 * it may, and for nothing. */
static struct survey_reserved *
hidden(struct surveying *s, const struct reservation *reservation)
{
	if (reservation == NULL || reservation->visible)
		return NULL;
	return &s->survey->reserved[reservation - s->content->reservations];
}

static void
survey_target(struct surveying *s, const uint8_t *target)
{
	struct survey_reserved *reserved;
	uint8_t lower[DNAME_MAX];
	char text[DNAME_TEXT];

	dname_lower(lower, target);
	s->survey->targets++;
	reserved = hidden(s, view_reservation(s->content, lower));
	if (reserved == NULL)
		return;
	reserved->data++;
	note_hit(s, &reserved->datum, dname_to_text(text, lower));
}

static void
survey_address(struct surveying *s, const struct net_address *address)
{
	struct survey_reserved *reserved =
	    hidden(s, view_address_reservation(s->content, address));
	struct special special = special_find(address);
	struct survey *survey = s->survey;
	char text[NET_TEXT];

	net_address_to_text(text, address);
	survey->addresses++;
	if (reserved != NULL) {
		reserved->data++;
		note_hit(s, &reserved->datum, text);
	}
	if (special.kind == SPECIAL_NONE)
		return;
	if (special.kind == SPECIAL_DOCUMENTATION)
		survey->documentation++;
	else
		survey->unreachable++;
	if (survey->address.owner == NULL)
		note_hit(
		    s, &survey->address,
		    arena_format(s->scratch, "%s, %s", text, special.what));
}

static void
survey_rdata(struct surveying *s, const struct rdatum *rdatum)
{
	size_t count = rdata_names_all(NULL, 0, s->type, rdatum);
	uint16_t *at = arena_alloc(s->scratch, count * sizeof(*at));
	struct net_address *addresses;

	rdata_names_all(at, count, s->type, rdatum);
	for (size_t i = 0; i < count; i++)
		survey_target(s, rdatum->wire + at[i]);
	count = rdata_addresses(NULL, 0, s->type, rdatum);
	addresses = arena_alloc(s->scratch, count * sizeof(*addresses));
	rdata_addresses(addresses, count, s->type, rdatum);
	for (size_t i = 0; i < count; i++)
		survey_address(s, &addresses[i]);
}

/* The name's owner and all of its records. */
static int
survey_records(struct surveying *s, const struct image_zone *zone,
               const struct image_name *name)
{
	struct message message = {.arena = s->scratch};
	const struct image_rrset *rrset = image_rrsets(name);
	struct survey_reserved *reserved;
	struct message_record record;

	image_name_whole(s->image, name, s->owner);
	if (rrset == NULL)
		return 0;
	s->survey->names++;
	reserved = hidden(s, view_reservation(s->content, s->owner));
	s->type = rrset->type;
	if (reserved != NULL) {
		reserved->names++;
		note_hit(s, &reserved->name, NULL);
	}
	for (; rrset != NULL; rrset = image_rrset_next(rrset)) {
		s->type = rrset->type;
		image_message(&message, s->image, zone, rrset);
		while (message.at < message.size) {
			if (message_next(&message, &record) < 0)
				return ERR_DAMAGED;
			survey_rdata(s, &record.rdatum);
		}
	}
	return 0;
}

/* The kind of the name, as the image and its trie have it. */
static enum survey_kind
find_kind(const struct surveying *s, const struct image_name *name,
          const struct trie_place *place)
{
	if (place->encloser != name || !place->exact)
		return SURVEY_OCCLUDED;
	if (name->flags & NAME_STOP)
		return image_name(s->image, image_stop(name)) == name
		           ? SURVEY_DELEGATION
		           : SURVEY_OCCLUDED;
	return name->flags & NAME_EMPTY ? SURVEY_EMPTY : SURVEY_ANSWER;
}

/* The answer is one that a name of the kind has to get. */
static bool
is_answered(enum survey_kind kind, const struct asked *asked)
{
	switch (kind) {
	case SURVEY_ANSWER:
		return asked->authoritative && asked->answers > 0;
	case SURVEY_DELEGATION:
		return asked->rcode == RCODE_NOERROR && !asked->authoritative
		       && asked->answers == 0 && asked->authority > 0;
	case SURVEY_EMPTY:
		return asked->rcode == RCODE_NOERROR && asked->authoritative
		       && asked->answers == 0;
	default:
		return asked->rcode != RCODE_REFUSED;
	}
}

/* Asks for `count` names of the batch, the first of which is number `from` of
 * the zone. */
static void
ask_batch(struct surveying *s, uint32_t from, size_t count)
{
	struct survey_zone *zone = s->zone;

	asking_run(&s->asking);
	for (size_t i = 0; i < count; i++) {
		const struct image_name *name = s->batch[i];
		struct asked asked = asking_result(&s->asking, i);
		enum survey_kind kind =
		    find_kind(s, name, &s->asking.queries[i].walk.place);
		uint8_t whole[DNAME_MAX];

		image_name_whole(s->image, name, whole);
		zone->kinds[from + i] = (uint8_t)kind;
		zone->counts[kind]++;
		zone->wildcards +=
		    kind == SURVEY_ANSWER && dname_is_wildcard(whole);
		if (zone->broken == NULL && s->asking.anybody
		    && !is_answered(kind, &asked))
			zone->broken = name_text(s->arena, whole);
	}
}

static int
survey_zone(struct surveying *s, const struct image_zone *zone)
{
	const struct image_name *name = image_name(s->image, zone->apex);
	size_t count = 0;
	int code = 0;

	s->zone->apex = name_text(s->arena, name->octets);
	s->zone->zone = zone;
	s->zone->kinds = arena_alloc(s->arena, zone->names);
	for (uint32_t i = 0; i < zone->names && code == 0; i++) {
		code = survey_records(s, zone, name);
		s->batch[count++] = name;
		asking_add(&s->asking, s->owner, TYPE_ANY);
		if (count == ANSWER_BATCH || i + 1 == zone->names) {
			ask_batch(s, i + 1 - (uint32_t)count, count);
			count = 0;
		}
		if (i % NAMES_AT_ONCE == NAMES_AT_ONCE - 1)
			arena_clear(s->scratch);
		if (i + 1 < zone->names)
			name = image_next(name);
	}
	return code;
}

/* A name right below the domain that it alone decides about; false where
 * there is no room for one. */
static bool
name_below(struct surveying *s, const struct reservation *domain, uint8_t *name)
{
	size_t length = dname_length(domain->domain);

	for (size_t label = 1;
	     label <= DNAME_LABEL_MAX && 1 + label + length <= DNAME_MAX;
	     label++) {
		name[0] = (uint8_t)label;
		memset(name + 1, 'x', label);
		memcpy(name + 1 + label, domain->domain, length);
		if (view_reservation(s->content, name) == domain)
			return true;
	}
	return false;
}

/* Nothing is there: it is denied, or there is no zone for it. A domain that
 * holds one which the view may see is an empty non-terminal. */
static bool
is_denied(const struct asked *asked, bool empty)
{
	return asked->rcode == RCODE_REFUSED || asked->rcode == RCODE_NXDOMAIN
	       || (empty && asked->rcode == RCODE_NOERROR
	           && asked->authoritative && asked->answers == 0);
}

static void
ask_domain(struct surveying *s, const struct reservation *reservation,
           struct survey_reserved *reserved)
{
	uint8_t name[DNAME_MAX];
	struct asked asked =
	    asking_ask(&s->asking, reservation->domain, TYPE_ANY);

	reserved->rcode = reserved->rcode_below = asked.rcode;
	if (!is_denied(&asked, true)) {
		reserved->answered = name_text(s->arena, reservation->domain);
		return;
	}
	if (!name_below(s, reservation, name))
		return;
	asked = asking_ask(&s->asking, name, TYPE_ANY);
	reserved->rcode_below = asked.rcode;
	if (!is_denied(&asked, false))
		reserved->answered = name_text(s->arena, name);
}

static int
survey_all(struct surveying *s)
{
	const struct content *content = s->content;
	int code = 0;

	for (uint32_t i = 0; i < s->survey->zone_count && code == 0; i++) {
		s->zone = &s->survey->zones[i];
		code = survey_zone(s, &s->image->zones[i]);
	}
	for (size_t i = 0; i < content->reservation_count; i++) {
		const struct reservation *reservation =
		    &content->reservations[i];

		if (!reservation->visible && reservation->domain != NULL)
			ask_domain(s, reservation, &s->survey->reserved[i]);
	}
	return code;
}

int
survey_image(struct survey *survey, struct arena *arena,
             const struct image *image, const struct content *content)
{
	struct surveying s = {
	    .survey = survey,
	    .arena = arena,
	    .scratch = arena_new(),
	    .image = image,
	    .content = content,
	};
	uint32_t zones = image->header->zones.count;
	int code;

	*survey = (struct survey){
	    .zones = arena_alloc(arena, zones * sizeof(*survey->zones)),
	    .zone_count = zones,
	    .reserved = arena_alloc(arena, content->reservation_count
	                                       * sizeof(*survey->reserved)),
	};
	asking_begin(&s.asking, arena, image);
	survey->anybody = s.asking.anybody;
	code = survey_all(&s);
	arena_free(s.scratch);
	return code;
}
