/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "server/endpoint.h"

static int
read_four(struct endpoint *endpoint, const char *address, unsigned port)
{
	struct sockaddr_in *four = (void *)&endpoint->address;

	if (inet_pton(AF_INET, address, &four->sin_addr) != 1)
		return ERR_MALFORMED;
	four->sin_family = AF_INET;
	four->sin_port = htons((uint16_t)port);
	endpoint->size = sizeof(*four);
	snprintf(endpoint->text, sizeof(endpoint->text), "%s:%u", address,
	         port);
	return 0;
}

/* RFC 4007 section 11: an address with the zone behind "%". */
static int
read_six(struct endpoint *endpoint, const char *address, unsigned port)
{
	struct sockaddr_in6 *six = (void *)&endpoint->address;
	const char *zone = strchr(address, '%');
	int length = (int)strcspn(address, "%");
	char text[INET6_ADDRSTRLEN];

	if (snprintf(text, sizeof(text), "%.*s", length, address)
	    >= (int)sizeof(text))
		return ERR_MALFORMED;
	if (inet_pton(AF_INET6, text, &six->sin6_addr) != 1)
		return ERR_MALFORMED;
	if (zone != NULL) {
		six->sin6_scope_id = if_nametoindex(zone + 1);
		if (six->sin6_scope_id == 0)
			return ERR_MALFORMED;
	}
	six->sin6_family = AF_INET6;
	six->sin6_port = htons((uint16_t)port);
	endpoint->size = sizeof(*six);
	snprintf(endpoint->text, sizeof(endpoint->text), "[%s]:%u", address,
	         port);
	return 0;
}

int
endpoint_from_parts(struct endpoint *endpoint, const char *address,
                    unsigned port)
{
	*endpoint = (struct endpoint){0};
	if (port == 0 || port > UINT16_MAX)
		return ERR_MALFORMED;
	if (strchr(address, ':') != NULL)
		return read_six(endpoint, address, port);
	return read_four(endpoint, address, port);
}

int
endpoint_from_text(struct endpoint *endpoint, const char *text)
{
	const char *colon = strrchr(text, ':');
	char address[ENDPOINT_TEXT];
	size_t length, digits;
	const char *from = text;

	if (colon == NULL)
		return ERR_MALFORMED;
	length = (size_t)(colon - text);
	if (text[0] == '[') {
		if (length < 3 || colon[-1] != ']')
			return ERR_MALFORMED;
		from++;
		length -= 2;
	} else if (memchr(text, ':', length) != NULL) {
		return ERR_MALFORMED; /* IPv6 wants its brackets */
	}
	if (length >= sizeof(address))
		return ERR_MALFORMED;
	memcpy(address, from, length);
	address[length] = '\0';
	digits = strspn(colon + 1, "0123456789");
	if (digits == 0 || digits > 5 || colon[1 + digits] != '\0'
	    || (text[0] == '[') != (strchr(address, ':') != NULL))
		return ERR_MALFORMED;
	return endpoint_from_parts(endpoint, address,
	                           (unsigned)strtoul(colon + 1, NULL, 10));
}

int
endpoint_from_address(struct endpoint *endpoint,
                      const struct sockaddr_storage *address, socklen_t size)
{
	const bool six = address->ss_family == AF_INET6;
	const struct sockaddr_in6 *from = (const void *)address;
	char host[INET6_ADDRSTRLEN + IF_NAMESIZE + 1], port[8];

	*endpoint = (struct endpoint){0};
	if ((!six && address->ss_family != AF_INET)
	    || getnameinfo((const struct sockaddr *)address, size, host,
	                   sizeof(host), port, sizeof(port),
	                   NI_NUMERICHOST | NI_NUMERICSERV)
	           != 0)
		return ERR_MALFORMED;
	endpoint->address = *address;
	endpoint->size = six ? sizeof(*from) : sizeof(struct sockaddr_in);
	snprintf(endpoint->text, sizeof(endpoint->text),
	         six ? "[%s]:%s" : "%s:%s", host, port);
	return 0;
}

bool
endpoint_is_wildcard(const struct endpoint *endpoint)
{
	if (endpoint->address.ss_family == AF_INET) {
		const struct sockaddr_in *four =
		    (const void *)&endpoint->address;

		return four->sin_addr.s_addr == INADDR_ANY;
	} else {
		const struct sockaddr_in6 *six =
		    (const void *)&endpoint->address;

		return IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr);
	}
}

bool
endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	return a->size == b->size
	       && memcmp(&a->address, &b->address, a->size) == 0;
}

bool
endpoint_is_other_half(const struct endpoint *a, const struct endpoint *b)
{
	const struct sockaddr_in *first = (const void *)&a->address;
	const struct sockaddr_in *second = (const void *)&b->address;

	/* The port stands at the same place in both families. */
	return a->address.ss_family != b->address.ss_family
	       && endpoint_is_wildcard(a) && endpoint_is_wildcard(b)
	       && first->sin_port == second->sin_port;
}
