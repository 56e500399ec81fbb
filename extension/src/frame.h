/*
 * frame.h
 *		Writes what is held to the client.
 */
#ifndef W2A_FRAME_H
#define W2A_FRAME_H

#include "session.h"

/*
 * Writes all relations that hold rows and, in frames, the progress made since
 * it was last stated. `at_end` says that ctx->write_location is a position
 * behind which nothing is held; a payload in the middle of a transaction
 * carries none. Allocates nothing but in the output buffer.
 */
extern void frame_flush(Session *session, bool at_end);

#endif							/* W2A_FRAME_H */
