/*
 * session.h
 *		All state of one decoding session.
 */
#ifndef W2A_SESSION_H
#define W2A_SESSION_H

#include "postgres.h"
#include "access/xlogreader.h"
#include "datatype/timestamp.h"
#include "lib/ilist.h"
#include "options.h"
#include "replication/logical.h"
#include "utils/hsearch.h"

/*
 * Memory: everything lives below `context`, which is a child of the decoding
 * context and so goes with it, after an ERROR too. `row_context` holds what one
 * row needs and is reset after each, `tuple_context` a change's converted tuples.
 */
typedef struct Session
{
	LogicalDecodingContext *ctx;
	MemoryContext context;
	MemoryContext row_context;
	MemoryContext tuple_context;
	PluginOptions options;
	int			guc_nest_level; /* 0 = settings are for good */

	/* relation.c */
	HTAB	   *relations;		/* Oid to Relation state */
	struct RelationState *last_relation;	/* of the last change; may be stale */
	uint32		last_relation_number;
	long		sweep_at;		/* relations from which on dropped ones are looked for */
	struct RelationState *messages; /* message.c; NULL until the first */
	dlist_head	pending;		/* relations that hold rows, in order of their first one */

	/* What is held and not yet written. */
	int64		held_rows;
	Size		held_bytes;
	TimestampTz held_since;

	/* streaming.c */
	HTAB	   *streamed;		/* transactions in progress of which changes were sent */
	struct StreamedTransaction *stream; /* whose block is being sent, or NULL */

	/* The transaction at hand. */
	uint32		xid;
	XLogRecPtr	end_lsn;
	int64		commit_time;	/* as on the wire */
	uint32		seq;

	/* Progress: what is finished, and what the client was told. */
	XLogRecPtr	finished_lsn;
	XLogRecPtr	stated_lsn;
	int			changes_since_look;

	/* coalesce.c; NULL where it was not asked for */
	XLogPageReadCB delegate_page_read;
	XLogRecPtr	available_wal;	/* lower bound */
	Size		looked_at_bytes;	/* held_bytes when a commit last looked at the clock */
} Session;

/* Starts a session for this decoding context; ctx->context owns it. */
extern Session *session_start(LogicalDecodingContext *ctx, List *options);

/* Gives back what the session changed outside of its memory. */
extern void session_end(Session *session);

/* The session of this backend, or NULL: for callbacks that get no context. */
extern Session *session_current(void);

#endif							/* W2A_SESSION_H */
