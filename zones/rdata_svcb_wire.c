/* SPDX-License-Identifier: ISC */
#include "zones/rdata_svcb.h"

#include "lib/wire.h"

bool
rdata_svcb_next(const uint8_t **wire, size_t *left, struct svcb_param *param)
{
	if (*left < 4)
		return false;
	param->key = wire_read16(*wire);
	param->length = wire_read16(*wire + 2);
	param->value = *wire + 4;
	if (param->length > *left - 4)
		return false;
	*wire += 4u + param->length;
	*left -= 4u + param->length;
	return true;
}

static bool
has_key(const uint8_t *wire, size_t left, uint16_t key)
{
	struct svcb_param param;

	while (rdata_svcb_next(&wire, &left, &param))
		if (param.key == key)
			return true;
	return false;
}

/* RFC 9460 section 8: ascending, itself not among them, all there. */
static const char *
check_mandatory(const struct svcb_param *param, const uint8_t *wire,
                size_t length)
{
	int before = SVCB_MANDATORY;

	if (param->length == 0 || param->length % 2 != 0)
		return "mandatory lists no keys";
	for (size_t i = 0; i < param->length; i += 2) {
		uint16_t key = wire_read16(param->value + i);

		if (key == SVCB_MANDATORY)
			return "mandatory names itself";
		if (key <= before)
			return "mandatory names a key twice";
		if (!has_key(wire, length, key))
			return "mandatory names a key that isn't there";
		before = key;
	}
	return NULL;
}

static const char *
check_alpn(const struct svcb_param *param)
{
	size_t at = 0;

	while (at < param->length && param->value[at] > 0)
		at += 1u + param->value[at];
	return param->length > 0 && at == param->length
	           ? NULL
	           : "alpn is not a list of protocols";
}

static const char *
check_param(const struct svcb_param *param, const uint8_t *wire, size_t length)
{
	switch (param->key) {
	case SVCB_MANDATORY:
		return check_mandatory(param, wire, length);
	case SVCB_ALPN:
		return check_alpn(param);
	case SVCB_NO_DEFAULT_ALPN:
		if (param->length != 0)
			return "no-default-alpn has a value";
		return has_key(wire, length, SVCB_ALPN)
		           ? NULL
		           : "no-default-alpn stands without alpn";
	case SVCB_PORT:
		return param->length == 2 ? NULL : "port is not 16 bits";
	case SVCB_IPV4HINT:
		return param->length > 0 && param->length % 4 == 0
		           ? NULL
		           : "ipv4hint is not a list of IPv4 addresses";
	case SVCB_ECH:
		return param->length > 0 ? NULL : "ech is empty";
	case SVCB_IPV6HINT:
		return param->length > 0 && param->length % 16 == 0
		           ? NULL
		           : "ipv6hint is not a list of IPv6 addresses";
	case SVCB_DOHPATH:
		return param->length > 0 ? NULL : "dohpath is empty";
	case SVCB_OHTTP:
		return param->length == 0 ? NULL : "ohttp has a value";
	case SVCB_INVALID:
		return "key65535 is reserved and no key";
	default:
		return NULL;
	}
}

const char *
rdata_svcb_check(const uint8_t *wire, size_t length)
{
	const uint8_t *at = wire;
	size_t left = length;
	struct svcb_param param;
	int before = -1;
	const char *wrong;

	while (left > 0) {
		if (!rdata_svcb_next(&at, &left, &param))
			return "a service parameter is cut short";
		if (param.key == before)
			return "a service parameter stands twice";
		if (param.key < before)
			return "the service parameters are not in order";
		before = param.key;
		wrong = check_param(&param, wire, length);
		if (wrong != NULL)
			return wrong;
	}
	return NULL;
}
