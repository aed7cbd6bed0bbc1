/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/audit/audit.h"
#include "zones/prove/claims.h"

static const char *const untold[] = {
    "services and their ports: images have the SRV records alone",
    "waivers, and why: no image says what was waived",
    "what is reserved for whom: no image says it, so nothing is proved",
};

const char *
audit_unmodelled(const struct audit *audit, size_t i)
{
	if (audit->proof != NULL)
		return proof_unmodelled(i);
	return i < sizeof(untold) / sizeof(untold[0]) ? untold[i] : NULL;
}

/* A text that somebody wrote, in one line whatever is in it. */
static void
put_text(const char *text, FILE *out)
{
	for (; *text != '\0'; text++)
		putc((unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text,
		     out);
}

/* The hash of a view's image in a folder, and the serials of its zones. */
static void
print_image(const struct audit *audit, size_t view, FILE *out)
{
	const char *name = audit->side->views[view].name;
	const struct survey *survey = audit->surveys[view];
	const struct image *image = audit_image(audit, view);

	if (image != NULL)
		fprintf(out, "IMAGE %s sha256 %s\n", name,
		        audit_hash(audit->arena, image->header->hash));
	for (uint32_t i = 0; i < survey->zone_count; i++) {
		const struct survey_zone *zone = &survey->zones[i];
		const struct image_zone *found =
		    audit_image_zone(audit, view, zone);

		if (found != NULL)
			fprintf(out, "SERIAL %s %s %u\n", name, zone->apex,
			        found->serial);
		if (audit->published == NULL)
			continue;
		fprintf(
		    out, "PUBLISHED %s %s %s\n", name, zone->apex,
		    found == NULL ? "no"
		    : memcmp(found->content, zone->zone->content, IMAGE_HASH)
			    == 0
			? "as it is"
			: "otherwise");
	}
}

static void
print_images(const struct audit *audit, FILE *out)
{
	for (size_t i = 0; i < audit->side->count; i++)
		if (audit->proof == NULL || audit->published != NULL)
			print_image(audit, i, out);
}

/* What `prove` prints of a site, for the images of one. */
static void
print_surveys(const struct audit *audit, FILE *out)
{
	for (size_t i = 0; i < audit->side->count; i++) {
		const struct side_view *view = &audit->side->views[i];

		proof_print_view(view->name, view->external, audit->surveys[i],
		                 out);
	}
	for (size_t i = 0; i < audit->side->count; i++) {
		const struct side_view *view = &audit->side->views[i];
		size_t count;
		const char **networks =
		    audit_networks(audit->arena, &view->image, &count);

		fprintf(out, "NETWORKS %s", view->name);
		for (size_t j = 0; j < count; j++)
			fprintf(out, " %s", networks[j]);
		putc('\n', out);
	}
	for (size_t i = 0; i < audit->side->count; i++)
		for (uint32_t j = 0; j < audit->surveys[i]->zone_count; j++)
			proof_print_zone(audit->side->views[i].name,
			                 &audit->surveys[i]->zones[j], out);
	for (size_t i = 0; audit_unmodelled(audit, i) != NULL; i++)
		fprintf(out, "UNMODELLED %s\n", audit_unmodelled(audit, i));
}

static void
print_waiver(const struct audit *audit, const struct waiver *waiver, FILE *out)
{
	fprintf(out, "WAIVER %s ", rule_info(waiver->rule)->id);
	put_text(waiver->subject, out);
	fprintf(out, " in %s at ", claims_views(audit->proof, waiver->views));
	put_text(audit_waiver_place(audit, waiver), out);
	if (waiver->until != NULL)
		fprintf(out, " until %s", waiver->until);
	if (waiver->ticket != NULL) {
		fputs(" ticket ", out);
		put_text(waiver->ticket, out);
	}
	fputs(": ", out);
	put_text(waiver->reason, out);
	putc('\n', out);
}

static void
print_waivers(const struct audit *audit, FILE *out)
{
	const struct waiver *waiver;

	for (size_t i = 0; (waiver = audit_waiver(audit, i)) != NULL; i++)
		print_waiver(audit, waiver, out);
}

static void
print_change(const struct audit_change *change, FILE *out)
{
	fputs(change->before == NULL ? "ADDED "
	      : change->now == NULL  ? "REMOVED "
	                             : "CHANGED ",
	      out);
	fprintf(out, "%s ", change->what);
	put_text(change->subject, out);
	if (*change->view != '\0') {
		fputs(" in ", out);
		put_text(change->view, out);
	}
	fputs(": ", out);
	put_text(change->before == NULL ? change->now : change->before, out);
	if (change->before != NULL && change->now != NULL) {
		fputs(" -> ", out);
		put_text(change->now, out);
	}
	putc('\n', out);
}

static void
print_changes(const struct audit *audit, FILE *out)
{
	if (audit->against == NULL)
		return;
	fputs("AGAINST ", out);
	put_text(audit->against, out);
	fprintf(out, " changes %zu\n", audit->change_count);
	for (size_t i = 0; i < audit->change_count; i++)
		print_change(&audit->changes[i], out);
}

void
audit_text(const struct audit *audit, FILE *out)
{
	if (audit->proof != NULL)
		proof_print(audit->proof, false, out);
	else
		print_surveys(audit, out);
	print_images(audit, out);
	print_waivers(audit, out);
	print_changes(audit, out);
}
