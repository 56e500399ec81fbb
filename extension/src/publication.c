/*
 * publication.c
 *		Which changes of a relation the asked-for publications publish.
 *
 * Publications are looked up afresh whenever a relation's entry is rebuilt;
 * that happens after each change of a publication's catalogs, and else never.
 */
#include "publication.h"

#include "catalog/partition.h"
#include "catalog/pg_publication_rel.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

static void
unsupported(const Publication *publication, Relation relation, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("publication \"%s\" %s, which wal2arrow does not support",
					publication->name, what),
			 errdetail("The table is \"%s\".\"%s\".",
					   get_namespace_name(RelationGetNamespace(relation)),
					   RelationGetRelationName(relation)),
			 errhint("Use a publication without it, or the option \"tables\".")));
}

/*
 * Row filters and column lists hang on the table's own entry in the publication.
 * As in pgoutput, those of a partitioned table say nothing of a partition that is
 * published under its own name.
 */
static void
read_table_entry(PublishedRelation *published, const Publication *publication,
				 Relation relation, bool *all_columns)
{
	HeapTuple	tuple = SearchSysCache2(PUBLICATIONRELMAP,
										ObjectIdGetDatum(RelationGetRelid(relation)),
										ObjectIdGetDatum(publication->oid));
	Bitmapset  *columns = NULL;
	Datum		value;
	bool		isnull;

	if (HeapTupleIsValid(tuple))
	{
		(void) SysCacheGetAttr(PUBLICATIONRELMAP, tuple, Anum_pg_publication_rel_prqual, &isnull);
		if (!isnull)
			unsupported(publication, relation, "has a row filter");
		value = SysCacheGetAttr(PUBLICATIONRELMAP, tuple, Anum_pg_publication_rel_prattrs, &isnull);
		if (!isnull)
			columns = pub_collist_to_bitmapset(NULL, value, CurrentMemoryContext);
		ReleaseSysCache(tuple);
	}

	/* A table in two publications has the columns of both. */
	if (columns == NULL)
		*all_columns = true;
	else
		published->columns = bms_union(published->columns, columns);
}

/* From the partition's parent (0) up to the root. */
static int
list_position(List *ancestors, Oid relid)
{
	ListCell   *lc;

	foreach(lc, ancestors)
		if (lfirst_oid(lc) == relid)
			return foreach_current_index(lc);
	return -1;
}

void
publication_lookup(PublishedRelation *published, List *names, Relation relation)
{
	Oid			relid = RelationGetRelid(relation);
	List	   *by_table;
	List	   *by_schema;
	List	   *ancestors = NIL;
	bool		all_columns = false;
	ListCell   *lc;

	memset(published, 0, sizeof(*published));
	if (!is_publishable_relation(relation))
		return;

	by_table = GetRelationPublications(relid);
	by_schema = GetSchemaPublications(RelationGetNamespace(relation));
	if (relation->rd_rel->relispartition)
		ancestors = get_partition_ancestors(relid);

	foreach(lc, names)
	{
		const char *name = lfirst(lc);
		Publication *publication = GetPublicationByName(name, true);
		Oid			ancestor;

		CHECK_FOR_INTERRUPTS();
		if (publication == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("publication \"%s\" does not exist at this point of the WAL", name),
					 errhint("Create the publication before the slot that streams it.")));

		ancestor = GetTopMostAncestorInPublication(publication->oid, ancestors, NULL);
		if (publication->alltables && ancestors != NIL)
			ancestor = llast_oid(ancestors);
		if (!publication->alltables && !OidIsValid(ancestor) &&
			!list_member_oid(by_table, publication->oid) &&
			!list_member_oid(by_schema, publication->oid))
			continue;

		if (publication->pubviaroot)
		{
			/* Where publications differ, the topmost root speaks for the partition. */
			if (OidIsValid(ancestor) &&
				(!OidIsValid(published->root) ||
				 list_position(ancestors, ancestor) > list_position(ancestors, published->root)))
				published->root = ancestor;
		}
		else if (relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE)
			continue;			/* its partitions speak for themselves */

		published->is_member = true;
		published->actions.pubinsert |= publication->pubactions.pubinsert;
		published->actions.pubupdate |= publication->pubactions.pubupdate;
		published->actions.pubdelete |= publication->pubactions.pubdelete;
		published->actions.pubtruncate |= publication->pubactions.pubtruncate;
		read_table_entry(published, publication, relation, &all_columns);
	}
	if (all_columns)
		published->columns = NULL;
}
