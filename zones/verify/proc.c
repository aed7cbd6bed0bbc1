/* SPDX-License-Identifier: ISC */
#include "zones/verify/proc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"

/* One of the files, while it is read line by line. */
struct proc_reader {
	struct proc_host *host;
	struct arena *arena;
	const struct place *file;
	char *line;
	size_t room;
	size_t number; /* of the line, from 1 */
	enum port_protocol protocol;
	bool pending; /* of fib_trie: an address may be the host's own */
	struct net_address address;
};

enum { HEADING = 1, STATE_LISTEN = 0x0a, STATE_CLOSE = 0x07 };

bool
proc_is_wildcard(const struct net_address *address)
{
	static const uint8_t none[16];

	return memcmp(address->octets, none, address->family == 4 ? 4 : 16)
	       == 0;
}

/* The kernel prints each four octets of an address as a number of its own
 * order of octets. */
static bool
read_address(struct net_address *address, const char *hex, size_t digits)
{
	uint8_t octets[16];

	if (digits != 8 && digits != 32)
		return false;
	for (size_t i = 0; i < digits / 8; i++) {
		char word[9] = {0};
		uint32_t number;

		memcpy(word, hex + 8 * i, 8);
		number = (uint32_t)strtoul(word, NULL, 16);
		memcpy(octets + 4 * i, &number, 4);
	}
	*address = net_address_from_octets(octets, digits / 2);
	return true;
}

/* "0: 0100007F:1F90 00000000:0000 0A ...": whoever listens. */
static int
read_socket(struct proc_reader *r)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	char local[40], remote[40];
	struct proc_listener listener = {.protocol = r->protocol};
	struct proc_host *host = r->host;
	unsigned port, state;
	size_t digits;
	int at = 0;

	if (r->number == HEADING)
		return 0;
	if (sscanf(r->line,
	           " %*u: %n%39[0-9A-Fa-f]:%4x %39[0-9A-Fa-f]:%*4x %2x", &at,
	           local, &port, remote, &state)
	    != 4)
		return ERR_MALFORMED;
	digits = strspn(local, hex);
	if (!read_address(&listener.address, local, digits))
		return ERR_MALFORMED;
	if (state != (r->protocol == PORT_TCP ? STATE_LISTEN : STATE_CLOSE)
	    || port == 0)
		return 0;
	listener.port = (uint16_t)port;
	listener.place =
	    place_spot(r->arena, r->file, r->number, (size_t)at + 1);
	host->listeners =
	    arena_grow(r->arena, host->listeners, host->listener_count,
	               sizeof(*host->listeners));
	host->listeners[host->listener_count++] = listener;
	return 0;
}

static void
add_address(struct proc_reader *r)
{
	struct proc_host *host = r->host;

	host->addresses =
	    arena_grow(r->arena, host->addresses, host->address_count,
	               sizeof(*host->addresses));
	host->addresses[host->address_count++] = r->address;
}

/* "|-- 192.0.2.2" and, below it, "/32 host LOCAL". */
static int
read_trie(struct proc_reader *r)
{
	char text[NET_TEXT];

	if (sscanf(r->line, " |-- %47s", text) == 1) {
		if (net_address_from_text(&r->address, text) < 0)
			return ERR_MALFORMED;
		r->pending = true;
	} else if (r->pending && strstr(r->line, "/32 host LOCAL") != NULL) {
		add_address(r);
	} else if (strchr(r->line, '+') != NULL) {
		r->pending = false;
	}
	return 0;
}

/* "fe8000000000000000fc00fffe000001 04 40 20 80 eth0": octets in their order.
 */
static int
read_inet6(struct proc_reader *r)
{
	uint8_t octets[16];

	for (size_t i = 0; i < 16; i++) {
		unsigned octet;

		if (sscanf(r->line + 2 * i, "%2x", &octet) != 1)
			return ERR_MALFORMED;
		octets[i] = (uint8_t)octet;
	}
	r->address = net_address_from_octets(octets, 16);
	add_address(r);
	return 0;
}

static int
read_file(struct proc_reader *r, const char *path,
          int (*step)(struct proc_reader *r))
{
	FILE *file = fopen(path, "re");
	int code = 0;

	if (file == NULL)
		return ERR_SYSTEM;
	r->file = place_file(r->arena, arena_string(r->arena, path));
	for (r->number = 1; code == 0 && getline(&r->line, &r->room, file) >= 0;
	     r->number++)
		code = step(r);
	if (ferror(file))
		code = ERR_SYSTEM;
	fclose(file);
	return code;
}

static int
compare_addresses(const void *left, const void *right)
{
	return net_address_compare(left, right);
}

static void
sort_addresses(struct proc_host *host)
{
	size_t kept = 0;

	if (host->address_count == 0)
		return;
	qsort(host->addresses, host->address_count, sizeof(*host->addresses),
	      compare_addresses);
	for (size_t i = 0; i < host->address_count; i++)
		if (kept == 0
		    || net_address_compare(&host->addresses[kept - 1],
		                           &host->addresses[i])
		           != 0)
			host->addresses[kept++] = host->addresses[i];
	host->address_count = kept;
}

int
proc_read(struct proc_host *host, struct arena *arena, const char *folder,
          const char **failed)
{
	static const struct {
		const char *name;
		int (*step)(struct proc_reader *r);
		enum port_protocol protocol;
		bool needed;
	} files[] = {
	    {"fib_trie", read_trie, 0, true},
	    {"if_inet6", read_inet6, 0, false},
	    {"tcp", read_socket, PORT_TCP, true},
	    {"tcp6", read_socket, PORT_TCP, false},
	    {"udp", read_socket, PORT_UDP, true},
	    {"udp6", read_socket, PORT_UDP, false},
	};
	struct proc_reader r = {.host = host, .arena = arena};
	int code = 0;

	*host = (struct proc_host){0};
	for (size_t i = 0; code == 0 && i < sizeof(files) / sizeof(files[0]);
	     i++) {
		*failed = arena_format(arena, "%s/%s", folder, files[i].name);
		r.protocol = files[i].protocol;
		r.pending = false;
		code = read_file(&r, *failed, files[i].step);
		if (code == ERR_SYSTEM && errno == ENOENT && !files[i].needed)
			code = 0;
	}
	free(r.line);
	sort_addresses(host);
	return code;
}
