/* SPDX-License-Identifier: ISC */
#include "lib/dname.h"
#include "test/unit.h"
#include "zones/service/connect.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct {
	const char *text;
	const char *host; /* name or address; NULL: refused */
	unsigned port;
	enum port_protocol protocol;
} cases[] = {
    {"DB.example:5432/tcp", "db.example.", 5432, PORT_TCP},
    {"db.example.:1/udp", "db.example.", 1, PORT_UDP},
    {"192.0.2.1:65535/udp", "192.0.2.1", 65535, PORT_UDP},
    {"[2001:DB8::1]:443/tcp", "2001:db8::1", 443, PORT_TCP},
    {"[::ffff:192.0.2.1]:443/tcp", "192.0.2.1", 443, PORT_TCP},
    {"[192.0.2.1]:443/tcp", "192.0.2.1", 443, PORT_TCP},
    {"", NULL, 0, 0},
    {"a", NULL, 0, 0},
    {"a:1", NULL, 0, 0},
    {"a:1-2/tcp", NULL, 0, 0},
    {"a:0/tcp", NULL, 0, 0},
    {"a:65536/tcp", NULL, 0, 0},
    {"a:1/sctp", NULL, 0, 0},
    {"a:/tcp", NULL, 0, 0},
    {":1/tcp", NULL, 0, 0},
    {"a..b:1/tcp", NULL, 0, 0},
    {"[:1/tcp", NULL, 0, 0},
    {"[]:1/tcp", NULL, 0, 0},
    {"[a]:1/tcp", NULL, 0, 0},
    {"[::1:1/tcp", NULL, 0, 0},
    {"::1:1/tcp", NULL, 0, 0},
};

START_TEST(a_target_is_read_or_refused)
{
	struct arena *arena = arena_new();
	struct connect_target target;
	const char *wrong = connect_read(&target, arena, cases[_i].text);
	char text[DNAME_TEXT];

	ck_assert_int_eq(wrong == NULL, cases[_i].host != NULL);
	if (wrong == NULL) {
		if (target.name != NULL)
			dname_to_text(text, target.name);
		else
			net_address_to_text(text, &target.address);
		ck_assert_str_eq(text, cases[_i].host);
		ck_assert_uint_eq(target.port, cases[_i].port);
		ck_assert_int_eq(target.protocol, cases[_i].protocol);
	}
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("connect_read");
	TCase *t = tcase_create("connect_read");

	tcase_add_loop_test(t, a_target_is_read_or_refused, 0, COUNT(cases));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
