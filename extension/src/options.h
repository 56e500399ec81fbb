/*
 * options.h
 *		What a client may ask for when it starts replication.
 */
#ifndef W2A_OPTIONS_H
#define W2A_OPTIONS_H

#include "postgres.h"
#include "nodes/pg_list.h"

typedef enum OutputFormat
{
	FORMAT_FRAMES,
	FORMAT_IPC
} OutputFormat;

typedef enum NestedTypes
{
	NESTED_ARROW,				/* arrays as List, composites as Struct */
	NESTED_TEXT					/* both as PostgreSQL's own text */
} NestedTypes;

typedef struct PluginOptions
{
	int			proto_version;
	OutputFormat format;
	List	   *tables;			/* of TablePattern; NIL = no filter */
	List	   *publication_names;	/* of char *; NIL = no filter */
	int			max_batch_rows;
	int			max_batch_bytes;
	NestedTypes nested_types;
	bool		messages;		/* logical messages are a relation of their own */
	bool		streaming;		/* large transactions are sent while in progress */
	bool		only_local;		/* skip what replication itself wrote */
	int			coalesce_ms;	/* 0 = flush in every commit; -1 = and state nothing between them */
} PluginOptions;

/* Reads a list of DefElem; anything unknown, repeated or malformed is an error. */
extern void options_parse(PluginOptions *options, List *elements);

#endif							/* W2A_OPTIONS_H */
