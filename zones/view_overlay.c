/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/wire.h"
#include "zones/view_overlay.h"

static bool
is_removal(const struct rrset *rrset)
{
	return rrset->count == 0 && !rrset->broken;
}

/* Where the type is, or would be. */
static size_t
find_type(const struct resolution *resolution, uint16_t type, bool *there)
{
	size_t lo = 0, hi = resolution->count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (resolution->items[middle].rrset->type < type)
			lo = middle + 1;
		else
			hi = middle;
	}
	*there =
	    lo < resolution->count && resolution->items[lo].rrset->type == type;
	return lo;
}

static struct resolved *
insert(struct resolution *resolution, struct arena *arena, size_t at)
{
	if (resolution->count == resolution->room) {
		resolution->items =
		    arena_grow(arena, resolution->items, resolution->room,
		               sizeof(*resolution->items));
		resolution->room =
		    resolution->room == 0 ? 4 : resolution->room * 2;
	}
	memmove(&resolution->items[at + 1], &resolution->items[at],
	        (resolution->count - at) * sizeof(*resolution->items));
	resolution->count++;
	return &resolution->items[at];
}

void
resolution_begin(struct resolution *resolution, struct arena *arena,
                 const struct owner *shared)
{
	resolution->count = 0;
	for (size_t i = 0; shared != NULL && i < shared->count; i++)
		*insert(resolution, arena, i) =
		    (struct resolved){.rrset = &shared->rrsets[i]};
}

const struct rrset *
resolution_add(struct resolution *resolution, struct arena *arena,
               const struct rrset *rrset)
{
	bool there;
	size_t at = find_type(resolution, rrset->type, &there);

	if (there)
		return resolution->items[at].rrset;
	*insert(resolution, arena, at) = (struct resolved){.rrset = rrset};
	return NULL;
}

static void
report_unused(const struct overlay_step *step, const struct place *place,
              const char *what)
{
	report_in_view(step->site->report, RULE_OVERLAY_UNUSED, place,
	               step->view, step->name,
	               "this null removes nothing: %s; remove it, or mend "
	               "the name or type",
	               what);
}

/* The place of a name's own value in its overlay. */
static const struct place *
value_place(const struct overlay_step *step, const struct owner *owner)
{
	return place_member(step->site->arena, owner->place->up,
	                    owner->place->key);
}

/* null in place of the name, or "*": null. */
static void
remove_name(struct resolution *resolution, const struct overlay_step *step,
            const struct owner *owner)
{
	const struct place *place = value_place(step, owner);

	if (owner->clear)
		place = place_member(step->site->arena, place, "*");
	if (resolution->count == 0)
		report_unused(step, place, "the name has no records");
	for (size_t i = 0; i < resolution->count; i++)
		resolution->items[i].removed = true;
}

static void
remove_type(struct resolution *resolution, const struct overlay_step *step,
            const struct rrset *rrset)
{
	bool there;
	size_t at = find_type(resolution, rrset->type, &there);

	if (there)
		resolution->items[at].removed = true;
	else
		report_unused(step, rrset_place(step->site->arena, rrset),
		              "the name has no such RRset");
}

/* Each null is judged by what was there before any of them, or what two
 * groups' find would depend on their order. */
static void
remove_all(struct resolution *resolution, const struct overlay_step *step,
           const struct overlay_owner *owners, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const struct owner *owner = owners[i].owner;

		if (owner->remove || owner->clear)
			remove_name(resolution, step, owner);
		for (size_t j = 0; j < owner->count; j++)
			if (is_removal(&owner->rrsets[j]))
				remove_type(resolution, step,
				            &owner->rrsets[j]);
	}
	for (size_t i = 0; i < resolution->count; i++)
		if (!resolution->items[i].removed)
			resolution->items[kept++] = resolution->items[i];
	resolution->count = kept;
}

/* An overlay and "by-view" for one view or group. */
static bool
is_twin(const struct overlay *a, const struct overlay *b)
{
	return a->by_view != b->by_view && strcmp(a->key, b->key) == 0;
}

static void
report_twin(const struct overlay_step *step, const struct rrset *rrset,
            const struct overlay *overlay)
{
	struct arena *arena = step->site->arena;

	report_in_view(step->site->report, RULE_OVERLAY_CONFLICT,
	               rrset_place(arena, rrset), step->view, step->name,
	               "the name's %s is given to \"%s\" here, and given or "
	               "removed in its overlay: keep one of the two",
	               rdata_type_text(arena, rrset->type), overlay->key);
}

static void
report_conflict(const struct overlay_step *step, const struct rrset *rrset,
                const struct overlay *overlay, const struct overlay *rival)
{
	struct arena *arena = step->site->arena;

	if (is_twin(overlay, rival)) {
		report_twin(step, rrset, overlay);
		return;
	}
	report_in_view(step->site->report, RULE_OVERLAY_CONFLICT,
	               rrset_place(arena, rrset), step->view, step->name,
	               "\"%s\" and another group give %s records to this "
	               "name, and neither goes before the other: give them "
	               "in one of the two, or in the view's own overlay",
	               overlay->key, rdata_type_text(arena, rrset->type));
}

static void
give(struct resolution *resolution, const struct overlay_step *step,
     const struct rrset *rrset, const struct overlay *overlay)
{
	bool there;
	size_t at = find_type(resolution, rrset->type, &there);

	if (there && resolution->items[at].current) {
		report_conflict(step, rrset, overlay,
		                resolution->items[at].from);
		return;
	}
	if (!there)
		(void)insert(resolution, step->site->arena, at);
	resolution->items[at] = (struct resolved){.rrset = rrset,
	                                          .from = overlay,
	                                          .current = true,
	                                          .replaced = there};
}

/* Of these types, those that are left of what was there before. */
static const char *
left_over(const struct resolution *resolution, struct arena *arena,
          const uint16_t *types, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++) {
		bool there;
		size_t at = find_type(resolution, types[i], &there);

		if (there && !resolution->items[at].current)
			text = arena_format(arena, "%s%s%s", text,
			                    *text != '\0' ? ", " : "",
			                    rdata_type_text(arena, types[i]));
	}
	return text;
}

/* Other ways to the same host that an overlay for A or AAAA leaves as they
 * were: a client that takes one of them ends up elsewhere. */
static void
check_partial(const struct resolution *resolution,
              const struct overlay_step *step, uint16_t type)
{
	static const uint16_t beside_a[] = {TYPE_AAAA, TYPE_SVCB, TYPE_HTTPS};
	static const uint16_t beside_aaaa[] = {TYPE_A};
	struct arena *arena = step->site->arena;
	const char *left;
	bool there;
	size_t at = find_type(resolution, type, &there);

	if (!there || !resolution->items[at].replaced)
		return;
	left = type == TYPE_A ? left_over(resolution, arena, beside_a, 3)
	                      : left_over(resolution, arena, beside_aaaa, 1);
	if (*left != '\0')
		report_in_view(step->site->report, RULE_OVERLAY_PARTIAL,
		               rrset_place(arena, resolution->items[at].rrset),
		               step->view, step->name,
		               "%s is replaced, but the name's %s is left as "
		               "it was: replace it too, or remove it with "
		               "null",
		               rdata_type_text(arena, type), left);
}

static bool
removes(const struct owner *owner, uint16_t type)
{
	if (owner->remove || owner->clear)
		return true;
	for (size_t i = 0; i < owner->count; i++)
		if (owner->rrsets[i].type == type
		    && is_removal(&owner->rrsets[i]))
			return true;
	return false;
}

/* One says that the view doesn't have the RRset, the other what it is. */
static void
check_twins(const struct overlay_step *step, const struct overlay_owner *given,
            const struct overlay_owner *owners, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_twin(given->overlay, owners[i].overlay))
			continue;
		for (size_t j = 0; j < given->owner->count; j++) {
			const struct rrset *rrset = &given->owner->rrsets[j];

			if (!is_removal(rrset)
			    && removes(owners[i].owner, rrset->type))
				report_twin(step, rrset, given->overlay);
		}
	}
}

void
resolution_apply(struct resolution *resolution, const struct overlay_step *step,
                 const struct overlay_owner *owners, size_t count)
{
	for (size_t i = 0; i < resolution->count; i++) {
		resolution->items[i].current = false;
		resolution->items[i].replaced = false;
	}
	remove_all(resolution, step, owners, count);
	for (size_t i = 0; i < count; i++)
		if (owners[i].overlay->by_view)
			check_twins(step, &owners[i], owners, count);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < owners[i].owner->count; j++)
			if (!is_removal(&owners[i].owner->rrsets[j]))
				give(resolution, step,
				     &owners[i].owner->rrsets[j],
				     owners[i].overlay);
	check_partial(resolution, step, TYPE_A);
	check_partial(resolution, step, TYPE_AAAA);
}
