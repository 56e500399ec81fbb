/*
 * cells.h
 *		What a column has to hold: one plain value a row, and random Arrow types.
 */
#ifndef W2A_CELLS_H
#define W2A_CELLS_H

#include "arrow_reader.h"
#include "../../src/arrow_ipc.h"

typedef struct Cell
{
	bool		is_null;
	const char *bytes;			/* a fixed-width value, a Bool's 0 or 1, or bytes of any length */
	Size		len;
	int			nparts;			/* a list's elements, a struct's fields */
	struct Cell **parts;
} Cell;

extern Cell *null_cell(void);
extern Cell *bytes_cell(const void *bytes, Size len);

/* A type of any kind, with children of their own down to the depth. */
extern ArrowType choose_arrow_type(int depth);
extern ArrowField choose_arrow_field(int depth);
extern List *choose_metadata(void);

/* Name and type, with the children's; and metadata too. */
extern void require_type(const ReadField *read, const ArrowField *expected);
extern void require_field(const ReadField *read, const ArrowField *expected);
extern void require_metadata(const ReadMetadata *read, List *expected);
extern void require_cells(const ReadColumn *column, const ReadField *field, Cell **cells, int64 n);

#endif							/* W2A_CELLS_H */
