/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_REPORT_LINES_H
#define MULLION_TEST_REPORT_LINES_H

#include <stdio.h>
#include <stdlib.h>

#include "test/unit.h"
#include "zones/report_line.h"

/* Two findings with what is hard to write in their texts. */
static struct report_line sample_items[] = {
    {.path = "zones/a,b: 100%.json",
     .line = 3,
     .column = 12,
     .character = 10,
     .rule = RULE_RESERVED_TARGET,
     .error = true,
     .message = "\"x\" is 100% reserved",
     .text = "\"x\" is 100% reserved (in one, two)",
     .views = {.bits = {3}}},
    {.path = "zones/\377.json",
     .line = 1,
     .column = 1,
     .character = 1,
     .rule = RULE_WAIVER_EXPIRED,
     .message = "old",
     .text = "old"},
};

static const char *const sample_names[] = {"one", "two"};

static const struct report_lines sample = {
    .items = sample_items, .count = 2, .names = sample_names};

#endif
