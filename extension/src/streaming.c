/*
 * streaming.c
 *		Transactions that are sent while they are in progress.
 */
#include "streaming.h"

#include "frame.h"
#include "utils/memutils.h"

void
streaming_init(Session *session)
{
	HASHCTL		ctl = {0};

	ctl.keysize = sizeof(TransactionId);
	ctl.entrysize = sizeof(StreamedTransaction);
	ctl.hcxt = session->context;
	session->streamed = hash_create("wal2arrow streamed transactions", 16, &ctl,
									HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

void
streaming_start(Session *session, TransactionId xid)
{
	StreamedTransaction *stream;
	bool		found;

	/* Rows of finished transactions go before, and never into the same batch. */
	frame_flush(session, false);

	stream = hash_search(session->streamed, &xid, HASH_ENTER, &found);
	if (!found)
	{
		stream->seq = 0;
		stream->nruns = 0;
		stream->capacity = 8;
		stream->runs = MemoryContextAlloc(session->context, sizeof(StreamedRun) * stream->capacity);
	}
	session->stream = stream;
}

void
streaming_stop(Session *session)
{
	frame_flush(session, false);
	session->stream = NULL;
}

uint32
streaming_count(Session *session, TransactionId xid)
{
	StreamedTransaction *stream = session->stream;
	StreamedRun *run = stream->nruns > 0 ? &stream->runs[stream->nruns - 1] : NULL;

	stream->seq++;
	if (run != NULL && run->xid == xid && !run->aborted)
		run->last = stream->seq;
	else
	{
		if (stream->nruns == stream->capacity)
		{
			stream->capacity *= 2;
			stream->runs = repalloc_huge(stream->runs, sizeof(StreamedRun) * stream->capacity);
		}
		stream->runs[stream->nruns++] = (StreamedRun) {xid, stream->seq, stream->seq, false};
	}
	return stream->seq;
}

static void
forget(Session *session, StreamedTransaction *stream)
{
	pfree(stream->runs);
	hash_search(session->streamed, &stream->xid, HASH_REMOVE, NULL);
}

void
streaming_commit(Session *session, TransactionId xid, XLogRecPtr end_lsn, int64 commit_time)
{
	StreamedTransaction *stream = hash_search(session->streamed, &xid, HASH_FIND, NULL);
	uint32	   *aborted;
	int			naborted = 0;

	if (stream == NULL)
		return;
	aborted = MemoryContextAllocHuge(session->row_context, 2 * sizeof(uint32) * Max(stream->nruns, 1));
	for (int i = 0; i < stream->nruns; i++)
	{
		const StreamedRun *run = &stream->runs[i];

		if (!run->aborted)
			continue;
		aborted[2 * naborted] = run->first;
		aborted[2 * naborted + 1] = run->last;
		naborted++;
	}
	/* What was finished before it is held, and must not come behind it. */
	frame_flush(session, false);
	session->finished_lsn = end_lsn;
	frame_stream_commit(session, xid, end_lsn, commit_time, aborted, naborted);
	MemoryContextReset(session->row_context);
	forget(session, stream);
}

void
streaming_abort(Session *session, TransactionId top_xid, TransactionId xid, XLogRecPtr lsn)
{
	StreamedTransaction *stream = hash_search(session->streamed, &top_xid, HASH_FIND, NULL);
	bool		was_sent = false;

	if (stream == NULL)
		return;
	for (int i = 0; i < stream->nruns; i++)
	{
		if (xid != top_xid && stream->runs[i].xid != xid)
			continue;
		stream->runs[i].aborted = true;
		was_sent = true;
	}
	if (was_sent)
		frame_stream_abort(session, top_xid, xid, lsn);
	if (xid == top_xid)
		forget(session, stream);
}
