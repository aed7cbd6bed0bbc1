/* SPDX-License-Identifier: ISC */
#include "lib/answer.h"
#include "server/nap.h"

void
nap_begin(struct nap *nap, uint64_t now)
{
	*nap = (struct nap){.before = now, .gap = NAP_IDLE};
}

bool
nap_due(struct nap *nap, uint64_t now, size_t count)
{
	int64_t gap = (int64_t)((now - nap->before) / count);

	if (gap > NAP_IDLE)
		gap = NAP_IDLE;
	nap->gap += (gap - nap->gap) / NAP_SMOOTHING;
	nap->before = now;
	/* What a nap has gathered says nothing of what comes without. */
	nap->napped = count < (nap->napped ? ANSWER_BATCH : NAP_ENOUGH)
	              && nap->gap * NAP_GATHERS <= NAP_TIME;
	return nap->napped;
}
