/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "server/tcp_clients.h"
#include "test/unit.h"

static struct net_address
address(const char *text)
{
	struct net_address made;

	ck_assert_int_eq(net_address_from_text(&made, text), 0);
	return made;
}

static const struct {
	const char *first;
	const char *second;
	bool same; /* client */
} pairs[] = {
    {"192.0.2.1", "192.0.2.1", true},
    {"192.0.2.1", "192.0.2.2", false},
    {"192.0.2.1", "::ffff:192.0.2.1", true},
    {"2001:db8::1", "2001:db8::ffff:1", true},
    {"2001:db8:0:1::1", "2001:db8:0:1:8000::", true},
    {"2001:db8:0:1::1", "2001:db8:0:2::1", false},
    {"0.0.0.0", "::", false},
    {"32.1.13.184", "2001:db8::", false},
};

START_TEST(a_client_is_an_address_or_a_64)
{
	struct net_address first = address(pairs[_i].first);
	struct net_address second = address(pairs[_i].second);
	struct tcp_clients *clients;

	ck_assert_int_eq(tcp_clients_new(&clients, 4), 0);
	ck_assert_uint_eq(tcp_clients_add(clients, &first), 1);
	ck_assert_uint_eq(tcp_clients_add(clients, &second),
	                  pairs[_i].same ? 2 : 1);
	tcp_clients_remove(clients, &first);
	ck_assert_uint_eq(tcp_clients_add(clients, &second), 2);
	tcp_clients_free(clients);
}
END_TEST

/* Against an array of counts: whoever comes and goes, in whatever order, the
 * table says what the array says. It is small, so that clients collide. */
START_TEST(coming_and_going_is_counted_right)
{
	enum { HOSTS = 24, CONNECTIONS = 24, STEPS = 20000 };
	unsigned counts[HOSTS] = {0};
	unsigned connections = 0;
	struct tcp_clients *clients;

	srandom((unsigned)_i);
	ck_assert_int_eq(tcp_clients_new(&clients, CONNECTIONS), 0);
	for (int step = 0; step < STEPS; step++) {
		long host = random() % HOSTS;
		struct net_address from = {
		    .family = host % 2 == 0 ? 4 : 6,
		    .octets = {10, 0, (uint8_t)host},
		};

		if (random() % 2 == 0 && connections < CONNECTIONS) {
			connections++;
			ck_assert_uint_eq(tcp_clients_add(clients, &from),
			                  ++counts[host]);
		} else if (counts[host] > 0) {
			connections--;
			counts[host]--;
			tcp_clients_remove(clients, &from);
		}
	}
	tcp_clients_free(clients);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("tcp_clients");
	TCase *c = tcase_create("clients");

	tcase_add_loop_test(c, a_client_is_an_address_or_a_64, 0,
	                    sizeof(pairs) / sizeof(*pairs));
	tcase_add_loop_test(c, coming_and_going_is_counted_right, 0, 8);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
