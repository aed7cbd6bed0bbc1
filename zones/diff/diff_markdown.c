/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "zones/diff/diff_print.h"

/*
 * A comment may have 65,536 characters, and what doesn't fit is refused whole.
 * So a view's rows end where the comment is full, and a line says how many are
 * missing; the summary, the alerts and a line for each view always fit.
 *
 * What comes from the zones is in code spans, where GitHub sees no markup, no
 * mention and no link. Two characters could still end a span or a table's
 * cell, the backtick and the bar: they are written as \096 and \124, which is
 * the same in presentation form (RFC 1035 section 5.1).
 */
enum {
	ALERTS_FULL =
	    20000,    /* octets, from which on there are no more alerts, */
	FULL = 45000, /* rows, */
	VIEWS_FULL = 60000, /* or views */
	CELL = 160,         /* of one text in a cell: long ones are cut */
	LISTED = 10,        /* networks or ports of a set */
};

struct page {
	FILE *out;
	size_t size;
	size_t left_out; /* rows of this view */
};

static void print(struct page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
print(struct page *page, const char *format, ...)
{
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vfprintf(page->out, format, arguments);
	va_end(arguments);
	if (size > 0)
		page->size += (size_t)size;
}

/* A code span. */
static const char *
code(struct arena *arena, const char *text)
{
	size_t length = strlen(text), shown = length < CELL ? length : CELL;
	char *span = arena_alloc(arena, 4 * shown + 16), *to = span;

	*to++ = '`';
	for (size_t i = 0; i < shown; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '`' || c == '|' || c < 0x20 || c >= 0x7f)
			to += sprintf(to, "\\%03u", c);
		else
			*to++ = (char)c;
	}
	if (shown < length)
		to = mempcpy(to, "...", 3);
	*to = '`'; /* the arena's memory is zero behind it */
	return span;
}

static const char *
codes(struct arena *arena, const struct diff_texts *texts, size_t most,
      const char *between)
{
	const char *text = "";

	for (size_t i = 0; i < texts->count && i < most; i++)
		text =
		    arena_format(arena, "%s%s%s", text, i == 0 ? "" : between,
		                 code(arena, texts->items[i]));
	if (texts->count > most)
		text = arena_format(arena, "%s%sand %zu more", text, between,
		                    texts->count - most);
	return text;
}

/* Records of one side of a changed RRset. */
static const char *
cell(struct arena *arena, const struct diff_texts *records)
{
	return codes(arena, records, LISTED, "<br>");
}

static void
print_rrset(struct page *page, const struct diff_rrset *rrset)
{
	struct arena *arena = arena_new();
	struct diff_set records;
	const char *ttl = "";

	diff_records(&records, arena, rrset);
	if (rrset->kind == DIFF_CHANGED && rrset->old_ttl != rrset->new_ttl)
		ttl = arena_format(arena, "TTL %u to %u", rrset->old_ttl,
		                   rrset->new_ttl);
	else if (rrset->kind == DIFF_CHANGED
	         && records.added.count + records.removed.count == 0)
		ttl = "in another order";
	print(page, "| %s | %s | %s | %s | %s%s%s |\n",
	      rrset->kind == DIFF_CHANGED ? "~"
	      : rrset->kind == DIFF_ADDED ? (rrset->first ? ":warning: +" : "+")
	                                  : "&minus;",
	      code(arena, rrset->owner), code(arena, rrset->type),
	      cell(arena, &records.removed), cell(arena, &records.added),
	      ttl[0] == '\0' || records.added.count == 0 ? "" : "<br>", ttl);
	arena_free(arena);
}

static void
print_zone(struct page *page, const struct diff_zone *zone, struct arena *arena)
{
	bool full = page->size > FULL;

	if (!full) {
		print(page, "\nZone %s%s%s\n", code(arena, zone->apex),
		      zone->kind == DIFF_CHANGED ? "" : ": ",
		      zone->kind == DIFF_CHANGED   ? ""
		      : zone->kind == DIFF_REMOVED ? "**removed**"
		                                   : "added");
		if (zone->count > 0)
			print(page, "\n| | name | type | before | after |\n"
			            "|---|---|---|---|---|\n");
	}
	for (size_t i = 0; i < zone->count; i++) {
		if (page->size > FULL)
			page->left_out++;
		else
			print_rrset(page, &zone->rrsets[i]);
	}
}

static void
print_set(struct page *page, const char *what, const struct diff_set *set,
          struct arena *arena)
{
	if (set->added.count > 0)
		print(page, "%s added: %s\n", what,
		      codes(arena, &set->added, LISTED, ", "));
	if (set->removed.count > 0)
		print(page, "%s removed: %s\n", what,
		      codes(arena, &set->removed, LISTED, ", "));
}

static void
print_service(struct page *page, const struct diff_service *service,
              struct arena *arena)
{
	if (page->size > FULL) {
		page->left_out++;
		return;
	}
	print(page, "- %sservice %s %s\n", service->opens ? ":warning: " : "",
	      code(arena, service->id), diff_word(service->kind));
	print_set(page, "  - hosts", &service->hosts, arena);
	print_set(page, "  - ports", &service->ports, arena);
	print_set(page, "  - clients", &service->clients, arena);
}

static void
print_count(struct page *page, const struct diff_count *rrsets)
{
	print(page, "RRsets added %zu, removed %zu, changed %zu", rrsets->added,
	      rrsets->removed, rrsets->changed);
}

static void
print_view(struct page *page, const struct diff_view *view, struct arena *arena)
{
	page->left_out = 0;
	print(page, "\n<details%s><summary><b>%s</b> (%s trust%s): %s, ",
	      page->size > FULL ? "" : " open", view->name,
	      view->external ? "external" : "internal",
	      view->external == view->was_external ? ""
	      : view->was_external                 ? ", external before"
	                                           : ", internal before",
	      diff_word(view->kind));
	print_count(page, &view->rrsets);
	print(page, "</summary>\n\n");
	if (view->was != NULL)
		print(page, "- its name was %s\n", code(arena, view->was));
	print_set(page, "- clients", &view->networks, arena);
	print_set(page, "- resolvers", &view->resolvers, arena);
	print_set(page, "- port space", &view->ports, arena);
	for (size_t i = 0; i < view->service_count; i++)
		print_service(page, &view->services[i], arena);
	for (size_t i = 0; i < view->zone_count; i++)
		print_zone(page, &view->zones[i], arena);
	if (page->left_out > 0)
		print(page,
		      "\n%zu more changes don't fit into a comment: "
		      "`mullion diff` shows them.\n",
		      page->left_out);
	print(page, "\n</details>\n");
}

static void
print_unchanged(struct page *page, const struct diff *diff)
{
	const char *separator = "\nUnchanged: ";

	for (size_t i = 0; i < diff->view_count && page->size < VIEWS_FULL;
	     i++) {
		if (diff->views[i].kind != DIFF_SAME)
			continue;
		print(page, "%s%s", separator, diff->views[i].name);
		separator = ", ";
	}
	if (separator[0] == ',')
		print(page, "\n");
}

static void
print_alerts(struct page *page, const struct diff *diff, struct arena *arena)
{
	size_t i;

	if (diff->alert_count > 0)
		print(page, "\n> [!WARNING]\n");
	for (i = 0; i < diff->alert_count && page->size < ALERTS_FULL; i++) {
		const struct diff_alert *alert = &diff->alerts[i];
		size_t named = alert->subjects.count;

		print(page, "> - view %s %s%s %s", alert->view, alert->text,
		      named > 0 ? ":" : "",
		      codes(arena, &alert->subjects, LISTED, ", "));
		if (alert->count > named)
			print(page, " (%zu in all)", alert->count);
		print(page, "\n");
	}
	if (i < diff->alert_count)
		print(page, "> - and %zu more\n", diff->alert_count - i);
}

void
diff_markdown(const struct diff *diff, FILE *out)
{
	struct page page = {.out = out};
	struct arena *arena = arena_new();
	size_t left = 0;

	print(&page, "**mullion:** %s\n", diff_summary(diff));
	print_alerts(&page, diff, arena);
	for (size_t i = 0; i < diff->view_count; i++) {
		if (diff->views[i].kind == DIFF_SAME)
			continue;
		if (page.size > VIEWS_FULL)
			left++;
		else
			print_view(&page, &diff->views[i], arena);
	}
	if (left > 0)
		print(&page, "\n%zu more views change.\n", left);
	print_unchanged(&page, diff);
	arena_free(arena);
}
