/* SPDX-License-Identifier: ISC */
#include <ldns/ldns.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/wire.h"
#include "zones/rdata_field.h"

/* What is left to ldns: fields that have a code book or a form of their own,
 * on the way in, and the presentation form of whole records on the way out. */
static ldns_rdf_type
ldns_kind(enum rdata_kind kind)
{
	switch (kind) {
	case KIND_ALGORITHM:
		return LDNS_RDF_TYPE_ALG;
	case KIND_CERT_TYPE:
		return LDNS_RDF_TYPE_CERT_ALG;
	case KIND_TLSA_USAGE:
		return LDNS_RDF_TYPE_CERTIFICATE_USAGE;
	case KIND_TLSA_SELECTOR:
		return LDNS_RDF_TYPE_SELECTOR;
	case KIND_TLSA_MATCHING:
		return LDNS_RDF_TYPE_MATCHING_TYPE;
	case KIND_NODE64:
		return LDNS_RDF_TYPE_ILNP64;
	case KIND_EUI48:
		return LDNS_RDF_TYPE_EUI48;
	case KIND_EUI64:
		return LDNS_RDF_TYPE_EUI64;
	case KIND_NSAP:
		return LDNS_RDF_TYPE_NSAP;
	case KIND_ATMA:
		return LDNS_RDF_TYPE_ATMA;
	case KIND_APL:
		return LDNS_RDF_TYPE_APL;
	case KIND_BASE64:
		return LDNS_RDF_TYPE_B64;
	default:
		return LDNS_RDF_TYPE_NONE;
	}
}

int
rdata_ldns_read(struct rdata_reader *reader, enum rdata_kind kind,
                const char *text)
{
	ldns_rdf *rdf = ldns_rdf_new_frm_str(ldns_kind(kind), text);
	int result;

	if (rdf == NULL)
		return ERR_MALFORMED;
	result = rdata_put(reader, ldns_rdf_data(rdf), ldns_rdf_size(rdf));
	ldns_rdf_deep_free(rdf);
	return result;
}

const char *
rdata_version(void)
{
	return ldns_version();
}

/* RFC 3597 section 5. */
static const char *
generic_text(struct arena *arena, const struct rdatum *rdatum)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_alloc(arena, 2 * (size_t)rdatum->length + 16);
	int at = sprintf(text, "\\# %u", rdatum->length);

	if (rdatum->length > 0)
		text[at++] = ' ';
	for (size_t i = 0; i < rdatum->length; i++) {
		text[at++] = digits[rdatum->wire[i] >> 4];
		text[at++] = digits[rdatum->wire[i] & 15];
	}
	return text;
}

/* The record with the root for owner, as ldns reads it, or NULL. */
static ldns_rr *
record_from_wire(struct arena *arena, uint16_t type,
                 const struct rdatum *rdatum)
{
	enum { HEADER = 11 };
	size_t size = HEADER + (size_t)rdatum->length;
	uint8_t *wire = arena_alloc(arena, size);
	ldns_rr *rr = NULL;
	size_t at = 0;

	wire_write16(wire + 1, type);
	wire_write16(wire + 3, CLASS_IN);
	wire_write16(wire + 9, rdatum->length);
	memcpy(wire + HEADER, rdatum->wire, rdatum->length);
	if (ldns_wire2rr(&rr, wire, size, &at, LDNS_SECTION_ANSWER)
	    != LDNS_STATUS_OK)
		return NULL;
	return rr;
}

/* Each field's text with a blank between, in the arena; NULL if ldns fails. */
static const char *
fields_text(struct arena *arena, const ldns_rr *rr)
{
	ldns_buffer *buffer = ldns_buffer_new(512);
	const char *text = NULL;
	bool good = buffer != NULL;
	size_t length;

	for (size_t i = 0; good && i < ldns_rr_rd_count(rr); i++) {
		if (i > 0)
			ldns_buffer_printf(buffer, " ");
		good = ldns_rdf2buffer_str(buffer, ldns_rr_rdf(rr, i))
		       == LDNS_STATUS_OK;
	}
	if (good) {
		length = ldns_buffer_position(buffer);
		/* Lists end in a blank, and an absent one begins with it. */
		while (length > 0 && *ldns_buffer_at(buffer, length - 1) == ' ')
			length--;
		text = arena_format(arena, "%.*s", (int)length,
		                    (const char *)ldns_buffer_begin(buffer));
	}
	ldns_buffer_free(buffer);
	return text;
}

/* The text is one that leads back to the same octets. */
static bool
reads_back(struct arena *arena, uint16_t type, const char *text,
           const struct rdatum *rdatum)
{
	static const uint8_t root[1] = {0};
	struct rdata_error error;
	struct rdatum again;

	return rdata_from_text(arena, &again, type, text, root, &error) == 0
	       && again.length == rdatum->length
	       && memcmp(again.wire, rdatum->wire, again.length) == 0;
}

const char *
rdata_to_text(struct arena *arena, uint16_t type, const struct rdatum *rdatum)
{
	const struct rdata_form *form = rdata_form(type);
	const char *text = NULL;
	ldns_rr *rr;

	if (form == NULL || form->name == NULL || rdatum->length == 0)
		return generic_text(arena, rdatum);
	if (form->kinds[0] == KIND_NAME && form->kinds[1] == KIND_END)
		return dname_to_text(arena_alloc(arena, DNAME_TEXT),
		                     rdatum->wire);
	rr = record_from_wire(arena, type, rdatum);
	if (rr != NULL)
		text = fields_text(arena, rr);
	ldns_rr_free(rr);
	/* ldns takes some types for less than they are; RFC 3597 is the form
	 * that is always right. */
	if (text == NULL || !reads_back(arena, type, text, rdatum))
		return generic_text(arena, rdatum);
	return text;
}
