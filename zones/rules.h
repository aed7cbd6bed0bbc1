/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RULES_H
#define MULLION_RULES_H

#include <stdbool.h>

/*
 * The compiler's checks. Their ids are stable: they stand in brackets behind
 * each message, in waivers and in other people's scripts.
 */
enum rule {
	/* a file, its JSON and its members */
	RULE_NOT_A_SPEC,
	RULE_IGNORED_SPEC,
	RULE_SYNTAX,
	RULE_SCHEMA,
	RULE_DUPLICATE_MEMBER,
	RULE_DUPLICATE_OWNER,
	RULE_DUPLICATE_ZONE,
	RULE_DUPLICATE_VIEWS,
	RULE_UNKNOWN_VIEW,
	RULE_UNKNOWN_GROUP,
	RULE_WAIVER,
	RULE_WAIVER_EXPIRED, /* the same id, a warning */
	/* views */
	RULE_NETWORK_CONFLICT,
	RULE_NETWORK_HOST_BITS,
	RULE_PORT_SPACE_OVERLAP,
	RULE_RESERVED_IN_EXTERNAL,
	/* a zone's content */
	RULE_OVERLAY_CONFLICT,
	RULE_OVERLAY_UNUSED,
	RULE_OVERLAY_PARTIAL,
	RULE_NO_NS,
	RULE_SOA,
	RULE_SERIAL_NOT_RAISED,
	RULE_CNAME_AND_OTHER,
	RULE_MULTIPLE_CNAME,
	RULE_MULTIPLE_DNAME,
	RULE_BAD_RDATA,
	RULE_TXT_QUOTING,
	RULE_UNKNOWN_TYPE,
	RULE_META_TYPE,
	RULE_BAD_TTL,
	RULE_BAD_NAME,
	RULE_OUT_OF_ZONE,
	RULE_ANSWER_TOO_LARGE,
	RULE_MISSING_ADDRESS,
	RULE_MISSING_DOT,
	RULE_NS_IS_CNAME,
	RULE_OCCLUDED,
	RULE_DUPLICATE_RECORD,
	RULE_PTR_MISMATCH,
	RULE_TEST_FAILED,
	/* separation */
	RULE_RESERVED_ZONE,
	RULE_RESERVED_NAME,
	RULE_RESERVED_TARGET,
	RULE_RESERVED_IN_TEXT,
	RULE_RESERVED_ADDRESS,
	RULE_SHADOW_ZONE,
	RULE_PRIVATE_ADDRESS,
	RULE_DOCUMENTATION_ADDRESS,
	RULE_COUNT
};

struct rule_info {
	const char *id;
	bool warning; /* and not an error */
	bool waivable;
	const char *what; /* one sentence for SARIF and the manual */
};

const struct rule_info *rule_info(enum rule rule);

/* The rule of that id, or ERR_NOTHING. */
int rule_from_id(const char *id);

#endif
