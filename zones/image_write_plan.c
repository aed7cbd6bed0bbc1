/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <string.h>

#include "lib/err.h"
#include "zones/image_write_plan.h"
#include "zones/parallel.h"

static uint32_t
ref_at(size_t at)
{
	assert(at % IMAGE_UNIT == 0);
	return (uint32_t)(at / IMAGE_UNIT);
}

size_t
image_plan_ranges(const struct network_ranges *ranges, uint8_t family)
{
	size_t count = 0;

	for (size_t i = 0; i < ranges->count; i++)
		count += ranges->items[i].first.family == family;
	return count;
}

static struct image_section
section(struct image_plan *p, size_t count, size_t element)
{
	struct image_section s = {{ref_at(p->size)}, (uint32_t)count};

	p->size += count * element;
	return s;
}

static void
lay_header(struct image_plan *p)
{
	const struct content *content = p->tree->content;
	const struct network_ranges *own = content->answers;
	const struct network_ranges *alone = content->answers_alone;
	struct image_header *h = &p->header;
	size_t names = 0;

	*h = (struct image_header){
	    .version = IMAGE_VERSION,
	    .byte_order = IMAGE_BYTE_ORDER,
	    .trust = content->external ? IMAGE_EXTERNAL : IMAGE_INTERNAL,
	};
	memcpy(h->magic, IMAGE_MAGIC, sizeof(h->magic));
	strncpy(h->view, content->view, IMAGE_VIEW - 1);
	for (size_t i = 0; i < p->tree->count; i++)
		names += p->tree->zones[i].count;
	p->size = sizeof(*h);
	h->networks4 =
	    section(p, image_plan_ranges(own, 4), sizeof(struct image_range4));
	h->networks6 =
	    section(p, image_plan_ranges(own, 6), sizeof(struct image_range6));
	h->resolvers4 = section(p, image_plan_ranges(alone, 4),
	                        sizeof(struct image_range4));
	h->resolvers6 = section(p, image_plan_ranges(alone, 6),
	                        sizeof(struct image_range6));
	h->zones = section(p, p->tree->count, sizeof(struct image_zone));
	h->trie = section(p, p->trie.units, IMAGE_UNIT);
	h->names = section(p, names, 0);
	p->names = p->size;
}

size_t
image_plan_lists(const struct rendered *r)
{
	return image_lists_size(r->target_count, r->suffix_count,
	                        r->self_count);
}

static size_t
rrset_size(const struct rendered *r)
{
	return image_align(sizeof(struct image_rrset) + image_plan_lists(r)
	                   + r->length);
}

uint8_t
image_plan_length(const struct name *name)
{
	if (name->flags & NAME_APEX)
		return name->length;
	return (uint8_t)(name->length - name->zone->names->length);
}

uint8_t
image_plan_flags(const struct name *name)
{
	return (uint8_t)(name->flags | (name->stop != NULL ? NAME_STOP : 0)
	                 | (name->wildcard != NULL ? NAME_WILDCARD : 0)
	                 | (name->rrset_count == 0 ? NAME_EMPTY : 0));
}

struct laid *
image_plan_laid(const struct image_plan *plan, const struct name *name)
{
	const struct zone *zone = name->zone;

	if (name->rrset_count == 0)
		return NULL;
	return plan->laid + plan->first[zone->index]
	       + (name->rrsets - zone->content->rrsets);
}

struct planning {
	struct image_plan *plan;
	struct arena **arenas; /* one a thread: what it rendered */
};

/* The trie is the largest piece, and so the first. */
static void
render_piece(void *context, unsigned thread, size_t i)
{
	struct planning *planning = context;
	struct image_plan *p = planning->plan;
	const struct span *span = &p->spans[i == 0 ? 0 : i - 1];
	size_t visible;

	if (i == 0) {
		p->visible = zone_visible(&visible, p->arena, p->tree);
		trie_build(&p->trie, p->arena, p->visible, visible);
		return;
	}
	for (size_t n = span->from; n < span->to; n++) {
		const struct name *name = &span->zone->names[n];

		for (size_t r = 0; r < name->rrset_count; r++)
			render_rrset(&image_plan_laid(p, name)[r].rendered,
			             planning->arenas[thread], name,
			             name->rrsets[r]);
	}
}

static void
render_all(struct image_plan *p)
{
	const struct tree *tree = p->tree;
	unsigned threads = parallel_threads();
	struct planning planning = {
	    .plan = p,
	    .arenas = arena_alloc(p->arena, threads * sizeof(struct arena *))};
	size_t count = 0;

	p->spans = zone_spans(&p->span_count, p->arena, tree);
	p->first = arena_alloc(p->arena, tree->count * sizeof(*p->first));
	for (size_t i = 0; i < tree->count; i++) {
		p->first[i] = count;
		count += tree->zones[i].content->count;
	}
	p->laid = arena_alloc(p->arena, count * sizeof(*p->laid));
	for (unsigned i = 0; i < threads; i++)
		planning.arenas[i] = arena_new();
	parallel_run(1 + p->span_count, render_piece, &planning);
	for (unsigned i = 0; i < threads; i++)
		arena_adopt(p->arena, planning.arenas[i]);
}

static int
lay_name(struct image_plan *p, struct name *name)
{
	struct laid *laid = image_plan_laid(p, name);

	name->at = ref_at(p->size);
	p->size +=
	    image_name_size(image_plan_length(name), image_plan_flags(name));
	for (size_t i = 0; i < name->rrset_count; i++, laid++) {
		if (laid->rendered.length > UINT16_MAX)
			return ERR_RANGE;
		laid->at = ref_at(p->size);
		p->size += rrset_size(&laid->rendered);
	}
	return p->size / IMAGE_UNIT >= TWIG_BRANCH ? ERR_ROOM : 0;
}

static int
lay_names(struct image_plan *p)
{
	for (size_t i = 0; i < p->tree->count; i++) {
		struct zone *zone = &p->tree->zones[i];

		for (size_t j = 0; j < zone->count; j++) {
			int code = lay_name(p, &zone->names[j]);

			if (code < 0)
				return code;
		}
	}
	p->header.size = p->size;
	return 0;
}

int
image_plan_make(struct image_plan *plan, struct tree *tree)
{
	*plan = (struct image_plan){.arena = arena_new(), .tree = tree};
	render_all(plan);
	lay_header(plan);
	return lay_names(plan);
}

void
image_plan_free(struct image_plan *plan)
{
	arena_free(plan->arena);
}
