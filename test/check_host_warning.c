/* SPDX-License-Identifier: ISC */
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/net.h"
#include "server/host_warning.h"
#include "test/unit.h"

/* The first IPv4 address of this host that isn't loopback's: false, there is
 * none. */
static bool
own_address(uint32_t *address, char name[IF_NAMESIZE])
{
	struct ifaddrs *all, *one;
	bool found = false;

	ck_assert_int_eq(getifaddrs(&all), 0);
	for (one = all; one != NULL && !found; one = one->ifa_next) {
		const struct sockaddr_in *at = (const void *)one->ifa_addr;

		found = at != NULL && at->sin_family == AF_INET
		        && !(one->ifa_flags & IFF_LOOPBACK);
		if (!found)
			continue;
		*address = ntohl(at->sin_addr.s_addr);
		snprintf(name, IF_NAMESIZE, "%s", one->ifa_name);
	}
	freeifaddrs(all);
	return found;
}

/* What is said of a view with that one address. */
static void
warn(char said[1024], uint32_t address, bool external)
{
	struct view_range range = {.family = 4, .length = 32};
	const struct view_report view = {
	    .name = "in",
	    .external = external,
	    .ranges = &range,
	    .range_count = 1,
	};
	const struct view_report *views[] = {&view};
	int log = memfd_create("log", MFD_CLOEXEC);

	range.first.words[0] = range.last.words[0] = address;
	ck_assert_int_eq(dup2(log, STDERR_FILENO), STDERR_FILENO);
	host_warning(views, 1);
	memset(said, 0, 1024);
	ck_assert_int_ge(pread(log, said, 1023, 0), 0);
	close(log);
}

START_TEST(an_inner_view_that_holds_the_host_is_told)
{
	char said[1024], name[IF_NAMESIZE], text[NET_TEXT], wanted[128];
	struct net_address address;
	uint32_t own, order;

	if (!own_address(&own, name)) {
		puts("the host's own address: not tested, it has none");
		return;
	}
	order = htonl(own);
	address = net_address_from_octets((const uint8_t *)&order, 4);
	snprintf(wanted, sizeof(wanted), "address %s (%s) lies in its networks",
	         net_address_to_text(text, &address), name);
	warn(said, own, false);
	ck_assert_msg(strstr(said, "view in: ") != NULL
	                  && strstr(said, wanted) != NULL,
	              "%s", said);
	/* what is outside looks so anyway */
	warn(said, own, true);
	ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(loopback_and_others_are_no_matter)
{
	char said[1024];

	warn(said, 0x7f000001, false);
	ck_assert_str_eq(said, "");
	warn(said, 0xe0000001, false);
	ck_assert_str_eq(said, "");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("host_warning");
	TCase *c = tcase_create("host_warning");

	tcase_add_test(c, an_inner_view_that_holds_the_host_is_told);
	tcase_add_test(c, loopback_and_others_are_no_matter);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}
