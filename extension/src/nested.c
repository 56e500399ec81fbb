/*
 * nested.c
 *		Arrays and composites: values made of values.
 */
#include "nested.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "access/tupmacs.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

/* Elements between two looks at interrupts, where the memory that they took goes back, too. */
#define ELEMENTS_AT_ONCE 64

/* Fewer are not worth a context of their own. */
#define ELEMENTS_IN_PLACE 1024

/* So many bytes are kept for them. */
#define ELEMENTS_SIZES 64 * 1024, 64 * 1024, 256 * 1024

/* A field inside another one: its type is all there is to say of it. */
static ArrowField
nested_field(Encoder *encoder, const char *name, Oid type, int32 typmod)
{
	ArrowField	field = {0};
	List	   *metadata = NIL;

	metadata = lappend(metadata, metadata_entry("pg.type", to_utf8(format_type_with_typemod(type, typmod))));
	encoder_init(encoder, type, typmod, true, &metadata);
	field.name = name;
	field.type = encoder->arrow;
	field.nullable = true;
	field.metadata = metadata;
	return field;
}

void
nested_init_list(Encoder *encoder, Oid element_type, int32 typmod)
{
	Attribute  *element = palloc0(sizeof(Attribute));
	ArrowField *field = palloc(sizeof(ArrowField));

	encoder->encoding = ENCODE_LIST;
	*field = nested_field(&element->encoder, "item", element_type, typmod);
	encoder->arrow = (ArrowType) {.kind = ARROW_LIST, .nchildren = 1, .children = field};
	encoder->nattributes = 1;
	encoder->attributes = element;
	/* Several dimensions, or a lower bound other than 1. */
	encoder->can_misfit = true;
}

static bool
has_attributes(TupleDesc desc)
{
	for (int i = 0; i < desc->natts; i++)
		if (!TupleDescAttr(desc, i)->attisdropped)
			return true;
	return false;
}

void
nested_init_struct(Encoder *encoder, Oid type)
{
	TupleDesc	desc = lookup_rowtype_tupdesc_copy(type, -1);
	ArrowField *fields;
	int			nfields = 0;

	/* A struct of nothing would say nothing, and no reader is at ease with it. */
	if (!has_attributes(desc))
		return;
	fields = palloc0(sizeof(ArrowField) * desc->natts);
	encoder->encoding = ENCODE_STRUCT;
	encoder->nattributes = desc->natts;
	encoder->attributes = palloc0(sizeof(Attribute) * desc->natts);
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);
		Attribute  *attribute = &encoder->attributes[i];

		if (att->attisdropped)
		{
			attribute_init_skipped(attribute, att->attlen, att->attalign);
			continue;
		}
		attribute->name = pstrdup(to_utf8(NameStr(att->attname)));
		fields[nfields] = nested_field(&attribute->encoder, attribute->name, att->atttypid, att->atttypmod);
		attribute->column = nfields++;
		if (attribute->encoder.can_misfit)
			encoder->can_misfit = true;
	}
	encoder->arrow = (ArrowType) {.kind = ARROW_STRUCT, .nchildren = nfields, .children = fields};
}

static bool
may_allocate(const Encoder *encoder)
{
	switch (encoder->encoding)
	{
		case ENCODE_TEXT:
		case ENCODE_NAME:
		case ENCODE_OUTPUT:
		case ENCODE_LIST:
		case ENCODE_STRUCT:
			return true;
		default:
			return false;
	}
}

/*
 * An array can have a hundred million elements, and the output function of each may allocate: they get
 * a context of their own, emptied on the way. Below the caller's, so an error leaves nothing.
 */
static bool
append_elements(const Encoder *element, Column *child, const char *data, const bits8 *nulls, int count, Size *bytes)
{
	MemoryContext context = CurrentMemoryContext;
	MemoryContext old = context;
	Size		offset = 0;
	bool		fits = true;

	if (count > ELEMENTS_IN_PLACE && may_allocate(element))
		context = AllocSetContextCreate(old, "wal2arrow elements", ELEMENTS_SIZES);
	MemoryContextSwitchTo(context);
	for (int i = 0; i < count && fits; i++)
	{
		int64		child_row = column_next_element(child);

		if (unlikely(i % ELEMENTS_AT_ONCE == ELEMENTS_AT_ONCE - 1))
		{
			CHECK_FOR_INTERRUPTS();
			if (context != old)
				MemoryContextReset(context);
		}
		*bytes += column_row_bytes(child);
		if (nulls != NULL && att_isnull(i, nulls))
		{
			column_append_null(child, child_row);
			continue;
		}
		offset = (offset + element->align_mask) & ~(Size) element->align_mask;
		fits = encoder_append(element, child, child_row, data + offset, bytes);
		offset = att_addlength_pointer(offset, element->len, data + offset);
	}
	MemoryContextSwitchTo(old);
	if (context != old)
		MemoryContextDelete(context);
	return fits;
}

bool
nested_append_list(const Encoder *encoder, Column *col, int64 row, const char *value, Size *bytes)
{
	const Encoder *element = &encoder->attributes->encoder;
	ArrayType  *array = (ArrayType *) PG_DETOAST_DATUM(PointerGetDatum(value));
	Column	   *child = col->children;
	int			count;
	const bits8 *nulls;

	/* An empty array has no dimension at all. */
	if (ARR_NDIM(array) > 1 || (ARR_NDIM(array) == 1 && ARR_LBOUND(array)[0] != 1))
		return false;
	count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	nulls = ARR_NULLBITMAP(array);
	if (!append_elements(element, child, ARR_DATA_PTR(array), nulls, count, bytes))
		return false;
	((int32 *) col->values)[row + 1] = (int32) child->length;
	return true;
}

bool
nested_append_struct(const Encoder *encoder, Column *col, int64 row, const char *value, Size *bytes)
{
	HeapTupleHeader header = (HeapTupleHeader) PG_DETOAST_DATUM(PointerGetDatum(value));
	const char *data = (const char *) header + header->t_hoff;
	const bits8 *nulls = (header->t_infomask & HEAP_HASNULL) ? header->t_bits : NULL;
	int			present = HeapTupleHeaderGetNatts(header);
	Size		offset = 0;

	for (int i = 0; i < encoder->nattributes; i++)
	{
		const Attribute *attribute = &encoder->attributes[i];
		const Encoder *field = &attribute->encoder;

		/* An attribute that was added to the type after the value was written is null. */
		if (i >= present || (nulls != NULL && att_isnull(i, nulls)))
		{
			if (attribute->column >= 0)
				column_append_null(&col->children[attribute->column], row);
			continue;
		}
		offset = encoder_value_offset(field, data, offset);
		if (attribute->column >= 0 &&
			!encoder_append(field, &col->children[attribute->column], row, data + offset, bytes))
			return false;
		offset = att_addlength_pointer(offset, field->len, data + offset);
	}
	return true;
}
