/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/diff/diff_print.h"

char
diff_sign(enum diff_kind kind)
{
	return " +-~"[kind];
}

const char *
diff_word(enum diff_kind kind)
{
	static const char *const words[] = {
	    [DIFF_SAME] = "unchanged",
	    [DIFF_ADDED] = "added",
	    [DIFF_REMOVED] = "removed",
	    [DIFF_CHANGED] = "changed",
	};

	return words[kind];
}

/* "; MORE" where there are some. */
static const char *
behind(const struct diff *diff, const char *text, const char *what,
       size_t count)
{
	if (count == 0)
		return text;
	return arena_format(diff->arena, "%s, %s %zu", text, what, count);
}

const char *
diff_summary(const struct diff *diff)
{
	const struct diff_count *views = &diff->views_by_kind;
	const struct diff_count *rrsets = &diff->rrsets;
	size_t first = 0;
	const char *text;

	if (!diff_any(diff))
		return arena_format(diff->arena,
		                    "no change: views unchanged %zu",
		                    diff->view_count);
	text = arena_format(diff->arena, "views unchanged %zu",
	                    diff->view_count - views->added - views->removed
	                        - views->changed);
	text = behind(diff, text, "changed", views->changed);
	text = behind(diff, text, "added", views->added);
	text = behind(diff, text, "removed", views->removed);
	text = arena_format(
	    diff->arena, "%s; RRsets added %zu, removed %zu, changed %zu", text,
	    rrsets->added, rrsets->removed, rrsets->changed);
	for (size_t i = 0; i < diff->view_count; i++)
		first += diff->views[i].first;
	if (first > 0)
		text = arena_format(diff->arena,
		                    "%s; names new to the outside %zu", text,
		                    first);
	return text;
}

static struct diff_texts
texts_without(struct arena *arena, const struct diff_texts *texts,
              const struct diff_texts *without)
{
	struct diff_texts left = {0};

	left.items = arena_alloc(arena, texts->count * sizeof(*left.items));
	for (size_t i = 0; i < texts->count; i++) {
		size_t j = 0;

		while (j < without->count
		       && strcmp(texts->items[i], without->items[j]) != 0)
			j++;
		if (j == without->count)
			left.items[left.count++] = texts->items[i];
	}
	return left;
}

void
diff_records(struct diff_set *set, struct arena *arena,
             const struct diff_rrset *rrset)
{
	set->added = texts_without(arena, &rrset->new, &rrset->old);
	set->removed = texts_without(arena, &rrset->old, &rrset->new);
}

static void
print_records(const struct diff_texts *records, char sign, FILE *out)
{
	for (size_t i = 0; i < records->count; i++)
		fprintf(out, "        %c %s\n", sign, records->items[i]);
}

static void
print_changed(const struct diff_rrset *rrset, struct arena *arena, FILE *out)
{
	struct diff_set records;

	diff_records(&records, arena, rrset);
	fprintf(out, "    ~ %s ", rrset->owner);
	if (rrset->old_ttl != rrset->new_ttl)
		fprintf(out, "%u -> ", rrset->old_ttl);
	fprintf(out, "%u %s", rrset->new_ttl, rrset->type);
	if (records.added.count + records.removed.count == 0
	    && rrset->old_ttl == rrset->new_ttl)
		fputs(" (the same records in another order)", out);
	putc('\n', out);
	print_records(&records.removed, '-', out);
	print_records(&records.added, '+', out);
}

static void
print_rrset(const struct diff_rrset *rrset, struct arena *arena, FILE *out)
{
	bool added = rrset->kind == DIFF_ADDED;
	const struct diff_texts *records = added ? &rrset->new : &rrset->old;
	char mark = rrset->first ? '!' : ' ';

	if (rrset->kind == DIFF_CHANGED) {
		putc(mark, out);
		print_changed(rrset, arena, out);
		return;
	}
	for (size_t i = 0; i < records->count; i++)
		fprintf(out, "%c    %c %s %u %s %s\n", mark,
		        diff_sign(rrset->kind), rrset->owner,
		        added ? rrset->new_ttl : rrset->old_ttl, rrset->type,
		        records->items[i]);
}

static void
print_set(const struct diff_set *set, const char *what, FILE *out)
{
	if (set->added.count + set->removed.count == 0)
		return;
	fprintf(out, "   %s\n", what);
	for (size_t i = 0; i < set->removed.count; i++)
		fprintf(out, "     - %s\n", set->removed.items[i]);
	for (size_t i = 0; i < set->added.count; i++)
		fprintf(out, "     + %s\n", set->added.items[i]);
}

static void
print_list(const struct diff_texts *texts, char sign, const char *what,
           FILE *out)
{
	for (size_t i = 0; i < texts->count; i++)
		fprintf(out, "     %c %s %s\n", sign, what, texts->items[i]);
}

static void
print_service(const struct diff_service *service, FILE *out)
{
	fprintf(out, "   service %s%s%s\n", service->id,
	        service->kind == DIFF_CHANGED ? "" : ": ",
	        service->kind == DIFF_CHANGED ? "" : diff_word(service->kind));
	print_list(&service->hosts.removed, '-', "host", out);
	print_list(&service->hosts.added, '+', "host", out);
	print_list(&service->ports.removed, '-', "port", out);
	print_list(&service->ports.added, '+', "port", out);
	print_list(&service->clients.removed, '-', "clients", out);
	print_list(&service->clients.added, '+', "clients", out);
}

static const char *
trust_text(bool external)
{
	return external ? "external" : "internal";
}

static void
print_view(const struct diff_view *view, struct arena *arena, FILE *out)
{
	if (view->kind == DIFF_SAME) {
		fprintf(out, "view %s: unchanged\n", view->name);
		return;
	}
	fprintf(out, "\nview %s: %s", view->name, diff_word(view->kind));
	if (view->external != view->was_external)
		fprintf(out, ", trust %s -> %s\n",
		        trust_text(view->was_external),
		        trust_text(view->external));
	else
		fprintf(out, ", trust %s\n", trust_text(view->external));
	if (view->was != NULL)
		fprintf(out, "   its name was %s\n", view->was);
	print_set(&view->networks, "clients", out);
	print_set(&view->resolvers, "resolvers", out);
	print_set(&view->ports, "port space", out);
	for (size_t i = 0; i < view->service_count; i++)
		print_service(&view->services[i], out);
	for (size_t i = 0; i < view->zone_count; i++) {
		const struct diff_zone *zone = &view->zones[i];

		fprintf(out, "   zone %s%s%s\n", zone->apex,
		        zone->kind == DIFF_CHANGED ? "" : ": ",
		        zone->kind == DIFF_CHANGED ? ""
		                                   : diff_word(zone->kind));
		for (size_t j = 0; j < zone->count; j++)
			print_rrset(&zone->rrsets[j], arena, out);
	}
}

void
diff_text(const struct diff *diff, FILE *out)
{
	fprintf(out, "%s\n", diff_summary(diff));
	if (diff->alert_count > 0)
		putc('\n', out);
	for (size_t i = 0; i < diff->alert_count; i++)
		fprintf(out, "! %s\n", diff_alert_text(diff, &diff->alerts[i]));
	if (diff->view_count > 0 && diff->views[0].kind == DIFF_SAME)
		putc('\n', out);
	for (size_t i = 0; i < diff->view_count; i++)
		print_view(&diff->views[i], diff->arena, out);
}
