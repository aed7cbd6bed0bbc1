/* SPDX-License-Identifier: ISC */
#ifndef MULLION_DIFF_SERVICES_H
#define MULLION_DIFF_SERVICES_H

#include "zones/diff/diff.h"
#include "zones/service/policy.h"

/*
 * What changes in what services open in one view, before and after: sets the
 * view's services. A policy is its site's; the view's number there is -1 where
 * the site has no such view.
 */
void diff_services(struct diff_view *view, struct arena *arena,
                   const struct policy *old, int old_view,
                   const struct policy *new, int new_view);

#endif
