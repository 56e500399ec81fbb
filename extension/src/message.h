/*
 * message.h
 *		Logical messages (pg_logical_emit_message), as a relation of their own.
 */
#ifndef W2A_MESSAGE_H
#define W2A_MESSAGE_H

#include "session.h"

/*
 * Appends a message as a row with __op 'M'. One outside of a transaction has
 * its own end as __lsn, and 0 as __xid, __ts and __seq: it has none.
 */
extern void message_append(Session *session, bool transactional, const char *prefix,
						   const char *content, Size size);

#endif							/* W2A_MESSAGE_H */
