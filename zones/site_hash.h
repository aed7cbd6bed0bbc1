/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SITE_HASH_H
#define MULLION_SITE_HASH_H

#include "zones/hash.h"
#include "zones/site.h"

/*
 * What a site's files say as one number, for what is made from the site to
 * tell what it was made from: SHA-256 of a line for each file that is read, in
 * the order of their paths, as sha256sum(1) prints it of the files below the
 * site. So anybody can have it without mullion (mullion.1 has the command).
 */
enum { SITE_HASH_TEXT = 2 * HASH + 1 };

/* Into hex digits. ERR_SYSTEM when a file can't be read: *failed names it. */
int site_hash(char text[SITE_HASH_TEXT], const struct site *site,
              const char **failed);

#endif
