/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/spec_read.h"
#include "zones/view_list.h"

bool
spec_read_overlay_views(const struct spec_reader *r, struct overlay *overlay)
{
	const char *key = overlay->key;
	struct view_set views = {0};

	if (!view_list_name(r->site, key, overlay->place, &views))
		return false;
	overlay->group = key[0] == '@';
	overlay->views = view_set_both(views, r->spec->views);
	if (!view_set_empty(&overlay->views))
		return true;
	if (!r->views_known)
		return false;
	report_add(r->reader.report, RULE_UNKNOWN_VIEW, overlay->place,
	           overlay->group
	               ? "none of the views of \"%s\" is among the zone's "
	                 "\"views\": add one there, or remove the overlay"
	               : "\"%s\" isn't among the zone's \"views\": add it "
	                 "there, or remove the overlay",
	           key);
	return false;
}

void
spec_read_overlays(struct spec_reader *r, struct value object)
{
	struct spec *spec = r->spec;
	const char *key;
	json_t *json;

	if (!value_is_object(&r->reader, object, "\"overlays\""))
		return;
	spec->overlays =
	    arena_alloc(r->reader.arena, json_object_size(object.json)
	                                     * sizeof(*spec->overlays));
	json_object_foreach(object.json, key, json)
	{
		struct value value;
		struct overlay overlay = {.key = NULL};
		bool known;

		if (value_is_comment(key))
			continue;
		value = value_get(&r->reader, object, key);
		overlay.key = value.place->key;
		overlay.place = value_name_place(&r->reader, object, key);
		known = spec_read_overlay_views(r, &overlay);
		/* What is in it is read and checked all the same. */
		if (!value_is_object(&r->reader, value, "an overlay"))
			continue;
		overlay.owners = spec_read_owners(r, value, true, overlay.views,
		                                  &overlay.count);
		if (known)
			spec->overlays[spec->overlay_count++] = overlay;
	}
}
