/*
 * server_catalog.h
 *		The catalog of types, and how values lie in tuples.
 */
#ifndef W2A_SERVER_CATALOG_H
#define W2A_SERVER_CATALOG_H

#include "postgres.h"
#include "access/htup.h"
#include "access/tupdesc.h"
#include "lib/stringinfo.h"

typedef struct ServerAttribute
{
	char	   *name;
	Oid			type;
	int32		typmod;
	bool		is_dropped;		/* its type is still what the tuples hold */
} ServerAttribute;

typedef struct ServerType
{
	Oid			oid;
	char		typtype;
	int16		len;
	bool		byval;
	char		align;
	Oid			element;		/* of an array */
	Oid			base;			/* of a domain */
	int32		base_typmod;
	int			nattributes;	/* of a composite */
	ServerAttribute *attributes;
	int			nlabels;		/* of an enum; a value is a label's number */
	char	  **labels;
} ServerType;

/* Forgets all but the built-in types. */
extern void catalog_start(void);

extern const ServerType *catalog_type(Oid oid);
/* A random built-in one. */
extern const ServerType *catalog_choose_builtin(void);
/* Gives it an OID. */
extern const ServerType *catalog_add(const ServerType *type);
/* Behind domains. */
extern const ServerType *catalog_base(Oid oid, int32 *typmod);

extern TupleDesc catalog_describe(const ServerAttribute *attributes, int n);

/* What the type's output function gives for `len` bytes, without a varlena's header, in the database's encoding. */
extern char *catalog_output(const ServerType *type, const char *bytes, Size len);

/* server_tuples.c */

/* How a varlena comes. */
typedef enum Storage
{
	STORE_PLAIN,				/* four bytes of header */
	STORE_SHORT,				/* one byte; at most 126 bytes */
	STORE_COMPRESSED,
	STORE_INDIRECT,				/* a pointer to a reassembled TOAST value */
	STORE_UNCHANGED				/* a pointer into the TOAST table, which nobody reads */
} Storage;

/* A value as the server holds it; fixed-width ones without padding, varlenas without header. */
typedef struct Stored
{
	bool		is_null;
	const char *bytes;
	Size		len;
	Storage		storage;
} Stored;

/* A complete varlena of these bytes. */
extern struct varlena *stored_varlena(const Stored *stored);

/* A tuple of the first n attributes; allocated exactly, its data at t_data. */
extern HeapTuple stored_tuple(const ServerAttribute *attributes, const Stored *values, int n);

/* The content, behind the length, of an array of plain values, and of a composite. */
extern char *stored_array(const ServerType *element, const Stored *values, int n, int ndim, int lower_bound, Size *len);
extern char *stored_composite(const ServerType *type, const Stored *values, int n, Size *len);

#endif							/* W2A_SERVER_CATALOG_H */
