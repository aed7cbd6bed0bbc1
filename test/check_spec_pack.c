/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "test/site_case.h"
#include "test/unit.h"
#include "zones/service/service.h"
#include "zones/spec_pack.h"

/* All that a spec may hold. */
static const char zone[] =
    "{'zone': 'A.example.', 'views': ['internal', 'external'], 'ttl': 77,"
    " 'soa': {'mname': 'ns', 'serial': 9, 'refresh': 8, 'ttl': 60},"
    " 'records': {"
    "  '@': {'NS': ['ns', 'ns.b.'], 'mx': {'ttl': 5, 'data': '10 M'}},"
    "  'ns.a.example.': {'A': '9.9.9.9', 'TYPE65400': '\\\\# 1 ff'},"
    "  'M': {'A': ['9.9.9.8', '9.9.9.7']},"
    "  'lo': {'A': '10.0.0.1'},"
    "  'txt': {'TXT': {'text': ['a b', 'c;d']}, 'SPF': '\\\\046'},"
    "  'gone': {'A': '9.9.9.6', 'AAAA': '2a00::1'}},"
    " 'overlays': {'internal': {"
    "  'M': {'*': null, 'A': {'ttl': 1, 'data': ['10.0.0.9']}},"
    "  'txt': {'SPF': null}, 'gone': null},"
    "  '@inside': {'new': {'A': '10.0.0.7'}}},"
    " 'services': {'web': {'views': ['external'], 'ports': ['443/tcp', '7-9'],"
    "   'hosts': ['gone', {'name': 'M', 'weight': 3}], 'clients': 'view'},"
    "  'ldap': {'views': ['external'], 'srv': '_LDAP',"
    "   'ports': ['389'], 'hosts': ['new.a.example.'],"
    "   'clients': ['10.2.0.0/16', '2a00::/16'], 'labels': {'a': 'b'}}},"
    " 'waive': [{'rule': 'private-address', 'name': 'lo',"
    "  'views': ['external'], 'reason': 'r', 'ticket': 't',"
    "  'until': '2999-01-01'}]}";

static struct site_case c;
static struct packer packer;

static void
set_up(void)
{
	site_case_begin(&c);
	site_case_file(&c, "views.json", site_case_views);
	site_case_file(&c, "zone.json", zone);
	site_case_load(&c);
	site_case_expect(&c, "");
	packer = (struct packer){.arena = c.arena};
	spec_pack(&packer, &c.site.specs[0]);
}

static void
tear_down(void)
{
	site_case_end(&c);
}

static const struct spec *
unpacked(void)
{
	struct spec *spec = arena_alloc(c.arena, sizeof(*spec));

	ck_assert_int_eq(spec_unpack(spec, c.arena,
	                             place_path(c.site.specs[0].place),
	                             packer.octets, packer.length),
	                 0);
	return spec;
}

START_TEST(a_spec_comes_back_as_it_was)
{
	struct packer again = {.arena = c.arena};
	const char *content = site_case_content(&c, "internal");

	c.site.specs[0] = *unpacked();
	spec_pack(&again, &c.site.specs[0]);
	ck_assert_uint_eq(again.length, packer.length);
	ck_assert_mem_eq(again.octets, packer.octets, packer.length);
	ck_assert_str_eq(site_case_content(&c, "internal"), content);
}
END_TEST

static void
expect_same_places(const struct owner *a, const struct owner *b, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		ck_assert(place_equal(a[i].place, b[i].place));
		for (size_t j = 0; j < a[i].count; j++) {
			const struct rrset *left = &a[i].rrsets[j];
			const struct rrset *right = &b[i].rrsets[j];

			ck_assert(place_equal(left->name, right->name));
			for (uint32_t k = 0; k < left->count; k++)
				ck_assert(place_equal(
				    rrset_datum_place(c.arena, left, k),
				    rrset_datum_place(c.arena, right, k)));
		}
	}
}

START_TEST(its_places_are_the_same)
{
	const struct spec *a = &c.site.specs[0], *b = unpacked();

	ck_assert(place_equal(a->place, b->place));
	ck_assert(place_equal(a->records, b->records));
	ck_assert(place_equal(a->soa.place, b->soa.place));
	ck_assert(place_equal(a->waivers[0].place, b->waivers[0].place));
	expect_same_places(a->owners, b->owners, a->owner_count);
	for (size_t i = 0; i < a->overlay_count; i++) {
		ck_assert(
		    place_equal(a->overlays[i].place, b->overlays[i].place));
		expect_same_places(a->overlays[i].owners, b->overlays[i].owners,
		                   a->overlays[i].count);
	}
}
END_TEST

START_TEST(its_services_are_the_same)
{
	const struct spec *a = &c.site.specs[0], *b = unpacked();

	ck_assert_uint_eq(b->service_count, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct service *left = &a->services[i];
		const struct service *right = &b->services[i];

		ck_assert_str_eq(left->id, right->id);
		ck_assert_str_eq(left->srv, right->srv);
		ck_assert_ptr_eq(right->spec, b);
		ck_assert(place_equal(left->place, right->place));
		for (size_t j = 0; j < left->port_count; j++)
			ck_assert(place_equal(left->ports[j].place,
			                      right->ports[j].place));
		for (size_t j = 0; j < left->host_count; j++)
			ck_assert(place_equal(left->hosts[j].place,
			                      right->hosts[j].place));
		for (size_t j = 0; j < left->clients.count; j++)
			ck_assert(place_equal(left->clients.items[j].place,
			                      right->clients.items[j].place));
	}
	ck_assert_str_eq(b->services[1].labels[0].value, "b");
	ck_assert(b->services[0].clients_view);
}
END_TEST

/* Under AddressSanitizer nothing is read that isn't there. */
START_TEST(what_is_damaged_does_no_harm)
{
	for (size_t i = 0; i < packer.length; i++) {
		struct arena *arena = arena_new();
		uint8_t *copy = arena_copy(arena, packer.octets, packer.length);
		struct packer again = {.arena = arena};
		struct spec spec;

		ck_assert_int_eq(spec_unpack(&spec, arena, "x", copy, i),
		                 ERR_DAMAGED);
		for (int value = 0; value < 256; value += 51) {
			copy[i] = (uint8_t)(packer.octets[i] + value);
			if (spec_unpack(&spec, arena, "x", copy, packer.length)
			    == 0)
				spec_pack(&again, &spec);
		}
		arena_free(arena);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spec_pack");
	TCase *t = tcase_create("spec_pack");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_spec_comes_back_as_it_was);
	tcase_add_test(t, its_places_are_the_same);
	tcase_add_test(t, its_services_are_the_same);
	tcase_add_test(t, what_is_damaged_does_no_harm);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
