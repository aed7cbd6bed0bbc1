/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "zones/rdata_field.h"

/*
 * The names of WKS, RFC 1010. Not those of /etc/services and /etc/protocols,
 * since the same site must give the same image on any machine.
 */
static const struct {
	const char *name;
	uint16_t number;
} services[] = {
    {"ftp-data", 20}, {"ftp", 21},     {"ssh", 22},        {"telnet", 23},
    {"smtp", 25},     {"time", 37},    {"nameserver", 42}, {"domain", 53},
    {"tftp", 69},     {"gopher", 70},  {"finger", 79},     {"http", 80},
    {"pop3", 110},    {"sunrpc", 111}, {"nntp", 119},      {"ntp", 123},
    {"imap2", 143},   {"imap", 143},   {"snmp", 161},      {"ldap", 389},
    {"https", 443},
};

static int
service_port(const struct rdata_word *word)
{
	uint32_t port;

	if (rdata_word_number(word, UINT16_MAX, &port) == NUMBER_FITS)
		return (int)port;
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (strlen(services[i].name) == word->length
		    && strncasecmp(services[i].name, word->text, word->length)
		           == 0)
			return services[i].number;
	return ERR_NOTHING;
}

static int
protocol_number(const struct rdata_word *word)
{
	uint32_t number;

	if (rdata_word_number(word, UINT8_MAX, &number) == NUMBER_FITS)
		return (int)number;
	if (word->length == 3 && strncasecmp(word->text, "tcp", 3) == 0)
		return 6;
	if (word->length == 3 && strncasecmp(word->text, "udp", 3) == 0)
		return 17;
	return ERR_NOTHING;
}

/* RFC 1035 section 3.4.2: a bit a port, zeros at the end left out. */
int
rdata_read_services(struct rdata_reader *reader)
{
	uint8_t *bits = arena_alloc(reader->arena, 65536 / 8);
	size_t length = 0;
	struct rdata_word word;
	int number = rdata_word_need(reader, &word);

	if (number < 0)
		return number;
	number = protocol_number(&word);
	if (number < 0)
		return rdata_refuse_word(
		    reader, &word, "is not a protocol",
		    "write tcp, udp or a number, 0 to 255");
	if (rdata_put8(reader, (uint8_t)number) < 0)
		return ERR_REPORTED;
	while (rdata_word_next(reader, &word)) {
		number = service_port(&word);
		if (number < 0)
			return rdata_refuse_word(
			    reader, &word, "is not a port",
			    "write the number, 0 to 65535");
		bits[number / 8] |= (uint8_t)(0x80 >> number % 8);
		if (length < (size_t)number / 8 + 1)
			length = (size_t)number / 8 + 1;
	}
	return rdata_put(reader, bits, length);
}

/* RFC 4025 section 3.1: type, algorithm, gateway as the type has it, key. */
int
rdata_read_gateway(struct rdata_reader *reader)
{
	struct rdata_word word;
	uint32_t type = 0;
	uint32_t algorithm = 0;
	const char *at;
	int result = rdata_read_number(reader, 3, &type);

	if (result == 0)
		result = rdata_read_number(reader, UINT8_MAX, &algorithm);
	if (result == 0)
		result = rdata_put8(reader, (uint8_t)type);
	if (result == 0)
		result = rdata_put8(reader, (uint8_t)algorithm);
	if (result < 0)
		return result;
	switch (type) {
	case 0:
		result = rdata_word_need(reader, &word);
		if (result == 0 && (word.length != 1 || word.text[0] != '.'))
			result = rdata_refuse_word(reader, &word,
			                           "is no gateway of type 0",
			                           "write a dot");
		break;
	case 1:
	case 2:
		result = rdata_read_address(reader, type == 1 ? 4 : 6);
		break;
	default:
		result = rdata_read_name(reader);
	}
	at = reader->at;
	/* Algorithm 0 says that there is no key. */
	if (result < 0 || !rdata_word_next(reader, &word))
		return result;
	reader->at = at;
	return rdata_read_base64(reader);
}

/* RFC 8005 section 5: both lengths stand before what they measure. */
int
rdata_read_hip(struct rdata_reader *reader)
{
	enum { HEADER = 4 };
	uint8_t hit[255];
	uint32_t algorithm = 0;
	size_t start = reader->length;
	const char *end = reader->end;
	struct rdata_word word = {0};
	size_t key;
	int result = rdata_read_number(reader, UINT8_MAX, &algorithm);

	if (result == 0)
		result = rdata_word_need(reader, &word);
	if (result < 0)
		return result;
	if (word.length / 2 > sizeof(hit) || word.length == 0
	    || !rdata_hex_decode(hit, word.text, word.length))
		return rdata_refuse_word(reader, &word, "is not a HIT",
		                         "write hex, two digits for each of up "
		                         "to 255 octets");
	if (rdata_put(reader, "\0\0\0\0", HEADER) < 0
	    || rdata_put(reader, hit, word.length / 2) < 0)
		return ERR_REPORTED;
	key = reader->length;
	/* The key is one word; servers follow it. */
	while (reader->at < end && isblank((unsigned char)*reader->at))
		reader->at++;
	reader->end = reader->at;
	while (reader->end < end && !isblank((unsigned char)*reader->end))
		reader->end++;
	result = rdata_read_base64(reader);
	reader->end = end;
	if (result < 0)
		return result;
	reader->octets[start] = (uint8_t)(word.length / 2);
	reader->octets[start + 1] = (uint8_t)algorithm;
	wire_write16(reader->octets + start + 2,
	             (uint16_t)(reader->length - key));
	return 0;
}
