/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <string.h>

#include "lib/err.h"

const char *
err_text(int code)
{
	if (code >= 0)
		return "no error";
	switch ((enum err)code) {
	case ERR_SYSTEM:
		return strerror(errno);
	case ERR_MEMORY:
		return "out of memory";
	case ERR_SHORT:
		return "it ends too early";
	case ERR_MALFORMED:
		return "it is malformed";
	case ERR_RANGE:
		return "a number or a length is out of range";
	case ERR_ROOM:
		return "it doesn't fit";
	case ERR_VERSION:
		return "it is of another format version or byte order";
	case ERR_VIEW:
		return "it is the image of another view";
	case ERR_DAMAGED:
		return "it is damaged";
	case ERR_NOTHING:
		return "there is none";
	case ERR_REPORTED:
		return "it was reported already";
	}
	return "an unknown error";
}
