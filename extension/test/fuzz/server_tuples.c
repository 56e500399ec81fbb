/*
 * server_tuples.c
 *		How values lie in tuples, arrays and composites, and what the server offers to read them.
 */
#include "fuzz.h"
#include "server.h"
#include "server_catalog.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "access/tupdesc_details.h"
#include "access/tupmacs.h"
#include "utils/array.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* Headers are written as varatt.h describes them, without its macros. No compression, but not the same bytes either. */
#define SCRAMBLE 0x5A

static int
alignment(const ServerType *type)
{
	switch (type->align)
	{
		case TYPALIGN_CHAR:
			return 1;
		case TYPALIGN_SHORT:
			return 2;
		case TYPALIGN_INT:
			return 4;
		default:
			return 8;
	}
}

static void
append_zeros(StringInfo to, int alignment)
{
	while (to->len % alignment != 0)
		appendStringInfoChar(to, '\0');
}

static void
append_bytes(StringInfo to, const void *bytes, Size len)
{
	enlargeStringInfo(to, (int) len);
	memcpy(to->data + to->len, bytes, len);
	to->len += (int) len;
}

static void
append_plain(StringInfo to, const Stored *stored)
{
	uint32		header = (uint32) (4 + stored->len) << 2;

	append_bytes(to, &header, 4);
	append_bytes(to, stored->bytes, stored->len);
}

static void
append_compressed(StringInfo to, const Stored *stored)
{
	uint32		header[2] = {(uint32) (8 + stored->len) << 2 | 2, (uint32) stored->len};

	append_bytes(to, header, 8);
	for (Size i = 0; i < stored->len; i++)
		appendStringInfoChar(to, (char) (stored->bytes[i] ^ SCRAMBLE));
}

static void *
exact_copy(const StringInfoData *s)
{
	return memcpy(palloc(s->len), s->data, s->len);
}

struct varlena *
stored_varlena(const Stored *stored)
{
	StringInfoData to;

	initStringInfo(&to);
	if (stored->storage == STORE_COMPRESSED)
		append_compressed(&to, stored);
	else
		append_plain(&to, stored);
	return exact_copy(&to);
}

/* One byte of header that says "external", one for what it is, then that. */
static void
append_external(StringInfo to, const Stored *stored)
{
	appendStringInfoChar(to, 1);
	appendStringInfoChar(to, stored->storage == STORE_INDIRECT ? VARTAG_INDIRECT : VARTAG_ONDISK);
	if (stored->storage == STORE_INDIRECT)
	{
		struct varatt_indirect indirect;
		Stored		target = *stored;

		target.storage = choose_bool() ? STORE_COMPRESSED : STORE_PLAIN;
		indirect.pointer = stored_varlena(&target);
		append_bytes(to, &indirect, sizeof(indirect));
	}
	else
	{
		struct varatt_external external = {(int32) (stored->len + VARHDRSZ), (uint32) stored->len, 1, 2};

		append_bytes(to, &external, sizeof(external));
	}
}

static void
append_stored(StringInfo to, const ServerType *type, const Stored *stored)
{
	if (type->len != -1)
	{
		append_zeros(to, alignment(type));
		append_bytes(to, stored->bytes, stored->len);
		if (type->len == -2)
			appendStringInfoChar(to, '\0');
		return;
	}
	switch (stored->storage)
	{
		case STORE_PLAIN:
			append_zeros(to, alignment(type));
			append_plain(to, stored);
			break;
		case STORE_SHORT:
			appendStringInfoChar(to, (char) ((1 + stored->len) << 1 | 1));
			append_bytes(to, stored->bytes, stored->len);
			break;
		case STORE_COMPRESSED:
			append_zeros(to, alignment(type));
			append_compressed(to, stored);
			break;
		case STORE_INDIRECT:
		case STORE_UNCHANGED:
			append_external(to, stored);
			break;
	}
}

/* Header, null bitmap if there is a null, and data; `to` is empty. */
static void
append_tuple(StringInfo to, const ServerAttribute *attributes, const Stored *values, int n)
{
	HeapTupleHeaderData header;
	StringInfoData data;
	bool		has_nulls = false;

	memset(&header, 0, sizeof(header));
	for (int i = 0; i < n; i++)
		has_nulls |= values[i].is_null;
	header.t_infomask2 = (uint16) n;
	header.t_infomask = has_nulls ? HEAP_HASNULL : 0;
	header.t_hoff = (uint8) MAXALIGN(SizeofHeapTupleHeader + (has_nulls ? (n + 7) / 8 : 0));
	append_bytes(to, &header, SizeofHeapTupleHeader);
	for (int at = 0; has_nulls && at < n; at += 8)
	{
		uint8		bits = 0;

		for (int i = at; i < n && i < at + 8; i++)
			bits |= (uint8) (!values[i].is_null << (i - at));
		appendStringInfoChar(to, (char) bits);
	}
	append_zeros(to, MAXIMUM_ALIGNOF);

	initStringInfo(&data);
	for (int i = 0; i < n; i++)
		if (!values[i].is_null)
			append_stored(&data, catalog_type(attributes[i].type), &values[i]);
	append_bytes(to, data.data, data.len);
}

HeapTuple
stored_tuple(const ServerAttribute *attributes, const Stored *values, int n)
{
	HeapTuple	tuple = palloc0(sizeof(HeapTupleData));
	StringInfoData to;

	initStringInfo(&to);
	append_tuple(&to, attributes, values, n);
	tuple->t_len = to.len;
	tuple->t_data = exact_copy(&to);
	return tuple;
}

char *
stored_composite(const ServerType *type, const Stored *values, int n, Size *len)
{
	StringInfoData to;
	HeapTupleHeader header;

	initStringInfo(&to);
	append_tuple(&to, type->attributes, values, n);
	header = (HeapTupleHeader) to.data;
	HeapTupleHeaderSetTypeId(header, type->oid);
	HeapTupleHeaderSetTypMod(header, -1);
	*len = to.len - VARHDRSZ;
	return memcpy(palloc(*len), to.data + VARHDRSZ, *len);
}

char *
stored_array(const ServerType *element, const Stored *values, int n, int ndim, int lower_bound, Size *len)
{
	StringInfoData to;
	int			bitmap = 0;
	int			dims[2] = {ndim == 2 ? 1 : n, n};
	int32		header[4];

	for (int i = 0; i < n; i++)
		if (values[i].is_null)
			bitmap = (n + 7) / 8;
	header[1] = ndim;
	header[2] = bitmap ? (int32) ARR_OVERHEAD_WITHNULLS(ndim, n) : 0;
	header[3] = (int32) element->oid;
	header[0] = 0;

	initStringInfo(&to);
	append_bytes(&to, header, sizeof(header));
	append_bytes(&to, dims, sizeof(int) * ndim);
	for (int i = 0; i < ndim; i++)
		append_bytes(&to, &lower_bound, sizeof(int));
	for (int at = 0; at < bitmap; at++)
	{
		uint8		bits = 0;

		for (int i = 8 * at; i < n && i < 8 * at + 8; i++)
			bits |= (uint8) (!values[i].is_null << (i % 8));
		appendStringInfoChar(&to, (char) bits);
	}
	append_zeros(&to, MAXIMUM_ALIGNOF);
	for (int i = 0; i < n; i++)
	{
		Stored		plain = values[i];

		/* Arrays align what comes next with what they have; elements are never packed. */
		plain.storage = STORE_PLAIN;
		if (!plain.is_null)
			append_stored(&to, element, &plain);
	}
	*len = to.len - VARHDRSZ;
	return memcpy(palloc(*len), to.data + VARHDRSZ, *len);
}

struct varlena *
detoast_attr(struct varlena *attr)
{
	Stored		plain = {.storage = STORE_PLAIN};

	if (VARATT_IS_EXTERNAL(attr))
	{
		struct varatt_indirect indirect;

		REQUIRE(VARATT_IS_EXTERNAL_INDIRECT(attr), "a value is read from the TOAST table");
		memcpy(&indirect, VARDATA_EXTERNAL(attr), sizeof(indirect));
		return VARATT_IS_COMPRESSED(indirect.pointer) ? detoast_attr(indirect.pointer) : indirect.pointer;
	}
	plain.bytes = VARDATA_ANY(attr);
	plain.len = VARSIZE_ANY_EXHDR(attr);
	if (VARATT_IS_COMPRESSED(attr))
	{
		char	   *bytes = palloc(VARSIZE(attr) - VARHDRSZ_COMPRESSED);

		plain.len = VARSIZE(attr) - VARHDRSZ_COMPRESSED;
		for (Size i = 0; i < plain.len; i++)
			bytes[i] = (char) (((char *) attr)[VARHDRSZ_COMPRESSED + i] ^ SCRAMBLE);
		plain.bytes = bytes;
	}
	return stored_varlena(&plain);
}

struct varlena *
pg_detoast_datum(struct varlena *datum)
{
	return VARATT_IS_EXTENDED(datum) ? detoast_attr(datum) : datum;
}

int
ArrayGetNItems(int ndim, const int *dims)
{
	int			n = ndim > 0;

	for (int i = 0; i < ndim; i++)
		n *= dims[i];
	return n;
}

Datum
nocachegetattr(HeapTuple tuple, int attnum, TupleDesc desc)
{
	const char *data = (const char *) tuple->t_data + tuple->t_data->t_hoff;
	bool		has_nulls = (tuple->t_data->t_infomask & HEAP_HASNULL) != 0;
	Size		at = 0;

	for (int i = 0;; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (has_nulls && att_isnull(i, tuple->t_data->t_bits))
			continue;
		if (att->attlen != -1 || data[at] == 0)
			while (at % (att->attalign == 'd' ? 8 : att->attalign == 'i' ? 4 : att->attalign == 's' ? 2 : 1) != 0)
				at++;
		if (i == attnum - 1)
			return fetch_att(data + at, att->attbyval, att->attlen);
		at += att->attlen == -1 ? VARSIZE_ANY(data + at) : att->attlen == -2 ? strlen(data + at) + 1 : (Size) att->attlen;
	}
}

Datum
getmissingattr(TupleDesc desc, int attnum, bool *isnull)
{
	*isnull = !desc->constr->missing[attnum - 1].am_present;
	return desc->constr->missing[attnum - 1].am_value;
}

Datum
heap_getsysattr(HeapTuple tuple, int attnum, TupleDesc desc, bool *isnull)
{
	REQUIRE(false, "system column %d is read", attnum);
}

void
heap_datum_check(HeapTupleHeader tuple, TupleDesc desc)
{
}

#if PG_VERSION_NUM >= 180000
void
verify_compact_attribute(TupleDesc desc, int attnum)
{
}
#endif
