/*
 * compat.h
 *		The only place that knows which PostgreSQL version it is compiled for.
 */
#ifndef W2A_COMPAT_H
#define W2A_COMPAT_H

#include "postgres.h"

#include "access/htup_details.h"
#include "access/xlog.h"
#include "access/xlogrecovery.h"
#include "datatype/timestamp.h"
#include "replication/logical.h"
#include "replication/reorderbuffer.h"
#include "replication/slot.h"
#include "utils/relcache.h"

#if PG_VERSION_NUM < 150000
#error "wal2arrow needs PostgreSQL 15 or later"
#endif

/* In 15 a part of postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 17 dropped the ReorderBufferTupleBuf around the tuples of a change. */
#if PG_VERSION_NUM >= 170000
#define W2A_NEW_TUPLE(change) ((change)->data.tp.newtuple)
#define W2A_OLD_TUPLE(change) ((change)->data.tp.oldtuple)
#else
#define W2A_NEW_TUPLE(change) \
	((change)->data.tp.newtuple ? &(change)->data.tp.newtuple->tuple : NULL)
#define W2A_OLD_TUPLE(change) \
	((change)->data.tp.oldtuple ? &(change)->data.tp.oldtuple->tuple : NULL)
#endif

/* 15 to 18 agree. */
#define W2A_COMMIT_TIME(txn) ((txn)->xact_time.commit_time)

/* 16 hid the field behind a macro, which 15 does not have. */
#ifdef rbtxn_get_toptxn
#define W2A_TOP_XID(txn) (rbtxn_get_toptxn(txn)->xid)
#else
#define W2A_TOP_XID(txn) ((txn)->toptxn ? (txn)->toptxn->xid : (txn)->xid)
#endif

/* 18 asks whether a deferrable primary key counts; as a row's name it does. */
#if PG_VERSION_NUM >= 180000
#define W2A_PRIMARY_KEY_INDEX(rel) RelationGetPrimaryKeyIndex(rel, true)
#else
#define W2A_PRIMARY_KEY_INDEX(rel) RelationGetPrimaryKeyIndex(rel)
#endif

/* Virtual generated columns exist since 18 and are in no tuple. */
#ifdef ATTRIBUTE_GENERATED_VIRTUAL
#define W2A_IS_VIRTUAL(att) ((att)->attgenerated == ATTRIBUTE_GENERATED_VIRTUAL)
#else
#define W2A_IS_VIRTUAL(att) (false)
#endif

/* 18 has NOT NULL constraints that rows from before them may break. */
#if PG_VERSION_NUM >= 180000
#define W2A_IS_NOT_NULL(desc, i) \
	(TupleDescCompactAttr(desc, i)->attnullability == ATTNULLABLE_VALID)
#else
#define W2A_IS_NOT_NULL(desc, i) (TupleDescAttr(desc, i)->attnotnull)
#endif

/*
 * Since 16 the server itself keeps the connection alive between the changes of
 * a long transaction; before, the plugin has to.
 */
#if PG_VERSION_NUM >= 160000
#define W2A_MUST_KEEP_ALIVE 0
#else
#define W2A_MUST_KEEP_ALIVE 1
#endif

/* 17 brought slots that are synchronised to a standby. */
#if PG_VERSION_NUM >= 170000
#define W2A_SLOT_IS_FAILOVER(slot) ((slot) != NULL && (slot)->data.failover)
#else
#define W2A_SLOT_IS_FAILOVER(slot) (false)
#endif

/* How much WAL can be decoded without waiting, on a primary or a standby. */
static inline XLogRecPtr
w2a_available_wal(void)
{
	return RecoveryInProgress() ? GetXLogReplayRecPtr(NULL) : GetFlushRecPtr(NULL);
}

#endif							/* W2A_COMPAT_H */
