/* SPDX-License-Identifier: ISC */
#include "zones/diff/diff_alerts.h"

#include <string.h>

enum { SHOWN = 8 }; /* subjects of an alert in text */

static void
add(struct diff *diff, enum diff_alert_kind kind, const struct diff_view *view,
    const char *text, const struct diff_texts *subjects, size_t count)
{
	diff->alerts = arena_grow(diff->arena, diff->alerts, diff->alert_count,
	                          sizeof(*diff->alerts));
	diff->alerts[diff->alert_count++] =
	    (struct diff_alert){.kind = kind,
	                        .view = view->name,
	                        .text = text,
	                        .subjects = *subjects,
	                        .count = count};
}

static void
add_list(struct diff *diff, enum diff_alert_kind kind,
         const struct diff_view *view, const char *text,
         const struct diff_texts *subjects)
{
	if (subjects->count > 0)
		add(diff, kind, view, text, subjects, subjects->count);
}

static void
add_text(struct arena *arena, struct diff_texts *texts, const char *text)
{
	texts->items = arena_grow(arena, texts->items, texts->count,
	                          sizeof(*texts->items));
	texts->items[texts->count++] = text;
}

/* Where only the view's trust changed, no RRset tells the names. */
static void
alert_first(struct diff *diff, const struct diff_view *view)
{
	struct diff_texts names = {0};
	const char *last = "";

	if (view->first == 0)
		return;
	for (size_t i = 0; i < view->zone_count; i++)
		for (size_t j = 0; j < view->zones[i].count; j++) {
			const struct diff_rrset *rrset =
			    &view->zones[i].rrsets[j];

			if (!rrset->first || strcmp(rrset->owner, last) == 0)
				continue;
			last = rrset->owner;
			add_text(diff->arena, &names, last);
		}
	add(diff, ALERT_FIRST_EXTERNAL, view,
	    "shows names that no view of external trust had before", &names,
	    view->first);
}

static void
alert_view(struct diff *diff, const struct diff_view *view)
{
	static const struct diff_texts none = {0};

	if (view->kind == DIFF_ADDED)
		add(diff, ALERT_VIEW_ADDED, view,
		    view->external ? "is new, of external trust"
		                   : "is new, of internal trust",
		    &none, 0);
	if (view->kind == DIFF_REMOVED)
		add(diff, ALERT_VIEW_REMOVED, view,
		    "is no more: its clients are other views', or nobody's",
		    &none, 0);
	if (view->external && !view->was_external)
		add(diff, ALERT_TRUST, view,
		    "was of internal trust and is of external trust now", &none,
		    0);
}

/* It changed at an apex and a server that was there isn't any more. */
static bool
loses_server(const struct diff_zone *zone, const struct diff_rrset *rrset)
{
	if (strcmp(rrset->type, "NS") != 0
	    || strcmp(rrset->owner, zone->apex) != 0)
		return false;
	for (size_t i = 0; i < rrset->old.count; i++) {
		size_t j = 0;

		while (j < rrset->new.count
		       && strcmp(rrset->old.items[i], rrset->new.items[j]) != 0)
			j++;
		if (j == rrset->new.count)
			return true;
	}
	return false;
}

static void
alert_zones(struct diff *diff, const struct diff_view *view)
{
	struct diff_texts removed = {0}, servers = {0};

	for (size_t i = 0; i < view->zone_count; i++) {
		const struct diff_zone *zone = &view->zones[i];

		if (zone->kind == DIFF_REMOVED)
			add_text(diff->arena, &removed, zone->apex);
		for (size_t j = 0;
		     j < zone->count && zone->kind == DIFF_CHANGED; j++)
			if (loses_server(zone, &zone->rrsets[j]))
				add_text(diff->arena, &servers, zone->apex);
	}
	add_list(diff, ALERT_ZONE_REMOVED, view, "loses the zones", &removed);
	add_list(diff, ALERT_APEX_NS, view,
	         "loses name servers (NS) of the zones", &servers);
}

static void
alert_services(struct diff *diff, const struct diff_view *view)
{
	struct diff_texts opened = {0};

	for (size_t i = 0; i < view->service_count; i++)
		if (view->services[i].opens)
			add_text(diff->arena, &opened, view->services[i].id);
	add_list(diff, ALERT_SERVICE_OPENED, view,
	         "lets clients connect to more by the services", &opened);
}

void
diff_alerts(struct diff *diff, const struct diff_view *view)
{
	alert_view(diff, view);
	alert_first(diff, view);
	if (!view->external && view->kind == DIFF_CHANGED) {
		add_list(diff, ALERT_CLIENTS, view, "has more clients",
		         &view->networks.added);
		add_list(diff, ALERT_CLIENTS, view, "has more resolvers",
		         &view->resolvers.added);
	}
	if (view->kind == DIFF_CHANGED)
		add_list(diff, ALERT_PORT_OPENED, view,
		         "has more ports in its port space",
		         &view->ports.added);
	alert_services(diff, view);
	if (view->kind == DIFF_CHANGED)
		alert_zones(diff, view);
}

const char *
diff_alert_text(const struct diff *diff, const struct diff_alert *alert)
{
	const struct diff_texts *subjects = &alert->subjects;
	const char *text =
	    arena_format(diff->arena, "view %s %s", alert->view, alert->text);
	size_t shown = subjects->count < SHOWN ? subjects->count : SHOWN;

	for (size_t i = 0; i < shown; i++)
		text = arena_format(diff->arena, "%s%s %s", text,
		                    i == 0 ? ":" : ",", subjects->items[i]);
	if (alert->count > shown)
		text = arena_format(
		    diff->arena, "%s%s %zu%s", text, shown == 0 ? ":" : " and",
		    alert->count - shown, shown == 0 ? "" : " more");
	return text;
}

const char *
diff_alert_id(enum diff_alert_kind kind)
{
	static const char *const ids[] = {
	    [ALERT_FIRST_EXTERNAL] = "first-external",
	    [ALERT_TRUST] = "trust",
	    [ALERT_VIEW_ADDED] = "view-added",
	    [ALERT_VIEW_REMOVED] = "view-removed",
	    [ALERT_CLIENTS] = "clients",
	    [ALERT_PORT_OPENED] = "port-opened",
	    [ALERT_SERVICE_OPENED] = "service-opened",
	    [ALERT_ZONE_REMOVED] = "zone-removed",
	    [ALERT_APEX_NS] = "apex-ns",
	};

	return ids[kind];
}
