/*
 * generation.c
 *		One schema of a relation, and the columns of its open batch.
 */
#include "compat.h"
#include "generation.h"

#include "catalog/pg_class.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#define MIN_ROW_CAPACITY 64

static const ArrowField system_fields[SYSTEM_COLUMNS] = {
	[COLUMN_OP] = {"__op", false, {.kind = ARROW_INT, .width = 8}},
	[COLUMN_XID] = {"__xid", false, {.kind = ARROW_INT, .width = 32}},
	[COLUMN_LSN] = {"__lsn", false, {.kind = ARROW_INT, .width = 64}},
	[COLUMN_TS] = {"__ts", false, {.kind = ARROW_TIMESTAMP_US, .is_utc = true}},
	[COLUMN_SEQ] = {"__seq", false, {.kind = ARROW_INT, .width = 32}},
	[COLUMN_UNCHANGED] = {"__unchanged", true, {.kind = ARROW_BINARY}},
};

/* The columns that name a row: the replica identity's, or the primary key's. */
static const char *
key_columns_json(Relation relation, char identity)
{
	StringInfoData json;
	Oid			index_oid;
	Relation	index;

	/* Loads the index list, on which the other two depend. */
	list_free(RelationGetIndexList(relation));
	index_oid = identity == REPLICA_IDENTITY_NOTHING ? InvalidOid : RelationGetReplicaIndex(relation);
	if (!OidIsValid(index_oid) && identity != REPLICA_IDENTITY_NOTHING && relation->rd_rel->relreplident == REPLICA_IDENTITY_FULL)
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
identity_name(char identity)
{
	switch (identity)
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
schema_metadata(Relation relation, char identity)
{
	const char *schema = get_namespace_name(RelationGetNamespace(relation));
	List	   *metadata = NIL;

	metadata = lappend(metadata, metadata_entry("pg.schema", to_utf8(schema)));
	metadata = lappend(metadata, metadata_entry("pg.table", to_utf8(RelationGetRelationName(relation))));
	metadata = lappend(metadata, metadata_entry("pg.oid", psprintf("%u", RelationGetRelid(relation))));
	metadata = lappend(metadata, metadata_entry("pg.kind", psprintf("%c", relation->rd_rel->relkind)));
	metadata = lappend(metadata, metadata_entry("pg.identity", identity_name(identity)));
	metadata = lappend(metadata, metadata_entry("pg.key", key_columns_json(relation, identity)));
	if (utf8_is_converted())
		metadata = lappend(metadata, metadata_entry("pg.escape", UTF8_ESCAPE));
	return metadata;
}

static ArrowField
column_field(TupleDesc desc, int i, bool nested, Attribute *attribute)
{
	Form_pg_attribute att = TupleDescAttr(desc, i);
	ArrowField	field = {0};
	List	   *metadata = NIL;

	metadata = lappend(metadata, metadata_entry("pg.type", to_utf8(format_type_with_typemod(att->atttypid, att->atttypmod))));
	metadata = lappend(metadata, metadata_entry("pg.typmod", psprintf("%d", att->atttypmod)));
	metadata = lappend(metadata, metadata_entry("pg.notnull", W2A_IS_NOT_NULL(desc, i) ? "true" : "false"));
	encoder_init(&attribute->encoder, att->atttypid, att->atttypmod, nested, &metadata);
	attribute->name = pstrdup(to_utf8(NameStr(att->attname)));

	field.name = attribute->name;
	field.type = attribute->encoder.arrow;
	/* A key-only old image leaves NOT NULL columns null, too. */
	field.nullable = true;
	field.metadata = metadata;
	return field;
}

/* Goes with the row at hand unless it becomes a relation's: reading the catalog can fail. */
static Generation *
generation_new(Session *session)
{
	MemoryContext context = AllocSetContextCreate(session->row_context, "wal2arrow generation",
												  ALLOCSET_SMALL_SIZES);
	Generation *generation = MemoryContextAllocZero(context, sizeof(Generation));

	generation->context = context;
	return generation;
}

static ArrowField
misfit_field(void)
{
	return (ArrowField) {"__text", true, {.kind = text_kind()}};
}

/* Fills in all that follows from the table's fields. */
static void
generation_finish(Generation *generation, const ArrowField *fields, int nfields, bool can_misfit,
				  List *metadata)
{
	ArrowField *all = palloc0(sizeof(ArrowField) * (SYSTEM_COLUMNS + nfields + 1));

	memcpy(all, system_fields, sizeof(system_fields));
	memcpy(all + SYSTEM_COLUMNS, fields, sizeof(ArrowField) * nfields);
	generation->ncolumns = nfields;
	generation->nfields = SYSTEM_COLUMNS + nfields;
	if (can_misfit)
		all[generation->nfields++] = misfit_field();

	generation->columns = palloc(sizeof(Column) * generation->nfields);
	for (int i = 0; i < generation->nfields; i++)
	{
		column_init(&generation->columns[i], &all[i].type, generation->context);
		generation->row_bytes += column_row_bytes(&generation->columns[i]);
	}
	if (can_misfit)
		generation->misfits = &generation->columns[generation->nfields - 1];
	generation->unchanged_len = BITMAP_BYTES(nfields);
	generation->unchanged = palloc0(Max(generation->unchanged_len, 1));
	generation->schema = arrow_schema_message(all, generation->nfields, metadata);
	arrow_batch_template(&generation->batch, all, generation->nfields);
}

Generation *
generation_of_fields(Session *session, const ArrowField *fields, int nfields, List *metadata)
{
	Generation *generation = generation_new(session);
	MemoryContext old = MemoryContextSwitchTo(generation->context);

	generation_finish(generation, fields, nfields, false, metadata);
	MemoryContextSwitchTo(old);
	return generation;
}

/*
 * The fields of a relation by the catalog, and how each attribute of its tuples
 * gets there. Allocates in CurrentMemoryContext.
 */
static ArrowField *
relation_fields(Relation relation, bool nested, const Bitmapset *published_columns,
				Attribute *attributes, int *nfields, bool *can_misfit, bool *has_user_types)
{
	TupleDesc	desc = RelationGetDescr(relation);
	ArrowField *fields = palloc0(sizeof(ArrowField) * Max(desc->natts, 1));

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);
		Attribute  *attribute = &attributes[i];

		if (att->attisdropped || W2A_IS_VIRTUAL(att) ||
			(published_columns && !bms_is_member(att->attnum, published_columns)))
		{
			attribute_init_skipped(attribute, att->attlen, att->attalign);
			continue;
		}
		fields[*nfields] = column_field(desc, i, nested, attribute);
		attribute->column = (*nfields)++;
		*can_misfit |= attribute->encoder.can_misfit;
		*has_user_types |= att->atttypid >= FirstNormalObjectId;
	}
	return fields;
}

Generation *
generation_of_relation(Session *session, Relation relation, const Bitmapset *published_columns, char identity)
{
	Generation *generation = generation_new(session);
	MemoryContext old = MemoryContextSwitchTo(generation->context);
	ArrowField *fields;
	int			nfields = 0;
	bool		can_misfit = false;

	generation->name = quote_qualified_identifier(get_namespace_name(RelationGetNamespace(relation)),
												  RelationGetRelationName(relation));
	generation->nattributes = RelationGetDescr(relation)->natts;
	generation->attributes = palloc0(sizeof(Attribute) * Max(generation->nattributes, 1));
	fields = relation_fields(relation, session->options.nested_types == NESTED_ARROW, published_columns,
							 generation->attributes, &nfields, &can_misfit, &generation->has_user_types);
	generation_finish(generation, fields, nfields, can_misfit,
					  schema_metadata(relation, identity ? identity : relation->rd_rel->relreplident));
	MemoryContextSwitchTo(old);
	return generation;
}

ArrowField *
generation_fields(Relation relation, int *nfields, List **metadata)
{
	int			natts = RelationGetDescr(relation)->natts;
	Attribute  *attributes = palloc0(sizeof(Attribute) * Max(natts, 1));
	ArrowField *all = palloc0(sizeof(ArrowField) * (SYSTEM_COLUMNS + natts + 1));
	bool		can_misfit = false;
	bool		has_user_types = false;
	ArrowField *fields;

	*nfields = 0;
	fields = relation_fields(relation, true, NULL, attributes, nfields, &can_misfit, &has_user_types);
	memcpy(all, system_fields, sizeof(system_fields));
	memcpy(all + SYSTEM_COLUMNS, fields, sizeof(ArrowField) * *nfields);
	*nfields += SYSTEM_COLUMNS;
	if (can_misfit)
		all[(*nfields)++] = misfit_field();
	*metadata = schema_metadata(relation, relation->rd_rel->relreplident);
	return all;
}

void
generation_grow(Generation *generation)
{
	int64		capacity = Max(MIN_ROW_CAPACITY, 2 * generation->row_capacity);

	for (int i = 0; i < generation->nfields; i++)
		column_grow(&generation->columns[i], generation->row_capacity, capacity);
	generation->row_capacity = capacity;
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
bool
generation_equals(const Generation *a, const Generation *b)
{
	return a->schema.len == b->schema.len &&
		memcmp(a->schema.bytes, b->schema.bytes, a->schema.len) == 0 &&
		a->nattributes == b->nattributes &&
		attributes_equal(a->attributes, b->attributes, a->nattributes);
}

