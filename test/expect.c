/* SPDX-License-Identifier: ISC */
#include "test/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/err.h"
#include "lib/wire.h"

enum { RECORD_TEXT = 1024 };

static const struct rcode_name {
	const char *name;
	uint16_t rcode;
} rcode_names[] = {
    {"NOERROR", RCODE_NOERROR},   {"FORMERR", RCODE_FORMERR},
    {"SERVFAIL", RCODE_SERVFAIL}, {"NXDOMAIN", RCODE_NXDOMAIN},
    {"NOTIMP", RCODE_NOTIMP},     {"REFUSED", RCODE_REFUSED},
    {"YXDOMAIN", RCODE_YXDOMAIN}, {"BADVERS", RCODE_BADVERS},
};

static int
read_rcode(const char *word)
{
	for (size_t i = 0; i < sizeof(rcode_names) / sizeof(*rcode_names);
	     i++) {
		if (strcmp(word, rcode_names[i].name) == 0)
			return rcode_names[i].rcode;
	}
	return ERR_MALFORMED;
}

/* The text with `number` for each pair of braces and what is in it. */
static void
fill_braces(char one[RECORD_TEXT], const char *text, int number)
{
	size_t used = 0;

	while (*text != '\0' && used < RECORD_TEXT - 16) {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;

		if (end != NULL) {
			used += (size_t)snprintf(one + used, 16, "%d", number);
			text = end + 1;
		} else {
			one[used++] = *text++;
		}
	}
	one[used] = '\0';
}

/* One record, or as many as its {FIRST..LAST} says. */
static int
read_record(ldns_rr_list *section, const char *text, char why[EXPECT_WHY])
{
	const char *brace = strchr(text, '{');
	int first = 0;
	int last = 0;

	if (brace != NULL && sscanf(brace, "{%d..%d}", &first, &last) != 2)
		return ERR_MALFORMED;
	for (int i = first; i <= last; i++) {
		char one[RECORD_TEXT];
		ldns_rr *rr;
		ldns_status status;

		fill_braces(one, text, i);
		status = ldns_rr_new_frm_str(&rr, one, 0, NULL, NULL);
		if (status != LDNS_STATUS_OK) {
			snprintf(why, EXPECT_WHY, "%.1024s: %s", one,
			         ldns_get_errorstr_by_id(status));
			return ERR_MALFORMED;
		}
		ldns_rr_list_push_rr(section, rr);
	}
	return 0;
}

/* Cuts text at the next " C " that isn't quoted; NULL at the end. */
static char *
cut(char **text, char separator)
{
	char *start = *text;
	bool quoted = false;

	if (start == NULL)
		return NULL;
	for (char *at = start; *at != '\0'; at++) {
		if (*at == '"')
			quoted = !quoted;
		if (!quoted && at[0] == ' ' && at[1] == separator
		    && at[2] == ' ') {
			*at = '\0';
			*text = at + 2;
			return start;
		}
	}
	*text = NULL;
	return start;
}

static int
read_sections(struct expect *expect, char *text, char why[EXPECT_WHY])
{
	for (unsigned i = 0; text != NULL; i++) {
		char *records = cut(&text, '|');

		if (i == EXPECT_SECTIONS) {
			snprintf(why, EXPECT_WHY, "a fourth section");
			return ERR_MALFORMED;
		}
		while (records != NULL) {
			char *record = cut(&records, ';');

			record += strspn(record, " \t");
			if (*record != '\0'
			    && read_record(expect->sections[i], record, why)
			           != 0)
				return ERR_MALFORMED;
		}
	}
	return 0;
}

/* Takes one word off the front when it is this one. */
static bool
take(char **text, const char *word)
{
	size_t length = strlen(word);
	char *at = *text + strspn(*text, " \t");

	if (strncmp(at, word, length) != 0
	    || (at[length] != '\0' && at[length] != ' ' && at[length] != '\t'))
		return false;
	*text = at + length;
	return true;
}

int
expect_from_text(struct expect *expect, char *text, char why[EXPECT_WHY])
{
	char word[32] = "";
	int rcode;

	*expect = (struct expect){0};
	for (unsigned i = 0; i < EXPECT_SECTIONS; i++)
		expect->sections[i] = ldns_rr_list_new();
	if (take(&text, "none")) {
		expect->none = true;
		return 0;
	}
	if (sscanf(text, "%31s", word) != 1 || (rcode = read_rcode(word)) < 0) {
		snprintf(why, EXPECT_WHY, "no rcode: %s", word);
		return ERR_MALFORMED;
	}
	take(&text, word);
	expect->rcode = (uint16_t)rcode;
	for (;;) {
		if (take(&text, "aa"))
			expect->aa = true;
		else if (take(&text, "tc"))
			expect->tc = true;
		else if (take(&text, "header-only"))
			expect->header_only = true;
		else if (take(&text, "opt"))
			expect->opt = true;
		else
			break;
	}
	return read_sections(expect, text, why);
}

void
expect_free(struct expect *expect)
{
	for (unsigned i = 0; i < EXPECT_SECTIONS; i++) {
		ldns_rr_list_deep_free(expect->sections[i]);
		expect->sections[i] = NULL;
	}
}

/* An answer as ldns reads it. */
struct reading {
	uint16_t rcode;
	ldns_rr *opt;
	ldns_rr_list *sections[EXPECT_SECTIONS];
};

static const char *
read_answer(struct reading *reading, const uint8_t *answer, size_t size,
            size_t at)
{
	for (unsigned i = 0; i < EXPECT_SECTIONS; i++) {
		unsigned count = wire_read16(answer + 6 + 2 * i);

		while (count-- > 0) {
			ldns_rr *rr;

			if (ldns_wire2rr(&rr, answer, size, &at,
			                 (ldns_pkt_section)(i + 1))
			    != LDNS_STATUS_OK)
				return "ldns can't read a record";
			if (ldns_rr_get_type(rr) != LDNS_RR_TYPE_OPT) {
				ldns_rr_list_push_rr(reading->sections[i], rr);
				continue;
			}
			if (reading->opt != NULL || i != 2) {
				ldns_rr_free(rr);
				return "an OPT too many";
			}
			reading->opt = rr;
		}
	}
	return at == size ? NULL : "octets behind the last record";
}

/* What is true of every answer's header. */
static const char *
check_header(const struct expect *expect, const struct packet *query,
             const uint8_t *answer)
{
	const uint8_t *asked = query->octets;

	if (memcmp(answer, asked, 2) != 0)
		return "another id";
	if ((answer[2] & FLAG_QR) == 0)
		return "QR is clear";
	if ((answer[2] & (FLAG_OPCODE | FLAG_RD))
	    != (asked[2] & (FLAG_OPCODE | FLAG_RD)))
		return "opcode or RD isn't the query's";
	if ((answer[3] & 0xf0) != 0)
		return "RA, Z, AD or CD is set";
	if (((answer[2] & FLAG_AA) != 0) != expect->aa)
		return expect->aa ? "AA is clear" : "AA is set";
	if (((answer[2] & FLAG_TC) != 0) != expect->tc)
		return expect->tc ? "TC is clear" : "TC is set";
	return NULL;
}

/* RFC 6891: an OPT to whoever sent one. */
static const char *
check_opt(struct reading *reading, const struct packet *query, bool wanted)
{
	const ldns_rr *opt = reading->opt;
	uint32_t ttl;

	if (opt == NULL)
		return wanted ? "no OPT" : NULL;
	if (!wanted)
		return "an OPT that wasn't asked for";
	ttl = ldns_rr_ttl(opt);
	if (ldns_dname_label_count(ldns_rr_owner(opt)) != 0)
		return "an OPT below the root";
	if ((unsigned)ldns_rr_get_class(opt) != WIRE_UDP_EDNS)
		return "the OPT's size isn't 1232";
	if ((ttl >> 16 & 0xff) != 0)
		return "the OPT's version isn't 0";
	if ((ttl & 0xffff) != (query->dnssec_ok ? 0x8000u : 0))
		return "the OPT's flags aren't DO as asked";
	if (ldns_rr_rd_count(opt) > 0 && ldns_rdf_size(ldns_rr_rdf(opt, 0)) > 0)
		return "the OPT has options";
	reading->rcode |= (uint16_t)(ttl >> 24 << 4);
	return NULL;
}

/* As an octet string with names in lower case, the TTL in front. */
static ldns_buffer *
canonical(const ldns_rr *rr)
{
	ldns_buffer *buffer = ldns_buffer_new(1024);

	ldns_buffer_write_u32(buffer, ldns_rr_ttl(rr));
	ldns_rr2buffer_wire_canonical(buffer, rr, LDNS_SECTION_ANSWER);
	return buffer;
}

static bool
records_equal(const ldns_rr *a, const ldns_rr *b)
{
	ldns_buffer *first = canonical(a);
	ldns_buffer *second = canonical(b);
	bool equal =
	    ldns_buffer_position(first) == ldns_buffer_position(second)
	    && memcmp(ldns_buffer_begin(first), ldns_buffer_begin(second),
	              ldns_buffer_position(first))
		   == 0;

	ldns_buffer_free(first);
	ldns_buffer_free(second);
	return equal;
}

static bool
has_record(const ldns_rr_list *list, const ldns_rr *rr)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++) {
		if (records_equal(ldns_rr_list_rr(list, i), rr))
			return true;
	}
	return false;
}

static bool
sections_equal(const ldns_rr_list *got, const ldns_rr_list *wanted, bool order)
{
	size_t count = ldns_rr_list_rr_count(wanted);

	if (ldns_rr_list_rr_count(got) != count)
		return false;
	for (size_t i = 0; i < count; i++) {
		const ldns_rr *rr = ldns_rr_list_rr(wanted, i);

		if (order ? !records_equal(ldns_rr_list_rr(got, i), rr)
		          : !has_record(got, rr))
			return false;
	}
	return true;
}

static void
print_section(char why[EXPECT_WHY], const char *name, const ldns_rr_list *got)
{
	char *text = ldns_rr_list2str(got);

	snprintf(why, EXPECT_WHY, "%s differs, which is:%s%s", name,
	         text != NULL && *text != '\0' ? "\n" : " empty",
	         text != NULL ? text : "");
	free(text);
}

static bool
check_records(const struct expect *expect, const struct packet *query,
              struct reading *reading, const uint8_t *answer, size_t size,
              size_t question_end, char why[EXPECT_WHY])
{
	static const char *const names[EXPECT_SECTIONS] = {
	    "answer", "authority", "additional"};
	const char *fault = read_answer(reading, answer, size, question_end);

	reading->rcode |= answer[3] & 0xf;
	if (fault == NULL)
		fault = check_opt(reading, query, query->edns || expect->opt);
	if (fault != NULL) {
		snprintf(why, EXPECT_WHY, "%s", fault);
		return false;
	}
	if (reading->rcode != expect->rcode) {
		snprintf(why, EXPECT_WHY, "rcode %u", reading->rcode);
		return false;
	}
	for (unsigned i = 0; i < EXPECT_SECTIONS; i++) {
		if (!sections_equal(reading->sections[i], expect->sections[i],
		                    i < 2)) {
			print_section(why, names[i], reading->sections[i]);
			return false;
		}
	}
	return true;
}

/* Octets of header and question, 0 when the query has no whole one. */
static size_t
question_end(const struct packet *query)
{
	size_t at = WIRE_HEADER;

	while (at < query->size && query->octets[at] != 0)
		at += query->octets[at] + 1u;
	at += 1 + WIRE_QUESTION;
	return at <= query->size ? at : 0;
}

bool
expect_met(const struct expect *expect, const struct packet *query, bool tcp,
           const uint8_t *answer, size_t size, char why[EXPECT_WHY])
{
	static const uint8_t nothing[8];
	struct reading reading = {0};
	size_t end = question_end(query);
	const char *fault;
	bool met;

	if (size < WIRE_HEADER) {
		snprintf(why, EXPECT_WHY, "%zu octets", size);
		return false;
	}
	fault = check_header(expect, query, answer);
	if (fault == NULL && !tcp && size > query->size_limit)
		fault = "larger than the client can take";
	if (fault == NULL && expect->header_only) {
		if (size != WIRE_HEADER || memcmp(answer + 4, nothing, 8) != 0)
			fault = "not the header alone";
		else if ((answer[3] & 0xf) != expect->rcode)
			fault = "another rcode";
	} else if (fault == NULL
	           && (end == 0 || size < end || wire_read16(answer + 4) != 1
	               || memcmp(answer + WIRE_HEADER,
	                         query->octets + WIRE_HEADER, end - WIRE_HEADER)
	                      != 0)) {
		fault = "the question isn't the query's";
	}
	if (fault != NULL || expect->header_only) {
		snprintf(why, EXPECT_WHY, "%s", fault != NULL ? fault : "");
		return fault == NULL;
	}
	for (unsigned i = 0; i < EXPECT_SECTIONS; i++)
		reading.sections[i] = ldns_rr_list_new();
	met = check_records(expect, query, &reading, answer, size, end, why);
	for (unsigned i = 0; i < EXPECT_SECTIONS; i++)
		ldns_rr_list_deep_free(reading.sections[i]);
	ldns_rr_free(reading.opt);
	return met;
}
