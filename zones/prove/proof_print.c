/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/prove/claims.h"

static const char *const unmodelled[] = {
    "egress: what a client or a service connects to from the inside",
    "third parties: hosts, resolvers and networks beyond the site's own",
    "recursion: who asks a resolver is seen as the resolver; who asks it may "
    "be anybody",
    "forged sources: an answer goes to the address that a packet bears",
    "translation: clients behind NAT or a proxy have its address",
    "free text: names and addresses in TXT, SPF, URI, NAPTR and CAA; check "
    "warns of them",
    "time, sizes and rates: what an answer's delay or a server's load tells",
};

const char *
proof_unmodelled(size_t i)
{
	return i < sizeof(unmodelled) / sizeof(unmodelled[0]) ? unmodelled[i]
	                                                      : NULL;
}

void
proof_print_view(const char *name, bool external, const struct survey *survey,
                 FILE *out)
{
	fprintf(out, "VIEW %s trust %s zones %u names %u\n", name,
	        external ? "external" : "internal", survey->zone_count,
	        survey->names);
}

void
proof_print_zone(const char *view, const struct survey_zone *zone, FILE *out)
{
	fprintf(out,
	        "ZONE %s %s answers %u wildcards %u delegations %u empty %u "
	        "occluded %u content ",
	        view, zone->apex, zone->counts[SURVEY_ANSWER], zone->wildcards,
	        zone->counts[SURVEY_DELEGATION], zone->counts[SURVEY_EMPTY],
	        zone->counts[SURVEY_OCCLUDED]);
	for (size_t i = 0; i < IMAGE_HASH; i++)
		fprintf(out, "%02x", zone->zone->content[i]);
	putc('\n', out);
}

static void
print_audience(const struct proof *proof,
               const struct partition_audience *audience, FILE *out)
{
	fprintf(out, "AUDIENCE %s view %s else ", audience->name,
	        audience->view == NULL ? "-" : audience->view->name);
	for (size_t i = 0; i < audience->fallback_count; i++)
		fprintf(out, "%s%s", i == 0 ? "" : ",",
		        audience->fallbacks[i]->name);
	fprintf(out, "%s resolver %s\n",
	        audience->fallback_count == 0 ? "-" : "",
	        claims_views(proof, audience->resolver_of));
}

static void
print_class(const struct proof *proof, const struct partition_class *class,
            FILE *out)
{
	fprintf(out, "CLASS %s audience %s spans", class->name,
	        proof->partition.audiences[class->audience].name);
	for (size_t i = 0; i < class->span_count; i++)
		fprintf(out, " %s",
		        partition_span_text(proof->arena,
		                            &class->spans[i]->first,
		                            &class->spans[i]->last));
	putc('\n', out);
}

static void
print_reserved(const struct proof *proof, FILE *out)
{
	const struct site *site = proof->site;
	const struct reserved *unlisted = NULL;

	for (size_t i = 0; i < site->reserved_count; i++) {
		const struct reserved *reserved = &site->reserved[i];

		if (reserved->place == NULL)
			unlisted = reserved;
		else
			fprintf(out, "RESERVED %s for %s\n",
			        claims_reserved(proof, reserved),
			        claims_views(proof, reserved->views));
	}
	if (unlisted == NULL)
		return;
	fprintf(out, "RESERVED (unlisted) for %s domains",
	        claims_views(proof, unlisted->views));
	for (size_t i = 0; i < site->reserved_count; i++)
		if (site->reserved[i].place == NULL)
			fprintf(out, " %s",
			        claims_reserved(proof, &site->reserved[i]));
	putc('\n', out);
}

/* An opening, and the classes of sources that it is open to. */
static void
print_opening(const struct proof *proof, size_t index, FILE *out)
{
	const struct opening *opening = &proof->policy.openings[index];
	const struct partition *partition = &proof->partition;
	bool any = false;

	fprintf(out, "OPEN %s in %s addresses %s ports %s to ",
	        opening->service->id, proof->site->views[opening->view].name,
	        claims_addresses(proof, opening),
	        claims_ports_text(proof, opening->ports, opening->port_count));
	for (size_t i = 0; i < partition->class_count; i++)
		if (partition_in_set(&partition->classes[i], index)) {
			fprintf(out, "%s%s", any ? "," : "",
			        partition->classes[i].name);
			any = true;
		}
	fputs(any ? "\n" : "-\n", out);
}

static void
print_claim(const struct claim *claim, FILE *out)
{
	fprintf(out, "%s %s%s%s%s%s: %s\n",
	        claim->proved ? "PROVED" : "WITNESS", claim->kind,
	        *claim->subject == '\0' ? "" : " ", claim->subject,
	        *claim->whom == '\0' ? "" : " ", claim->whom, claim->text);
}

/* A name that clients are given something of, with the types that it has. */
static void
print_name(const struct proof *proof, const struct image *image,
           const char *view, const struct image_name *name,
           enum survey_kind kind, FILE *out)
{
	const struct image_rrset *rrset = image_rrsets(name);
	uint8_t whole[DNAME_MAX];
	char text[DNAME_TEXT];

	if (kind != SURVEY_ANSWER && kind != SURVEY_DELEGATION)
		return;
	image_name_whole(image, name, whole);
	fprintf(out, "NAME %s %s", view, dname_to_text(text, whole));
	if (kind == SURVEY_DELEGATION)
		fputs(" delegation", out);
	for (; rrset != NULL; rrset = image_rrset_next(rrset))
		fprintf(out, " %s", rdata_type_text(proof->arena, rrset->type));
	putc('\n', out);
}

static void
print_names(const struct proof *proof, unsigned index, FILE *out)
{
	const struct image *image = &proof->views[index].image;
	const struct survey *survey = &proof->views[index].survey;
	const char *view = proof->site->views[index].name;

	for (uint32_t i = 0; i < survey->zone_count; i++) {
		const struct image_zone *zone = &image->zones[i];
		const struct image_name *name = image_name(image, zone->apex);

		for (uint32_t j = 0; j < zone->names; j++) {
			print_name(proof, image, view, name,
			           survey->zones[i].kinds[j], out);
			if (j + 1 < zone->names)
				name = image_next(name);
		}
	}
}

void
proof_print(const struct proof *proof, bool names, FILE *out)
{
	const struct partition *partition = &proof->partition;
	const struct site *site = proof->site;

	fprintf(out, "SITE %s\n", proof->site_hash);
	for (unsigned i = 0; i < site->view_count; i++)
		proof_print_view(site->views[i].name, site->views[i].external,
		                 &proof->views[i].survey, out);
	for (unsigned i = 0; i < site->view_count; i++) {
		const struct survey *survey = &proof->views[i].survey;

		for (uint32_t j = 0; j < survey->zone_count; j++)
			proof_print_zone(site->views[i].name, &survey->zones[j],
			                 out);
	}
	for (unsigned i = 0; names && i < site->view_count; i++)
		print_names(proof, i, out);
	for (size_t i = 0; i < partition->audience_count; i++)
		print_audience(proof, &partition->audiences[i], out);
	for (size_t i = 0; i < partition->class_count; i++)
		print_class(proof, &partition->classes[i], out);
	print_reserved(proof, out);
	for (size_t i = 0; i < proof->policy.count; i++)
		print_opening(proof, i, out);
	for (size_t i = 0; i < proof->claim_count; i++)
		print_claim(&proof->claims[i], out);
	fprintf(out, "CLAIMS proved %zu witness %zu\n",
	        proof->claim_count - proof->witness_count,
	        proof->witness_count);
	for (size_t i = 0; proof_unmodelled(i) != NULL; i++)
		fprintf(out, "UNMODELLED %s\n", proof_unmodelled(i));
}
