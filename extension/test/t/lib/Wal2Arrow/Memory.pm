# What a walsender holds, by the memory contexts that it writes into the server's log.
package Wal2Arrow::Memory;

use strict;
use warnings;
use PostgreSQL::Test::Utils ();
use Wal2Arrow::Server;
use Exporter 'import';

our @EXPORT = qw(memory_contexts plugin_memory);

# memory_contexts(NODE, PID): bytes by the context's name, summed over those of one name. Of contexts of which there
# are very many only some are named in the log; the rest are under "more".
sub memory_contexts
{
	my ($node, $pid) = @_;
	my $offset = -s $node->logfile;
	my %bytes;
	$node->safe_psql('postgres', "SELECT pg_log_backend_memory_contexts($pid)");
	wait_until(30, sub { PostgreSQL::Test::Utils::slurp_file($node->logfile, $offset) =~ /Grand total/ })
	  or die "the walsender logs no memory contexts\n";
	for (split /\n/, PostgreSQL::Test::Utils::slurp_file($node->logfile, $offset))
	{
		$bytes{$1} += $2 if /level: \d+;? ([A-Za-z0-9_ ]*): (\d+) total in/;
		$bytes{more} += $1 if /more child contexts containing (\d+) total/;
	}
	return \%bytes;
}

# plugin_memory(NODE, PID): bytes in wal2arrow's contexts.
sub plugin_memory
{
	my $contexts = memory_contexts(@_);
	my $bytes = $contexts->{more} // 0;
	$bytes += $contexts->{$_} for grep { /^wal2arrow / } keys %$contexts;
	die "no memory context of wal2arrow in the log\n" if !$bytes;
	return $bytes;
}

1;
