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
#include "lib/stringinfo.h"
#include "publication.h"
#include "table_filter.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

static void
invalidate_all(Session *session, bool only_user_types)
{
	HASH_SEQ_STATUS scan;
	RelationState *state;

	hash_seq_init(&scan, session->relations);
	while ((state = hash_seq_search(&scan)) != NULL)
		if (!only_user_types || state->has_user_types)
			state->is_valid = false;
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
		state->is_valid = false;
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

/* The columns that name a row: the replica identity's, or the primary key's. */
static const char *
key_columns_json(Relation relation)
{
	StringInfoData json;
	Oid			index_oid;
	Relation	index;

	/* Loads the index list, on which the other two depend. */
	list_free(RelationGetIndexList(relation));
	index_oid = RelationGetReplicaIndex(relation);
	if (!OidIsValid(index_oid) && relation->rd_rel->relreplident == REPLICA_IDENTITY_FULL)
		index_oid = W2A_PRIMARY_KEY_INDEX(relation);

	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	if (OidIsValid(index_oid))
	{
		index = RelationIdGetRelation(index_oid);
		for (int i = 0; index != NULL && i < IndexRelationGetNumberOfKeyAttributes(index); i++)
		{
			AttrNumber	attnum = index->rd_index->indkey.values[i];

			if (i > 0)
				appendStringInfoChar(&json, ',');
			escape_json(&json, to_utf8(NameStr(TupleDescAttr(RelationGetDescr(relation), attnum - 1)->attname)));
		}
		if (index != NULL)
			RelationClose(index);
	}
	appendStringInfoChar(&json, ']');
	return json.data;
}

static const char *
identity_name(Relation relation)
{
	switch (relation->rd_rel->relreplident)
	{
		case REPLICA_IDENTITY_FULL:
			return "full";
		case REPLICA_IDENTITY_INDEX:
			return "index";
		case REPLICA_IDENTITY_NOTHING:
			return "nothing";
		default:
			return "default";
	}
}

static List *
schema_metadata(Relation relation)
{
	const char *schema = get_namespace_name(RelationGetNamespace(relation));
	List	   *metadata = NIL;

	metadata = lappend(metadata, metadata_entry("pg.schema", to_utf8(schema)));
	metadata = lappend(metadata, metadata_entry("pg.table", to_utf8(RelationGetRelationName(relation))));
	metadata = lappend(metadata, metadata_entry("pg.oid", psprintf("%u", RelationGetRelid(relation))));
	metadata = lappend(metadata, metadata_entry("pg.kind", psprintf("%c", relation->rd_rel->relkind)));
	metadata = lappend(metadata, metadata_entry("pg.identity", identity_name(relation)));
	metadata = lappend(metadata, metadata_entry("pg.key", key_columns_json(relation)));
	return metadata;
}

static const ArrowField system_fields[SYSTEM_COLUMNS] = {
	[COLUMN_OP] = {"__op", false, {.kind = ARROW_INT, .width = 8}},
	[COLUMN_XID] = {"__xid", false, {.kind = ARROW_INT, .width = 32}},
	[COLUMN_LSN] = {"__lsn", false, {.kind = ARROW_INT, .width = 64}},
	[COLUMN_TS] = {"__ts", false, {.kind = ARROW_TIMESTAMP_US, .is_utc = true}},
	[COLUMN_SEQ] = {"__seq", false, {.kind = ARROW_INT, .width = 32}},
	[COLUMN_UNCHANGED] = {"__unchanged", true, {.kind = ARROW_BINARY}},
};

static ArrowField
column_field(Form_pg_attribute att, bool nested, Attribute *attribute)
{
	ArrowField	field = {0};
	List	   *metadata = NIL;

	metadata = lappend(metadata, metadata_entry("pg.type", to_utf8(format_type_with_typemod(att->atttypid, att->atttypmod))));
	metadata = lappend(metadata, metadata_entry("pg.typmod", psprintf("%d", att->atttypmod)));
	metadata = lappend(metadata, metadata_entry("pg.notnull", att->attnotnull ? "true" : "false"));
	encoder_init(&attribute->encoder, att->atttypid, att->atttypmod, nested, &metadata);
	attribute->name = pstrdup(to_utf8(NameStr(att->attname)));

	field.name = attribute->name;
	field.type = attribute->encoder.arrow;
	/* A key-only old image leaves NOT NULL columns null, too. */
	field.nullable = true;
	field.metadata = metadata;
	return field;
}

/* Builds the generation that the relation has by the catalog now. */
static Generation *
generation_build(Session *session, Relation relation, const Bitmapset *published_columns,
				 bool *has_user_types)
{
	MemoryContext context = AllocSetContextCreate(session->context, "wal2arrow generation",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Generation *generation = palloc0(sizeof(Generation));
	TupleDesc	desc = RelationGetDescr(relation);
	ArrowField *fields = palloc0(sizeof(ArrowField) * (SYSTEM_COLUMNS + desc->natts + 1));
	bool		can_misfit = false;

	generation->context = context;
	generation->nattributes = desc->natts;
	generation->attributes = palloc0(sizeof(Attribute) * Max(desc->natts, 1));
	generation->has_full_identity = relation->rd_rel->relreplident == REPLICA_IDENTITY_FULL;
	memcpy(fields, system_fields, sizeof(system_fields));
	*has_user_types = false;

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);
		Attribute  *attribute = &generation->attributes[i];

		if (att->attisdropped || W2A_IS_VIRTUAL(att) ||
			(published_columns && !bms_is_member(att->attnum, published_columns)))
		{
			attribute_init_skipped(attribute, att->attlen, att->attalign);
			continue;
		}
		attribute->column = generation->ncolumns++;
		fields[SYSTEM_COLUMNS + attribute->column] =
			column_field(att, session->options.nested_types == NESTED_ARROW, attribute);
		can_misfit |= attribute->encoder.can_misfit;
		if (att->atttypid >= FirstNormalObjectId)
			*has_user_types = true;
	}

	generation->nfields = SYSTEM_COLUMNS + generation->ncolumns;
	if (can_misfit)
		fields[generation->nfields++] = (ArrowField) {"__text", true, {.kind = text_kind()}};
	generation->columns = palloc(sizeof(Column) * generation->nfields);
	for (int i = 0; i < generation->nfields; i++)
	{
		column_init(&generation->columns[i], &fields[i].type, context);
		generation->row_bytes += column_row_bytes(&generation->columns[i]);
	}
	if (can_misfit)
		generation->misfits = &generation->columns[generation->nfields - 1];
	generation->unchanged_len = BITMAP_BYTES(generation->ncolumns);
	generation->unchanged = palloc0(Max(generation->unchanged_len, 1));
	generation->schema = arrow_schema_message(fields, generation->nfields, schema_metadata(relation));
	arrow_batch_template(&generation->batch, fields, generation->nfields);

	MemoryContextSwitchTo(old);
	return generation;
}

static bool
attributes_equal(const Attribute *a, const Attribute *b, int nattributes)
{
	for (int i = 0; i < nattributes; i++)
	{
		const Encoder *x = &a[i].encoder;
		const Encoder *y = &b[i].encoder;

		if (a[i].column != b[i].column || x->len != y->len || x->align_mask != y->align_mask ||
			x->encoding != y->encoding || x->output.fn_oid != y->output.fn_oid ||
			x->nattributes != y->nattributes ||
			!attributes_equal(x->attributes, y->attributes, x->nattributes))
			return false;
	}
	return true;
}

/* Same schema, and tuples that are laid out the same. */
static bool
generation_equals(const Generation *a, const Generation *b)
{
	return a->schema.len == b->schema.len &&
		memcmp(a->schema.bytes, b->schema.bytes, a->schema.len) == 0 &&
		a->nattributes == b->nattributes &&
		attributes_equal(a->attributes, b->attributes, a->nattributes);
}

/* Whether the client asked for this relation, and for which of its changes. */
static bool
is_asked_for(Session *session, Relation relation, PublishedRelation *published)
{
	const PluginOptions *options = &session->options;

	memset(published, 0, sizeof(*published));
	published->actions = (PublicationActions) {true, true, true, true};

	if (options->tables != NIL &&
		!table_filter_matches(options->tables,
							  get_namespace_name(RelationGetNamespace(relation)),
							  RelationGetRelationName(relation)))
		return false;
	if (options->publication_names != NIL)
	{
		publication_lookup(published, options->publication_names, relation);
		return published->is_member;
	}
	return true;
}

static void
relation_refresh(Session *session, RelationState *state, Relation relation)
{
	MemoryContext old = MemoryContextSwitchTo(session->row_context);
	PublishedRelation published;
	Generation *generation;
	bool		has_user_types = false;

	/* What invalidates while the catalog is read must be seen again. */
	state->is_valid = true;
	state->is_included = is_asked_for(session, relation, &published);
	state->actions = published.actions;

	if (state->is_included)
	{
		generation = generation_build(session, relation, published.columns, &has_user_types);
		if (state->generation != NULL && generation_equals(state->generation, generation))
			MemoryContextDelete(generation->context);
		else
		{
			if (state->rows > 0)
				frame_flush(session, false);
			if (state->generation != NULL)
				MemoryContextDelete(state->generation->context);
			else
				state->number = ++session->last_relation_number;
			state->generation = generation;
			state->generation_number++;
			state->schema_sent = false;
		}
		state->has_user_types = has_user_types;
	}
	MemoryContextSwitchTo(old);
	MemoryContextReset(session->row_context);
}

RelationState *
relation_get(Session *session, Relation relation)
{
	Oid			relid = RelationGetRelid(relation);
	RelationState *state = session->last_relation;
	bool		found;

	if (state == NULL || state->relid != relid)
	{
		state = hash_search(session->relations, &relid, HASH_ENTER, &found);
		if (!found)
		{
			memset(state, 0, sizeof(*state));
			state->relid = relid;
		}
		session->last_relation = state;
	}
	if (unlikely(!state->is_valid))
		relation_refresh(session, state, relation);
	return state->is_included ? state : NULL;
}
