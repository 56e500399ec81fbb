/*
 * server_memory.c
 *		Memory contexts whose allocations AddressSanitizer watches.
 */
#include "fuzz.h"
#include "server.h"

#include <sanitizer/asan_interface.h>
#include <stdlib.h>

#include "nodes/memnodes.h"

/* Before each allocation, in the same malloc; the guard is poisoned. */
typedef struct Chunk
{
	struct Chunk *next;
	struct Chunk *previous;
	MemoryContext context;
	Size		size;
	char		guard[16];
} Chunk;

/* The header comes first, as in all contexts of the server. */
typedef struct Context
{
	MemoryContextData header;
	Chunk	   *chunks;
} Context;

MemoryContext CurrentMemoryContext;
MemoryContext TopMemoryContext;

static int	allocations_to_failure;
static MemoryContext forbidden;

void
server_fail_allocation(int n)
{
	allocations_to_failure = n;
}

void
server_forbid_allocations(MemoryContext context)
{
	forbidden = context;
}

static void
check_request(MemoryContext context, Size size, Size limit)
{
	REQUIRE(context != NULL, "an allocation needs a context");
	REQUIRE(context != forbidden, "an allocation of %zu bytes where none is allowed", size);
	if (allocations_to_failure > 0 && --allocations_to_failure == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory")));
	if (size > limit)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("invalid memory alloc request size %zu", size)));
}

static Chunk *
chunk_of(void *pointer)
{
	Chunk	   *chunk = (Chunk *) ((char *) pointer - sizeof(Chunk));

	REQUIRE(pointer != NULL && __asan_address_is_poisoned(chunk->guard), "%p was not allocated here", pointer);
	return chunk;
}

static void *
link_chunk(Chunk *chunk)
{
	Context    *context = (Context *) chunk->context;

	chunk->previous = NULL;
	chunk->next = context->chunks;
	if (chunk->next)
		chunk->next->previous = chunk;
	context->chunks = chunk;
	__asan_poison_memory_region(chunk->guard, sizeof(chunk->guard));
	return (char *) chunk + sizeof(Chunk);
}

static void *
allocate(MemoryContext context, Size size, Size limit)
{
	Chunk	   *chunk;

	check_request(context, size, limit);
	chunk = malloc(sizeof(Chunk) + size);
	REQUIRE(chunk != NULL, "%zu bytes can't be had", size);
	chunk->context = context;
	chunk->size = size;
	return link_chunk(chunk);
}

static void
unlink_chunk(Chunk *chunk)
{
	__asan_unpoison_memory_region(chunk->guard, sizeof(chunk->guard));
	if (chunk->next)
		chunk->next->previous = chunk->previous;
	if (chunk->previous)
		chunk->previous->next = chunk->next;
	else
		((Context *) chunk->context)->chunks = chunk->next;
}

void *
MemoryContextAlloc(MemoryContext context, Size size)
{
	return allocate(context, size, MaxAllocSize);
}

void *
MemoryContextAllocZero(MemoryContext context, Size size)
{
	return memset(MemoryContextAlloc(context, size), 0, size);
}

void *
MemoryContextAllocHuge(MemoryContext context, Size size)
{
	return allocate(context, size, MaxAllocHugeSize);
}

void *
palloc(Size size)
{
	return MemoryContextAlloc(CurrentMemoryContext, size);
}

void *
palloc0(Size size)
{
	return MemoryContextAllocZero(CurrentMemoryContext, size);
}

void
pfree(void *pointer)
{
	Chunk	   *chunk = chunk_of(pointer);

	unlink_chunk(chunk);
	free(chunk);
}

/* Always moves, so that a pointer into the old place is found. */
void *
repalloc_huge(void *pointer, Size size)
{
	Chunk	   *chunk = chunk_of(pointer);
	void	   *moved = allocate(chunk->context, size, MaxAllocHugeSize);

	memcpy(moved, pointer, Min(size, chunk->size));
	pfree(pointer);
	return moved;
}

void *
repalloc(void *pointer, Size size)
{
	return repalloc_huge(pointer, size);
}

static void
link_child(Context *context, MemoryContext parent)
{
	MemoryContext child = &context->header;

	child->parent = parent;
	child->prevchild = NULL;
	child->nextchild = parent ? parent->firstchild : NULL;
	if (child->nextchild)
		child->nextchild->prevchild = child;
	if (parent)
		parent->firstchild = child;
}

static void
unlink_child(MemoryContext child)
{
	if (child->nextchild)
		child->nextchild->prevchild = child->prevchild;
	if (child->prevchild)
		child->prevchild->nextchild = child->nextchild;
	else if (child->parent)
		child->parent->firstchild = child->nextchild;
}

MemoryContext
AllocSetContextCreateInternal(MemoryContext parent, const char *name, Size min_size, Size first_size, Size max_size)
{
	Context    *context = calloc(1, sizeof(Context));

	REQUIRE(context != NULL, "no memory for a context");
	context->header.type = T_AllocSetContext;
	context->header.name = name;
	link_child(context, parent);
	return &context->header;
}

void
MemoryContextSetParent(MemoryContext context, MemoryContext parent)
{
	unlink_child(context);
	link_child((Context *) context, parent);
}

void
MemoryContextReset(MemoryContext context)
{
	while (context->firstchild)
		MemoryContextDelete(context->firstchild);
	while (((Context *) context)->chunks)
		pfree((char *) ((Context *) context)->chunks + sizeof(Chunk));
}

void
MemoryContextDelete(MemoryContext context)
{
	REQUIRE(context != CurrentMemoryContext, "the current context \"%s\" is deleted", context->name);
	MemoryContextReset(context);
	unlink_child(context);
	free(context);
}

void
server_start(void)
{
	allocations_to_failure = 0;
	forbidden = NULL;
	TopMemoryContext = AllocSetContextCreate(NULL, "top", ALLOCSET_DEFAULT_SIZES);
	CurrentMemoryContext = AllocSetContextCreate(TopMemoryContext, "input", ALLOCSET_DEFAULT_SIZES);
	server_set_encoding(-1);
}

void
server_stop(void)
{
	CurrentMemoryContext = NULL;
	MemoryContextDelete(TopMemoryContext);
	TopMemoryContext = NULL;
}
