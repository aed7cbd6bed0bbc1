/* SPDX-License-Identifier: ISC */
#ifndef MULLION_NAMESPACES_H
#define MULLION_NAMESPACES_H

#include <stdint.h>

/*
 * Takes the process out of the system's folders and networks, as far as it
 * may: namespaces of its own for network, IPC and host name; an empty root
 * folder, by a mount namespace or else by chroot(2). Who has no privilege
 * gets all of it in a user namespace of its own, where the system lets users
 * make one. Sockets that it holds stay in the network where they were made.
 *
 * wanted: the measures to take. Returns those that are taken (measure.h).
 */
uint32_t namespaces_enter(uint32_t wanted);

#endif
