/*
 * coalesce.h
 *		Holds finished transactions while more WAL is waiting.
 */
#ifndef W2A_COALESCE_H
#define W2A_COALESCE_H

#include "session.h"

/* Starts holding where that is safe and asked for. */
extern void coalesce_start(Session *session);

/* Whether rows have been held for as long as the client allows. */
extern bool coalesce_is_late(const Session *session);

/* Whether a finished transaction may be held; otherwise flush. */
extern bool coalesce_may_hold(Session *session);

#endif							/* W2A_COALESCE_H */
