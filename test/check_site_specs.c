/* SPDX-License-Identifier: ISC */
#include <unistd.h>

#include "test/import_case.h"
#include "zones/import/views_write.h"

enum { VIEWS = 3 };

/* Zone files for views a, b and c (NULL: it has no zone), and what becomes of
 * them. */
struct specs_case {
	struct import_case files[VIEWS];
	struct named_view views[VIEWS];
	struct client_view clients[VIEWS];
	struct named_zone zones[VIEWS];
	struct named_site site;
	struct site_specs specs;
	struct arena *arena;
};

static void
begin(struct specs_case *c, const char *const texts[VIEWS])
{
	static const char *const ids[VIEWS] = {"a", "b", "c"};

	*c = (struct specs_case){.arena = arena_new()};
	c->site = (struct named_site){.views = c->views,
	                              .clients = c->clients,
	                              .view_count = VIEWS,
	                              .zones = c->zones};
	for (unsigned i = 0; i < VIEWS; i++) {
		struct import_case *file = &c->files[i];

		c->views[i] = (struct named_view){
		    .name = ids[i], .id = ids[i], .spot = {"conf", i, 1}};
		import_case_begin(file, NULL);
		if (texts[i] == NULL)
			continue;
		import_case_read(file, texts[i]);
		import_case_build(file);
		ck_assert_uint_eq(file->notices.errors, 0);
		c->zones[c->site.zone_count++] =
		    (struct named_zone){.apex = file->imported.apex,
		                        .view = i,
		                        .content = &file->imported};
	}
	site_specs_make(&c->specs, c->arena, &c->files[0].notices, &c->site);
	fflush(c->files[0].notices.out);
}

static void
end(struct specs_case *c)
{
	for (size_t i = 0; i < VIEWS; i++)
		import_case_end(&c->files[i]);
	arena_free(c->arena);
}

static const char *
owners_text(struct arena *arena, const struct imported_owner *owners,
            size_t count)
{
	const char *text = "";
	char name[DNAME_TEXT];

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < owners[i].count; j++)
			text = arena_format(
			    arena, "%s %s%s", text,
			    dname_to_text(name, owners[i].name),
			    rdata_type_text(arena, owners[i].rrsets[j].type));
	return text;
}

/* "FILE VIEW...: OWNER TYPE...; OVERLAY: OWNER TYPE...", a line each. */
static const char *
text_of(struct specs_case *c)
{
	const char *all = "";

	for (size_t i = 0; i < c->specs.count; i++) {
		const struct spec_text *text = &c->specs.items[i].text;

		all =
		    arena_format(c->arena, "%s%s", all, c->specs.items[i].file);
		for (size_t j = 0; j < text->view_count; j++)
			all = arena_format(c->arena, "%s %s", all,
			                   text->views[j]);
		all = arena_format(
		    c->arena, "%s:%s%s", all, text->soa ? " soa" : "",
		    owners_text(c->arena, text->owners, text->count));
		for (size_t j = 0; j < text->overlay_count; j++)
			all = arena_format(
			    c->arena, "%s; %s:%s", all, text->overlays[j].key,
			    owners_text(c->arena, text->overlays[j].owners,
			                text->overlays[j].count));
		all = arena_format(c->arena, "%s\n", all);
	}
	return all;
}

static void
expect(const char *a, const char *b, const char *third, const char *wanted,
       const char *said)
{
	struct specs_case c;

	begin(&c, (const char *const[VIEWS]){a, b, third});
	ck_assert_str_eq(text_of(&c), wanted);
	if (said == NULL)
		ck_assert_str_eq(c.files[0].said, "");
	else
		ck_assert_msg(strstr(c.files[0].said, said) != NULL, "%s",
		              c.files[0].said);
	end(&c);
}

#define SOA1 "@ 60 SOA m r 1 2 3 4 5\n"
#define SOA2 "@ 60 SOA m r 2 2 3 4 5\n"
#define SOA3 "@ 60 SOA m r 1 2 3 4 6\n"
#define NS "@ 60 NS n.\n"
#define WWW(n) "www 60 A 192.0.2." n "\n"

START_TEST(one_content_is_one_spec)
{
	expect(SOA1 NS WWW("1") WWW("2"), SOA1 NS WWW("2") WWW("1"), NULL,
	       "example.json a b: soa example.NS www.example.A\n", NULL);
}
END_TEST

START_TEST(what_differs_is_an_overlay)
{
	expect(SOA1 NS WWW("1"), SOA1 NS WWW("2"), SOA1 NS,
	       "example.json a b c: soa example.NS; a: www.example.A; "
	       "b: www.example.A\n",
	       NULL);
	/* Views of one content are a group. */
	expect(SOA1 NS WWW("1"), SOA1 NS WWW("1"), SOA1 NS WWW("3"),
	       "example.json a b c: soa example.NS; @a-b: www.example.A; "
	       "c: www.example.A\n",
	       NULL);
	/* Another TTL is another RRset. */
	expect(SOA1 NS WWW("1"), SOA1 NS "www 61 A 192.0.2.1\n", NULL,
	       "example.json a b: soa example.NS; a: www.example.A; "
	       "b: www.example.A\n",
	       NULL);
}
END_TEST

START_TEST(soas_may_differ)
{
	expect(SOA1 NS WWW("1"), SOA2 NS WWW("1"), NULL,
	       "example.json a b: soa example.NS www.example.A\n",
	       "the greatest");
	expect(SOA1 NS, SOA3 NS WWW("1"), NULL,
	       "example.json a b: example.NS; a: example.SOA; "
	       "b: example.SOA www.example.A\n",
	       NULL);
}
END_TEST

START_TEST(what_shares_nothing_is_two_specs)
{
	expect(SOA1 NS WWW("1"), SOA1 "@ 60 NS m.\n" WWW("2"), NULL,
	       "example.a.json a: soa example.NS www.example.A\n"
	       "example.b.json b: soa example.NS www.example.A\n",
	       NULL);
}
END_TEST

START_TEST(views_are_written_with_their_groups)
{
	static const struct net_prefix networks[] = {{{4, {10}}, 8}};
	struct specs_case c;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	begin(&c, (const char *const[VIEWS]){SOA1 NS WWW("1"), SOA1 NS WWW("1"),
	                                     SOA1 NS});
	for (size_t i = 0; i < VIEWS; i++) {
		c.clients[i].networks =
		    arena_copy(c.arena, networks, sizeof(networks));
		c.clients[i].count = 1;
	}
	c.views[1].external = true;
	c.clients[2].left_out = true;
	c.site.refuse = (struct client_refuse){c.clients[0].networks, 1};
	views_write(&c.site, &c.specs, c.arena, out);
	fclose(out);
	ck_assert_str_eq(text,
	                 "{\n  \"format\": 1,\n  \"views\": {\n"
	                 "    \"a\": {\n"
	                 "      \"//\": \"view \\\"a\\\" of conf, line 0\",\n"
	                 "      \"trust\": \"internal\",\n"
	                 "      \"networks\": [\"10.0.0.0/8\"]\n    },\n"
	                 "    \"b\": {\n"
	                 "      \"//\": \"view \\\"b\\\" of conf, line 1\",\n"
	                 "      \"trust\": \"external\",\n"
	                 "      \"networks\": [\"10.0.0.0/8\"]\n    }\n  },\n"
	                 "  \"refuse\": [\"10.0.0.0/8\"],\n"
	                 "  \"groups\": { \"@a-b\": [\"a\", \"b\"] }\n"
	                 "}\n");
	free(text);
	end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("site_specs");
	TCase *c = tcase_create("site_specs");

	tcase_add_test(c, one_content_is_one_spec);
	tcase_add_test(c, what_differs_is_an_overlay);
	tcase_add_test(c, soas_may_differ);
	tcase_add_test(c, what_shares_nothing_is_two_specs);
	tcase_add_test(c, views_are_written_with_their_groups);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
