/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/err.h"
#include "lib/trie.h"
#include "zones/image_write.h"
#include "zones/image_write_plan.h"
#include "zones/parallel.h"

/* Writes a part of the image where the plan has it. Each asserts that it ends
 * where the next one begins. */
struct writer {
	const struct image_plan *plan;
	uint8_t *octets; /* the whole image */
	size_t at;
};

static struct ref
ref_name(const struct name *name)
{
	return (struct ref){name == NULL ? 0 : name->at};
}

static void
put(struct writer *w, const void *from, size_t size)
{
	if (size > 0)
		memcpy(w->octets + w->at, from, size);
	w->at += size;
}

static void
put_padding(struct writer *w)
{
	size_t end = image_align(w->at);

	while (w->at < end)
		w->octets[w->at++] = 0;
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
	for (size_t i = 0; i < w->plan->tree->count; i++) {
		const struct zone *zone = &w->plan->tree->zones[i];
		const struct laid *laid = image_plan_laid(w->plan, zone->names);
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
	}
}

/* What trie_build() made, with references for indexes. */
static uint32_t
twig(const struct writer *w, uint32_t built)
{
	if (built & TWIG_BRANCH)
		return built + w->plan->header.trie.at.at;
	return w->plan->visible[built]->at;
}

static void
put_trie(struct writer *w)
{
	const uint32_t *units = w->plan->trie.octets;

	for (size_t at = 0; at < w->plan->trie.units;) {
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
	    .lists = (uint16_t)(image_plan_lists(r) / IMAGE_UNIT
	                        | (last ? RRSET_LAST : 0)),
	};

	assert(w->at == (size_t)laid->at * IMAGE_UNIT);
	put(w, &head, sizeof(head));
	if (image_plan_lists(r) > 0)
		put_lists(w, r);
	put(w, r->wire, r->length);
	put_padding(w);
}

static void
put_name(struct writer *w, const struct name *name)
{
	const struct laid *laid = image_plan_laid(w->plan, name);
	struct image_name head = {
	    .parent = ref_name(name->parent),
	    .home = name->flags & NAME_APEX ? name->zone->index
	                                    : name->zone->names->at,
	    .flags = image_plan_flags(name),
	    .labels = name->labels,
	    .length = image_plan_length(name),
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

/* What stands before the names. */
static void
put_front(struct writer *w)
{
	const struct content *content = w->plan->tree->content;
	struct image_header header = w->plan->header;

	if (w->plan->trie.root != TRIE_NO_ROOT)
		header.root = twig(w, w->plan->trie.root);
	put(w, &header, sizeof(header));
	put_ranges(w, content->answers, 4);
	put_ranges(w, content->answers, 6);
	put_ranges(w, content->answers_alone, 4);
	put_ranges(w, content->answers_alone, 6);
	put_zones(w);
	put_trie(w);
}

static size_t
span_at(const struct writer *w, size_t i)
{
	const struct span *span = &w->plan->spans[i];

	return i == w->plan->span_count
	           ? w->plan->size
	           : (size_t)span->zone->names[span->from].at * IMAGE_UNIT;
}

static void
put_piece(void *context, unsigned thread, size_t i)
{
	struct writer w = *(const struct writer *)context;
	const struct span *span = &w.plan->spans[i == 0 ? 0 : i - 1];

	(void)thread;
	w.at = i == 0 ? 0 : span_at(&w, i - 1);
	if (i == 0)
		put_front(&w);
	else
		for (size_t n = span->from; n < span->to; n++)
			put_name(&w, &span->zone->names[n]);
	assert(w.at == (i == 0 ? w.plan->names : span_at(&w, i)));
}

static int
put_hash(struct writer *w)
{
	size_t behind = offsetof(struct image_header, hash) + IMAGE_HASH;
	uint8_t *hash = w->octets + offsetof(struct image_header, hash);

	return EVP_Q_digest(NULL, "SHA256", NULL, w->octets + behind,
	                    w->plan->size - behind, hash, NULL)
	               == 1
	           ? 0
	           : ERR_MEMORY;
}

/* From malloc(3), and of huge pages where it fills some. */
static uint8_t *
image_memory(size_t size)
{
	enum { HUGE_PAGE = 1 << 21 };
	size_t whole = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	uint8_t *octets;

	if (size < HUGE_PAGE)
		return malloc(size);
	octets = aligned_alloc(HUGE_PAGE, whole);
	if (octets != NULL)
		(void)madvise(octets, whole, MADV_HUGEPAGE);
	return octets;
}

static int
put_all(struct writer *w)
{
	w->octets = image_memory(w->plan->size);
	if (w->octets == NULL)
		return ERR_MEMORY;
	parallel_run(1 + w->plan->span_count, put_piece, w);
	return put_hash(w);
}

int
image_write(uint8_t **octets, size_t *size, struct tree *tree)
{
	struct image_plan plan;
	struct writer w = {.plan = &plan};
	int code = image_plan_make(&plan, tree);

	if (code == 0)
		code = put_all(&w);
	image_plan_free(&plan);
	if (code < 0) {
		free(w.octets);
		return code;
	}
	*octets = w.octets;
	*size = plan.size;
	return 0;
}
