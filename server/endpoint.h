/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ENDPOINT_H
#define MULLION_ENDPOINT_H

#include <stdbool.h>
#include <sys/socket.h>

/*
 * An address and port to listen on, as an operator writes it: 192.0.2.1:53,
 * [2001:db8::1]:53, [fe80::1%eth0]:53.
 */
enum { ENDPOINT_TEXT = 80 };

struct endpoint {
	struct sockaddr_storage address;
	socklen_t size;
	char text[ENDPOINT_TEXT];
};

/* ERR_MALFORMED. */
int endpoint_from_text(struct endpoint *endpoint, const char *text);

/* An address alone, without brackets, and a port of 1-65535. */
int endpoint_from_parts(struct endpoint *endpoint, const char *address,
                        unsigned port);

/* As the kernel knows it. ERR_MALFORMED: of neither IPv4 nor IPv6. */
int endpoint_from_address(struct endpoint *endpoint,
                          const struct sockaddr_storage *address,
                          socklen_t size);

/* 0.0.0.0 or [::]: whatever address of the host was asked. */
bool endpoint_is_wildcard(const struct endpoint *endpoint);

/* The same address and port. */
bool endpoint_equal(const struct endpoint *a, const struct endpoint *b);

/* 0.0.0.0:P beside [::]:P: the second must leave IPv4 to the first. */
bool endpoint_is_other_half(const struct endpoint *a, const struct endpoint *b);

#endif
