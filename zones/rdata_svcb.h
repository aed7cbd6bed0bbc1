/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RDATA_SVCB_H
#define MULLION_RDATA_SVCB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Keys of service parameters: RFC 9460 section 14.3.2, RFC 9461, RFC 9540. */
enum svcb_key {
	SVCB_MANDATORY = 0,
	SVCB_ALPN = 1,
	SVCB_NO_DEFAULT_ALPN = 2,
	SVCB_PORT = 3,
	SVCB_IPV4HINT = 4,
	SVCB_ECH = 5,
	SVCB_IPV6HINT = 6,
	SVCB_DOHPATH = 7,
	SVCB_OHTTP = 8,
	SVCB_INVALID = 65535,
};

/* NULL when the parameters are what RFC 9460 has them to be: keys ascending,
 * each once, values of their forms, mandatory ones there. Else what is wrong,
 * for a message. */
const char *rdata_svcb_check(const uint8_t *wire, size_t length);

/* One parameter of checked wire, which then moves on; false at the end. */
struct svcb_param {
	uint16_t key;
	uint16_t length;
	const uint8_t *value;
};

bool
rdata_svcb_next(const uint8_t **wire, size_t *left, struct svcb_param *param);

#endif
