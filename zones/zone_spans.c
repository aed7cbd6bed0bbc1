/* SPDX-License-Identifier: ISC */
#include "zones/zone_spans.h"

#include "zones/parallel.h"

enum { NAMES = 2048 }; /* of a span */

struct spans {
	const struct tree *tree;
	struct span *items;
	struct report **reports; /* one a span */
	struct arena **arenas;   /* one a thread */
	size_t count;
	void (*step)(const struct tree *tree, const struct span *span,
	             struct report *report, struct arena *arena);
};

static size_t
spans_of(const struct zone *zone)
{
	return (zone->count + NAMES - 1) / NAMES;
}

struct span *
zone_spans(size_t *count, struct arena *arena, const struct tree *tree)
{
	struct span *spans;
	size_t all = 0;

	for (size_t i = 0; i < tree->count; i++)
		all += spans_of(&tree->zones[i]);
	spans = arena_alloc(arena, all * sizeof(*spans));
	*count = 0;
	for (size_t i = 0; i < tree->count; i++) {
		const struct zone *zone = &tree->zones[i];

		for (size_t from = 0; from < zone->count; from += NAMES)
			spans[(*count)++] = (struct span){
			    .zone = zone,
			    .from = from,
			    .to = zone->count - from > NAMES ? from + NAMES
			                                     : zone->count};
	}
	return spans;
}

static void
run_step(void *context, unsigned thread, size_t i)
{
	struct spans *spans = context;
	struct arena *arena = spans->arenas[thread];

	spans->reports[i] = report_new(arena);
	spans->step(spans->tree, &spans->items[i], spans->reports[i], arena);
}

void
zone_spans_run(const struct tree *tree, struct report *report,
               void (*step)(const struct tree *tree, const struct span *span,
                            struct report *report, struct arena *arena))
{
	struct arena *scratch = arena_new();
	struct spans spans = {.tree = tree, .step = step};
	unsigned threads = parallel_threads();

	spans.items = zone_spans(&spans.count, scratch, tree);
	spans.reports =
	    arena_alloc(scratch, spans.count * sizeof(struct report *));
	spans.arenas = arena_alloc(scratch, threads * sizeof(struct arena *));
	for (unsigned i = 0; i < threads; i++)
		spans.arenas[i] = arena_new();
	parallel_run(spans.count, run_step, &spans);
	for (size_t i = 0; i < spans.count; i++)
		report_merge(report, spans.reports[i]);
	for (unsigned i = 0; i < threads; i++)
		arena_free(spans.arenas[i]);
	arena_free(scratch);
}
