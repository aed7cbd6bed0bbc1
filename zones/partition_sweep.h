/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PARTITION_SWEEP_H
#define MULLION_PARTITION_SWEEP_H

#include "zones/partition.h"

/*
 * Between the files that make a partition: partition_sweep.c goes through the
 * whole space and tells which facts hold where, partition.c says what that
 * means.
 *
 * A range belongs to a track, one for each fact that there may be of an
 * address, and of one track no two ranges overlap. With V views:
 *
 *   refuse | own view 0..V-1 | external view 0..V-1 | resolvers 0..V-1 | sets
 *
 * Facts are found again by their octets: the bits of the tracks that hold an
 * address, and then the views of external trust among them, the own one left
 * out, the most specific first, ended by VIEW_MAX. Of a refused address
 * nothing else is a fact.
 */
struct facts {
	struct facts *next; /* in the bucket */
	uint64_t hash;
	uint32_t class;
	uint64_t bits[]; /* words, then order[] */
};

enum { TRACK_REFUSE = 0 };

struct sweep {
	/* set by the caller */
	struct arena *arena;
	size_t view_count;
	const struct network_ranges *tracks;
	size_t track_count;

	/* what comes out */
	struct partition_span *spans;
	size_t span_count;
	struct facts **classes; /* in the order of their first address */
	size_t class_count;

	/* within */
	size_t words; /* of the bits of all tracks */
	size_t size;  /* octets of facts' bits and order */
	struct edge *edges;
	size_t edge_count;
	struct facts *open; /* now */
	int *lengths;       /* of the open range of each external view */
	struct facts **buckets;
	size_t bucket_count;
};

static inline size_t
track_own(unsigned view)
{
	return 1 + view;
}

static inline size_t
track_external(const struct sweep *sweep, unsigned view)
{
	return 1 + sweep->view_count + view;
}

static inline size_t
track_resolver(const struct sweep *sweep, unsigned view)
{
	return 1 + 2 * sweep->view_count + view;
}

static inline size_t
track_set(const struct sweep *sweep, size_t set)
{
	return 1 + 3 * sweep->view_count + set;
}

static inline bool
facts_has(const struct facts *facts, size_t track)
{
	return facts->bits[track / 64] >> track % 64 & 1;
}

static inline uint16_t *
facts_order(const struct sweep *sweep, struct facts *facts)
{
	return (uint16_t *)(facts->bits + sweep->words);
}

/* The sweep is zero but for what the caller sets. */
void partition_sweep(struct sweep *sweep);

#endif
