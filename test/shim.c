/* SPDX-License-Identifier: ISC */
#include "test/shim.h"

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "server/measure.h"

enum { ANY = -1, MDWE = 65, NOEXEC_SEAL = 8, COLLAPSE = 25 };

static const uint32_t namespaces =
    MEASURE_MOUNTS | MEASURE_NETWORK | MEASURE_IPC | MEASURE_UTS;

const struct shim shims[] = {
    {"no close_range, before Linux 5.9", "close_range", ANY, 0, 0, ENOSYS, 0},
    {"no Landlock, before 5.13", "landlock_create_ruleset", ANY, 0, 0, ENOSYS,
     MEASURE_LANDLOCK | MEASURE_SCOPE},
    {"Landlock switched off at boot", "landlock_create_ruleset", ANY, 0, 0,
     EOPNOTSUPP, MEASURE_LANDLOCK | MEASURE_SCOPE},
    {"Landlock forbidden", "landlock_restrict_self", ANY, 0, 0, EPERM,
     MEASURE_LANDLOCK | MEASURE_SCOPE},
    {"no MADV_POPULATE_READ, before 5.14", "madvise", 2, ~0ull,
     MADV_POPULATE_READ, EINVAL, 0},
    {"no MADV_COLLAPSE, before 6.1", "madvise", 2, ~0ull, COLLAPSE, EINVAL, 0},
    {"no MDWE, before 6.3", "prctl", 0, ~0ull, MDWE, EINVAL, MEASURE_MDWE},
    {"no MFD_NOEXEC_SEAL, before 6.3", "memfd_create", 1, NOEXEC_SEAL,
     NOEXEC_SEAL, EINVAL, 0},
    {"no clone3, before 5.3", "clone3", ANY, 0, 0, ENOSYS, 0},
    {"no namespaces, as in a container", "unshare", ANY, 0, 0, EPERM,
     namespaces},
    {"no mounts, as in a container", "mount", ANY, 0, 0, EPERM, MEASURE_MOUNTS},
    {"no pivot_root", "pivot_root", ANY, 0, 0, EPERM, MEASURE_MOUNTS},
    {"all of these at once", NULL, ANY, 0, 0, 0,
     MEASURE_ALL & ~MEASURE_CALLS & ~MEASURE_ROOT},
};
const size_t shim_count = sizeof(shims) / sizeof(shims[0]);

static int
add(scmp_filter_ctx filter, const struct shim *shim)
{
	const struct scmp_arg_cmp when = {
	    .arg = shim->argument < 0 ? 0 : (unsigned)shim->argument,
	    .op = SCMP_CMP_MASKED_EQ,
	    .datum_a = shim->mask,
	    .datum_b = shim->value,
	};

	return seccomp_rule_add_array(filter,
	                              SCMP_ACT_ERRNO((uint16_t)shim->error),
	                              seccomp_syscall_resolve_name(shim->call),
	                              shim->argument >= 0, &when);
}

void
shim_enter(const struct shim *shim)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int result = filter == NULL ? -ENOMEM : 0;

	if (result == 0 && shim->call != NULL)
		result = add(filter, shim);
	/* One call may stand there twice, with several errors: the first. */
	for (size_t i = 0; i < shim_count && shim->call == NULL; i++)
		if (shims[i].call != NULL && result == 0)
			result = add(filter, &shims[i]);
	if (result == -EEXIST || result == -EACCES)
		result = 0;
	if (result == 0)
		result = seccomp_load(filter);
	seccomp_release(filter);
	if (result < 0) {
		errno = -result;
		perror("the shim");
		exit(2);
	}
}
