/*
 * relation.c
 *		What is known of a relation: its schema generation and its open batch.
 *
 * The cache is looked up in the historic catalog, so a schema is that of the
 * moment in the WAL. Invalidation only marks an entry; the next change of the
 * relation builds its schema anew and opens a new generation where it differs.
 */
#include "compat.h"
#include "relation.h"

#include "catalog/pg_class.h"
#include "frame.h"
#include "miscadmin.h"
#include "publication.h"
#include "table_filter.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

/* From so many relations on, the dropped ones among them are looked for. */
#define FIRST_SWEEP 64

static void
invalidate(RelationState *state)
{
	state->is_valid = false;
	state->invalidations++;
}

static void
invalidate_all(Session *session, bool only_user_types)
{
	HASH_SEQ_STATUS scan;
	RelationState *state;

	hash_seq_init(&scan, session->relations);
	while ((state = hash_seq_search(&scan)) != NULL)
		if (!only_user_types || (state->generation != NULL && state->generation->has_user_types))
			invalidate(state);
}

static void
relation_invalidated(Datum arg, Oid relid)
{
	Session    *session = session_current();
	RelationState *state;

	if (session == NULL)
		return;
	if (!OidIsValid(relid))
		invalidate_all(session, false);
	else if ((state = hash_search(session->relations, &relid, HASH_FIND, NULL)) != NULL)
		invalidate(state);
	else
		/* It may be the relation behind a composite type. */
		invalidate_all(session, true);
}

/* Publications and schemas: membership and names of any relation can change. */
static void
catalog_invalidated(Datum arg, int cacheid, uint32 hashvalue)
{
	if (session_current() != NULL)
		invalidate_all(session_current(), false);
}

/*
 * Names, labels and attributes of types. Every CREATE TABLE comes through here,
 * so spare relations of built-in types.
 */
static void
type_invalidated(Datum arg, int cacheid, uint32 hashvalue)
{
	if (session_current() != NULL)
		invalidate_all(session_current(), true);
}

void
relation_cache_init(Session *session)
{
	static bool registered = false;
	HASHCTL		ctl = {0};

	session->sweep_at = FIRST_SWEEP;
	ctl.keysize = sizeof(Oid);
	ctl.entrysize = sizeof(RelationState);
	ctl.hcxt = session->context;
	session->relations = hash_create("wal2arrow relations", 64, &ctl,
									 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);

	if (!registered)
	{
		CacheRegisterRelcacheCallback(relation_invalidated, (Datum) 0);
		CacheRegisterSyscacheCallback(PUBLICATIONOID, catalog_invalidated, (Datum) 0);
		CacheRegisterSyscacheCallback(PUBLICATIONRELMAP, catalog_invalidated, (Datum) 0);
		CacheRegisterSyscacheCallback(PUBLICATIONNAMESPACEMAP, catalog_invalidated, (Datum) 0);
		CacheRegisterSyscacheCallback(NAMESPACEOID, catalog_invalidated, (Datum) 0);
		CacheRegisterSyscacheCallback(TYPEOID, type_invalidated, (Datum) 0);
		CacheRegisterSyscacheCallback(ENUMOID, type_invalidated, (Datum) 0);
		registered = true;
	}
}

/* Whether the client asked for this relation, and for which of its changes. */
static bool
is_asked_for(Session *session, Relation relation, PublishedRelation *published)
{
	const PluginOptions *options = &session->options;

	memset(published, 0, sizeof(*published));
	published->actions = (PublicationActions) {true, true, true, true};

	if (options->publication_names != NIL)
		publication_lookup(published, options->publication_names, relation);
	else
		/* Only the truncate of a partitioned table names it; its partitions have rows of their own. */
		published->is_member = relation->rd_rel->relkind != RELKIND_PARTITIONED_TABLE;
	if (!published->is_member)
		return false;

	/* Tables are asked for by the name that their changes go by. */
	if (options->tables != NIL)
	{
		Oid			relid = OidIsValid(published->root) ? published->root : RelationGetRelid(relation);

		return table_filter_matches(options->tables, get_namespace_name(get_rel_namespace(relid)),
									get_rel_name(relid));
	}
	return true;
}

void
relation_set_generation(Session *session, RelationState *state, Generation *generation)
{
	if (state->rows > 0)
		frame_flush(session, false);
	if (state->generation != NULL)
		MemoryContextDelete(state->generation->context);
	else
		state->number = ++session->last_relation_number;
	MemoryContextSetParent(generation->context, session->context);
	state->generation = generation;
	state->generation_number++;
	state->schema_sent = false;
}

static void
refresh_generation(Session *session, RelationState *state, Relation relation, const Bitmapset *columns)
{
	Generation *generation = generation_of_relation(session, relation, columns, state->lesser_identity);

	if (state->generation != NULL && generation_equals(state->generation, generation))
		MemoryContextDelete(generation->context);
	else
		relation_set_generation(session, state, generation);
}

static void
refresh_conversion(Session *session, RelationState *state, Relation relation, Relation root)
{
	MemoryContext old;

	if (state->root_context == NULL)
		state->root_context = AllocSetContextCreate(session->context, "wal2arrow partition",
													ALLOCSET_SMALL_SIZES);
	MemoryContextReset(state->root_context);
	old = MemoryContextSwitchTo(state->root_context);
	/* The map outlives both relcache entries. */
	state->to_root = convert_tuples_by_name(CreateTupleDescCopyConstr(RelationGetDescr(relation)),
											CreateTupleDescCopyConstr(RelationGetDescr(root)));
	MemoryContextSwitchTo(old);
}

static Relation
open_root(Oid root)
{
	Relation	relation = RelationIdGetRelation(root);

	if (relation == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("partitioned table with OID %u does not exist at this point of the WAL", root)));
	return relation;
}

/*
 * Forgets relations that the snapshot in force has not, whenever there are twice as
 * many as the last time. One that only this snapshot does not see is a new relation
 * when it comes again: its schema is sent once more, under another number.
 */
static void
forget_dropped(Session *session)
{
	HASH_SEQ_STATUS scan;
	RelationState *state;

	if (hash_get_num_entries(session->relations) < session->sweep_at)
		return;
	hash_seq_init(&scan, session->relations);
	while ((state = hash_seq_search(&scan)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (state->is_valid || state->rows > 0 ||
			SearchSysCacheExists1(RELOID, ObjectIdGetDatum(state->relid)))
			continue;
		if (state->generation != NULL)
			MemoryContextDelete(state->generation->context);
		if (state->root_context != NULL)
			MemoryContextDelete(state->root_context);
		if (session->last_relation == state)
			session->last_relation = NULL;
		hash_search(session->relations, &state->relid, HASH_REMOVE, NULL);
	}
	session->sweep_at = Max(FIRST_SWEEP, 2 * hash_get_num_entries(session->relations));
}

/*
 * What is logged of old rows is each partition's own setting. A partition with a key of
 * its own is no help to those who know the root's, even if its index is as good.
 */
static char
lesser_identity(Relation leaf, Relation root)
{
	char		identity = leaf->rd_rel->relreplident;

	if (identity == REPLICA_IDENTITY_FULL || identity == root->rd_rel->relreplident)
		return 0;
	return identity == REPLICA_IDENTITY_DEFAULT && root->rd_rel->relreplident == REPLICA_IDENTITY_FULL ?
		REPLICA_IDENTITY_DEFAULT : REPLICA_IDENTITY_NOTHING;
}

static void
relation_refresh(Session *session, RelationState *state, Relation relation)
{
	MemoryContext old = MemoryContextSwitchTo(session->row_context);
	uint32		invalidations = state->invalidations;
	PublishedRelation published;

	state->is_included = is_asked_for(session, relation, &published);
	state->actions = published.actions;
	state->root = published.root;

	if (state->is_included && OidIsValid(state->root))
	{
		Relation	root = open_root(state->root);

		refresh_conversion(session, state, relation, root);
		state->lesser_identity = lesser_identity(relation, root);
		RelationClose(root);
	}
	else if (state->is_included)
		refresh_generation(session, state, relation, published.columns);

	/*
	 * What was invalidated while the catalog was read must be looked at again, as
	 * must what an error in there left half looked up.
	 */
	state->is_valid = state->invalidations == invalidations;
	forget_dropped(session);

	MemoryContextSwitchTo(old);
	MemoryContextReset(session->row_context);
}

static RelationState *
find_or_add(Session *session, Oid relid)
{
	bool		found;
	RelationState *state = hash_search(session->relations, &relid, HASH_ENTER, &found);

	if (!found)
	{
		memset(state, 0, sizeof(*state));
		state->relid = relid;
	}
	return state;
}

/*
 * The partition's changes go to the batch of its root. The root's schema says from then on
 * if old rows are not what they were said to be: a null in them would be taken for a value.
 */
static RelationState *
get_root(Session *session, const RelationState *leaf, bool has_old_row)
{
	RelationState *state = find_or_add(session, leaf->root);

	if (unlikely(has_old_row && leaf->lesser_identity != 0 && leaf->lesser_identity != state->lesser_identity &&
				 state->lesser_identity != REPLICA_IDENTITY_NOTHING))
	{
		state->lesser_identity = leaf->lesser_identity;
		state->is_valid = false;
	}
	if (unlikely(!state->is_valid))
	{
		Relation	root = open_root(leaf->root);

		relation_refresh(session, state, root);
		RelationClose(root);
	}
	return state->is_included ? state : NULL;
}

ChangeTarget
relation_get(Session *session, Relation relation, bool has_old_row)
{
	Oid			relid = RelationGetRelid(relation);
	RelationState *state = session->last_relation;
	ChangeTarget target = {0};

	if (state == NULL || state->relid != relid)
	{
		state = find_or_add(session, relid);
		session->last_relation = state;
	}
	if (unlikely(!state->is_valid))
		relation_refresh(session, state, relation);
	if (!state->is_included)
		return target;

	target.actions = state->actions;
	target.desc = RelationGetDescr(relation);
	if (unlikely(OidIsValid(state->root)))
	{
		target.state = get_root(session, state, has_old_row);
		target.conversion = state->to_root;
		if (target.conversion != NULL)
			target.desc = target.conversion->outdesc;
	}
	else
		target.state = state;
	return target;
}
