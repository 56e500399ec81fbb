/*
 * frame.h
 *		Writes what is held to the client.
 */
#ifndef W2A_FRAME_H
#define W2A_FRAME_H

#include "session.h"

#define FRAME_MAGIC "W2A1"

typedef enum FrameKind
{
	FRAME_SCHEMA = 1,
	FRAME_BATCH = 2,
	FRAME_PROGRESS = 3,
	FRAME_STREAM_COMMIT = 4,
	FRAME_STREAM_ABORT = 5
} FrameKind;

/* Rows of a transaction in progress; the frame's position is its number. */
#define FLAG_IN_PROGRESS 1

typedef struct FrameHeader
{
	char		magic[4];
	uint8		kind;
	uint8		flags;
	uint16		reserved;
	uint32		relation;
	uint32		generation;
	uint64		position;
	uint32		rows;
	uint32		body_length;
} FrameHeader;

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

extern const char *frame_kind_name(uint8 kind);

#endif							/* W2A_FRAME_H */
