/*
 * utf8.h
 *		Text of the server as UTF-8.
 */
#ifndef W2A_UTF8_H
#define W2A_UTF8_H

#include "arrow_ipc.h"

/*
 * U+FDD0, of which no other encoding has an equivalent, so a text that is converted
 * has none of its own. Before two hexadecimal digits it stands for a byte that
 * could not be converted.
 */
#define UTF8_ESCAPE "\xEF\xB7\x90"

/*
 * Refuses a database whose text has no conversion to UTF-8: better before there is
 * a slot than at its first text that is not ASCII, which it would never get past.
 */
extern void utf8_check_database(void);

/* Whether text is converted, and so can hold escaped bytes. */
extern bool utf8_is_converted(void);

/* The type of text: UTF-8, unless the server does not know what its bytes mean. */
extern ArrowKind text_kind(void);

/*
 * Text of the server in UTF-8; what needs no conversion is returned as it is, the
 * rest in CurrentMemoryContext.
 */
extern const char *server_to_utf8(const char *s, Size *len);

/* A name in UTF-8, whatever the server's encoding. */
extern const char *to_utf8(const char *s);

#endif							/* W2A_UTF8_H */
