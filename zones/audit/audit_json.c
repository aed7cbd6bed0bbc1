/* SPDX-License-Identifier: ISC */
#include <jansson.h>
#include <string.h>

#include "lib/wire.h"
#include "zones/audit/audit.h"
#include "zones/prove/claims.h"
#include "zones/report_json.h"

/* Each value is freed before the next one: there may be many. */
struct list {
	FILE *out;
	bool any;
};

static struct list
list_begin(FILE *out, const char *member)
{
	fprintf(out, ",\n\"%s\": [", member);
	return (struct list){.out = out};
}

static void
list_put(struct list *list, json_t *value)
{
	fputs(list->any ? ",\n" : "\n", list->out);
	json_dumpf(value, list->out,
	           JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);
	json_decref(value);
	list->any = true;
}

static void
list_end(struct list *list)
{
	fputs("]", list->out);
}

/* null for NULL. */
static json_t *
text_json(const char *text)
{
	return text == NULL ? json_null() : report_json_string(text);
}

static void
put_text(FILE *out, const char *member, const char *text)
{
	json_t *value = text_json(text);

	fprintf(out, ",\n\"%s\": ", member);
	json_dumpf(value, out, JSON_ENSURE_ASCII | JSON_ENCODE_ANY);
	json_decref(value);
}

static json_t *
views_json(const struct audit *audit, const struct view_set *views)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < audit->side->count; i++)
		if (view_set_has(views, i))
			json_array_append_new(
			    array, text_json(audit->side->views[i].name));
	return array;
}

static json_t *
spans_json(const struct audit *audit, const struct network_ranges *ranges)
{
	json_t *array = json_array();

	for (size_t i = 0; i < ranges->count; i++)
		json_array_append_new(array,
		                      text_json(partition_span_text(
					  audit->arena, &ranges->items[i].first,
					  &ranges->items[i].last)));
	return array;
}

static json_t *
view_json(const struct audit *audit, size_t i)
{
	const struct side_view *view = &audit->side->views[i];
	const struct view *written = view->written;
	const struct image *image = audit_image(audit, i);
	json_t *networks = json_array();
	size_t count;
	const char **texts = audit_networks(audit->arena, &view->image, &count);

	for (size_t j = 0; j < count; j++)
		json_array_append_new(networks, text_json(texts[j]));
	return json_pack(
	    "{so ss so so so}", "name", text_json(view->name), "trust",
	    view->external ? "external" : "internal", "networks", networks,
	    "ports",
	    text_json(audit->proof == NULL
	                  ? NULL
	                  : claims_ports_text(audit->proof, written->ports,
	                                      written->port_count)),
	    "sha256",
	    text_json(image == NULL
	                  ? NULL
	                  : audit_hash(audit->arena, image->header->hash)));
}

static void
put_views(const struct audit *audit, FILE *out)
{
	struct list list = list_begin(out, "views");

	for (size_t i = 0; i < audit->side->count; i++)
		list_put(&list, view_json(audit, i));
	list_end(&list);
}

/* Whether the zone is published as the site has it; null where that isn't
 * known. */
static json_t *
published_json(const struct audit *audit, const struct survey_zone *zone,
               const struct image_zone *found)
{
	if (audit->published == NULL)
		return json_null();
	return json_boolean(
	    found != NULL
	    && memcmp(found->content, zone->zone->content, IMAGE_HASH) == 0);
}

static json_t *
zone_json(const struct audit *audit, size_t view, uint32_t index)
{
	const struct survey_zone *zone = &audit->surveys[view]->zones[index];
	const struct image_zone *found = audit_image_zone(audit, view, zone);
	const uint32_t *counts = zone->counts;

	return json_pack(
	    "{so so sI sI sI sI sI so so so}", "zone", text_json(zone->apex),
	    "view", text_json(audit->side->views[view].name), "answers",
	    (json_int_t)counts[SURVEY_ANSWER], "wildcards",
	    (json_int_t)zone->wildcards, "delegations",
	    (json_int_t)counts[SURVEY_DELEGATION], "empty",
	    (json_int_t)counts[SURVEY_EMPTY], "occluded",
	    (json_int_t)counts[SURVEY_OCCLUDED], "content",
	    text_json(audit_hash(audit->arena, zone->zone->content)), "serial",
	    found == NULL ? json_null() : json_integer(found->serial),
	    "published", published_json(audit, zone, found));
}

static void
put_zones(const struct audit *audit, FILE *out)
{
	struct list list = list_begin(out, "zones");

	for (size_t i = 0; i < audit->side->count; i++)
		for (uint32_t j = 0; j < audit->surveys[i]->zone_count; j++)
			list_put(&list, zone_json(audit, i, j));
	list_end(&list);
}

static void
put_audiences(const struct audit *audit, FILE *out)
{
	struct list list = list_begin(out, "audiences");
	const struct partition *partition =
	    audit->proof == NULL ? NULL : &audit->proof->partition;

	for (size_t i = 0; partition != NULL && i < partition->audience_count;
	     i++) {
		const struct partition_audience *audience =
		    &partition->audiences[i];
		json_t *others = json_array();

		for (size_t j = 0; j < audience->fallback_count; j++)
			json_array_append_new(
			    others, text_json(audience->fallbacks[j]->name));
		list_put(&list,
		         json_pack("{so so so so}", "name",
		                   text_json(audience->name), "view",
		                   text_json(audience->view == NULL
		                                 ? NULL
		                                 : audience->view->name),
		                   "else", others, "resolver",
		                   views_json(audit, &audience->resolver_of)));
	}
	list_end(&list);
}

static void
put_classes(const struct audit *audit, FILE *out)
{
	struct list list = list_begin(out, "classes");
	const struct partition *partition =
	    audit->proof == NULL ? NULL : &audit->proof->partition;

	for (size_t i = 0; partition != NULL && i < partition->class_count;
	     i++) {
		const struct partition_class *class = &partition->classes[i];
		json_t *spans = json_array();

		for (size_t j = 0; j < class->span_count; j++)
			json_array_append_new(
			    spans, text_json(partition_span_text(
				       audit->arena, &class->spans[j]->first,
				       &class->spans[j]->last)));
		list_put(
		    &list,
		    json_pack(
			"{so so so}", "name", text_json(class->name),
			"audience",
			text_json(partition->audiences[class->audience].name),
			"spans", spans));
	}
	list_end(&list);
}

static void
put_reserved(const struct audit *audit, FILE *out)
{
	struct list list = list_begin(out, "reserved");
	const struct proof *proof = audit->proof;

	for (size_t i = 0; proof != NULL && i < proof->site->reserved_count;
	     i++) {
		const struct reserved *reserved = &proof->site->reserved[i];

		list_put(&list,
		         json_pack("{so so sb}", "what",
		                   text_json(claims_reserved(proof, reserved)),
		                   "views", views_json(audit, &reserved->views),
		                   "listed", reserved->place != NULL));
	}
	list_end(&list);
}

static json_t *
service_json(const struct audit *audit, size_t index)
{
	const struct proof *proof = audit->proof;
	const struct opening *opening = &proof->policy.openings[index];
	json_t *classes = json_array();

	for (size_t i = 0; i < proof->partition.class_count; i++)
		if (partition_in_set(&proof->partition.classes[i], index))
			json_array_append_new(
			    classes,
			    text_json(proof->partition.classes[i].name));
	return json_pack(
	    "{so so so so so so}", "service", text_json(opening->service->id),
	    "view", text_json(proof->site->views[opening->view].name),
	    "addresses", text_json(claims_addresses(proof, opening)), "ports",
	    text_json(
		claims_ports_text(proof, opening->ports, opening->port_count)),
	    "clients", spans_json(audit, &opening->clients), "classes",
	    classes);
}

static void
put_services(const struct audit *audit, FILE *out)
{
	struct list list = list_begin(out, "services");

	for (size_t i = 0;
	     audit->proof != NULL && i < audit->proof->policy.count; i++)
		list_put(&list, service_json(audit, i));
	list_end(&list);
}

static void
put_waivers(const struct audit *audit, FILE *out)
{
	struct list list = list_begin(out, "waivers");
	const struct waiver *waiver;

	for (size_t i = 0; (waiver = audit_waiver(audit, i)) != NULL; i++)
		list_put(
		    &list,
		    json_pack("{ss so so so so so so}", "rule",
		              rule_info(waiver->rule)->id, "subject",
		              text_json(waiver->subject), "views",
		              views_json(audit, &waiver->views), "reason",
		              text_json(waiver->reason), "ticket",
		              text_json(waiver->ticket), "until",
		              text_json(waiver->until), "place",
		              text_json(audit_waiver_place(audit, waiver))));
	list_end(&list);
}

static void
put_claims(const struct audit *audit, FILE *out)
{
	struct list list = list_begin(out, "claims");
	const struct proof *proof = audit->proof;

	for (size_t i = 0; proof != NULL && i < proof->claim_count; i++) {
		const struct claim *claim = &proof->claims[i];

		list_put(&list, json_pack("{sb ss so so so}", "proved",
		                          claim->proved, "kind", claim->kind,
		                          "subject", text_json(claim->subject),
		                          "whom", text_json(claim->whom),
		                          "text", text_json(claim->text)));
	}
	list_end(&list);
	list = list_begin(out, "unmodelled");
	for (size_t i = 0; audit_unmodelled(audit, i) != NULL; i++)
		list_put(&list, text_json(audit_unmodelled(audit, i)));
	list_end(&list);
}

static void
put_changes(const struct audit *audit, FILE *out)
{
	struct list list;

	put_text(out, "against", audit->against);
	list = list_begin(out, "changes");
	for (size_t i = 0; i < audit->change_count; i++) {
		const struct audit_change *change = &audit->changes[i];

		list_put(&list,
		         json_pack("{ss so so so so}", "what", change->what,
		                   "subject", text_json(change->subject),
		                   "view", text_json(change->view), "before",
		                   text_json(change->before), "now",
		                   text_json(change->now)));
	}
	list_end(&list);
}

static json_t *
answer_json(const struct audit *audit, const struct audit_answer *answer)
{
	json_t *records = json_array();

	for (size_t i = 0; i < answer->record_count; i++)
		json_array_append_new(records, text_json(answer->records[i]));
	return json_pack("{so ss ss so so}", "views",
	                 views_json(audit, &answer->views), "by",
	                 audit_by_text(answer->by), "status", answer->status,
	                 "zone", text_json(answer->zone), "records", records);
}

static void
put_names(const struct audit *audit, FILE *out)
{
	struct list list = list_begin(out, "names");

	for (size_t i = 0; i < audit->name_count; i++) {
		const struct audit_name *name = &audit->names[i];
		json_t *answers = json_array();

		for (size_t j = 0; j < name->answer_count; j++)
			json_array_append_new(
			    answers, answer_json(audit, &name->answers[j]));
		list_put(&list,
		         json_pack("{so so}", "name", text_json(name->text),
		                   "answers", answers));
	}
	list_end(&list);
}

void
audit_json(const struct audit *audit, FILE *out)
{
	fputs("{\"format\": 1", out);
	put_text(out, "kind", audit->proof != NULL ? "site" : "images");
	put_text(out, "hash",
	         audit->proof != NULL ? audit->proof->site_hash : NULL);
	put_views(audit, out);
	put_zones(audit, out);
	put_audiences(audit, out);
	put_classes(audit, out);
	put_reserved(audit, out);
	put_services(audit, out);
	put_waivers(audit, out);
	put_claims(audit, out);
	put_changes(audit, out);
	put_names(audit, out);
	fputs("\n}\n", out);
}
