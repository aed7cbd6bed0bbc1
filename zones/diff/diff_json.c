/* SPDX-License-Identifier: ISC */
#include <jansson.h>

#include "zones/diff/diff_print.h"

/* All texts are ASCII: names, RDATA and networks in presentation form, and
 * names of views. Each RRset's JSON is freed before the next: there may be
 * many. */
static void
put(json_t *json, FILE *out)
{
	json_dumpf(json, out, JSON_ENCODE_ANY);
	json_decref(json);
}

static json_t *
texts_json(const struct diff_texts *texts)
{
	json_t *array = json_array();

	for (size_t i = 0; i < texts->count; i++)
		json_array_append_new(array, json_string(texts->items[i]));
	return array;
}

static json_t *
count_json(const struct diff_count *count)
{
	return json_pack("{sI sI sI}", "added", (json_int_t)count->added,
	                 "removed", (json_int_t)count->removed, "changed",
	                 (json_int_t)count->changed);
}

static json_t *
set_json(const struct diff_set *set)
{
	return json_pack("{so so}", "added", texts_json(&set->added), "removed",
	                 texts_json(&set->removed));
}

static json_t *
records_json(const struct diff_texts *records, uint32_t ttl)
{
	if (records->count == 0)
		return json_null();
	return json_pack("{sI so}", "ttl", (json_int_t)ttl, "data",
	                 texts_json(records));
}

static void
put_rrset(const struct diff_rrset *rrset, FILE *out)
{
	put(json_pack("{ss ss ss sb so so}", "change", diff_word(rrset->kind),
	              "name", rrset->owner, "type", rrset->type,
	              "first-external", rrset->first, "old",
	              records_json(&rrset->old, rrset->old_ttl), "new",
	              records_json(&rrset->new, rrset->new_ttl)),
	    out);
}

static void
put_zones(const struct diff_view *view, FILE *out)
{
	for (size_t i = 0; i < view->zone_count; i++) {
		const struct diff_zone *zone = &view->zones[i];

		fprintf(out, "%s\n   {\"zone\": ", i == 0 ? "" : ",");
		put(json_string(zone->apex), out);
		fprintf(out, ", \"change\": \"%s\", \"rrsets\": [",
		        diff_word(zone->kind));
		for (size_t j = 0; j < zone->count; j++) {
			fputs(j == 0 ? "\n    " : ",\n    ", out);
			put_rrset(&zone->rrsets[j], out);
		}
		fputs("]}", out);
	}
}

static json_t *
services_json(const struct diff_view *view)
{
	json_t *array = json_array();

	for (size_t i = 0; i < view->service_count; i++) {
		const struct diff_service *service = &view->services[i];

		json_array_append_new(
		    array,
		    json_pack("{ss ss sb so so so}", "service", service->id,
		              "change", diff_word(service->kind), "opens",
		              service->opens, "hosts",
		              set_json(&service->hosts), "ports",
		              set_json(&service->ports), "clients",
		              set_json(&service->clients)));
	}
	return array;
}

static const char *
trust_text(bool external)
{
	return external ? "external" : "internal";
}

static void
put_view(const struct diff *diff, const struct diff_view *view, FILE *out)
{
	fputs("{\"view\": ", out);
	put(json_string(view->name), out);
	fprintf(out, ", \"change\": \"%s\", \"was\": ", diff_word(view->kind));
	put(view->was == NULL ? json_null() : json_string(view->was), out);
	fprintf(out,
	        ", \"trust\": \"%s\", \"trust-was\": \"%s\",\n"
	        "   \"rrsets\": ",
	        trust_text(view->external), trust_text(view->was_external));
	put(count_json(&view->rrsets), out);
	fprintf(out, ", \"names-first-external\": %zu,\n   \"clients\": ",
	        view->first);
	put(set_json(&view->networks), out);
	fputs(", \"resolvers\": ", out);
	put(set_json(&view->resolvers), out);
	fputs(", \"ports\": ", out);
	put(diff->ports ? set_json(&view->ports) : json_null(), out);
	fputs(",\n   \"services\": ", out);
	put(diff->ports ? services_json(view) : json_null(), out);
	fputs(",\n   \"zones\": [", out);
	put_zones(view, out);
	fputs("]}", out);
}

void
diff_json(const struct diff *diff, FILE *out)
{
	fputs("{\"format\": 1, \"summary\": ", out);
	put(json_string(diff_summary(diff)), out);
	fputs(",\n \"counts\": {\"views\": ", out);
	put(count_json(&diff->views_by_kind), out);
	fputs(", \"rrsets\": ", out);
	put(count_json(&diff->rrsets), out);
	fputs("},\n \"alerts\": [", out);
	for (size_t i = 0; i < diff->alert_count; i++) {
		const struct diff_alert *alert = &diff->alerts[i];

		fputs(i == 0 ? "\n  " : ",\n  ", out);
		put(json_pack("{ss ss ss so sI}", "alert",
		              diff_alert_id(alert->kind), "view", alert->view,
		              "text", alert->text, "subjects",
		              texts_json(&alert->subjects), "count",
		              (json_int_t)alert->count),
		    out);
	}
	fputs("],\n \"views\": [", out);
	for (size_t i = 0; i < diff->view_count; i++) {
		fputs(i == 0 ? "\n  " : ",\n  ", out);
		put_view(diff, &diff->views[i], out);
	}
	fputs("]}\n", out);
}
