/* SPDX-License-Identifier: ISC */
#include "zones/diff/diff.h"

#include <assert.h>
#include <string.h>

#include "zones/diff/diff_alerts.h"
#include "zones/diff/diff_services.h"
#include "zones/diff/diff_space.h"
#include "zones/diff/diff_zones.h"
#include "zones/diff/side.h"

/* Two states, and which views of the old one have been found again. */
struct sides {
	struct diff *diff;
	const struct diff_side *old;
	const struct diff_side *new;
	bool *taken; /* views of old */
	struct policy old_policy;
	struct policy new_policy; /* where both are sites */
	bool soa;
};

/* The same audience: whom the images answer, and its trust. */
static bool
same_clients(struct arena *arena, const struct side_view *a,
             const struct side_view *b)
{
	struct diff_set networks;

	if (a->external != b->external)
		return false;
	diff_networks(&networks, arena, &a->image, &b->image);
	return networks.added.count + networks.removed.count == 0;
}

/* A view that is gone and whose clients are all this new one's: it has another
 * name now. */
static const struct side_view *
find_renamed(const struct sides *s, const struct side_view *new)
{
	struct arena *scratch = arena_new();
	const struct side_view *found = NULL;

	for (size_t i = 0; i < s->old->count && found == NULL; i++) {
		const struct side_view *old = &s->old->views[i];

		if (!s->taken[i] && diff_side_view(s->new, old->name) == NULL
		    && same_clients(scratch, old, new))
			found = old;
	}
	arena_free(scratch);
	return found;
}

static bool
same_image(const struct side_view *a, const struct side_view *b)
{
	return memcmp(a->image.header->hash, b->image.header->hash, IMAGE_HASH)
	       == 0;
}

static bool
any_in(const struct diff_set *set)
{
	return set->added.count + set->removed.count > 0;
}

static bool
any_change(const struct diff_view *view)
{
	return view->was != NULL || view->external != view->was_external
	       || any_in(&view->networks) || any_in(&view->resolvers)
	       || any_in(&view->ports) || view->service_count > 0
	       || view->zone_count > 0;
}

/* Where both are sites: their port spaces and services. */
static void
compare_ports(struct sides *s, struct diff_view *view,
              const struct side_view *old, const struct side_view *new)
{
	const struct view none = {0};
	const struct view *before = old == NULL ? &none : old->written;
	const struct view *after = new == NULL ? &none : new->written;

	if (!s->diff->ports)
		return;
	diff_ports(&view->ports, s->diff->arena, before->ports,
	           before->port_count, after->ports, after->port_count);
	diff_services(view, s->diff->arena, &s->old_policy,
	              old == NULL ? -1 : (int)before->index, &s->new_policy,
	              new == NULL ? -1 : (int)after->index);
}

static void
build_policy(struct policy *policy, struct arena *arena,
             const struct diff_side *side)
{
	policy_build(policy, arena, &side->checked.site, side->checked.trees);
}

/* Either may be NULL, not both. */
static void
compare_view(struct sides *s, const struct side_view *old,
             const struct side_view *new)
{
	struct diff *diff = s->diff;
	struct diff_view *view = &diff->views[diff->view_count++];
	const struct side_view *any = new != NULL ? new : old;
	const struct image *before = old == NULL ? NULL : &old->image;
	const struct image *after = new == NULL ? NULL : &new->image;

	assert(any != NULL);
	*view = (struct diff_view){
	    .name = any->name,
	    .external = any->external,
	    .was_external = old != NULL ? old->external : any->external,
	};
	if (old != NULL && new != NULL && strcmp(old->name, new->name) != 0)
		view->was = old->name;
	compare_ports(s, view, old, new);
	if (old == NULL || new == NULL || !same_image(old, new)) {
		diff_networks(&view->networks, diff->arena, before, after);
		diff_resolvers(&view->resolvers, diff->arena, before, after);
		diff_zones(view, diff->arena, before, after, s->old, s->soa);
	}
	if (old == NULL || new == NULL)
		view->kind = old == NULL ? DIFF_ADDED : DIFF_REMOVED;
	else
		view->kind = any_change(view) ? DIFF_CHANGED : DIFF_SAME;
	if (new != NULL &&new->external && view->kind != DIFF_SAME)
		view->first = diff_first_names(after, s->old);
}

static void
add_up(struct diff *diff, const struct diff_view *view)
{
	diff->rrsets.added += view->rrsets.added;
	diff->rrsets.removed += view->rrsets.removed;
	diff->rrsets.changed += view->rrsets.changed;
	diff->views_by_kind.added += view->kind == DIFF_ADDED;
	diff->views_by_kind.removed += view->kind == DIFF_REMOVED;
	diff->views_by_kind.changed += view->kind == DIFF_CHANGED;
}

void
diff_sides(struct diff *diff, struct arena *arena, const struct diff_side *old,
           const struct diff_side *new, bool soa)
{
	struct sides s = {.diff = diff, .old = old, .new = new, .soa = soa};

	*diff = (struct diff){.arena = arena, .ports = old->site && new->site};
	diff->views = arena_alloc(arena, (old->count + new->count)
	                                     * sizeof(*diff->views));
	s.taken = arena_alloc(arena, old->count * sizeof(*s.taken));
	if (diff->ports) {
		build_policy(&s.old_policy, arena, old);
		build_policy(&s.new_policy, arena, new);
	}
	for (size_t i = 0; i < new->count; i++) {
		const struct side_view *after = &new->views[i];
		const struct side_view *before =
		    diff_side_view(old, after->name);

		if (before == NULL)
			before = find_renamed(&s, after);
		if (before != NULL)
			s.taken[before - old->views] = true;
		compare_view(&s, before, after);
	}
	for (size_t i = 0; i < old->count; i++)
		if (!s.taken[i])
			compare_view(&s, &old->views[i], NULL);
	for (size_t i = 0; i < diff->view_count; i++) {
		add_up(diff, &diff->views[i]);
		diff_alerts(diff, &diff->views[i]);
	}
}

bool
diff_any(const struct diff *diff)
{
	const struct diff_count *views = &diff->views_by_kind;

	return views->added + views->removed + views->changed > 0;
}
