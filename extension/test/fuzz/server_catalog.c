/*
 * server_catalog.c
 *		The catalog of types: built-in ones as pg_type has them, and those that a target adds.
 */
#include "fuzz.h"
#include "server.h"
#include "server_catalog.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tupdesc_details.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#define MAX_TYPES 400
#define FIRST_ADDED 20000

static const ServerType builtins[] = {
	{BOOLOID, TYPTYPE_BASE, 1, true, TYPALIGN_CHAR},
	{INT2OID, TYPTYPE_BASE, 2, true, TYPALIGN_SHORT},
	{INT4OID, TYPTYPE_BASE, 4, true, TYPALIGN_INT},
	{INT8OID, TYPTYPE_BASE, 8, true, TYPALIGN_DOUBLE},
	{FLOAT4OID, TYPTYPE_BASE, 4, true, TYPALIGN_INT},
	{FLOAT8OID, TYPTYPE_BASE, 8, true, TYPALIGN_DOUBLE},
	{OIDOID, TYPTYPE_BASE, 4, true, TYPALIGN_INT},
	{DATEOID, TYPTYPE_BASE, 4, true, TYPALIGN_INT},
	{TIMEOID, TYPTYPE_BASE, 8, true, TYPALIGN_DOUBLE},
	{TIMESTAMPOID, TYPTYPE_BASE, 8, true, TYPALIGN_DOUBLE},
	{TIMESTAMPTZOID, TYPTYPE_BASE, 8, true, TYPALIGN_DOUBLE},
	{INTERVALOID, TYPTYPE_BASE, 16, false, TYPALIGN_DOUBLE},
	{UUIDOID, TYPTYPE_BASE, 16, false, TYPALIGN_CHAR},
	{NAMEOID, TYPTYPE_BASE, NAMEDATALEN, false, TYPALIGN_CHAR},
	{NUMERICOID, TYPTYPE_BASE, -1, false, TYPALIGN_INT},
	{TEXTOID, TYPTYPE_BASE, -1, false, TYPALIGN_INT},
	{VARCHAROID, TYPTYPE_BASE, -1, false, TYPALIGN_INT},
	{BPCHAROID, TYPTYPE_BASE, -1, false, TYPALIGN_INT},
	{JSONOID, TYPTYPE_BASE, -1, false, TYPALIGN_INT},
	{BYTEAOID, TYPTYPE_BASE, -1, false, TYPALIGN_INT},
	/* These go as text. */
	{JSONBOID, TYPTYPE_BASE, -1, false, TYPALIGN_INT},
	{INETOID, TYPTYPE_BASE, -1, false, TYPALIGN_INT},
	{POLYGONOID, TYPTYPE_BASE, -1, false, TYPALIGN_DOUBLE},
	{CHAROID, TYPTYPE_BASE, 1, true, TYPALIGN_CHAR},
	{MONEYOID, TYPTYPE_BASE, 8, true, TYPALIGN_DOUBLE},
	{MACADDROID, TYPTYPE_BASE, 6, false, TYPALIGN_INT},
	{TIDOID, TYPTYPE_BASE, 6, false, TYPALIGN_SHORT},
	{TIMETZOID, TYPTYPE_BASE, 12, false, TYPALIGN_DOUBLE},
	{POINTOID, TYPTYPE_BASE, 16, false, TYPALIGN_DOUBLE},
	{UNKNOWNOID, TYPTYPE_PSEUDO, -2, false, TYPALIGN_CHAR},
	{OIDVECTOROID, TYPTYPE_BASE, -1, false, TYPALIGN_INT, .element = OIDOID},
};

static ServerType added[MAX_TYPES];
static int	nadded;

void
catalog_start(void)
{
	nadded = 0;
}

const ServerType *
catalog_type(Oid oid)
{
	if (oid >= FIRST_ADDED && oid < FIRST_ADDED + nadded)
		return &added[oid - FIRST_ADDED];
	for (int i = 0; i < lengthof(builtins); i++)
		if (builtins[i].oid == oid)
			return &builtins[i];
	REQUIRE(false, "there is no type %u", oid);
}

const ServerType *
catalog_choose_builtin(void)
{
	return &builtins[choose_from(0, lengthof(builtins) - 1)];
}

const ServerType *
catalog_add(const ServerType *type)
{
	REQUIRE(nadded < MAX_TYPES, "too many types");
	added[nadded] = *type;
	added[nadded].oid = FIRST_ADDED + nadded;
	return &added[nadded++];
}

const ServerType *
catalog_base(Oid oid, int32 *typmod)
{
	const ServerType *type = catalog_type(oid);

	while (type->typtype == TYPTYPE_DOMAIN)
	{
		*typmod = type->base_typmod;
		type = catalog_type(type->base);
	}
	return type;
}

Oid
getBaseTypeAndTypmod(Oid oid, int32 *typmod)
{
	return catalog_base(oid, typmod)->oid;
}

void
get_typlenbyvalalign(Oid oid, int16 *len, bool *byval, char *align)
{
	const ServerType *type = catalog_type(oid);

	*len = type->len;
	*byval = type->byval;
	*align = type->align;
}

Oid
get_element_type(Oid oid)
{
	return catalog_type(oid)->element;
}

char
get_typtype(Oid oid)
{
	return catalog_type(oid)->typtype;
}

char *
format_type_with_typemod(Oid oid, int32 typmod)
{
	return psprintf("type %u(%d)", oid, typmod);
}

TupleDesc
catalog_describe(const ServerAttribute *attributes, int n)
{
#if PG_VERSION_NUM >= 180000
	Size		head = offsetof(struct TupleDescData, compact_attrs) + n * sizeof(CompactAttribute);
#else
	Size		head = offsetof(struct TupleDescData, attrs);
#endif
	TupleDesc	desc;

	desc = palloc0(head + n * sizeof(FormData_pg_attribute));
	desc->natts = n;
	desc->tdrefcount = -1;
	for (int i = 0; i < n; i++)
	{
		const ServerType *type = catalog_type(attributes[i].type);
		Form_pg_attribute att = TupleDescAttr(desc, i);

		att->attnum = (int16) (i + 1);
		strncpy(NameStr(att->attname), attributes[i].name, NAMEDATALEN - 1);
		att->atttypid = attributes[i].is_dropped ? InvalidOid : type->oid;
		att->atttypmod = attributes[i].typmod;
		att->attisdropped = attributes[i].is_dropped;
		att->attlen = type->len;
		att->attalign = type->align;
		att->attbyval = type->byval;
#if PG_VERSION_NUM >= 180000
		desc->compact_attrs[i].attcacheoff = -1;
		desc->compact_attrs[i].attlen = type->len;
		desc->compact_attrs[i].attbyval = type->byval;
		desc->compact_attrs[i].attnullability = ATTNULLABLE_UNRESTRICTED;
#else
		att->attcacheoff = -1;
#endif
	}
	return desc;
}

TupleDesc
lookup_rowtype_tupdesc_copy(Oid oid, int32 typmod)
{
	const ServerType *type = catalog_type(oid);

	REQUIRE(type->typtype == TYPTYPE_COMPOSITE, "type %u is no composite", oid);
	return catalog_describe(type->attributes, type->nattributes);
}

/* An output function's OID is its type's. */
void
getTypeOutputInfo(Oid type, Oid *function, bool *is_varlena)
{
	*function = type;
	*is_varlena = catalog_type(type)->len == -1;
}

void
fmgr_info(Oid function, FmgrInfo *info)
{
	memset(info, 0, sizeof(*info));
	info->fn_oid = function;
}

char *
catalog_output(const ServerType *type, const char *bytes, Size len)
{
	char	   *text;
	char	   *to;
	Oid			label;

	if (type->typtype == TYPTYPE_ENUM)
	{
		memcpy(&label, bytes, sizeof(label));
		REQUIRE(label < (Oid) type->nlabels, "enum %u has no label %u", type->oid, label);
		return pstrdup(type->labels[label]);
	}
	if (type->oid == JSONBOID)
		return pnstrdup(bytes, len);
	text = psprintf("%u:", type->oid);
	to = (char *) palloc(strlen(text) + 2 * len + 1);
	strcpy(to, text);
	text = to;
	to += strlen(to);
	for (Size i = 0; i < len; i++, to += 2)
	{
		to[0] = "0123456789abcdef"[(uint8) bytes[i] >> 4];
		to[1] = "0123456789abcdef"[bytes[i] & 15];
	}
	*to = '\0';
	return text;
}

char *
OutputFunctionCall(FmgrInfo *info, Datum value)
{
	const ServerType *type = catalog_type(info->fn_oid);
	struct varlena *varlena;

	if (type->byval)
		return catalog_output(type, (char *) &value, type->len);
	if (type->len == -2)
		return catalog_output(type, DatumGetCString(value), strlen(DatumGetCString(value)));
	if (type->len > 0)
		return catalog_output(type, DatumGetPointer(value), type->len);
	varlena = pg_detoast_datum((struct varlena *) DatumGetPointer(value));
	return catalog_output(type, VARDATA_ANY(varlena), VARSIZE_ANY_EXHDR(varlena));
}

/*
 * pg_enum, of which nothing but an enum's labels in their order is read. The scan is
 * the enum's, and its position the number of labels returned.
 */
struct SysScanDescData
{
	const ServerType *type;
	int			next;
};

Relation
table_open(Oid oid, LOCKMODE lock)
{
	REQUIRE(oid == EnumRelationId && lock == AccessShareLock, "relation %u is opened", oid);
	return NULL;
}

void
table_close(Relation relation, LOCKMODE lock)
{
}

Relation
index_open(Oid oid, LOCKMODE lock)
{
	REQUIRE(oid == EnumTypIdSortOrderIndexId && lock == AccessShareLock, "index %u is opened", oid);
	return NULL;
}

void
index_close(Relation relation, LOCKMODE lock)
{
}

void
ScanKeyInit(ScanKey key, AttrNumber attribute, StrategyNumber strategy, RegProcedure procedure, Datum argument)
{
	REQUIRE(attribute == Anum_pg_enum_enumtypid, "attribute %d is searched", attribute);
	key->sk_argument = argument;
}

SysScanDesc
systable_beginscan_ordered(Relation relation, Relation index, Snapshot snapshot, int nkeys, ScanKey key)
{
	SysScanDesc scan = palloc(sizeof(*scan));

	REQUIRE(nkeys == 1, "%d keys", nkeys);
	scan->type = catalog_type(DatumGetObjectId(key->sk_argument));
	scan->next = 0;
	return scan;
}

HeapTuple
systable_getnext_ordered(SysScanDesc scan, ScanDirection direction)
{
	HeapTuple	tuple;
	Form_pg_enum row;

	if (scan->next == scan->type->nlabels)
		return NULL;
	tuple = palloc0(sizeof(HeapTupleData));
	tuple->t_data = palloc0(MAXALIGN(SizeofHeapTupleHeader) + sizeof(FormData_pg_enum));
	tuple->t_data->t_hoff = MAXALIGN(SizeofHeapTupleHeader);
	row = (Form_pg_enum) GETSTRUCT(tuple);
	strncpy(NameStr(row->enumlabel), scan->type->labels[scan->next++], NAMEDATALEN - 1);
	return tuple;
}

void
systable_endscan_ordered(SysScanDesc scan)
{
	pfree(scan);
}
