/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PRIVILEGE_H
#define MULLION_PRIVILEGE_H

/*
 * What the supervisor keeps of its capabilities when all is open that it needs
 * others for; its children can't have more than it has. As long as it lives it
 * starts processes that become other users, opens sockets and images at a
 * reload, and ends processes. What can't be dropped is said in the log:
 * ERR_REPORTED.
 */
int privilege_drop(void);

/*
 * For a child that is to have none: first, while it is root, what it could
 * gain by a program; then, behind a change of user, what it has. ERR_SYSTEM.
 */
void privilege_gain_none(void);
int privilege_drop_all(void);

#endif
