/*
 * flatbuffer.h
 *		Builds the FlatBuffers that hold Arrow's IPC metadata.
 *
 * A FlatBuffer is written from its end towards its start, children before
 * parents, so that every reference points forward to bytes already written.
 * An offset here is a distance from the end of the buffer.
 */
#ifndef W2A_FLATBUFFER_H
#define W2A_FLATBUFFER_H

#include "postgres.h"

#define FLAT_MAX_FIELDS 8

typedef struct FlatBuilder
{
	char	   *buf;			/* palloc'd in the context current at creation */
	Size		size;
	Size		head;			/* first used byte */
	Size		object_end;		/* offset at the start of the open table */
	int			nfields;		/* slots of the open table */
	uint32		fields[FLAT_MAX_FIELDS];	/* offset of each slot, 0 = absent */
} FlatBuilder;

extern void flat_init(FlatBuilder *b);
extern uint32 flat_offset(const FlatBuilder *b);

/* Finishes with a reference to the root; returns the bytes, a multiple of 8. */
extern char *flat_finish(FlatBuilder *b, uint32 root, Size *len);

extern uint32 flat_string(FlatBuilder *b, const char *s, Size len);
extern uint32 flat_offset_vector(FlatBuilder *b, const uint32 *offsets, int n);

/* Reserves n zeroed elements of 8-byte aligned structs; returns the vector. */
extern uint32 flat_struct_vector(FlatBuilder *b, Size elem_size, int n);

/* Tables: start, set the slots in any order, end. Not nestable. */
extern void flat_table_start(FlatBuilder *b, int nfields);
extern void flat_table_u8(FlatBuilder *b, int slot, uint8 value);
extern void flat_table_i16(FlatBuilder *b, int slot, int16 value);
extern void flat_table_i32(FlatBuilder *b, int slot, int32 value);
extern uint32 flat_table_i64(FlatBuilder *b, int slot, int64 value);
extern void flat_table_ref(FlatBuilder *b, int slot, uint32 target);
extern uint32 flat_table_end(FlatBuilder *b);

#endif							/* W2A_FLATBUFFER_H */
