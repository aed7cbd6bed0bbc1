/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VERSION_H
#define MULLION_VERSION_H

/* What --version prints, of all programs. */
#define MULLION_VERSION "0.1.0"

#endif
