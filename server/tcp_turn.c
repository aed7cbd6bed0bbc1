/* SPDX-License-Identifier: ISC */
#include "server/tcp_turn.h"

bool
tcp_turn_end(struct tcp_turn *turn)
{
	const struct tcp_turn past = *turn;

	*turn = (struct tcp_turn){0};
	return past.queries >= TCP_NAP_QUERIES
	       && past.queries >= TCP_NAP_GATHERED * past.reads
	       && past.queries < TCP_NAP_ENOUGH * past.reads;
}
