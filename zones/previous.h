/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PREVIOUS_H
#define MULLION_PREVIOUS_H

#include "zones/checked.h"
#include "zones/cli.h"

/*
 * Gives the zones of a view their serials (serial_choose()), going on from the
 * view's image in folder; all of them `now` where that has none, or folder is
 * NULL. A message is on standard error unless it returns EXIT_DONE.
 */
enum exit_status previous_serials(struct checked *checked, unsigned view,
                                  const char *folder, uint32_t now);

#endif
