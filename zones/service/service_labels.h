/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SERVICE_LABELS_H
#define MULLION_SERVICE_LABELS_H

#include "zones/service/service.h"
#include "zones/spec_read.h"

/*
 * `labels` of a service, which may be missing: what its pods are labelled
 * with, where a mesh or Kubernetes selects them. Keys and values are of the
 * form that Kubernetes demands ("Labels and Selectors" of its manual), since
 * what it wouldn't take would select nothing; others are [schema].
 */
void service_labels_read(const struct spec_reader *r, struct service *service,
                         struct value labels);

#endif
