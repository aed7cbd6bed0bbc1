/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "server/counts_text.h"

/* RFC 6895 section 2.3. */
static const char *const rcode_names[] = {
    [0] = "NOERROR", [1] = "FORMERR", [2] = "SERVFAIL", [3] = "NXDOMAIN",
    [4] = "NOTIMP",  [5] = "REFUSED", [6] = "YXDOMAIN", [16] = "BADVERS",
};

enum { RCODES = sizeof(rcode_names) / sizeof(rcode_names[0]) };

static void add(char *text, size_t *length, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
add(char *text, size_t *length, const char *format, ...)
{
	va_list arguments;
	int written;

	va_start(arguments, format);
	written =
	    vsnprintf(text + *length, COUNTS_TEXT - *length, format, arguments);
	va_end(arguments);
	*length += (size_t)written;
	if (*length >= COUNTS_TEXT)
		*length = COUNTS_TEXT - 1;
}

const char *
counts_rcode(char *text, unsigned rcode)
{
	if (rcode < RCODES && rcode_names[rcode] != NULL)
		snprintf(text, COUNTS_RCODE, "%s", rcode_names[rcode]);
	else
		snprintf(text, COUNTS_RCODE, "RCODE%u", rcode);
	return text;
}

static void
add_rcode(char *text, size_t *length, unsigned rcode, uint64_t count)
{
	char name[COUNTS_RCODE];

	if (count > 0)
		add(text, length, ", %" PRIu64 " %s", count,
		    counts_rcode(name, rcode));
}

const char *
counts_text(char *text, const struct worker_counts *counts)
{
	const unsigned rcodes = sizeof(counts->rcodes) / sizeof(uint64_t);
	size_t length = 0;

	add(text, &length,
	    "%" PRIu64 " UDP and %" PRIu64 " TCP queries, %" PRIu64 " answers",
	    counts->udp_queries, counts->tcp_queries, counts->answers);
	for (unsigned rcode = 0; rcode < rcodes; rcode++)
		add_rcode(text, &length, rcode, counts->rcodes[rcode]);
	add(text, &length,
	    ", %" PRIu64 " truncated, %" PRIu64 " without an answer, %" PRIu64
	    " from strangers, %" PRIu64 " dropped by the kernel, %" PRIu64
	    " not sent",
	    counts->truncated, counts->no_answer, counts->strangers,
	    counts->kernel_drops, counts->send_errors);
	add(text, &length,
	    "; TCP connections: %" PRIu64 " accepted, %" PRIu64
	    " open, %" PRIu64 " over a cap, %" PRIu64 " timed out",
	    counts->tcp_connections, counts->tcp_open, counts->tcp_refused,
	    counts->tcp_timeouts);
	return text;
}
