/*
 * publication.h
 *		Which changes of a relation the asked-for publications publish.
 */
#ifndef W2A_PUBLICATION_H
#define W2A_PUBLICATION_H

#include "postgres.h"
#include "catalog/pg_publication.h"
#include "nodes/bitmapset.h"
#include "nodes/pg_list.h"
#include "utils/relcache.h"

typedef struct PublishedRelation
{
	bool		is_member;
	PublicationActions actions;
	Bitmapset  *columns;		/* attribute numbers; NULL = all */
	Oid			root;			/* partitioned table by whose name it is published, if any */
} PublishedRelation;

/*
 * Looks the relation up in the named publications, as of the snapshot in
 * force. Allocates `columns` in CurrentMemoryContext.
 */
extern void publication_lookup(PublishedRelation *published, List *names, Relation relation);

#endif							/* W2A_PUBLICATION_H */
