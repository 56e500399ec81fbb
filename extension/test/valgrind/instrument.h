/*
 * instrument.h
 *		Compiled into the plugin in front of every file, for a run under valgrind.
 *
 * The server's allocator is one block of malloc to valgrind, in which it sees
 * nothing. In contexts of such small blocks every chunk of more than 128 bytes
 * is a malloc of its own, so a byte behind its end is seen. USE_VALGRIND turns
 * on the plugin's own marks (utils/memdebug.h).
 */
#define USE_VALGRIND
#include "postgres.h"
#include "utils/memutils.h"

#undef ALLOCSET_DEFAULT_SIZES
#define ALLOCSET_DEFAULT_SIZES 0, 1040, 1040
#undef ALLOCSET_SMALL_SIZES
#define ALLOCSET_SMALL_SIZES 0, 1040, 1040
