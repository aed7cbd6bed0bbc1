/* SPDX-License-Identifier: ISC */
#include "zones/rdata_type.h"

#include <string.h>
#include <strings.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "zones/rdata.h"

/* In the order of numbers. The mnemonics are those that ldns 1.8.3 knows. */
static const struct rdata_form forms[] = {
    {TYPE_ALIAS, false, 0, "ALIAS", "name", {KIND_NAME}},
    {1, false, 0, "A", "address", {KIND_A}},
    {2, false, 0, "NS", "name server", {KIND_NAME}},
    {3, false, 0, "MD", "mail agent", {KIND_NAME}},
    {4, false, 0, "MF", "mail agent", {KIND_NAME}},
    {5, false, 0, "CNAME", "canonical name", {KIND_NAME}},
    {6,
     false,
     0,
     "SOA",
     "mname,rname,serial,refresh,retry,expire,minimum",
     {KIND_NAME, KIND_NAME, KIND_INT32, KIND_PERIOD, KIND_PERIOD, KIND_PERIOD,
      KIND_PERIOD}},
    {7, false, 0, "MB", "mailbox host", {KIND_NAME}},
    {8, false, 0, "MG", "mailbox", {KIND_NAME}},
    {9, false, 0, "MR", "mailbox", {KIND_NAME}},
    {10, false, 0, "NULL", "data", {KIND_OPAQUE}},
    {11,
     false,
     0,
     "WKS",
     "address,protocol and ports",
     {KIND_A, KIND_SERVICES}},
    {12, false, 0, "PTR", "name", {KIND_NAME}},
    {13, false, 0, "HINFO", "CPU,OS", {KIND_STRING, KIND_STRING}},
    {14,
     false,
     0,
     "MINFO",
     "responsible mailbox,error mailbox",
     {KIND_NAME, KIND_NAME}},
    {15, false, 0, "MX", "preference,exchange", {KIND_INT16, KIND_NAME}},
    {16, true, 0, "TXT", "string", {KIND_STRING}},
    {17, false, 0, "RP", "mailbox,TXT name", {KIND_NAME, KIND_NAME}},
    {18, false, 0, "AFSDB", "subtype,host", {KIND_INT16, KIND_NAME}},
    {19, false, 0, "X25", "PSDN address", {KIND_STRING}},
    {20, false, 1, "ISDN", "address,subaddress", {KIND_STRING, KIND_STRING}},
    {21, false, 0, "RT", "preference,host", {KIND_INT16, KIND_NAME}},
    {22, false, 0, "NSAP", "address", {KIND_NSAP}},
    /* ldns takes a string here; it is a name (RFC 1348 section 5). */
    {23, false, 0, "NSAP-PTR", "name", {KIND_NAME}},
    {24,
     false,
     0,
     "SIG",
     "type covered,algorithm,labels,original TTL,expiration,inception,"
     "key tag,signer,signature",
     {KIND_TYPE, KIND_ALGORITHM, KIND_INT8, KIND_INT32, KIND_TIME, KIND_TIME,
      KIND_INT16, KIND_NAME, KIND_BASE64}},
    {25,
     false,
     0,
     "KEY",
     "flags,protocol,algorithm,key",
     {KIND_INT16, KIND_INT8, KIND_ALGORITHM, KIND_BASE64}},
    {26,
     false,
     0,
     "PX",
     "preference,RFC 822 name,X.400 name",
     {KIND_INT16, KIND_NAME, KIND_NAME}},
    {27,
     false,
     0,
     "GPOS",
     "longitude,latitude,altitude",
     {KIND_STRING, KIND_STRING, KIND_STRING}},
    {28, false, 0, "AAAA", "address", {KIND_AAAA}},
    {29, false, 0, "LOC", "location", {KIND_LOC}},
    {30, false, 0, "NXT", "next name,type bits", {KIND_NAME, KIND_OPAQUE}},
    {31, false, 0, "EID", "endpoint", {KIND_HEX}},
    {32, false, 0, "NIMLOC", "locator", {KIND_HEX}},
    {33,
     false,
     0,
     "SRV",
     "priority,weight,port,target",
     {KIND_INT16, KIND_INT16, KIND_INT16, KIND_NAME}},
    {34, false, 0, "ATMA", "address", {KIND_ATMA}},
    {35,
     false,
     0,
     "NAPTR",
     "order,preference,flags,services,regular expression,replacement",
     {KIND_INT16, KIND_INT16, KIND_STRING, KIND_STRING, KIND_STRING,
      KIND_NAME}},
    {36, false, 0, "KX", "preference,exchanger", {KIND_INT16, KIND_NAME}},
    {37,
     false,
     0,
     "CERT",
     "type,key tag,algorithm,certificate",
     {KIND_CERT_TYPE, KIND_INT16, KIND_ALGORITHM, KIND_BASE64}},
    {38, false, 0, "A6", "prefix length with suffix and name", {KIND_A6}},
    {39, false, 0, "DNAME", "target", {KIND_NAME}},
    {40, false, 0, "SINK", "coding", {KIND_INT8}},
    {42, true, 1, "APL", "prefix", {KIND_APL}},
    {43,
     false,
     0,
     "DS",
     "key tag,algorithm,digest type,digest",
     {KIND_INT16, KIND_ALGORITHM, KIND_INT8, KIND_HEX}},
    {44,
     false,
     0,
     "SSHFP",
     "algorithm,fingerprint type,fingerprint",
     {KIND_INT8, KIND_INT8, KIND_HEX}},
    {45, false, 0, "IPSECKEY", "precedence,gateway", {KIND_INT8, KIND_GATEWAY}},
    {48,
     false,
     0,
     "DNSKEY",
     "flags,protocol,algorithm,key",
     {KIND_INT16, KIND_INT8, KIND_ALGORITHM, KIND_BASE64}},
    {49, false, 0, "DHCID", "identifier", {KIND_BASE64}},
    {52,
     false,
     0,
     "TLSA",
     "usage,selector,matching type,data",
     {KIND_TLSA_USAGE, KIND_TLSA_SELECTOR, KIND_TLSA_MATCHING, KIND_HEX}},
    {53,
     false,
     0,
     "SMIMEA",
     "usage,selector,matching type,data",
     {KIND_TLSA_USAGE, KIND_TLSA_SELECTOR, KIND_TLSA_MATCHING, KIND_HEX}},
    {55,
     true,
     1,
     "HIP",
     "algorithm with HIT and key,rendezvous server",
     {KIND_HIP, KIND_NAME}},
    {58, false, 0, "TALINK", "previous name,next name", {KIND_NAME, KIND_NAME}},
    {59,
     false,
     0,
     "CDS",
     "key tag,algorithm,digest type,digest",
     {KIND_INT16, KIND_ALGORITHM, KIND_INT8, KIND_HEX}},
    {60,
     false,
     0,
     "CDNSKEY",
     "flags,protocol,algorithm,key",
     {KIND_INT16, KIND_INT8, KIND_ALGORITHM, KIND_BASE64}},
    {61, false, 0, "OPENPGPKEY", "key", {KIND_BASE64}},
    {62,
     false,
     0,
     "CSYNC",
     "serial,flags,types",
     {KIND_INT32, KIND_INT16, KIND_BITMAP}},
    {63,
     false,
     0,
     "ZONEMD",
     "serial,scheme,hash algorithm,digest",
     {KIND_INT32, KIND_INT8, KIND_INT8, KIND_HEX}},
    {64,
     false,
     1,
     "SVCB",
     "priority,target,parameters",
     {KIND_INT16, KIND_NAME, KIND_SVCPARAMS}},
    {65,
     false,
     1,
     "HTTPS",
     "priority,target,parameters",
     {KIND_INT16, KIND_NAME, KIND_SVCPARAMS}},
    /* DSYNC, RFC 9859 */
    {66,
     false,
     0,
     NULL,
     "type,scheme,port,target",
     {KIND_INT16, KIND_INT8, KIND_INT16, KIND_NAME}},
    {99, true, 0, "SPF", "string", {KIND_STRING}},
    {104,
     false,
     0,
     "NID",
     "preference,node identifier",
     {KIND_INT16, KIND_NODE64}},
    {105, false, 0, "L32", "preference,locator", {KIND_INT16, KIND_A}},
    {106, false, 0, "L64", "preference,locator", {KIND_INT16, KIND_NODE64}},
    {107, false, 0, "LP", "preference,name", {KIND_INT16, KIND_NAME}},
    {108, false, 0, "EUI48", "address", {KIND_EUI48}},
    {109, false, 0, "EUI64", "address", {KIND_EUI64}},
    {256,
     false,
     0,
     "URI",
     "priority,weight,target",
     {KIND_INT16, KIND_INT16, KIND_LONG_STRING}},
    {257,
     false,
     0,
     "CAA",
     "flags,tag,value",
     {KIND_INT8, KIND_TAG, KIND_LONG_STRING}},
    /* AMTRELAY, RFC 8777 */
    {260, false, 0, NULL, "precedence,relay", {KIND_INT8, KIND_RELAY}},
    {32769,
     false,
     0,
     "DLV",
     "key tag,algorithm,digest type,digest",
     {KIND_INT16, KIND_ALGORITHM, KIND_INT8, KIND_HEX}},
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

/* No record of these can be written: questions' types, transport's types, and
 * what signing makes. */
static const struct {
	uint16_t type;
	const char *name;
} metas[] = {
    {0, NULL},     {41, "OPT"},        {46, "RRSIG"},  {47, "NSEC"},
    {50, "NSEC3"}, {51, "NSEC3PARAM"}, {249, "TKEY"},  {250, "TSIG"},
    {251, "IXFR"}, {252, "AXFR"},      {253, "MAILB"}, {254, "MAILA"},
    {255, "ANY"},
};

enum { METAS = sizeof(metas) / sizeof(metas[0]) };

const struct rdata_form *
rdata_form(uint16_t type)
{
	size_t low = 0;
	size_t high = FORMS;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (forms[middle].type == type)
			return &forms[middle];
		if (forms[middle].type < type)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

unsigned
rdata_form_count(const struct rdata_form *form)
{
	unsigned count = 0;

	while (form->kinds[count] != KIND_END)
		count++;
	return count;
}

/* RFC 3597 section 5: "TYPE" and a decimal number, no zeros before it. */
static int
number_from_generic(const char *text, size_t length)
{
	int number = 0;

	if (length < 5 || length > 9 || strncasecmp(text, "TYPE", 4) != 0)
		return ERR_NOTHING;
	if (text[4] == '0' && length > 5)
		return ERR_NOTHING;
	for (size_t i = 4; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return ERR_NOTHING;
		number = number * 10 + (text[i] - '0');
	}
	return number <= UINT16_MAX ? number : ERR_NOTHING;
}

static bool
same_name(const char *name, const char *text, size_t length)
{
	return name != NULL && strncasecmp(name, text, length) == 0
	       && name[length] == '\0';
}

int
rdata_type_number(const char *text, size_t length)
{
	if (memchr(text, '\0', length) != NULL)
		return ERR_NOTHING;
	for (size_t i = 0; i < FORMS; i++)
		if (forms[i].type != TYPE_ALIAS
		    && same_name(forms[i].name, text, length))
			return forms[i].type;
	for (size_t i = 0; i < METAS; i++)
		if (same_name(metas[i].name, text, length))
			return metas[i].type;
	return number_from_generic(text, length);
}

int
rdata_type(const char *text)
{
	int type = rdata_type_number(text, strlen(text));

	for (size_t i = 0; i < METAS; i++)
		if (metas[i].type == type)
			return ERR_RANGE;
	return type;
}

const char *
rdata_type_text(struct arena *arena, uint16_t type)
{
	const struct rdata_form *form = rdata_form(type);

	if (form != NULL && form->name != NULL)
		return form->name;
	for (size_t i = 0; i < METAS; i++)
		if (metas[i].type == type && metas[i].name != NULL)
			return metas[i].name;
	return arena_format(arena, "TYPE%u", type);
}

bool
rdata_compressible(uint16_t type)
{
	switch (type) {
	case 3:  /* MD */
	case 4:  /* MF */
	case 7:  /* MB */
	case 8:  /* MG */
	case 9:  /* MR */
	case 14: /* MINFO */
	case TYPE_NS:
	case TYPE_CNAME:
	case TYPE_SOA:
	case TYPE_PTR:
	case TYPE_MX:
		return true;
	default:
		return false;
	}
}
