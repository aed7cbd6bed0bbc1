/* SPDX-License-Identifier: ISC */
#include <linux/capability.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "server/privilege.h"
#include "test/unit.h"

/* What the line of /proc/self/status says that begins so. */
static unsigned long long
set_of(const char *start)
{
	FILE *file = fopen("/proc/self/status", "r");
	unsigned long long set = ~0ull;
	char line[256];

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, start, strlen(start)) == 0)
			sscanf(line + strlen(start), "%llx", &set);
	fclose(file);
	return set;
}

static const struct {
	int capability;
	bool kept;
} some[] = {
    {CAP_SETUID, true},           {CAP_SYS_CHROOT, true},
    {CAP_NET_BIND_SERVICE, true}, {CAP_KILL, true},
    {CAP_DAC_OVERRIDE, false},    {CAP_CHOWN, false},
    {CAP_SYS_PTRACE, false},      {CAP_SYS_MODULE, false},
    {CAP_SYS_RAWIO, false},       {CAP_SETFCAP, false},
    {CAP_MKNOD, false},
};

/* What it had, less what it doesn't need; the bounding set too. */
START_TEST(the_supervisor_keeps_what_it_needs)
{
	const unsigned long long before = set_of("CapPrm:");

	ck_assert_int_eq(privilege_drop(), 0);
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		const unsigned long long bit = 1ull << some[i].capability;
		const unsigned long long left = some[i].kept ? before & bit : 0;

		ck_assert_uint_eq(set_of("CapPrm:") & bit, left);
		ck_assert_uint_eq(set_of("CapEff:") & bit, left);
		if (geteuid() == 0)
			ck_assert_uint_eq(set_of("CapBnd:") & bit, left);
	}
}
END_TEST

START_TEST(a_child_keeps_nothing)
{
	if (geteuid() == 0)
		ck_assert_int_eq(prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), 0);
	privilege_gain_none();
	if (geteuid() == 0) {
		ck_assert_int_eq(setuid(65534), 0);
		ck_assert_uint_ne(set_of("CapPrm:"), 0);
		ck_assert_uint_eq(set_of("CapBnd:"), 0);
	}
	ck_assert_int_eq(privilege_drop_all(), 0);
	ck_assert_uint_eq(set_of("CapPrm:"), 0);
	ck_assert_uint_eq(set_of("CapInh:"), 0);
	ck_assert_uint_eq(set_of("CapAmb:"), 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("privilege");
	TCase *c = tcase_create("privilege");

	tcase_add_test(c, the_supervisor_keeps_what_it_needs);
	tcase_add_test(c, a_child_keeps_nothing);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}
