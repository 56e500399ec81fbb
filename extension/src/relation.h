/*
 * relation.h
 *		What is known of a relation: its schema generation and its open batch.
 */
#ifndef W2A_RELATION_H
#define W2A_RELATION_H

#include "arrow_ipc.h"
#include "catalog/pg_publication.h"
#include "column.h"
#include "encoder.h"
#include "session.h"
#include "utils/relcache.h"

/* System columns come first in every relation, in this order. */
typedef enum SystemColumn
{
	COLUMN_OP,
	COLUMN_XID,
	COLUMN_LSN,
	COLUMN_TS,
	COLUMN_SEQ,
	COLUMN_UNCHANGED,
	SYSTEM_COLUMNS
} SystemColumn;

/* One schema generation of a relation, in a memory context of its own. */
typedef struct Generation
{
	MemoryContext context;
	ArrowMessage schema;
	ArrowBatchTemplate batch;
	int			nattributes;
	Attribute  *attributes;
	int			ncolumns;		/* of the table */
	int			nfields;		/* SYSTEM_COLUMNS + ncolumns, and maybe __text */
	Column	   *columns;		/* of the fields */
	Size		row_bytes;		/* fixed-width bytes of a row */
	bool		has_full_identity;
	int			unchanged_len;	/* bytes of the __unchanged bitmap */
	uint8	   *unchanged;
	Column	   *misfits;		/* the __text column, behind all others; NULL = not needed */
	int64		row_capacity;
} Generation;

typedef struct RelationState
{
	Oid			relid;			/* hash key */
	bool		is_valid;		/* false = look again before the next change */
	bool		is_included;
	bool		has_user_types; /* so renaming a type can change the schema */
	PublicationActions actions;
	uint32		number;
	uint32		generation_number;
	bool		schema_sent;
	Generation *generation;		/* NULL until a first included change */

	/* The open batch. */
	int64		rows;
	XLogRecPtr	last_lsn;
	dlist_node	pending_node;
} RelationState;

extern void relation_cache_init(Session *session);

/*
 * The relation's state as of the snapshot in force, or NULL where its changes
 * are not asked for. A changed schema writes everything held and opens a new
 * generation.
 */
extern RelationState *relation_get(Session *session, Relation relation);

#endif							/* W2A_RELATION_H */
