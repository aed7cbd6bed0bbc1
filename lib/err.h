/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ERR_H
#define MULLION_ERR_H

/*
 * One convention for all of mullion: a function that can fail returns int,
 * 0 or more when it went well, one of these when it did not. ERR_SYSTEM means
 * that errno says more.
 */
enum err {
	ERR_SYSTEM = -1,    /* a system call failed: see errno */
	ERR_MEMORY = -2,    /* out of memory */
	ERR_SHORT = -3,     /* the input ends too early */
	ERR_MALFORMED = -4, /* the input isn't of its form */
	ERR_RANGE = -5,     /* a number or a length is out of its range */
	ERR_ROOM = -6,      /* the output doesn't fit */
	ERR_VERSION = -7,   /* a format of another version or byte order */
	ERR_VIEW = -8,      /* an image of another view than the one wanted */
	ERR_DAMAGED = -9,   /* an image whose content isn't what it says */
	ERR_NOTHING = -10,  /* what was looked for isn't there */
	ERR_REPORTED = -11, /* it is in the report or the log already */
};

/* The code in words, for a message; never NULL. ERR_SYSTEM reads errno. */
const char *err_text(int code);

#endif
