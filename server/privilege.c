/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/privilege.h"

#define BIT(capability) (UINT64_C(1) << (capability))

/* By whom each is used: mulliond(8) has the same list. */
static const uint64_t kept =
    /* children, for their descent */
    BIT(CAP_SETUID) | BIT(CAP_SETGID) | BIT(CAP_SETPCAP) | BIT(CAP_SYS_CHROOT)
    | BIT(CAP_SYS_ADMIN) /* namespaces */
    /* sockets that a reload opens: ports below 1024, buffers, steering */
    | BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_NET_ADMIN)
    | BIT(CAP_BPF)
    /* images and sites of other users, opened and not read */
    | BIT(CAP_DAC_READ_SEARCH)
    /* children that are other users by now */
    | BIT(CAP_KILL);

static void
limit_bounding_set(uint64_t keep)
{
	for (unsigned long one = 0; one <= CAP_LAST_CAP; one++)
		if ((keep & BIT(one)) == 0)
			prctl(PR_CAPBSET_DROP, one, 0, 0, 0);
}

/* Those of the set that the process has stay, the others go. */
static int
limit(uint64_t keep)
{
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, sets) < 0)
		return ERR_SYSTEM;
	for (unsigned i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		const uint32_t part = (uint32_t)(keep >> (32 * i));

		sets[i].permitted &= part;
		sets[i].effective = sets[i].permitted;
		sets[i].inheritable &= part;
	}
	return syscall(SYS_capset, &header, sets) < 0 ? ERR_SYSTEM : 0;
}

int
privilege_drop(void)
{
	limit_bounding_set(kept);
	if (limit(kept) == 0)
		return 0;
	log_error("capabilities can't be dropped: %s", strerror(errno));
	return ERR_REPORTED;
}

/* Whoever isn't root keeps the set, which is no loss: no_new_privs bars the
 * only way from it to a capability, a file with some. */
void
privilege_gain_none(void)
{
	limit_bounding_set(0);
}

int
privilege_drop_all(void)
{
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	return limit(0);
}
