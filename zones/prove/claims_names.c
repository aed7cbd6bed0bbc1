/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/explain.h"
#include "zones/prove/asking.h"
#include "zones/prove/claims.h"

/* A zone of some view, and what the views that don't have it answer to its
 * name. */
struct zone_asked {
	const uint8_t *apex;
	const char *text;
	struct view_set views; /* that have it */
	uint16_t *rcodes;      /* of each view */
};

static void
claim_served(struct proof *proof, unsigned view)
{
	const struct survey *survey = &proof->views[view].survey;
	const char *whom =
	    arena_format(proof->arena, "in %s", proof->site->views[view].name);

	for (uint32_t i = 0; i < survey->zone_count; i++) {
		const struct survey_zone *zone = &survey->zones[i];
		const char *text;

		if (zone->broken != NULL)
			text = arena_format(
			    proof->arena,
			    "%s isn't answered as the image holds it",
			    zone->broken);
		else if (!survey->anybody)
			text = "nobody is answered";
		else
			text = arena_format(
			    proof->arena,
			    "%u names asked for, each answered as the image "
			    "holds it",
			    zone->zone->names);
		claims_add(proof, zone->broken == NULL, "served", zone->apex,
		           whom, text);
	}
}

static void
claim_reachable(struct proof *proof, unsigned view)
{
	const struct survey *survey = &proof->views[view].survey;
	const char *name = proof->site->views[view].name;
	uint32_t bad = survey->documentation + survey->unreachable;
	const char *text;

	if (bad == 0)
		text = arena_format(proof->arena,
		                    "all %u addresses are globally reachable",
		                    survey->addresses);
	else
		text = arena_format(
		    proof->arena, "%s %s gives %s; %u of %u aren't reachable",
		    survey->address.owner, survey->address.type,
		    survey->address.what, bad, survey->addresses);
	claims_add(proof, bad == 0, "reachable", "",
	           arena_format(proof->arena, "in %s", name), text);
}

static int
compare_zones(const void *left, const void *right)
{
	const struct zone_asked *a = left, *b = right;

	return dname_compare(a->apex, b->apex);
}

/* All zones of the site, each once, in canonical order. */
static struct zone_asked *
list_zones(struct proof *proof, size_t *count)
{
	struct arena *arena = proof->arena;
	struct zone_asked *zones = NULL;
	size_t all = 0;

	for (unsigned i = 0; i < proof->site->view_count; i++) {
		const struct proof_view *view = &proof->views[i];

		for (uint32_t j = 0; j < view->survey.zone_count; j++) {
			struct zone_asked zone = {
			    .apex = image_name(&view->image,
			                       view->image.zones[j].apex)
			                ->octets,
			    .text = view->survey.zones[j].apex,
			};

			view_set_add(&zone.views, i);
			zones = arena_grow(arena, zones, all, sizeof(*zones));
			zones[all++] = zone;
		}
	}
	if (all > 0)
		qsort(zones, all, sizeof(*zones), compare_zones);
	*count = 0;
	for (size_t i = 0; i < all; i++) {
		if (*count > 0
		    && compare_zones(&zones[*count - 1], &zones[i]) == 0) {
			zones[*count - 1].views = view_set_either(
			    zones[*count - 1].views, zones[i].views);
			continue;
		}
		zones[*count] = zones[i];
		zones[(*count)++].rcodes = arena_alloc(
		    arena, proof->site->view_count * sizeof(uint16_t));
	}
	return zones;
}

static void
ask_zones(struct proof *proof, struct zone_asked *zones, size_t count)
{
	struct arena *scratch = arena_new();

	for (unsigned i = 0; i < proof->site->view_count; i++) {
		struct asking asking;

		arena_clear(scratch);
		asking_begin(&asking, scratch, &proof->views[i].image);
		for (size_t j = 0; j < count; j++)
			if (!view_set_has(&zones[j].views, i))
				zones[j].rcodes[i] =
				    asking_ask(&asking, zones[j].apex, TYPE_SOA)
					.rcode;
	}
	arena_free(scratch);
}

static void
claim_absent(struct proof *proof, const struct zone_asked *zone,
             const struct partition_audience *audience)
{
	struct view_set have =
	    view_set_both(zone->views, audience->answered_by);
	const char *text = "";

	if (!view_set_empty(&have))
		return;
	for (unsigned i = 0; i < proof->site->view_count; i++)
		if (view_set_has(&audience->answered_by, i))
			text = arena_format(
			    proof->arena, "%s%s%s answers %s", text,
			    *text == '\0' ? "no such zone: " : ", ",
			    proof->site->views[i].name,
			    explain_rcode(zone->rcodes[i]));
	claims_add(proof, true, "absent", zone->text,
	           claims_from(proof, audience), text);
}

/* What is reserved, held against what one audience is given. */
struct hiding {
	const struct partition_audience *audience;
	uint32_t names; /* of all views that may answer */
	uint32_t targets;
	uint32_t addresses;
	uint16_t rcodes[VIEW_MAX]; /* bits: what each view answers */
	const char *witness;       /* NULL: it is hidden */
};

/* "192.0.2.1 asks external for www.example.com. A, which" */
static void
set_witness(struct proof *proof, struct hiding *hiding, unsigned view,
            const struct survey_hit *hit, const char *how)
{
	if (hiding->witness == NULL)
		hiding->witness =
		    arena_format(proof->arena, "%s asks %s for %s%s%s%s",
		                 claims_witness(proof, hiding->audience),
		                 proof->site->views[view].name, hit->owner,
		                 hit->type == NULL ? "" : " ",
		                 hit->type == NULL ? "" : hit->type, how);
}

/* "external answers REFUSED, internal answers NXDOMAIN" of the views that may
 * answer; what differs within the domain, or among domains, by a stroke. */
static const char *
rcodes_text(const struct proof *proof, const struct hiding *hiding)
{
	const char *text = "";

	for (unsigned i = 0; i < proof->site->view_count; i++) {
		const char *codes = "";

		if (!view_set_has(&hiding->audience->answered_by, i))
			continue;
		for (uint16_t rcode = 0; rcode < 16; rcode++)
			if (hiding->rcodes[i] >> rcode & 1)
				codes =
				    arena_format(proof->arena, "%s%s%s", codes,
				                 *codes == '\0' ? "" : "/",
				                 explain_rcode(rcode));
		text = arena_format(proof->arena, "%s%s%s answers %s", text,
		                    *text == '\0' ? "" : ", ",
		                    proof->site->views[i].name, codes);
	}
	return text;
}

static void
hide_in_view(struct proof *proof, struct hiding *hiding, size_t index,
             unsigned view)
{
	const struct survey *survey = &proof->views[view].survey;
	const struct survey_reserved *found = &survey->reserved[index];

	hiding->names += survey->names;
	hiding->targets += survey->targets;
	hiding->addresses += survey->addresses;
	hiding->rcodes[view] |=
	    (uint16_t)(1u << found->rcode | 1u << found->rcode_below);
	if (found->names > 0)
		set_witness(proof, hiding, view, &found->name,
		            ", which lies there");
	if (found->data > 0)
		set_witness(proof, hiding, view, &found->datum,
		            arena_format(proof->arena, ", which leads to %s",
		                         found->datum.what));
	if (found->answered != NULL)
		set_witness(proof, hiding, view,
		            &(struct survey_hit){found->answered, NULL, NULL},
		            arena_format(proof->arena, ": %s",
		                         explain_rcode(found->rcode_below)));
}

/* A resolver of a view that may see what is reserved sees all of it. */
static const char *
resolver_witness(const struct proof *proof,
                 const struct partition_audience *audience,
                 const struct reserved *reserved)
{
	struct view_set both =
	    view_set_both(audience->resolver_of, reserved->views);

	if (view_set_empty(&both))
		return NULL;
	return arena_format(
	    proof->arena, "%s is a resolver of %s, which may see it",
	    claims_witness(proof, audience), claims_views(proof, both));
}

/* Holds one reserved domain or range against what the audience is given. */
static void
hide(struct proof *proof, struct hiding *hiding, size_t index)
{
	hiding->names = hiding->targets = hiding->addresses = 0;
	hiding->witness = resolver_witness(proof, hiding->audience,
	                                   &proof->site->reserved[index]);
	for (unsigned i = 0; i < proof->site->view_count; i++)
		if (view_set_has(&hiding->audience->answered_by, i)
		    && !view_set_has(&proof->site->reserved[index].views, i))
			hide_in_view(proof, hiding, index, i);
}

static bool
is_outside(const struct partition_audience *audience,
           const struct reserved *reserved)
{
	return audience->view == NULL
	       || !view_set_has(&reserved->views, audience->view->index);
}

static void
add_hidden(struct proof *proof, const struct hiding *hiding,
           const char *subject, const char *text)
{
	claims_add(proof, hiding->witness == NULL, "hidden", subject,
	           claims_from(proof, hiding->audience),
	           hiding->witness == NULL ? text : hiding->witness);
}

static void
claim_hidden(struct proof *proof, struct hiding *hiding, size_t index)
{
	const struct reserved *reserved = &proof->site->reserved[index];
	const char *text;

	memset(hiding->rcodes, 0, sizeof(hiding->rcodes));
	hide(proof, hiding, index);
	text = reserved->domain == NULL
	           ? arena_format(proof->arena, "0 of %u addresses in it",
	                          hiding->addresses)
	           : arena_format(proof->arena,
	                          "%s; 0 of %u names in it, 0 of %u targets "
	                          "lead there",
	                          rcodes_text(proof, hiding), hiding->names,
	                          hiding->targets);
	add_hidden(proof, hiding, claims_reserved(proof, reserved), text);
}

/* What is reserved without being listed is much, and mostly one claim: those
 * domains that are seen are each one of their own. */
static void
claim_unlisted(struct proof *proof, struct hiding *hiding)
{
	const struct site *site = proof->site;
	size_t count = 0;

	memset(hiding->rcodes, 0, sizeof(hiding->rcodes));
	for (size_t i = 0; i < site->reserved_count; i++) {
		if (site->reserved[i].place != NULL
		    || !is_outside(hiding->audience, &site->reserved[i]))
			continue;
		hiding->witness = resolver_witness(proof, hiding->audience,
		                                   &site->reserved[i]);
		if (hiding->witness != NULL) {
			add_hidden(proof, hiding, "(unlisted)", "");
			return;
		}
		hide(proof, hiding, i);
		if (hiding->witness != NULL)
			add_hidden(proof, hiding,
			           claims_reserved(proof, &site->reserved[i]),
			           "");
		else
			count++;
	}
	hiding->witness = NULL;
	if (count > 0)
		add_hidden(proof, hiding, "(unlisted)",
		           arena_format(proof->arena,
		                        "%zu domains, %s; 0 of %u names in "
		                        "them, 0 of %u targets lead there",
		                        count, rcodes_text(proof, hiding),
		                        hiding->names, hiding->targets));
}

static void
claim_reserved(struct proof *proof, const struct partition_audience *audience)
{
	const struct site *site = proof->site;
	struct hiding hiding = {.audience = audience};

	if (view_set_empty(&audience->answered_by))
		return;
	for (size_t i = 0; i < site->reserved_count; i++)
		if (site->reserved[i].place != NULL
		    && is_outside(audience, &site->reserved[i]))
			claim_hidden(proof, &hiding, i);
	claim_unlisted(proof, &hiding);
}

static void
claim_zones(struct proof *proof)
{
	const struct partition *partition = &proof->partition;
	size_t count;
	struct zone_asked *zones = list_zones(proof, &count);

	ask_zones(proof, zones, count);
	for (size_t i = 0; i < partition->audience_count; i++)
		for (size_t j = 0;
		     j < count
		     && !view_set_empty(&partition->audiences[i].answered_by);
		     j++)
			claim_absent(proof, &zones[j],
			             &partition->audiences[i]);
}

void
claims_names(struct proof *proof)
{
	const struct partition *partition = &proof->partition;
	const struct site *site = proof->site;

	for (unsigned i = 0; i < site->view_count; i++)
		claim_served(proof, i);
	for (unsigned i = 0; i < site->view_count; i++)
		if (site->views[i].external)
			claim_reachable(proof, i);
	claim_zones(proof);
	for (size_t i = 0; i < partition->audience_count; i++)
		claim_reserved(proof, &partition->audiences[i]);
}
