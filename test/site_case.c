/* SPDX-License-Identifier: ISC */
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/dname.h"
#include "test/site_case.h"
#include "test/unit.h"

const char site_case_views[] =
    "{'views': {"
    "'internal': {'trust': 'internal', 'networks': ['10.0.0.0/8']},"
    "'staging': {'trust': 'internal', 'networks': ['10.9.0.0/16']},"
    "'external': {'trust': 'external', 'networks': ['0.0.0.0/0', '::/0']}},"
    "'groups': {'@inside': ['internal', 'staging'],"
    " '@all': ['@inside', 'external']}}";

void
site_case_begin(struct site_case *c)
{
	*c = (struct site_case){.arena = arena_new()};
	c->report = report_new(c->arena);
	strcpy(c->folder, "/tmp/mullion-site-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(c->folder));
}

/* Notes where a ^ stood. */
static void
add_mark(struct site_case *c, const char *path, size_t line, size_t column)
{
	c->marks =
	    arena_grow(c->arena, c->marks, c->mark_count, sizeof(*c->marks));
	c->marks[c->mark_count++] =
	    arena_format(c->arena, "%s:%zu:%zu", path, line, column);
}

void
site_case_file(struct site_case *c, const char *path, const char *text)
{
	char *whole = arena_format(c->arena, "%s/%s", c->folder, path);
	size_t line = 1, column = 1;
	FILE *file;

	for (char *slash = strchr(whole + strlen(c->folder) + 1, '/');
	     slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(whole, 0700);
		*slash = '/';
	}
	file = fopen(whole, "w");
	ck_assert_ptr_nonnull(file);
	for (; *text != '\0'; text++) {
		if (*text == '^') {
			add_mark(c, path, line, column);
			continue;
		}
		putc(*text == '\'' ? '"' : *text, file);
		column++;
		if (*text == '\n') {
			line++;
			column = 1;
		}
	}
	ck_assert_int_eq(fclose(file), 0);
}

void
site_case_load(struct site_case *c)
{
	const char *failed = NULL;
	int code;

	c->site = (struct site){
	    .path = c->folder, .arena = c->arena, .report = c->report};
	code = site_load(&c->site, &failed);
	ck_assert_msg(code == 0, "reading %s: %d", failed, code);
	for (unsigned i = 0; i < c->site.view_count; i++) {
		struct content content;

		view_content(&content, &c->site, i);
	}
}

/* One line of the report in text form, cut down to place, rule and views. */
static char *
shorten(struct site_case *c, char *line)
{
	char *path = line + strlen(c->folder);
	char *end = strstr(path, ": error: ");
	char *rule = strrchr(line, '[');
	char *views = strstr(line, " (in ");

	if (end == NULL)
		end = strstr(path, ": warning: ");
	ck_assert_msg(end != NULL && rule != NULL, "%s", line);
	*end = '\0';
	*strrchr(rule, ']') = '\0';
	while (views != NULL && strstr(views + 1, " (in ") != NULL)
		views = strstr(views + 1, " (in ");
	if (views == NULL)
		return arena_format(c->arena, "%s %s", path + (*path == '/'),
		                    rule + 1);
	rule[-1] = '\0';
	return arena_format(c->arena, "%s %s%s", path + (*path == '/'),
	                    rule + 1, views);
}

/* As the text form sorts them, without regard to what is an error. */
static int
compare_found(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strverscmp(*a, *b);
}

static char **
found_lines(struct site_case *c, size_t *count)
{
	char *text = NULL, *line, *rest;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	char **lines = NULL;

	report_print(c->report, REPORT_TEXT, site_view_names(&c->site), stream);
	ck_assert_int_eq(fclose(stream), 0);
	*count = 0;
	for (line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		lines = arena_grow(c->arena, lines, *count, sizeof(*lines));
		lines[(*count)++] = shorten(c, line);
	}
	free(text);
	if (*count > 0)
		qsort(lines, *count, sizeof(*lines), compare_found);
	return lines;
}

const char *
site_case_found(struct site_case *c)
{
	const char *found = "";
	size_t count;
	char **lines = found_lines(c, &count);

	for (size_t i = 0; i < count; i++)
		found = arena_format(c->arena, "%s%s\n", found, lines[i]);
	return found;
}

void
site_case_expect(struct site_case *c, const char *rules)
{
	char *copy = arena_string(c->arena, rules), *rule, *rest;
	const char *wanted = "", *found = "";
	size_t mark = 0, count;
	char **lines = found_lines(c, &count);

	for (rule = strtok_r(copy, " ", &rest); rule != NULL;
	     rule = strtok_r(NULL, " ", &rest)) {
		ck_assert_msg(mark < c->mark_count, "no mark for %s", rule);
		wanted = arena_format(c->arena, "%s%s %s\n", wanted,
		                      c->marks[mark++], rule);
	}
	ck_assert_uint_eq(mark, c->mark_count);
	for (size_t i = 0; i < count; i++) {
		char *views = strstr(lines[i], " (in ");

		if (views != NULL)
			*views = '\0';
		found = arena_format(c->arena, "%s%s\n", found, lines[i]);
	}
	ck_assert_str_eq(found, wanted);
}

const char *
site_case_content(struct site_case *c, const char *view)
{
	const struct view *found = site_view(&c->site, view);
	const char *text = "";
	struct content content;

	ck_assert_ptr_nonnull(found);
	view_content(&content, &c->site, found->index);
	for (size_t i = 0; i < content.zone_count; i++)
		for (size_t j = 0; j < content.zones[i].count; j++) {
			const struct rrset *rrset = content.zones[i].rrsets[j];
			char name[DNAME_TEXT];

			dname_to_text(name, rrset->owner);
			for (uint32_t k = 0; k < rrset->count; k++)
				text = arena_format(
				    c->arena, "%s%s %u %s %s\n", text, name,
				    rrset->ttl,
				    rdata_type_text(c->arena, rrset->type),
				    rdata_to_text(c->arena, rrset->type,
				                  &rrset->data[k]));
		}
	return text;
}

static int
remove_entry(const char *path, const struct stat *status, int kind,
             struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

void
site_case_end(struct site_case *c)
{
	ck_assert_int_eq(nftw(c->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS),
	                 0);
	arena_free(c->arena);
}

void
site_case_check(const char *views, const char *zone, const char *rules)
{
	struct site_case c;

	site_case_begin(&c);
	site_case_file(&c, "views.json",
	               views != NULL ? views : site_case_views);
	if (zone != NULL)
		site_case_file(&c, "zone.json", zone);
	site_case_load(&c);
	site_case_expect(&c, rules);
	site_case_end(&c);
}
