/* SPDX-License-Identifier: ISC */
#include "zones/import/named_left_out.h"

#include <string.h>
#include <strings.h>

/* What a statement is about, and why it doesn't come over. */
enum topic {
	TOPIC_RUNNING,
	TOPIC_RESOLVING,
	TOPIC_TRANSFER,
	TOPIC_UPDATE,
	TOPIC_SIGNING,
	TOPIC_ANSWERS,
	TOPIC_OTHER,
};

static const char *const whys[] = {
    [TOPIC_RUNNING] = "it is about how the server runs: mulliond.conf(5) has "
		      "what mulliond can be told",
    [TOPIC_RESOLVING] = "mullion resolves nothing: keep a resolver for it, "
			"and see mullion export",
    [TOPIC_TRANSFER] = "there are no zone transfers: feed other servers with "
		       "images, by rsync or the like",
    [TOPIC_UPDATE] = "there are no dynamic updates: make sure that the file "
		     "has them all (rndc sync -clean)",
    [TOPIC_SIGNING] = "zones aren't signed yet: take their DS out of the zone "
		      "above first",
    [TOPIC_ANSWERS] = "how answers look is fixed: mulliond(8)",
    [TOPIC_OTHER] = "there is nothing like it",
};

/* Values that say no more than mullion does by itself. */
enum harmless { NEVER, WHEN_NO, WHEN_NONE, ALWAYS };

static const struct {
	const char *name;
	enum topic topic;
	enum harmless harmless;
} statements[] = {
    {"allow-new-zones", TOPIC_OTHER, WHEN_NO},
    {"allow-notify", TOPIC_TRANSFER, WHEN_NONE},
    {"allow-query-cache", TOPIC_RESOLVING, WHEN_NONE},
    {"allow-recursion", TOPIC_RESOLVING, WHEN_NONE},
    {"allow-transfer", TOPIC_TRANSFER, WHEN_NONE},
    {"allow-update", TOPIC_UPDATE, WHEN_NONE},
    {"allow-update-forwarding", TOPIC_UPDATE, WHEN_NONE},
    {"also-notify", TOPIC_TRANSFER, NEVER},
    {"auth-nxdomain", TOPIC_ANSWERS, ALWAYS},
    {"auto-dnssec", TOPIC_SIGNING, WHEN_NO},
    {"check-integrity", TOPIC_RUNNING, ALWAYS},
    {"check-names", TOPIC_RUNNING, ALWAYS},
    {"check-sibling", TOPIC_RUNNING, ALWAYS},
    {"class", TOPIC_OTHER, NEVER},
    {"controls", TOPIC_RUNNING, NEVER},
    {"dnssec-enable", TOPIC_SIGNING, WHEN_NO},
    {"dnssec-policy", TOPIC_SIGNING, WHEN_NONE},
    {"dnssec-validation", TOPIC_RESOLVING, ALWAYS},
    {"empty-zones-enable", TOPIC_RESOLVING, WHEN_NO},
    {"forward", TOPIC_RESOLVING, NEVER},
    {"forwarders", TOPIC_RESOLVING, NEVER},
    {"inline-signing", TOPIC_SIGNING, WHEN_NO},
    {"journal", TOPIC_UPDATE, NEVER},
    {"key", TOPIC_RUNNING, NEVER},
    {"key-directory", TOPIC_SIGNING, NEVER},
    {"listen-on", TOPIC_RUNNING, NEVER},
    {"listen-on-v6", TOPIC_RUNNING, NEVER},
    {"logging", TOPIC_RUNNING, NEVER},
    {"managed-keys", TOPIC_RESOLVING, NEVER},
    {"masters", TOPIC_TRANSFER, NEVER},
    {"max-cache-size", TOPIC_RUNNING, ALWAYS},
    {"minimal-any", TOPIC_ANSWERS, ALWAYS},
    {"minimal-responses", TOPIC_ANSWERS, ALWAYS},
    {"notify", TOPIC_TRANSFER, WHEN_NO},
    {"pid-file", TOPIC_RUNNING, NEVER},
    {"primaries", TOPIC_TRANSFER, NEVER},
    {"querylog", TOPIC_RUNNING, WHEN_NO},
    {"rate-limit", TOPIC_OTHER, NEVER},
    {"recursion", TOPIC_RESOLVING, WHEN_NO},
    {"response-policy", TOPIC_RESOLVING, NEVER},
    {"rrset-order", TOPIC_ANSWERS, NEVER},
    {"server", TOPIC_TRANSFER, NEVER},
    {"session-keyfile", TOPIC_RUNNING, NEVER},
    {"statistics-channels", TOPIC_RUNNING, NEVER},
    {"trust-anchors", TOPIC_RESOLVING, NEVER},
    {"trusted-keys", TOPIC_RESOLVING, NEVER},
    {"update-policy", TOPIC_UPDATE, NEVER},
    {"version", TOPIC_RUNNING, NEVER},
    {"zero-no-soa-ttl", TOPIC_ANSWERS, WHEN_NO},
    {"zone-statistics", TOPIC_RUNNING, NEVER},
};

enum { STATEMENTS = sizeof(statements) / sizeof(statements[0]) };

static bool
says_no(const struct conf_statement *statement)
{
	static const char *const words[] = {"no", "off", "false", "0"};
	const char *text = conf_text(statement, 1);

	for (size_t i = 0; text != NULL && i < 4; i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

/* { none; }, {}, or the word. */
static bool
says_none(const struct conf_statement *statement)
{
	const struct conf_block *block = conf_block_of(statement);
	const char *text = conf_text(statement, 1);

	if (block == NULL)
		return text != NULL && strcasecmp(text, "none") == 0;
	return block->count == 0
	       || (block->count == 1 && conf_is(&block->items[0], "none"));
}

void
named_left_out(struct match_names *names,
               const struct conf_statement *statement)
{
	const char *name = statement->values[0].text;
	enum topic topic = TOPIC_OTHER;
	enum harmless harmless = NEVER;

	for (size_t i = 0; i < STATEMENTS; i++)
		if (strcasecmp(statements[i].name, name) == 0) {
			topic = statements[i].topic;
			harmless = statements[i].harmless;
		}
	if (harmless == ALWAYS || (harmless == WHEN_NO && says_no(statement))
	    || (harmless == WHEN_NONE && says_none(statement)))
		return;
	notice_warning(names->notices, statement->spot,
	               "%s isn't carried over: %s",
	               *name == '\0' ? "the block" : name, whys[topic]);
}
