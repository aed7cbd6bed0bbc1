/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/json_parse.h"
#include "zones/json_scratch.h"
#include "zones/owner_sort.h"
#include "zones/parallel.h"
#include "zones/shorthand/by_view.h"
#include "zones/spec_read.h"

/*
 * A large zone's records are read part by part (json_split.h), by several
 * threads, each with an arena for what it keeps; then they are copied in their
 * order, so that every later step finds the next name behind the last one:
 *
 *   parts    [ @ www db ]  [ api *.w mail ]      thread arenas
 *   owners   @ api db mail *.w www               the spec's arena
 *
 * Among names in that order two members of one name stand together. That they
 * do, or that two other members are called the same, is for jansson to say and
 * place_duplicates() to find: the file is then read whole.
 */
struct parts_reader {
	const struct spec_reader *spec;
	struct value records;
	struct arena **kept;      /* one a thread */
	struct arena **scratch;   /* of one part, one a thread */
	struct owner_list *lists; /* one a part */
	struct variant_list *variants;
	struct report **reports;
	bool *failed;
	size_t count;
};

/* The part with braces around it. */
static json_t *
parse_part(struct arena *scratch, const struct json_part *part)
{
	char *text = arena_alloc(scratch, part->length + 2);

	text[0] = '{';
	memcpy(text + 1, part->text, part->length);
	text[part->length + 1] = '}';
	return json_parse_right(text, part->length + 2);
}

static void
read_part(void *context, unsigned thread, size_t i)
{
	struct parts_reader *p = context;
	struct spec_reader r = *p->spec;
	struct value object = p->records;
	struct arena *before;

	r.arena = p->kept[thread];
	r.scratch = p->scratch[thread];
	r.variants = &p->variants[i];
	p->reports[i] = r.reader.report = report_new(r.arena);
	before = json_scratch_use(r.scratch);
	object.json = parse_part(r.scratch, &r.parts->parts[i]);
	if (object.json != NULL)
		spec_list_owners(&r, &p->lists[i], object, false,
		                 r.spec->views);
	else
		p->failed[i] = true;
	(void)json_scratch_use(before);
	arena_clear(r.scratch);
}

static int
compare_texts(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/* Of the other members, no two are called the same. */
static bool
others_differ(struct parts_reader *p)
{
	const char **others;
	size_t count = 0;

	for (size_t i = 0; i < p->count; i++)
		count += p->lists[i].other_count;
	others = arena_alloc(p->kept[0], count * sizeof(*others));
	count = 0;
	for (size_t i = 0; i < p->count; i++)
		for (size_t j = 0; j < p->lists[i].other_count; j++)
			others[count++] = p->lists[i].others[j];
	if (count > 0)
		qsort(others, count, sizeof(*others), compare_texts);
	for (size_t i = 1; i < count; i++)
		if (strcmp(others[i - 1], others[i]) == 0)
			return false;
	return true;
}

/* All parts' owners, one behind the other. */
static struct owner_list
join(struct parts_reader *p)
{
	struct owner_list all = {.count = 0};

	for (size_t i = 0; i < p->count; i++)
		all.count += p->lists[i].count;
	all.items = arena_alloc(p->kept[0], all.count * sizeof(*all.items));
	all.count = 0;
	for (size_t i = 0; i < p->count; i++) {
		memcpy(&all.items[all.count], p->lists[i].items,
		       p->lists[i].count * sizeof(*all.items));
		all.count += p->lists[i].count;
	}
	return all;
}

static bool
names_differ(const struct owner_list *all, const uint32_t *order)
{
	for (size_t i = 1; i < all->count; i++)
		if (dname_equal(all->items[order[i - 1]].name,
		                all->items[order[i]].name))
			return false;
	return true;
}

/* Owners in their order, moved to where they stay. */
struct mover {
	const struct owner *from;
	const uint32_t *order;
	struct owner *to;
	size_t count;
	struct arena **kept;
};

enum { MOVED = 4096, AHEAD = 8 };

/* The next names lie anywhere: they are on their way before they are read. */
static void
fetch(const struct mover *m, size_t i)
{
	const size_t far = i + (size_t)2 * AHEAD;

	if (far < m->count)
		__builtin_prefetch(&m->from[m->order[far]]);
	if (i + AHEAD < m->count) {
		const struct owner *owner = &m->from[m->order[i + AHEAD]];

		__builtin_prefetch(owner->name);
		__builtin_prefetch(owner->place);
		__builtin_prefetch(owner->rrsets);
	}
}

static void
move_some(void *context, unsigned thread, size_t piece)
{
	const struct mover *m = context;
	size_t end =
	    (piece + 1) * MOVED < m->count ? (piece + 1) * MOVED : m->count;

	for (size_t i = piece * MOVED; i < end; i++) {
		fetch(m, i);
		m->to[i] = owner_copy(m->kept[thread], &m->from[m->order[i]]);
	}
}

static struct arena **
arenas_new(struct arena *arena)
{
	unsigned count = parallel_threads();
	struct arena **arenas = arena_alloc(arena, count * sizeof(*arenas));

	for (unsigned i = 0; i < count; i++)
		arenas[i] = arena_new();
	return arenas;
}

static size_t
drop_refused(const struct owner_list *all, uint32_t *order)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++)
		if (!all->items[order[i]].refused)
			order[kept++] = order[i];
	return kept;
}

static struct owner *
move(const struct spec_reader *r, struct parts_reader *p,
     const struct owner_list *all, uint32_t *order, size_t *count)
{
	struct mover m = {.from = all->items,
	                  .order = order,
	                  .count = drop_refused(all, order),
	                  .kept = arenas_new(p->kept[0])};

	m.to = arena_alloc(r->arena, m.count * sizeof(*m.to));
	parallel_run((m.count + MOVED - 1) / MOVED, move_some, &m);
	for (unsigned i = 0; i < parallel_threads(); i++)
		arena_adopt(r->arena, m.kept[i]);
	*count = m.count;
	return m.to;
}

/* NULL: the file is to be read whole. */
static struct owner *
take_parts(const struct spec_reader *r, struct parts_reader *p, size_t *count)
{
	struct owner_list all;
	uint32_t *order;

	for (size_t i = 0; i < p->count; i++)
		if (p->failed[i])
			return NULL;
	all = join(p);
	order = owner_order(p->kept[0], all.items, all.count, r->spec->apex);
	if (!others_differ(p) || !names_differ(&all, order))
		return NULL;
	for (size_t i = 0; i < p->count; i++) {
		report_merge(r->reader.report, p->reports[i]);
		by_view_take(r, &p->variants[i]);
	}
	return move(r, p, &all, order, count);
}

static struct owner *
read_parts(const struct spec_reader *r, struct value records, size_t *count)
{
	struct arena *scratch = arena_new();
	size_t parts = r->parts->count;
	struct parts_reader p = {
	    .spec = r,
	    .records = records,
	    .kept = arenas_new(scratch),
	    .scratch = arenas_new(scratch),
	    .lists = arena_alloc(scratch, parts * sizeof(*p.lists)),
	    .variants = arena_alloc(scratch, parts * sizeof(*p.variants)),
	    .reports = arena_alloc(scratch, parts * sizeof(struct report *)),
	    .failed = arena_alloc(scratch, parts * sizeof(bool)),
	    .count = parts};
	struct owner *owners;

	parallel_run(parts, read_part, &p);
	owners = take_parts(r, &p, count);
	for (unsigned i = 0; i < parallel_threads(); i++) {
		arena_free(p.kept[i]);
		arena_free(p.scratch[i]);
	}
	arena_free(scratch);
	return owners;
}

/* Of owners in canonical order. */
static size_t
drop_repeated(const struct spec_reader *r, struct owner *owners, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		char text[DNAME_TEXT];

		if (owners[i].refused)
			continue;
		if (kept == 0
		    || !dname_equal(owners[kept - 1].name, owners[i].name)) {
			owners[kept++] = owners[i];
			continue;
		}
		report_add(r->reader.report, RULE_DUPLICATE_OWNER,
		           owners[i].place,
		           "this is %s, which \"%s\" is already: merge the "
		           "two",
		           dname_to_text(text, owners[i].name),
		           owners[kept - 1].place->key);
	}
	return kept;
}

struct owner *
spec_read_owners(const struct spec_reader *r, struct value object, bool overlay,
                 struct view_set views, size_t *count)
{
	struct owner_list list;
	struct owner *owners;
	uint32_t *order;

	spec_list_owners(r, &list, object, overlay, views);
	order = owner_order(r->scratch, list.items, list.count, r->spec->apex);
	owners = arena_alloc(r->arena, list.count * sizeof(*owners));
	for (size_t i = 0; i < list.count; i++)
		owners[i] = list.items[order[i]];
	*count = drop_repeated(r, owners, list.count);
	return owners;
}

int
spec_read_records(const struct spec_reader *r, struct value records)
{
	struct spec *spec = r->spec;

	spec->records = records.place;
	if (!value_is_object(&r->reader, records, "\"records\""))
		return 0;
	if (r->parts == NULL)
		spec->owners = spec_read_owners(r, records, false, spec->views,
		                                &spec->owner_count);
	else
		spec->owners = read_parts(r, records, &spec->owner_count);
	return spec->owners == NULL ? ERR_MALFORMED : 0;
}
