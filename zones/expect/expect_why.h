/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPECT_WHY_H
#define MULLION_EXPECT_WHY_H

#include "zones/explain.h"

/*
 * What `mullion explain` says under WHY, in one line of at most its last three
 * steps, those that decided; in the arena. tree is as explain_why() takes it.
 */
const char *expect_why(struct arena *arena, const struct checked *checked,
                       const struct tree *tree,
                       const struct explain_question *question);

#endif
