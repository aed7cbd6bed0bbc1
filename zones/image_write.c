/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/image_format.h"
#include "lib/trie.h"
#include "zones/image_write.h"
#include "zones/render.h"
#include "zones/trie_build.h"

/*
 * Two passes. The first renders every RRset and counts out where each part
 * will stand; the second writes them one behind the other, references known,
 * and asserts that each comes to stand where it was meant to.
 */
struct laid {
	struct rendered rendered;
	uint32_t at; /* in units */
};

struct writer {
	struct arena *arena; /* of this image alone */
	struct tree *tree;
	struct laid *laid; /* all RRsets, in the order of the file */
	struct trie trie;
	struct name **visible; /* what the trie leads to */
	struct image_header header;
	size_t size;
	size_t names; /* octets where the names begin */
	uint8_t *octets;
	size_t at; /* octets written */
};

static uint32_t
ref_at(size_t at)
{
	assert(at % IMAGE_UNIT == 0);
	return (uint32_t)(at / IMAGE_UNIT);
}

static struct ref
ref_name(const struct name *name)
{
	return (struct ref){name == NULL ? 0 : name->at};
}

static struct image_section
section(struct writer *w, size_t count, size_t element)
{
	struct image_section s = {{ref_at(w->size)}, (uint32_t)count};

	w->size += count * element;
	return s;
}

static size_t
ranges_count(const struct network_ranges *ranges, uint8_t family)
{
	size_t count = 0;

	for (size_t i = 0; i < ranges->count; i++)
		count += ranges->items[i].first.family == family;
	return count;
}

static void
lay_header(struct writer *w)
{
	const struct content *content = w->tree->content;
	const struct network_ranges *own = content->answers;
	const struct network_ranges *alone = content->answers_alone;
	struct image_header *h = &w->header;
	size_t names = 0;

	*h = (struct image_header){
	    .version = IMAGE_VERSION,
	    .byte_order = IMAGE_BYTE_ORDER,
	    .trust = content->external ? IMAGE_EXTERNAL : IMAGE_INTERNAL,
	};
	memcpy(h->magic, IMAGE_MAGIC, sizeof(h->magic));
	strncpy(h->view, content->view, IMAGE_VIEW - 1);
	for (size_t i = 0; i < w->tree->count; i++)
		names += w->tree->zones[i].count;
	w->size = sizeof(*h);
	h->networks4 =
	    section(w, ranges_count(own, 4), sizeof(struct image_range4));
	h->networks6 =
	    section(w, ranges_count(own, 6), sizeof(struct image_range6));
	h->resolvers4 =
	    section(w, ranges_count(alone, 4), sizeof(struct image_range4));
	h->resolvers6 =
	    section(w, ranges_count(alone, 6), sizeof(struct image_range6));
	h->zones = section(w, w->tree->count, sizeof(struct image_zone));
	h->trie = section(w, w->trie.units, IMAGE_UNIT);
	h->names = section(w, names, 0);
	w->names = w->size;
}

static size_t
lists_size(const struct rendered *r)
{
	return image_lists_size(r->target_count, r->suffix_count,
	                        r->self_count);
}

static size_t
rrset_size(const struct rendered *r)
{
	return image_align(sizeof(struct image_rrset) + lists_size(r)
	                   + r->length);
}

/* Octets of the name that stand in the image. */
static uint8_t
own_length(const struct name *name)
{
	if (name->flags & NAME_APEX)
		return name->length;
	return (uint8_t)(name->length - name->zone->names->length);
}

static uint8_t
flags(const struct name *name)
{
	return (uint8_t)(name->flags | (name->stop != NULL ? NAME_STOP : 0)
	                 | (name->wildcard != NULL ? NAME_WILDCARD : 0)
	                 | (name->rrset_count == 0 ? NAME_EMPTY : 0));
}

static int
lay_name(struct writer *w, struct name *name, struct laid *laid)
{
	name->at = ref_at(w->size);
	w->size += image_name_size(own_length(name), flags(name));
	for (size_t i = 0; i < name->rrset_count; i++, laid++) {
		render_rrset(&laid->rendered, w->arena, name, name->rrsets[i]);
		if (laid->rendered.length > UINT16_MAX)
			return ERR_RANGE;
		laid->at = ref_at(w->size);
		w->size += rrset_size(&laid->rendered);
	}
	return w->size / IMAGE_UNIT >= TWIG_BRANCH ? ERR_ROOM : 0;
}

static int
lay_names(struct writer *w)
{
	struct laid *laid;
	size_t count = 0;

	for (size_t i = 0; i < w->tree->count; i++)
		count += w->tree->zones[i].content->count;
	w->laid = laid = arena_alloc(w->arena, count * sizeof(*laid));
	for (size_t i = 0; i < w->tree->count; i++) {
		struct zone *zone = &w->tree->zones[i];

		for (size_t j = 0; j < zone->count; j++) {
			int code = lay_name(w, &zone->names[j], laid);

			if (code < 0)
				return code;
			laid += zone->names[j].rrset_count;
		}
	}
	w->header.size = w->size;
	return 0;
}

static void
put(struct writer *w, const void *from, size_t size)
{
	if (size > 0)
		memcpy(w->octets + w->at, from, size);
	w->at += size;
}

/* The octets were zeroed. */
static void
put_padding(struct writer *w)
{
	w->at = image_align(w->at);
}

static uint32_t
number(const struct net_address *address)
{
	return wire_read32(address->octets);
}

static void
put_ranges(struct writer *w, const struct network_ranges *ranges,
           uint8_t family)
{
	for (size_t i = 0; i < ranges->count; i++) {
		const struct network_range *range = &ranges->items[i];
		struct image_range6 six = {.length = range->length};
		struct image_range4 four = {.length = range->length};

		if (range->first.family != family)
			continue;
		if (family == 4) {
			four.first = number(&range->first);
			four.last = number(&range->last);
			put(w, &four, sizeof(four));
		} else {
			memcpy(six.first, range->first.octets, 16);
			memcpy(six.last, range->last.octets, 16);
			put(w, &six, sizeof(six));
		}
	}
}

static void
put_zones(struct writer *w)
{
	const struct laid *laid = w->laid;

	for (size_t i = 0; i < w->tree->count; i++) {
		const struct zone *zone = &w->tree->zones[i];
		const struct rrset *soa = zone->content->soa;
		const uint8_t *serial = zone->content->serial;
		uint32_t minimum = wire_read32(serial + 16);
		struct image_zone z = {
		    .apex = ref_name(zone->names),
		    .above = ref_name(zone->above),
		    .names = (uint32_t)zone->count,
		    .serial = wire_read32(serial),
		    /* RFC 2308 section 3 */
		    .negative_ttl = soa->ttl < minimum ? soa->ttl : minimum,
		};

		for (size_t j = 0; j < zone->names->rrset_count; j++)
			if (zone->names->rrsets[j]->type == TYPE_SOA)
				z.soa.at = laid[j].at;
		memcpy(z.content, zone->hash, IMAGE_HASH);
		put(w, &z, sizeof(z));
		laid += zone->content->count;
	}
}

/* What trie_build() made, with references for indexes. */
static uint32_t
twig(const struct writer *w, uint32_t built)
{
	if (built & TWIG_BRANCH)
		return built + w->header.trie.at.at;
	return w->visible[built]->at;
}

static void
put_trie(struct writer *w)
{
	const uint32_t *units = w->trie.octets;

	for (size_t at = 0; at < w->trie.units;) {
		const struct image_branch *branch = (const void *)(units + at);
		size_t twigs = trie_twigs(branch);

		put(w, branch, sizeof(*branch));
		for (size_t i = 0; i < twigs; i++) {
			uint32_t to = twig(w, branch->twigs[i]);

			put(w, &to, sizeof(to));
		}
		at += sizeof(*branch) / IMAGE_UNIT + twigs;
	}
}

static void
put_lists(struct writer *w, const struct rendered *r)
{
	struct image_lists head = {
	    .targets = (uint16_t)r->target_count,
	    .suffixes = (uint16_t)r->suffix_count,
	    .selves = (uint16_t)r->self_count,
	};

	put(w, &head, sizeof(head));
	for (size_t i = 0; i < r->target_count; i++) {
		struct image_target target = {
		    .position = r->targets[i].position,
		    .flags = r->targets[i].flags,
		    .name = ref_name(r->targets[i].name),
		};

		put(w, &target, sizeof(target));
	}
	put(w, r->suffixes, r->suffix_count * sizeof(*r->suffixes));
	put(w, r->selves, r->self_count * sizeof(*r->selves));
	put_padding(w);
}

static void
put_rrset(struct writer *w, const struct laid *laid, uint16_t type, bool last)
{
	const struct rendered *r = &laid->rendered;
	struct image_rrset head = {
	    .type = type,
	    .count = (uint16_t)r->count,
	    .length = (uint16_t)r->length,
	    .lists = (uint16_t)(lists_size(r) / IMAGE_UNIT
	                        | (last ? RRSET_LAST : 0)),
	};

	assert(w->at == (size_t)laid->at * IMAGE_UNIT);
	put(w, &head, sizeof(head));
	if (lists_size(r) > 0)
		put_lists(w, r);
	put(w, r->wire, r->length);
	put_padding(w);
}

static void
put_name(struct writer *w, const struct name *name, const struct laid *laid)
{
	struct image_name head = {
	    .parent = ref_name(name->parent),
	    .home = name->flags & NAME_APEX ? name->zone->index
	                                    : name->zone->names->at,
	    .flags = flags(name),
	    .labels = name->labels,
	    .length = own_length(name),
	};
	struct ref stop = ref_name(name->stop);
	struct ref wildcard = ref_name(name->wildcard);

	assert(w->at == (size_t)name->at * IMAGE_UNIT);
	put(w, &head, offsetof(struct image_name, octets));
	put(w, name->octets, head.length);
	put_padding(w);
	if (stop.at != 0)
		put(w, &stop, sizeof(stop));
	if (wildcard.at != 0)
		put(w, &wildcard, sizeof(wildcard));
	for (size_t i = 0; i < name->rrset_count; i++)
		put_rrset(w, &laid[i], name->rrsets[i]->type,
		          i + 1 == name->rrset_count);
}

static void
put_names(struct writer *w)
{
	const struct laid *laid = w->laid;

	for (size_t i = 0; i < w->tree->count; i++) {
		const struct zone *zone = &w->tree->zones[i];

		for (size_t j = 0; j < zone->count; j++) {
			put_name(w, &zone->names[j], laid);
			laid += zone->names[j].rrset_count;
		}
	}
}

static int
put_hash(struct writer *w)
{
	size_t behind = offsetof(struct image_header, hash) + IMAGE_HASH;
	uint8_t *hash = w->octets + offsetof(struct image_header, hash);

	return EVP_Q_digest(NULL, "SHA256", NULL, w->octets + behind,
	                    w->size - behind, hash, NULL)
	               == 1
	           ? 0
	           : ERR_MEMORY;
}

static int
put_all(struct writer *w)
{
	const struct content *content = w->tree->content;

	w->octets = calloc(1, w->size);
	if (w->octets == NULL)
		return ERR_MEMORY;
	if (w->trie.root != TRIE_NO_ROOT)
		w->header.root = twig(w, w->trie.root);
	put(w, &w->header, sizeof(w->header));
	put_ranges(w, content->answers, 4);
	put_ranges(w, content->answers, 6);
	put_ranges(w, content->answers_alone, 4);
	put_ranges(w, content->answers_alone, 6);
	put_zones(w);
	put_trie(w);
	assert(w->at == w->names);
	put_names(w);
	assert(w->at == w->size);
	return put_hash(w);
}

int
image_write(uint8_t **octets, size_t *size, struct tree *tree)
{
	struct writer w = {.arena = arena_new(), .tree = tree};
	size_t visible;
	int code;

	w.visible = zone_visible(&visible, w.arena, tree);
	trie_build(&w.trie, w.arena, w.visible, visible);
	lay_header(&w);
	code = lay_names(&w);
	if (code == 0)
		code = put_all(&w);
	arena_free(w.arena);
	if (code < 0) {
		free(w.octets);
		return code;
	}
	*octets = w.octets;
	*size = w.size;
	return 0;
}
