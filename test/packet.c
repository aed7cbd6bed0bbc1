/* SPDX-License-Identifier: ISC */
#include "test/packet.h"

#include <ctype.h>
#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/err.h"
#include "lib/wire.h"

/* A query being put together: what its options say. */
struct draft {
	struct packet *packet;
	uint16_t class;
	uint16_t edns_size;
	uint8_t version;
	uint8_t flags[2]; /* octets 2 and 3 of the header */
	uint8_t options[512];
	size_t options_size;
};

static int
add(struct packet *packet, const void *octets, size_t size)
{
	if (size > sizeof(packet->octets) - packet->size)
		return ERR_ROOM;
	memcpy(packet->octets + packet->size, octets, size);
	packet->size += size;
	return 0;
}

static int
add16(struct packet *packet, unsigned value)
{
	uint8_t octets[2];

	wire_write16(octets, (uint16_t)value);
	return add(packet, octets, sizeof(octets));
}

/* A domain name as it is written, case kept. */
static int
add_name(struct packet *packet, const char *text)
{
	ldns_rdf *name = ldns_dname_new_frm_str(text);
	int status;

	if (name == NULL)
		return ERR_MALFORMED;
	status = add(packet, ldns_rdf_data(name), ldns_rdf_size(name));
	ldns_rdf_deep_free(name);
	return status;
}

/* Octets of an even number of hexadecimal digits; the digits' end in *end. */
static int
read_hex(uint8_t *octets, size_t room, const char *text, const char **end)
{
	size_t size = 0;

	while (isxdigit((unsigned char)text[0])
	       && isxdigit((unsigned char)text[1])) {
		char digits[3] = {text[0], text[1], '\0'};

		if (size == room)
			return ERR_ROOM;
		octets[size++] = (uint8_t)strtoul(digits, NULL, 16);
		text += 2;
	}
	*end = text;
	return (int)size;
}

/* HEX or HEX*COUNT. */
static int
add_hex(struct packet *packet, const char *text)
{
	uint8_t octets[256];
	const char *end;
	int size = read_hex(octets, sizeof(octets), text, &end);
	unsigned long times = 1;

	if (size <= 0)
		return ERR_MALFORMED;
	if (*end == '*')
		times = strtoul(end + 1, NULL, 10);
	else if (*end != '\0')
		return ERR_MALFORMED;
	while (times-- > 0) {
		int status = add(packet, octets, (size_t)size);

		if (status != 0)
			return status;
	}
	return 0;
}

static const struct header_bit {
	const char *option;
	unsigned octet; /* of flags[] */
	uint8_t bit;
} header_bits[] = {
    {"+aa", 0, 0x04}, {"+tc", 0, 0x02}, {"+rd", 0, 0x01}, {"+ra", 1, 0x80},
    {"+z", 1, 0x40},  {"+ad", 1, 0x20}, {"+cd", 1, 0x10},
};

/* +option=CODE:HEX into the OPT's RDATA. */
static int
read_edns_option(struct draft *draft, const char *text)
{
	uint8_t *at = draft->options + draft->options_size;
	char *colon;
	const char *end;
	unsigned long code = strtoul(text, &colon, 10);
	int size;

	if (*colon != ':' || draft->options_size > sizeof(draft->options) / 2)
		return ERR_MALFORMED;
	size =
	    read_hex(at + 4, sizeof(draft->options) / 2 - 4, colon + 1, &end);
	if (size < 0 || *end != '\0')
		return ERR_MALFORMED;
	wire_write16(at, (uint16_t)code);
	wire_write16(at + 2, (uint16_t)size);
	draft->options_size += 4 + (size_t)size;
	return 0;
}

static const char *
value_of(const char *word, const char *option)
{
	size_t length = strlen(option);

	return strncmp(word, option, length) == 0 && word[length] == '='
	           ? word + length + 1
	           : NULL;
}

static int
read_option(struct draft *draft, const char *word)
{
	struct packet *packet = draft->packet;
	const char *value;

	for (size_t i = 0; i < sizeof(header_bits) / sizeof(*header_bits);
	     i++) {
		const struct header_bit *bit = &header_bits[i];

		if (strcmp(word, bit->option) == 0) {
			draft->flags[bit->octet] |= bit->bit;
			return 0;
		}
	}
	if (strcmp(word, "+udp") == 0) {
		packet->tcp = false;
	} else if (strcmp(word, "+tcp") == 0) {
		packet->udp = false;
	} else if ((value = value_of(word, "+opcode")) != NULL) {
		draft->flags[0] |= (uint8_t)(atoi(value) << 3 & FLAG_OPCODE);
	} else if ((value = value_of(word, "+class")) != NULL) {
		draft->class = (uint16_t)ldns_get_rr_class_by_name(value);
		if (isdigit((unsigned char)*value))
			draft->class = (uint16_t)atoi(value);
	} else if (strcmp(word, "+edns") == 0) {
		packet->edns = true;
	} else if ((value = value_of(word, "+edns")) != NULL) {
		packet->edns = true;
		draft->edns_size = (uint16_t)atoi(value);
	} else if (strcmp(word, "+do") == 0) {
		packet->edns = true;
		packet->dnssec_ok = true;
	} else if ((value = value_of(word, "+version")) != NULL) {
		packet->edns = true;
		draft->version = (uint8_t)atoi(value);
	} else if ((value = value_of(word, "+option")) != NULL) {
		packet->edns = true;
		return read_edns_option(draft, value);
	} else {
		return ERR_MALFORMED;
	}
	return 0;
}

/* RFC 6891 section 6.1.2. */
static int
add_opt(struct draft *draft)
{
	struct packet *packet = draft->packet;
	uint8_t opt[WIRE_OPT] = {0};

	wire_write16(opt + 1, TYPE_OPT);
	wire_write16(opt + 3, draft->edns_size);
	opt[6] = draft->version;
	opt[7] = packet->dnssec_ok ? 0x80 : 0;
	wire_write16(opt + 9, (uint16_t)draft->options_size);
	packet->octets[11] = 1; /* ARCOUNT */
	if (add(packet, opt, sizeof(opt)) != 0)
		return ERR_ROOM;
	return add(packet, draft->options, draft->options_size);
}

static int
make_query(struct draft *draft, const char *name, const char *type)
{
	struct packet *packet = draft->packet;
	uint8_t header[WIRE_HEADER] = {0};
	uint16_t qtype = (uint16_t)ldns_get_rr_type_by_name(type);

	if (qtype == 0 && strcasecmp(type, "TYPE0") != 0)
		return ERR_MALFORMED;
	header[2] = draft->flags[0];
	header[3] = draft->flags[1];
	header[5] = 1; /* QDCOUNT */
	if (add(packet, header, sizeof(header)) != 0
	    || add_name(packet, name) != 0 || add16(packet, qtype) != 0
	    || add16(packet, draft->class) != 0)
		return ERR_MALFORMED;
	return packet->edns ? add_opt(draft) : 0;
}

static int
make_octets(struct packet *packet, char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(words[i]);
		int status = words[i][length - 1] == '.'
		                 ? add_name(packet, words[i])
		                 : add_hex(packet, words[i]);

		if (status != 0)
			return status;
	}
	return 0;
}

int
packet_from_words(struct packet *packet, char *const *words, size_t count,
                  const char **why)
{
	struct draft draft = {
	    .packet = packet,
	    .class = CLASS_IN,
	    .edns_size = WIRE_UDP_EDNS,
	};
	size_t plain = 0;

	*packet = (struct packet){.udp = true, .tcp = true};
	while (plain < count && words[plain][0] != '+')
		plain++;
	for (size_t i = plain; i < count; i++) {
		if (read_option(&draft, words[i]) != 0) {
			*why = "an option that isn't known";
			return ERR_MALFORMED;
		}
	}
	packet->size_limit = WIRE_UDP_PLAIN;
	if (packet->edns && draft.edns_size > WIRE_UDP_PLAIN)
		packet->size_limit = draft.edns_size < WIRE_UDP_EDNS
		                         ? draft.edns_size
		                         : WIRE_UDP_EDNS;
	if (plain > 1 && strcmp(words[0], "hex") == 0) {
		*why = "octets: hexadecimal, HEX*COUNT, or a name with its dot";
		return make_octets(packet, words + 1, plain - 1);
	}
	*why = "a query is NAME TYPE [+OPTION]...";
	return plain == 2 ? make_query(&draft, words[0], words[1])
	                  : ERR_MALFORMED;
}
