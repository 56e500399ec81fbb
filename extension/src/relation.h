/*
 * relation.h
 *		What is known of a relation: whether it is asked for, its current schema
 *		generation, and the rows of its open batch.
 */
#ifndef W2A_RELATION_H
#define W2A_RELATION_H

#include "access/tupconvert.h"
#include "catalog/pg_publication.h"
#include "generation.h"
#include "session.h"
#include "utils/relcache.h"

typedef struct RelationState
{
	Oid			relid;			/* hash key */
	bool		is_valid;		/* false = look again before the next change */
	uint32		invalidations;	/* so far */
	bool		is_included;
	PublicationActions actions;
	uint32		number;
	uint32		generation_number;
	bool		schema_sent;
	Generation *generation;		/* NULL until a first change that is sent */

	/* A partition whose changes are those of its root. */
	Oid			root;			/* InvalidOid = it speaks for itself */
	MemoryContext root_context;
	TupleConversionMap *to_root;	/* in root_context; NULL = same layout */

	/* All that a partition's old rows can be relied on for, if that is less than its root says; 0 = no less. */
	char		lesser_identity;

	/* The open batch. */
	int64		rows;
	XLogRecPtr	last_lsn;
	dlist_node	pending_node;
} RelationState;

/* Where a change of a relation goes. */
typedef struct ChangeTarget
{
	RelationState *state;		/* NULL = nowhere */
	PublicationActions actions;
	TupleDesc	desc;			/* of the tuples, after conversion */
	TupleConversionMap *conversion;
} ChangeTarget;

extern void relation_cache_init(Session *session);

/*
 * Looks up where a relation's changes go, as of the snapshot in force. A changed
 * schema writes everything held and opens a new generation. Whether the change is
 * of an old row matters for partitions that log less of those than their root.
 */
extern ChangeTarget relation_get(Session *session, Relation relation, bool has_old_row);

/* Makes this the relation's generation; closes the batch of the one before. */
extern void relation_set_generation(Session *session, RelationState *state, Generation *generation);

#endif							/* W2A_RELATION_H */
