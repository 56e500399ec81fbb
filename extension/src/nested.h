/*
 * nested.h
 *		Arrays and composites: values made of values.
 */
#ifndef W2A_NESTED_H
#define W2A_NESTED_H

#include "encoder.h"

/*
 * Fill in encoder->encoding, arrow, attributes and can_misfit. A composite type that has no
 * attributes (left) stays text.
 */
extern void nested_init_list(Encoder *encoder, Oid element_type, int32 typmod);
extern void nested_init_struct(Encoder *encoder, Oid type);

/* As encoder_append; `value` is a varlena. */
extern bool nested_append_list(const Encoder *encoder, Column *col, int64 row, const char *value, Size *bytes);
extern bool nested_append_struct(const Encoder *encoder, Column *col, int64 row, const char *value, Size *bytes);

#endif							/* W2A_NESTED_H */
