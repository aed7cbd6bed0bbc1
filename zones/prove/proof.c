/* SPDX-License-Identifier: ISC */
#include "zones/progress.h"
#include "zones/prove/claims.h"
#include "zones/serial.h"

void
claims_add(struct proof *proof, bool proved, const char *kind,
           const char *subject, const char *whom, const char *text)
{
	proof->claims = arena_grow(proof->arena, proof->claims,
	                           proof->claim_count, sizeof(*proof->claims));
	proof->claims[proof->claim_count++] =
	    (struct claim){proved, kind, subject, whom, text};
	proof->witness_count += !proved;
}

const char *
claims_from(const struct proof *proof,
            const struct partition_audience *audience)
{
	return arena_format(proof->arena, "from %s", audience->name);
}

/* The first one of a network is nobody's, so it is the next where there is. */
const char *
claims_address(const struct proof *proof, const struct partition_class *class)
{
	struct net_address address = class->spans[0]->first;
	char text[NET_TEXT];

	if (net_address_compare(&address, &class->spans[0]->last) < 0)
		(void)network_next(&address);
	return arena_string(proof->arena, net_address_to_text(text, &address));
}

const char *
claims_witness(const struct proof *proof,
               const struct partition_audience *audience)
{
	return claims_address(proof,
	                      &proof->partition.classes[audience->first_class]);
}

const char *
claims_views(const struct proof *proof, struct view_set views)
{
	const char *text = "";

	for (unsigned i = 0; i < proof->site->view_count; i++)
		if (view_set_has(&views, i))
			text = arena_format(proof->arena, "%s%s%s", text,
			                    *text == '\0' ? "" : ",",
			                    proof->site->views[i].name);
	return *text == '\0' ? "-" : text;
}

const char *
claims_reserved(const struct proof *proof, const struct reserved *reserved)
{
	char text[DNAME_TEXT];

	if (reserved->domain == NULL)
		return reserved->text;
	return arena_string(proof->arena,
	                    dname_to_text(text, reserved->domain));
}

static int
make_view(struct proof *proof, struct checked *checked, unsigned index)
{
	struct proof_view *view = &proof->views[index];
	struct built built;
	int code;

	serial_choose(&checked->trees[index], NULL, 1, checked->report);
	code = checked_image(checked, index, &built);
	if (code == 0)
		code = image_open(&view->image, built.octets, built.size, NULL,
		                  NULL);
	if (code == 0)
		code = survey_image(&view->survey, proof->arena, &view->image,
		                    &checked->contents[index]);
	return code;
}

/* All sources, cut by the clients of services too. */
static void
cut_sources(struct proof *proof, const struct tree *trees)
{
	struct policy *policy = &proof->policy;
	struct network_ranges *sets;

	policy_build(policy, proof->arena, proof->site, trees);
	sets = arena_alloc(proof->arena, policy->count * sizeof(*sets));
	for (size_t i = 0; i < policy->count; i++)
		sets[i] = policy->openings[i].clients;
	partition_build(&proof->partition, proof->arena, proof->site, sets,
	                policy->count);
}

int
proof_make(struct proof *proof, struct checked *checked)
{
	const struct site *site = &checked->site;
	const char *failed;
	int code;

	*proof = (struct proof){
	    .arena = checked->arena,
	    .site = site,
	    .views = arena_alloc(checked->arena,
	                         site->view_count * sizeof(*proof->views)),
	};
	code = site_hash(proof->site_hash, site, &failed);
	for (unsigned i = 0; i < site->view_count && code == 0; i++) {
		progress_step("surveying", site->views[i].name, i + 1,
		              site->view_count);
		code = make_view(proof, checked, i);
	}
	if (code < 0)
		return code;
	progress_step("proving", site->name != NULL ? site->name : site->path,
	              0, 0);
	cut_sources(proof, checked->trees);
	claims_sources(proof);
	claims_names(proof);
	claims_ports(proof);
	return 0;
}
