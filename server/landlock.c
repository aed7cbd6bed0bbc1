/* SPDX-License-Identifier: ISC */
#include <linux/landlock.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/landlock.h"
#include "server/measure.h"

/*
 * The attributes by the kernel's ABI, which grew: files in 1, the second
 * field in 4, the third in 6. Debian 12's header knows 2. A kernel takes as
 * many octets as it knows, and refuses bits that it doesn't.
 */
struct attributes {
	uint64_t files;
	uint64_t network;
	uint64_t scoped;
};

enum { ABI_NETWORK = 4, ABI_SCOPED = 6, ABI_KNOWN = 6 };

static const struct attributes by_abi[ABI_KNOWN + 1] = {
    [1] = {.files = (1 << 13) - 1}, /* execute to make a symbolic link */
    [2] = {.files = (1 << 14) - 1}, /* refer */
    [3] = {.files = (1 << 15) - 1}, /* truncate */
    [4] = {(1 << 15) - 1, 3, 0},    /* bind and connect TCP */
    [5] = {(1 << 16) - 1, 3, 0},    /* ioctl of devices */
    [6] = {(1 << 16) - 1, 3, 3},    /* abstract Unix sockets, signals */
};

static size_t
size_of(long abi)
{
	if (abi >= ABI_SCOPED)
		return sizeof(struct attributes);
	if (abi >= ABI_NETWORK)
		return offsetof(struct attributes, scoped);
	return offsetof(struct attributes, network);
}

/* A set of rules without a rule: what it handles is denied. */
static bool
restrict_self(long abi)
{
	const int rules = (int)syscall(SYS_landlock_create_ruleset,
	                               &by_abi[abi], size_of(abi), 0);
	bool done;

	if (rules < 0)
		return false;
	done = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	close(rules);
	return done;
}

uint32_t
landlock_enter(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	                   LANDLOCK_CREATE_RULESET_VERSION);

	if (abi < 1)
		return 0;
	if (abi > ABI_KNOWN)
		abi = ABI_KNOWN;
	if (!restrict_self(abi))
		return 0;
	return abi >= ABI_SCOPED ? MEASURE_LANDLOCK | MEASURE_SCOPE
	                         : MEASURE_LANDLOCK;
}
