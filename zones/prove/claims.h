/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PROVE_CLAIMS_H
#define MULLION_PROVE_CLAIMS_H

#include "zones/prove/proof.h"

/*
 * Between the files that make a proof's claims: each adds those of its kind.
 */

/* A claim in the arena; subject and whom as struct claim has them. */
void claims_add(struct proof *proof, bool proved, const char *kind,
                const char *subject, const char *whom, const char *text);

/* "from external". */
const char *claims_from(const struct proof *proof,
                        const struct partition_audience *audience);

/* An address of the class, for a witness; and of the audience. */
const char *
claims_address(const struct proof *proof, const struct partition_class *class);
const char *claims_witness(const struct proof *proof,
                           const struct partition_audience *audience);

/* "internal,external", or "-" for none. */
const char *claims_views(const struct proof *proof, struct view_set views);

/* "corp.internal." or "10.20.0.0/16". */
const char *
claims_reserved(const struct proof *proof, const struct reserved *reserved);

/* claims_sources.c: `answered` and `apart`, of each audience. */
void claims_sources(struct proof *proof);

/* claims_names.c: `served`, of each zone and view; `reachable`, of each view
 * of external trust; `absent`, of each zone and audience; `hidden`, of what is
 * reserved and each audience outside. */
void claims_names(struct proof *proof);

/* claims_ports.c: `space`, of each service and view; `distinct`, of the port
 * spaces of two views; `trust`, of each service's addresses and ports;
 * `closed`, of each service and audience or class that may not connect. */
void claims_ports(struct proof *proof);

/* "8443/tcp,88", as written, in the arena. */
const char *claims_ports_text(const struct proof *proof,
                              const struct ports *ports, size_t count);

/* "10.1.2.11,10.1.2.12", or "-". */
const char *
claims_addresses(const struct proof *proof, const struct opening *opening);

#endif
