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

/*
 * What became of a transaction of which changes were sent while it was in
 * progress. `aborted` are pairs of first and last ordinal of changes that do not
 * count, because their subtransaction was rolled back.
 */
extern void frame_stream_commit(Session *session, TransactionId xid, XLogRecPtr end_lsn,
								int64 commit_time, const uint32 *aborted, int naborted);
extern void frame_stream_abort(Session *session, TransactionId xid, TransactionId subxid, XLogRecPtr lsn);

#endif							/* W2A_FRAME_H */
