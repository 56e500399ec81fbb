/*
 * null_plugin.c
 *		The least an output plugin can do: one byte per commit, or per "every"
 *		commits. What decoding costs without encoding, so the benchmark's floor.
 */
#include "postgres.h"

#include "fmgr.h"
#include "nodes/parsenodes.h"
#include "nodes/value.h"
#include "replication/logical.h"
#include "replication/output_plugin.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_output_plugin_init(OutputPluginCallbacks *cb);

typedef struct Counter
{
	int			every;
	int			commits;
} Counter;

static void
on_startup(LogicalDecodingContext *ctx, OutputPluginOptions *options, bool is_init)
{
	Counter    *counter = MemoryContextAllocZero(ctx->context, sizeof(Counter));
	ListCell   *lc;

	counter->every = 1;
	foreach(lc, ctx->output_plugin_options)
	{
		DefElem    *element = lfirst_node(DefElem, lc);

		if (strcmp(element->defname, "every") != 0 || element->arg == NULL ||
			(counter->every = atoi(strVal(element->arg))) < 1)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("null_plugin knows only the option \"every\", a number of commits")));
	}
	ctx->output_plugin_private = counter;
	options->output_type = OUTPUT_PLUGIN_BINARY_OUTPUT;
}

static void
on_begin(LogicalDecodingContext *ctx, ReorderBufferTXN *txn)
{
}

static void
on_change(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, Relation relation, ReorderBufferChange *change)
{
}

static void
on_commit(LogicalDecodingContext *ctx, ReorderBufferTXN *txn, XLogRecPtr commit_lsn)
{
	Counter    *counter = ctx->output_plugin_private;

	if (++counter->commits % counter->every != 0)
		return;
	OutputPluginPrepareWrite(ctx, true);
	appendStringInfoChar(ctx->out, '.');
	OutputPluginWrite(ctx, true);
}

void
_PG_output_plugin_init(OutputPluginCallbacks *cb)
{
	cb->startup_cb = on_startup;
	cb->begin_cb = on_begin;
	cb->change_cb = on_change;
	cb->commit_cb = on_commit;
}
