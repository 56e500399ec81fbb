/*
 * streaming.h
 *		Transactions that are sent while they are in progress.
 *
 * A large transaction comes in blocks, and its subtransactions may be rolled back
 * after their changes were sent. A change must keep its identity, (end LSN,
 * ordinal), whether it was streamed or not; so the server remembers which
 * ordinals went to which subtransaction and states at commit which of them do
 * not count. A client subtracts, from each ordinal, those before it.
 */
#ifndef W2A_STREAMING_H
#define W2A_STREAMING_H

#include "session.h"

/* Consecutive changes of one (sub)transaction. */
typedef struct StreamedRun
{
	TransactionId xid;
	uint32		first;
	uint32		last;
	bool		aborted;
} StreamedRun;

typedef struct StreamedTransaction
{
	TransactionId xid;			/* hash key: the top-level transaction's */
	uint32		seq;
	StreamedRun *runs;
	int			nruns;
	int			capacity;
} StreamedTransaction;

extern void streaming_init(Session *session);

/* The block of a transaction begins and ends. */
extern void streaming_start(Session *session, TransactionId xid);
extern void streaming_stop(Session *session);

/* Counts a change of the block; returns its ordinal. */
extern uint32 streaming_count(Session *session, TransactionId xid);

/* Both do nothing for a transaction of which nothing was sent. */
extern void streaming_commit(Session *session, TransactionId xid, XLogRecPtr end_lsn, int64 commit_time);
extern void streaming_abort(Session *session, TransactionId top_xid, TransactionId xid, XLogRecPtr lsn);

#endif							/* W2A_STREAMING_H */
