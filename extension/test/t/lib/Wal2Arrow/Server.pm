# A PostgreSQL server that loads wal2arrow from the build folder, installed or not.
package Wal2Arrow::Server;

use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Exporter 'import';

our @EXPORT = qw(start_server wait_until lsn_number lsn_text);

# start_server(NAME, settings => TEXT, initdb => [OPTION, ...])
sub start_server
{
	my ($name, %arguments) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init(extra => $arguments{initdb} // [ '--encoding', 'UTF8', '--locale', 'C' ]);
	$node->append_conf('postgresql.conf', <<"END");
wal_level = logical
max_replication_slots = 20
max_wal_senders = 20
max_prepared_transactions = 5
autovacuum = off
dynamic_library_path = '$ENV{WAL2ARROW_DIR}:\$libdir'
END
	$node->append_conf('postgresql.conf', "output_plugin_libraries = 'pgoutput, wal2arrow'")
	  if knows_setting($node, 'output_plugin_libraries');
	$node->append_conf('postgresql.conf', $arguments{settings}) if $arguments{settings};
	$node->start;
	return $node;
}

# Older minor versions do not start with a setting that they do not know.
sub knows_setting
{
	my ($node, $name) = @_;
	my ($out, $err) = run_command([ 'postgres', '-D', $node->data_dir, '-C', $name ]);
	return $err !~ /unrecognized configuration parameter/;
}

# Calls until it returns something true, which it returns; undef after so many seconds.
sub wait_until
{
	my ($seconds, $condition) = @_;
	for (1 .. $seconds * 20)
	{
		my $result = $condition->();
		return $result if $result;
		select(undef, undef, undef, 0.05);
	}
	return;
}

sub lsn_number
{
	my ($high, $low) = split m{/}, shift;
	return (hex($high) << 32) + hex($low);
}

sub lsn_text
{
	my $lsn = shift;
	return sprintf('%X/%X', $lsn >> 32, $lsn & 0xFFFFFFFF);
}

1;
