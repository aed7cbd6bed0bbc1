/* SPDX-License-Identifier: ISC */
#ifndef MULLION_HOST_WARNING_H
#define MULLION_HOST_WARNING_H

#include <stddef.h>

#include "server/view_report.h"

/*
 * Warns, a line a view, where an address of this host lies in the networks of
 * a view of internal trust: whatever a bridge's NAT or a proxy on this host
 * forwards comes from that address, and so looks internal. Loopback isn't
 * told of.
 */
void host_warning(const struct view_report *const *views, size_t count);

#endif
