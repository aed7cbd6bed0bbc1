/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "zones/rules.h"

/* Columns: id, warning, waivable, what. */
static const struct rule_info rules[RULE_COUNT] = {
    [RULE_NOT_A_SPEC] = {"not-a-spec", false, false,
                         "A JSON file that is neither views, a zone spec nor "
                         "tests."},
    [RULE_IGNORED_SPEC] = {"ignored-spec", true, false,
                           "A zone spec, tests or views whose file `ignore` "
                           "names: they are read all the same."},
    [RULE_SYNTAX] = {"syntax", false, false, "JSON that doesn't parse."},
    [RULE_SCHEMA] = {"schema", false, false,
                     "An unknown, missing or mistyped member, or a value that "
                     "isn't of its form."},
    [RULE_DUPLICATE_MEMBER] = {"duplicate-member", false, false,
                               "A member that stands twice in its object."},
    [RULE_DUPLICATE_OWNER] = {"duplicate-owner", false, false,
                              "Two keys for one owner name."},
    [RULE_DUPLICATE_ZONE] = {"duplicate-zone", false, false,
                             "Two specs of one zone that share a view."},
    [RULE_DUPLICATE_SERVICE] = {"duplicate-service", false, false,
                                "Two services of one id."},
    [RULE_DUPLICATE_VIEWS] = {"duplicate-views", false, false,
                              "A second file of views, or of tests."},
    [RULE_FRAGMENT] = {"fragment", true, false,
                       "A fragment that is broken, or adds what its zone "
                       "doesn't allow: it is left out, or as it was."},
    [RULE_UNKNOWN_VIEW] = {"unknown-view", false, false,
                           "A view that the site, or the zone, doesn't "
                           "have."},
    [RULE_UNKNOWN_GROUP] = {"unknown-group", false, false,
                            "An @name that is no group of views or no set of "
                            "networks."},
    [RULE_UNKNOWN_ZONE] = {"unknown-zone", false, false,
                           "A zone that the site, or a view, doesn't have."},
    [RULE_WAIVER] = {"waiver", false, false,
                     "A waiver that lacks a member, names a rule that can't "
                     "be waived, or matches nothing."},
    [RULE_WAIVER_EXPIRED] = {"waiver", true, false,
                             "A waiver whose date has passed."},
    [RULE_NETWORK_CONFLICT] = {"network-conflict", false, false,
                               "One network in two views."},
    [RULE_NETWORK_HOST_BITS] = {"network-host-bits", false, false,
                                "A network with bits set beyond its "
                                "length."},
    [RULE_PORT_SPACE_OVERLAP] = {"port-space-overlap", false, true,
                                 "Port spaces of two views of different trust "
                                 "that overlap."},
    [RULE_RESERVED_IN_EXTERNAL] = {"reserved-in-external", false, false,
                                   "A reserved domain or address range that a "
                                   "view of external trust may see."},
    [RULE_OVERLAY_CONFLICT] = {"overlay-conflict", false, false,
                               "Overlays of two groups that give one RRset "
                               "in a view."},
    [RULE_OVERLAY_UNUSED] = {"overlay-unused", true, true,
                             "An overlay's null that removes nothing."},
    [RULE_OVERLAY_PARTIAL] = {"overlay-partial", true, true,
                              "An overlay that replaces a name's addresses in "
                              "part."},
    [RULE_NO_NS] = {"no-ns", false, false, "A zone without NS at its apex."},
    [RULE_SOA] = {"soa", false, false,
                  "Two SOA records, one below the apex, or both forms."},
    [RULE_SERIAL_NOT_RAISED] = {"serial-not-raised", true, true,
                                "A written serial that changed content did "
                                "not raise."},
    [RULE_CNAME_AND_OTHER] = {"cname-and-other", false, false,
                              "A CNAME beside other records."},
    [RULE_MULTIPLE_CNAME] = {"multiple-cname", false, false,
                             "Two CNAME records at one name."},
    [RULE_MULTIPLE_DNAME] = {"multiple-dname", false, false,
                             "Two DNAME records at one name."},
    [RULE_ALIAS] = {"alias", false, false,
                    "An ALIAS that leads to no address in a view, or stands "
                    "beside one."},
    [RULE_BAD_RDATA] = {"bad-rdata", false, false,
                        "Data that isn't of its type's form."},
    [RULE_TXT_QUOTING] = {"txt-quoting", false, false,
                          "An unquoted string of TXT with a blank or a "
                          "semicolon."},
    [RULE_UNKNOWN_TYPE] = {"unknown-type", false, false,
                           "A type that isn't known."},
    [RULE_META_TYPE] = {"meta-type", false, false,
                        "A type that can't be in a zone, or not before zones "
                        "can be signed."},
    [RULE_BAD_TTL] = {"bad-ttl", false, false, "A TTL over 2147483647."},
    [RULE_BAD_NAME] = {"bad-name", false, false,
                       "A text that is no domain name."},
    [RULE_OUT_OF_ZONE] = {"out-of-zone", false, false,
                          "An owner name that isn't in its zone."},
    [RULE_ANSWER_TOO_LARGE] = {"answer-too-large", false, false,
                               "An RRset that 65,535 octets can't carry."},
    [RULE_MISSING_ADDRESS] = {"missing-address", true, true,
                              "A target in the zone without an address."},
    [RULE_MISSING_DOT] = {"missing-dot", true, true,
                          "A relative name that ends with the zone's name."},
    [RULE_NS_IS_CNAME] = {"ns-is-cname", true, true,
                          "A name server's name that is an alias."},
    [RULE_OCCLUDED] = {"occluded", true, true,
                       "A record below a delegation or a DNAME."},
    [RULE_DUPLICATE_RECORD] = {"duplicate-record", true, true,
                               "One record twice in an RRset."},
    [RULE_PTR_MISMATCH] = {"ptr-mismatch", true, true,
                           "A PTR whose target has another address."},
    [RULE_PTR_AMBIGUOUS] = {"ptr-ambiguous", true, true,
                            "Several names for an address of which `ptr-from` "
                            "makes a PTR."},
    [RULE_TEST_FAILED] = {"test-failed", false, false,
                          "A test of the site that doesn't hold."},
    [RULE_RESERVED_ZONE] = {"reserved-zone", false, false,
                            "A zone at or below a reserved domain, outside of "
                            "the views that may see it."},
    [RULE_RESERVED_NAME] = {"reserved-name", false, false,
                            "An owner name at or below a reserved domain, "
                            "outside of the views that may see it."},
    [RULE_RESERVED_TARGET] = {"reserved-target", false, false,
                              "A name in data at or below a reserved domain, "
                              "outside of the views that may see it."},
    [RULE_RESERVED_IN_TEXT] = {"reserved-in-text", true, true,
                               "A reserved domain in text, outside of the "
                               "views that may see it."},
    [RULE_RESERVED_ADDRESS] = {"reserved-address", false, false,
                               "An address in a reserved range, outside of "
                               "the views that may see it."},
    [RULE_SHADOW_ZONE] = {"shadow-zone", false, true,
                          "A wildcard, delegation or DNAME that would answer "
                          "for a reserved domain."},
    [RULE_PRIVATE_ADDRESS] = {"private-address", false, true,
                              "An address that isn't globally reachable, in a "
                              "view of external trust."},
    [RULE_DOCUMENTATION_ADDRESS] = {"documentation-address", true, true,
                                    "A documentation address in a view of "
                                    "external trust."},
    [RULE_SRV_CONFLICT] = {"srv-conflict", false, false,
                           "An SRV RRset written by hand where a service "
                           "publishes its own."},
    [RULE_HOST_ADDRESS] = {"host-address", false, false,
                           "A service's host without an address in one of its "
                           "views, or an alias in an SRV record."},
    [RULE_CLIENTS_OUTSIDE] = {"clients-outside", false, false,
                              "Clients of a service that aren't clients of its "
                              "views."},
    [RULE_NO_CLIENTS] = {"no-clients", true, true,
                         "A service that nobody may connect to."},
    [RULE_PORT_OUTSIDE_SPACE] = {"port-outside-space", false, true,
                                 "A service's port outside of the port space "
                                 "of one of its views."},
    [RULE_SHARED_PORT] = {"shared-port", false, true,
                          "One address and port of an internal and of a "
                          "public service."},
    [RULE_SHARED_HOST] = {"shared-host", true, true,
                          "One address of an internal and of a public "
                          "service."},
    [RULE_ANSWER_DIFFERS] = {"answer-differs", false, false,
                             "A live server's answer that isn't what the site "
                             "says."},
    [RULE_ANSWER_OCTETS] = {"answer-octets", true, false,
                            "A live server's answer that is right, in other "
                            "octets than mulliond's."},
    [RULE_NO_ANSWER] = {"no-answer", false, false,
                        "A live server that doesn't answer."},
    [RULE_UNDECLARED_LISTENER] = {"undeclared-listener", false, false,
                                  "A port that is open on a host, where no "
                                  "service is declared."},
    [RULE_LISTENER_ADDRESS] = {"listener-address", false, false,
                               "A service's port that is open at another "
                               "address of its host."},
    [RULE_INTERNAL_LISTENER] = {"internal-listener", false, false,
                                "An internal port that is open at a public "
                                "address."},
    [RULE_MISSING_LISTENER] = {"missing-listener", true, false,
                               "A service's port on a host that nothing "
                               "listens at."},
};

const struct rule_info *
rule_info(enum rule rule)
{
	return &rules[rule];
}

int
rule_from_id(const char *id)
{
	for (int rule = 0; rule < RULE_COUNT; rule++)
		if (strcmp(rules[rule].id, id) == 0)
			return rule;
	return ERR_NOTHING;
}
