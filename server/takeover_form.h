/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TAKEOVER_FORM_H
#define MULLION_TAKEOVER_FORM_H

#include <jansson.h>
#include <stdbool.h>

/*
 * Whether a text that a mulliond before has left has all that handover.h says,
 * of its kind and within its limits: each block as many sockets as its
 * listener has threads, names that are names, descriptors that are numbers or
 * -1. takeover.c takes up what it has without another look. What there is
 * besides, from a later release, is let pass.
 */
bool takeover_form(const json_t *root);

#endif
