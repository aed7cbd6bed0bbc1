/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/call.h"

static int
add(scmp_filter_ctx filter, const struct call *call)
{
	const uint32_t action = call->error == 0
	                            ? SCMP_ACT_ALLOW
	                            : SCMP_ACT_ERRNO((uint16_t)call->error);

	return seccomp_rule_add_array(filter, action, call->number,
	                              call->conditions, call->when);
}

/* What abort(3) and pthread_kill(3) do. */
static int
add_signals(scmp_filter_ctx filter)
{
	const struct call to_itself =
	    CALL_WHEN(tgkill, ARGUMENT_IS(0, (scmp_datum_t)getpid()));

	return add(filter, &to_itself);
}

static int
fill(scmp_filter_ctx filter, const struct calls *calls)
{
	int result = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);

	/* Another architecture's numbers mean other calls. */
	if (result == 0)
		result = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
		                          SCMP_ACT_KILL_PROCESS);
	for (size_t i = 0; i < calls->count && result == 0; i++)
		result = add(filter, &calls->items[i]);
	if (result == 0)
		result = add_signals(filter);
	return result == 0 ? seccomp_load(filter) : result;
}

int
calls_limit(const struct calls *calls)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int result = filter == NULL ? -ENOMEM : fill(filter, calls);

	seccomp_release(filter);
	errno = -result;
	return result == 0 ? 0 : ERR_SYSTEM;
}
