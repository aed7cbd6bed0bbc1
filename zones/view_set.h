/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VIEW_SET_H
#define MULLION_VIEW_SET_H

#include <stdbool.h>
#include <stdint.h>

/* A set of views by their index in the site (the order of their names in
 * views' file). A site has VIEW_MAX views at most. */
enum { VIEW_MAX = 256 };

struct view_set {
	uint64_t bits[VIEW_MAX / 64];
};

static inline void
view_set_add(struct view_set *set, unsigned view)
{
	set->bits[view / 64] |= UINT64_C(1) << view % 64;
}

static inline void
view_set_remove(struct view_set *set, unsigned view)
{
	set->bits[view / 64] &= ~(UINT64_C(1) << view % 64);
}

static inline bool
view_set_has(const struct view_set *set, unsigned view)
{
	return set->bits[view / 64] >> view % 64 & 1;
}

static inline bool
view_set_empty(const struct view_set *set)
{
	uint64_t any = 0;

	for (unsigned i = 0; i < VIEW_MAX / 64; i++)
		any |= set->bits[i];
	return any == 0;
}

/* Views in both. */
static inline struct view_set
view_set_both(struct view_set a, struct view_set b)
{
	for (unsigned i = 0; i < VIEW_MAX / 64; i++)
		a.bits[i] &= b.bits[i];
	return a;
}

/* Views in either. */
static inline struct view_set
view_set_either(struct view_set a, struct view_set b)
{
	for (unsigned i = 0; i < VIEW_MAX / 64; i++)
		a.bits[i] |= b.bits[i];
	return a;
}

#endif
