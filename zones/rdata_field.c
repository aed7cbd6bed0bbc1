/* SPDX-License-Identifier: ISC */
#include "zones/rdata_field.h"

int
rdata_read_field(struct rdata_reader *reader, enum rdata_kind kind)
{
	switch (kind) {
	case KIND_NAME:
		return rdata_read_name(reader);
	case KIND_INT8:
	case KIND_INT16:
	case KIND_INT32:
		return rdata_read_integer(reader, kind);
	case KIND_PERIOD:
		return rdata_read_period(reader);
	case KIND_TIME:
		return rdata_read_time(reader);
	case KIND_A:
		return rdata_read_address(reader, 4);
	case KIND_AAAA:
		return rdata_read_address(reader, 6);
	case KIND_STRING:
	case KIND_TAG:
	case KIND_LONG_STRING:
		return rdata_read_string(reader, kind);
	case KIND_TYPE:
		return rdata_read_type(reader);
	case KIND_ALGORITHM:
	case KIND_CERT_TYPE:
	case KIND_TLSA_USAGE:
	case KIND_TLSA_SELECTOR:
	case KIND_TLSA_MATCHING:
		return rdata_read_code(reader, kind);
	case KIND_NODE64:
	case KIND_EUI48:
	case KIND_EUI64:
	case KIND_NSAP:
	case KIND_ATMA:
		return rdata_read_pattern(reader, kind);
	case KIND_APL:
		return rdata_read_prefix(reader);
	case KIND_BASE64:
		return rdata_read_base64(reader);
	case KIND_HEX:
		return rdata_read_hex(reader);
	case KIND_BITMAP:
		return rdata_read_bitmap(reader);
	case KIND_LOC:
		return rdata_read_loc(reader);
	case KIND_SERVICES:
		return rdata_read_services(reader);
	case KIND_GATEWAY:
		return rdata_read_gateway(reader);
	case KIND_HIP:
		return rdata_read_hip(reader);
	case KIND_SVCPARAMS:
		return rdata_read_svcparams(reader);
	case KIND_OPAQUE:
	case KIND_A6:
	case KIND_RELAY:
	case KIND_END:
		break;
	}
	return rdata_refuse(reader, RULE_BAD_RDATA,
	                    "%s has no text form here: write \\# with length "
	                    "and hex (RFC 3597)",
	                    rdata_type_text(reader->arena, reader->type));
}
