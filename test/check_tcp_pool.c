/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "server/tcp_pool.h"
#include "test/unit.h"

static struct net_address
host(uint8_t number)
{
	const uint8_t octets[] = {192, 0, 2, number};

	return net_address_from_octets(octets, sizeof(octets));
}

static struct tcp_connection *
take(struct tcp_pool *pool, uint8_t number)
{
	struct net_address source = host(number);

	return tcp_pool_take(pool, &source);
}

static struct tcp_pool *
make(unsigned connections, unsigned per_client)
{
	struct tcp_pool *pool;

	ck_assert_int_eq(tcp_pool_new(&pool, connections, per_client), 0);
	return pool;
}

START_TEST(no_more_connections_than_the_cap)
{
	struct tcp_pool *pool = make(3, 3);
	struct tcp_connection *one = take(pool, 1);

	ck_assert_ptr_nonnull(take(pool, 2));
	ck_assert_ptr_nonnull(take(pool, 3));
	ck_assert_ptr_null(take(pool, 4));
	ck_assert_uint_eq(tcp_pool_used(pool), 3);
	tcp_pool_return(pool, one);
	ck_assert_ptr_eq(take(pool, 4), one);
	ck_assert_ptr_null(take(pool, 5));
	tcp_pool_free(pool);
}
END_TEST

START_TEST(no_more_connections_of_a_client_than_its_cap)
{
	struct tcp_pool *pool = make(10, 2);
	struct tcp_connection *one = take(pool, 1);

	ck_assert_ptr_nonnull(take(pool, 1));
	ck_assert_ptr_null(take(pool, 1));
	ck_assert_ptr_null(take(pool, 1));
	ck_assert_ptr_nonnull(take(pool, 2));
	tcp_pool_return(pool, one);
	ck_assert_ptr_nonnull(take(pool, 1));
	ck_assert_ptr_null(take(pool, 1));
	tcp_pool_free(pool);
}
END_TEST

START_TEST(the_list_has_those_in_use)
{
	struct tcp_pool *pool = make(4, 4);
	struct tcp_connection *taken[4];
	unsigned seen = 0;

	for (uint8_t i = 0; i < 4; i++)
		taken[i] = take(pool, i);
	tcp_pool_return(pool, taken[1]);
	tcp_pool_return(pool, taken[3]);
	for (struct tcp_connection *c = tcp_pool_first(pool); c != NULL;
	     c = c->next) {
		ck_assert(c == taken[0] || c == taken[2]);
		seen++;
	}
	ck_assert_uint_eq(seen, 2);
	tcp_pool_return(pool, taken[0]);
	tcp_pool_return(pool, taken[2]);
	ck_assert_ptr_null(tcp_pool_first(pool));
	tcp_pool_free(pool);
}
END_TEST

static size_t
pages_of(const struct tcp_connection *connection)
{
	unsigned char present[(TCP_IN + TCP_OUT) / 4096];
	size_t pages = 0;

	ck_assert_int_eq(mincore(connection->in, TCP_IN + TCP_OUT, present), 0);
	for (size_t i = 0; i < sizeof(present); i++)
		pages += present[i] & 1;
	return pages;
}

START_TEST(buffers_cost_nothing_before_and_little_after)
{
	struct tcp_pool *pool = make(2, 2);
	struct tcp_connection *connection = take(pool, 1);

	ck_assert_uint_eq(pages_of(connection), 0);
	memset(connection->in, 1, TCP_IN);
	memset(connection->out, 1, TCP_OUT);
	ck_assert_uint_eq(pages_of(connection), (TCP_IN + TCP_OUT) / 4096);
	connection->large = true;
	tcp_pool_return(pool, connection);
	ck_assert_uint_eq(pages_of(connection), 0);
	tcp_pool_free(pool);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("tcp_pool");
	TCase *c = tcase_create("pool");

	tcase_add_test(c, no_more_connections_than_the_cap);
	tcase_add_test(c, no_more_connections_of_a_client_than_its_cap);
	tcase_add_test(c, the_list_has_those_in_use);
	tcase_add_test(c, buffers_cost_nothing_before_and_little_after);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}
