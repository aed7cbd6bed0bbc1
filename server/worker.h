/* SPDX-License-Identifier: ISC */
#ifndef MULLION_WORKER_H
#define MULLION_WORKER_H

#include <stdint.h>

/*
 * What the supervisor and a view process say to each other. The process is
 * `mulliond-view`, started by fork and exec with descriptors by number on its
 * command line and no other descriptor than 0-2 and those:
 *
 *   mulliond-view --view NAME --image FD --control FD   a worker
 *   mulliond-view --refuse --control FD                 the refuser
 *   mulliond-view --load --view NAME|- --image FD --memfd FD --report FD
 *                                                       the loader
 *     --hash HEX      that the image must have: all else is looked at behind
 *   mulliond-view --verify --manifest FD --signature FD --report FD
 *                                                       the verifier
 *     --key BASE64    a trusted key, once or more
 *     --udp FD[,ADDRESS]  a bound UDP socket of a shared listener, and where
 *                     its answers leave from if that isn't where it is bound;
 *                     one thread each
 *     --udp-alone FD  one of a listener that serves this view alone
 *     --tcp FD, --tcp-alone FD       a listening TCP socket
 *     --user UID:GID                 to become, where started as root
 *     --strict                       the sandbox must be whole (sandbox.h)
 *     --log error|warning|info|debug
 *     --tcp-connections N --tcp-per-client N --tcp-idle SECONDS
 *     --version-bind TEXT --id-server TEXT           CH TXT, else REFUSED
 *
 * Each option and its value, where it has one, are two arguments. The
 * environment is empty but for what sanitizers read, no_new_privs is set, and
 * the process leads a session of its own, so no terminal signals it. Sockets
 * come with all their options set (PKTINFO, buffers, MTU discovery); UDP ones
 * block, TCP ones don't. That is a matter of the open file, which the
 * supervisor and the worker before share: nobody may change it.
 *
 * Control is a SOCK_SEQPACKET pair; each message is one struct. The worker
 * says READY, and which measures protect it (measure.h), when its image is
 * mapped and all its memory is taken, but reads
 * no socket before it is told SERVE: so a reload whose last view fails has
 * answered nobody. Ready or serving it answers PROBE with ALIVE and STATS
 * with COUNTS, either with its counters. LOG says from where on lines belong
 * into the log. At DRAIN it stops reading from its sockets, answers what it
 * has taken from them, lets its TCP connections finish (DRAIN_SECONDS at
 * most) and exits 0. It leaves at once when the supervisor is gone
 * (PDEATHSIG, end of file).
 */
enum worker_say {
	WORKER_READY = 1,
	WORKER_SERVE,
	WORKER_PROBE,
	WORKER_ALIVE,
	WORKER_STATS,
	WORKER_COUNTS,
	WORKER_DRAIN,
	WORKER_LOG,
};

enum {
	DRAIN_SECONDS = 3,
	/* Raised when any of this changes: a supervisor takes over processes of
	 * another release when they speak as its own do (handover.h). */
	WORKER_PROTOCOL = 1,
};

struct worker_counts {
	uint64_t udp_queries;
	uint64_t tcp_queries;
	uint64_t answers;
	uint64_t no_answer; /* packets that earn none */
	uint64_t truncated;
	uint64_t strangers; /* REFUSED for their address */
	uint64_t rcodes[24];
	uint64_t kernel_drops; /* for want of room, all sockets */
	uint64_t send_errors;
	uint64_t tcp_connections; /* accepted */
	uint64_t tcp_open;
	uint64_t tcp_refused; /* over a cap */
	uint64_t tcp_timeouts;
};

struct worker_message {
	uint32_t say;
	uint32_t measures; /* with READY */
	uint32_t level;    /* with LOG: enum log_level */
	uint32_t zero;
	struct worker_counts counts; /* with ALIVE and COUNTS */
};

/*
 * The loader (loader.h) copies the image file at --image into the memfd and
 * seals it, checks all of it, its hash too, puts on the last seal
 * (image_copy.h) and writes one report to --report, text of lines "KEY VALUE":
 *
 *   view NAME            trust internal|external      hash HEX
 *   zones N              zone SERIAL NAME
 *   answers FIRST LAST LENGTH
 *   resolver FIRST LAST LENGTH
 *   end
 *
 * zone once for each of the zones, up to the limits of view_report.h; answers
 * once for each range of the view's networks, resolver once for each of its
 * resolvers, in the order of the image; addresses as 8 (IPv4) or 32 (IPv6) hex
 * digits. Exit 0 with a whole report; exit 1 with one line "error TEXT" in it.
 * The supervisor reads it as hostile text: it never reads an image.
 *
 * The verifier (verifier.h) reads the manifest and its signature, and reports
 * which of the keys has made it, 0 being the first, the manifest's SHA-256,
 * and behind that line the very octets that it has verified:
 *
 *   signed NUMBER HEX
 *   MANIFEST
 *
 * Exit 0; exit 1 with one line "error TEXT".
 */
enum { MANIFEST_MAX = 256 << 20 /* octets of a manifest */ };

#endif
