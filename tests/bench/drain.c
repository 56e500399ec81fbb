/*
 * drain.c
 *		Reads a logical replication slot up to a position, as fast as it comes.
 *
 *	drain CONNINFO SLOT ENDPOS [OPTION=VALUE ...]
 *
 * Prints, on one line: seconds, microseconds of CPU that the walsender took,
 * bytes of payload, messages, microseconds of CPU that this program took since
 * the start of replication, bytes of memory that it had at most. Acknowledges nothing, so a slot can be read again
 * and again; the server must have wal_sender_timeout = 0 and be on this machine.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <libpq-fe.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* User and system time of a process, in microseconds. */
static double
cpu_of(int pid)
{
	char		path[64];
	char		line[1024];
	unsigned long user = 0;
	unsigned long system = 0;
	FILE	   *file;
	char	   *p;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "r");
	if (file == NULL || fgets(line, sizeof(line), file) == NULL)
	{
		fprintf(stderr, "drain: cannot read %s; the server must be on this machine\n", path);
		exit(1);
	}
	fclose(file);
	/* The command's name may hold spaces, so count from its closing bracket. */
	p = strrchr(line, ')');
	if (p == NULL || sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
	{
		fprintf(stderr, "drain: cannot understand %s\n", path);
		exit(1);
	}
	return (user + system) * 1e6 / sysconf(_SC_CLK_TCK);
}

/* User and system time of this process, in microseconds, and its peak memory. */
static double
own_cpu(long *peak_kb)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	*peak_kb = usage.ru_maxrss;
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static uint64_t
read_u64(const char *p)
{
	uint32_t	high;
	uint32_t	low;

	memcpy(&high, p, 4);
	memcpy(&low, p + 4, 4);
	return (uint64_t) ntohl(high) << 32 | ntohl(low);
}

static void
start(PGconn *conn, const char *slot, char **options, int noptions)
{
	char		command[4096];
	int			len = snprintf(command, sizeof(command), "START_REPLICATION SLOT \"%s\" LOGICAL 0/0", slot);
	PGresult   *result;

	for (int i = 0; i < noptions; i++)
	{
		char	   *value = strchr(options[i], '=');

		if (value == NULL)
		{
			fprintf(stderr, "drain: option \"%s\" has no value\n", options[i]);
			exit(1);
		}
		len += snprintf(command + len, sizeof(command) - len, "%s\"%.*s\" '%s'",
						i == 0 ? " (" : ", ", (int) (value - options[i]), options[i], value + 1);
		if (len >= (int) sizeof(command) - 2)
		{
			fprintf(stderr, "drain: too many options\n");
			exit(1);
		}
	}
	if (noptions > 0)
		strcat(command, ")");
	result = PQexec(conn, command);
	if (PQresultStatus(result) != PGRES_COPY_BOTH)
	{
		fprintf(stderr, "drain: %s", PQerrorMessage(conn));
		exit(1);
	}
	PQclear(result);
}

int
main(int argc, char **argv)
{
	PGconn	   *conn;
	unsigned int high;
	unsigned int low;
	uint64_t	endpos;
	uint64_t	reached = 0;
	uint64_t	bytes = 0;
	uint64_t	messages = 0;
	double		started;
	double		cpu;
	double		own;
	long		peak_kb;

	if (argc < 4 || sscanf(argv[3], "%X/%X", &high, &low) != 2)
	{
		fprintf(stderr, "usage: drain CONNINFO SLOT ENDPOS [OPTION=VALUE ...]\n");
		return 1;
	}
	endpos = (uint64_t) high << 32 | low;
	conn = PQconnectdb(argv[1]);
	if (PQstatus(conn) != CONNECTION_OK)
	{
		fprintf(stderr, "drain: %s", PQerrorMessage(conn));
		return 1;
	}

	cpu = cpu_of(PQbackendPID(conn));
	own = own_cpu(&peak_kb);
	started = now();
	start(conn, argv[2], argv + 4, argc - 4);
	while (reached < endpos)
	{
		char	   *buffer;
		int			len = PQgetCopyData(conn, &buffer, 0);

		if (len < 17)
		{
			PGresult   *result = PQgetResult(conn);

			fprintf(stderr, "drain: the stream ended: %s", PQresultErrorMessage(result));
			return 1;
		}
		if (buffer[0] == 'w')
		{
			reached = read_u64(buffer + 1);
			bytes += len - 25;
			messages++;
		}
		else if (buffer[0] == 'k')
			reached = read_u64(buffer + 1);
		PQfreemem(buffer);
	}
	started = now() - started;
	own = own_cpu(&peak_kb) - own;
	printf("%.6f %.0f %llu %llu %.0f %ld\n", started, cpu_of(PQbackendPID(conn)) - cpu,
		   (unsigned long long) bytes, (unsigned long long) messages, own, peak_kb * 1024);
	PQfinish(conn);
	return 0;
}
