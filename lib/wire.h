/* SPDX-License-Identifier: ISC */
#ifndef MULLION_WIRE_H
#define MULLION_WIRE_H

#include <stddef.h>
#include <stdint.h>

/* The numbers of RFC 1035, 6891 and their registries that mullion names, and
 * 16 and 32 bits in network order at any address. */

enum wire_type {
	TYPE_A = 1,
	TYPE_NS = 2,
	TYPE_CNAME = 5,
	TYPE_SOA = 6,
	TYPE_PTR = 12,
	TYPE_MX = 15,
	TYPE_TXT = 16,
	TYPE_AAAA = 28,
	TYPE_SRV = 33,
	TYPE_DNAME = 39,
	TYPE_OPT = 41,
	TYPE_DS = 43,
	TYPE_SVCB = 64,
	TYPE_HTTPS = 65,
	TYPE_IXFR = 251,
	TYPE_AXFR = 252,
	TYPE_ANY = 255,
};

enum wire_class { CLASS_IN = 1, CLASS_CH = 3 };

enum wire_rcode {
	RCODE_NOERROR = 0,
	RCODE_FORMERR = 1,
	RCODE_SERVFAIL = 2,
	RCODE_NXDOMAIN = 3,
	RCODE_NOTIMP = 4,
	RCODE_REFUSED = 5,
	RCODE_YXDOMAIN = 6,
	RCODE_BADVERS = 16, /* RFC 6891: its upper bits stand in the OPT */
};

/* Octet 2 of the header. */
enum {
	FLAG_QR = 0x80,
	FLAG_OPCODE = 0x78,
	FLAG_AA = 0x04,
	FLAG_TC = 0x02,
	FLAG_RD = 0x01,
};

enum {
	WIRE_HEADER = 12,      /* octets of a message's header */
	WIRE_QUESTION = 4,     /* octets of a question behind its name */
	WIRE_RR = 10,          /* type, class, ttl, rdlength */
	WIRE_OPT = 11,         /* an OPT without options */
	WIRE_UDP_PLAIN = 512,  /* an answer's size without EDNS */
	WIRE_UDP_EDNS = 1232,  /* and with it, at most */
	WIRE_MESSAGE = 65535,  /* a message over TCP */
	WIRE_POINTER = 0xc000, /* the mark of a compression pointer */
	WIRE_POINTER_MAX = 0x3fff,
};

static inline uint16_t
wire_read16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t
wire_read32(const uint8_t *at)
{
	return (uint32_t)wire_read16(at) << 16 | wire_read16(at + 2);
}

static inline void
wire_write16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline void
wire_write32(uint8_t *at, uint32_t value)
{
	wire_write16(at, (uint16_t)(value >> 16));
	wire_write16(at + 2, (uint16_t)value);
}

/* Octets of the record that begins there, its owner a compression pointer. */
static inline size_t
wire_record_size(const uint8_t *record)
{
	return 2u + WIRE_RR + wire_read16(record + WIRE_RR);
}

#endif
