/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <string.h>

#include "lib/additional.h"
#include "lib/dname.h"
#include "lib/err.h"
#include "lib/reply.h"
#include "lib/search.h"

enum {
	TTL_AT = 6, /* in a record whose owner is a pointer */
	RDATA_AT = 12,
};

/* How a step of the search ends; or with ERR_ROOM. */
enum step { STEP_DONE, STEP_FOLLOW };

/*
 * A name that the search has come to: the QNAME first, then one for each
 * CNAME and DNAME followed. It is known by where it stands in the message.
 *
 *   link 0: QNAME -- CNAME --> link 1 -- DNAME, CNAME --> link 2 ...
 *        at: 12            RDATA of the CNAME
 */
struct link {
	size_t at;
	struct trie_place place;
	const struct image_name *dname; /* whose DNAME leads on from here */
	size_t dname_at;                /* where that RRset stands */
};

struct search {
	const struct image *image;
	struct query *q;
	struct reply reply;
	const struct image_name *apex; /* of the zone of the question */
	unsigned links;                /* followed so far */
	struct link chain[IMAGE_CHAIN + 1];
};

static struct link *
current(struct search *s)
{
	return &s->chain[s->links];
}

/* RFC 2308 sections 2 and 3: the zone's SOA, its TTL the negative one. */
static int
deny(struct search *s, uint16_t rcode)
{
	size_t apex = WIRE_HEADER + (size_t)s->reply.shift;
	const struct image_zone *zone = image_zone(s->image, s->apex);
	int at = reply_rrset(&s->reply, REPLY_AUTHORITY, apex,
	                     image_rrset(s->image, zone->soa));

	s->reply.rcode = rcode;
	if (at < 0)
		return at;
	wire_write32(s->reply.message + at + TTL_AT, zone->negative_ttl);
	return STEP_DONE;
}

/*
 * Step 3b: a referral. It isn't an authoritative answer, unless a chain led
 * here (RFC 6604 section 2.1). RFC 9471 section 3: in-domain glue is not to be
 * left out, so it comes first.
 */
static int
refer(struct search *s, const struct image_name *cut)
{
	const struct image_rrset *ns = image_find(cut, TYPE_NS);
	size_t owner = reply_ancestor(&s->reply, current(s)->at, cut->labels);
	int at = reply_rrset(&s->reply, REPLY_AUTHORITY, owner, ns);

	if (s->links == 0)
		s->reply.flags = 0;
	if (at < 0
	    || additional_put(&s->reply, s->image, ns, (size_t)at, owner, true)
	           < 0)
		return ERR_ROOM;
	additional_put(&s->reply, s->image, ns, (size_t)at, owner, false);
	return STEP_DONE;
}

static bool
is_same_link(const struct search *s, const struct link *a, const struct link *b)
{
	uint8_t names[2][DNAME_MAX];

	if (a->place.encloser != b->place.encloser
	    || a->place.exact != b->place.exact)
		return false;
	if (a->place.exact)
		return true;
	reply_name(&s->reply, a->at, names[0]);
	reply_name(&s->reply, b->at, names[1]);
	return dname_equal(names[0], names[1]);
}

/* Goes on with the name at `at`, unless it lies outside the zone or has been
 * visited. */
static int
follow(struct search *s, size_t at, struct trie_place place)
{
	struct link next = {.at = at, .place = place};

	if (place.encloser == NULL)
		return STEP_DONE;
	for (unsigned i = 0; i <= s->links; i++)
		if (is_same_link(s, &s->chain[i], &next))
			return STEP_DONE;
	s->chain[++s->links] = next;
	return STEP_FOLLOW;
}

/* Step 3a: a CNAME. Where it leads is written in the image. */
static int
follow_cname(struct search *s, const struct image_rrset *cname)
{
	struct trie_place place = {0};
	int at;

	if (s->links == IMAGE_CHAIN)
		return STEP_DONE;
	at = reply_rrset(&s->reply, REPLY_ANSWER, current(s)->at, cname);
	if (at < 0)
		return at;
	if (image_lists(cname).targets > 0) {
		const struct image_target *target = image_targets(cname);

		place.encloser = image_name(s->image, target->name);
		place.exact = target->flags & TARGET_EXACT;
	}
	return follow(s, reply_follow(&s->reply, (size_t)at + RDATA_AT), place);
}

/* Where the DNAME of its owner stands in the answer: it is there once, also
 * when the chain comes back to it. */
static int
put_dname(struct search *s, const struct image_name *owner,
          const struct image_rrset *dname)
{
	struct link *link = current(s);
	int at = -1;

	for (unsigned i = 0; i < s->links; i++)
		if (s->chain[i].dname == owner)
			at = (int)s->chain[i].dname_at;
	if (at < 0)
		at = reply_rrset(
		    &s->reply, REPLY_ANSWER,
		    reply_ancestor(&s->reply, link->at, owner->labels), dname);
	if (at < 0)
		return at;
	link->dname = owner;
	link->dname_at = (size_t)at;
	return at;
}

static struct trie_place
locate(const struct search *s, const uint8_t *name)
{
	uint8_t lower[DNAME_MAX];
	struct trie_walk walk;
	struct trie_walk *walks[] = {&walk};

	dname_lower(lower, name);
	walk.name = lower;
	dname_split(walk.starts, &walk.labels, lower, sizeof(lower));
	trie_locate(s->image, walks, 1);
	return trie_within(s->image, walk.place, image_zone(s->image, s->apex));
}

/* The DNAME has led here and will lead here again: to a name below its own
 * owner, longer each time. That is a repetition too. */
static bool
grows(const struct search *s, const struct image_name *owner,
      const uint8_t *target)
{
	uint8_t name[DNAME_MAX];

	if (s->links == 0 || s->chain[s->links - 1].dname != owner)
		return false;
	image_name_whole(s->image, owner, name);
	return dname_within(target, name);
}

/*
 * RFC 6672 section 3.2: the DNAME, the name that its substitution gives, and
 * a CNAME made for it, whose RDATA is the labels in front of the DNAME's owner
 * and a pointer to the DNAME's target.
 */
static int
substitute(struct search *s, const struct image_name *owner)
{
	const struct image_rrset *dname = image_find(owner, TYPE_DNAME);
	const uint8_t *record = image_wire(dname);
	const uint8_t *target = record + RDATA_AT;
	size_t from = current(s)->at, length = dname_length(target), prefix;
	uint8_t name[DNAME_MAX + 1]; /* a pointer may be longer than the root */
	int at;

	if (s->links == IMAGE_CHAIN || grows(s, owner, target))
		return STEP_DONE;
	at = put_dname(s, owner, dname);
	if (at < 0)
		return at;
	reply_name(&s->reply, from, name);
	prefix = (size_t)(dname_parent(name, dname_labels(name) - owner->labels)
	                  - name);
	if (prefix + length > DNAME_MAX) {
		s->reply.rcode = RCODE_YXDOMAIN;
		return STEP_DONE;
	}
	wire_write16(name + prefix, (uint16_t)(WIRE_POINTER | (at + RDATA_AT)));
	at = reply_record(&s->reply, from, TYPE_CNAME, CLASS_IN,
	                  wire_read32(record + TTL_AT), name, prefix + 2);
	if (at < 0)
		return at;
	/* RFC 1034 section 4.3.2, step 3a: it is what was asked for. */
	if (s->q->qtype == TYPE_CNAME)
		return STEP_DONE;
	memcpy(name + prefix, target, length);
	return follow(s, (size_t)at + RDATA_AT, locate(s, name));
}

/* Step 3a, or the wildcard's part of 3c: the data of `name`, as those of the
 * name looked for. */
static int
answer_from(struct search *s, const struct image_name *name)
{
	const struct image_rrset *rrset, *cname = NULL;
	size_t owner = current(s)->at;
	int at;

	/* RFC 8482 section 4.1: one RRset, the first in the order of types. */
	if (s->q->qtype == TYPE_ANY)
		rrset = image_rrsets(name);
	else
		rrset = image_find(name, s->q->qtype);
	if (rrset == NULL)
		cname = image_find(name, TYPE_CNAME);
	if (cname != NULL)
		return follow_cname(s, cname);
	if (rrset == NULL)
		return deny(s, RCODE_NOERROR);
	at = reply_rrset(&s->reply, REPLY_ANSWER, owner, rrset);
	if (at < 0)
		return at;
	/* The targets of a CNAME are there for chains, those of a delegation
	 * for referrals. */
	if (image_has_lists(rrset) && rrset->type != TYPE_CNAME
	    && !(name->flags & NAME_CUT))
		additional_put(&s->reply, s->image, rrset, (size_t)at, owner,
		               false);
	return STEP_DONE;
}

/* Step 3 for one name. */
static int
find(struct search *s)
{
	const struct trie_place *place = &current(s)->place;
	const struct image_name *name = place->encloser;

	if (name->flags & NAME_STOP) {
		const struct image_name *stop =
		    image_name(s->image, image_stop(name));

		/* RFC 4035 section 3.1.4.1: DS is the parent side's data. */
		bool parent_side =
		    place->exact && name == stop && s->q->qtype == TYPE_DS;

		if (!(stop->flags & NAME_CUT))
			return substitute(s, stop);
		if (!parent_side)
			return refer(s, stop);
	}
	if (place->exact)
		return answer_from(s, name);
	if (name->flags & NAME_DNAME)
		return substitute(s, name);
	/* RFC 4592 section 3.3.1: the source of synthesis. What section 4.2
	 * leaves open, an NS at a wildcard, is data like any other. */
	if (name->flags & NAME_WILDCARD)
		return answer_from(s,
		                   image_name(s->image, image_wildcard(name)));
	return deny(s, RCODE_NXDOMAIN);
}

/*
 * Step 2: the zone is that of the closest encloser. DS at the apex of a zone
 * belongs to the zone above, where the view has that too (RFC 3658 section
 * 2.2.1.1).
 */
static void
choose_zone(struct search *s)
{
	struct trie_place *place = &s->chain[0].place;

	*place = s->q->walk.place;
	s->apex = image_apex(s->image, place->encloser);
	if (s->q->qtype == TYPE_DS && place->exact
	    && place->encloser->flags & NAME_APEX) {
		struct ref above = image_zone(s->image, s->apex)->above;

		if (above.at != 0) {
			place->encloser = image_name(s->image, above);
			s->apex = image_apex(s->image, place->encloser);
		}
	}
	s->reply.shift = (uint16_t)(s->q->qname_length - s->apex->length);
}

void
search(const struct image *image, struct query *q)
{
	struct search s;
	int step;

	s.image = image;
	s.q = q;
	s.links = 0;
	s.chain[0] = (struct link){.at = WIRE_HEADER};
	reply_begin(&s.reply, q);
	s.reply.flags = FLAG_AA;
	choose_zone(&s);
	do
		step = find(&s);
	while (step == STEP_FOLLOW);
	if (step < 0)
		reply_truncate(&s.reply, q);
	reply_end(&s.reply, q);
}
