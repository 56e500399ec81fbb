# No room for what decoding writes to disk: a clear error, no memory lost, and everything comes once there is room.
use strict;
use warnings;
use Test::More;
use IPC::Run ();
use Wal2Arrow::Frames;
use Wal2Arrow::Memory;
use Wal2Arrow::Replication;
use Wal2Arrow::Server;

plan skip_all => 'needs prlimit of util-linux' if !eval { IPC::Run::run([ 'prlimit', '--version' ], '>', \my $version) };

my $node = start_server('disk', settings => 'logical_decoding_work_mem = 64kB');
$node->safe_psql('postgres', q{
	CREATE TABLE t (id int PRIMARY KEY, v text);
	SELECT pg_create_logical_replication_slot('full', 'wal2arrow')});

# Before, in, and after a transaction that does not fit into memory.
$node->safe_psql('postgres', q{
	INSERT INTO t VALUES (1, 'before');
	INSERT INTO t SELECT i, repeat('v', 100) FROM generate_series(2, 50000) i;
	INSERT INTO t VALUES (50001, 'after')});
my $end = lsn_number($node->safe_psql('postgres', 'SELECT pg_current_wal_flush_lsn()'));

# To a process whose files must not grow a disk is full: only this one's, and only until it is let go on. The server's
# log is one of its files, too, and smaller.
sub limit_files
{
	my ($pid, $bytes) = @_;
	IPC::Run::run([ 'prlimit', '--pid', $pid, "--fsize=$bytes:unlimited" ]) or die "prlimit failed\n";
}

# Reads until progress reaches the end, or something ends the stream; the ids that came, and the error.
sub ids
{
	my ($stream) = @_;
	my $reader = Wal2Arrow::Frames->new;
	my @ids;
	while ($reader->progress < $end)
	{
		my $message = $stream->receive(300) // die "nothing comes any more\n";
		return (\@ids, $message->{text} // $message->{kind}) if $message->{kind} =~ /^(error|end|eof)$/;
		push @ids, map { $_->{id} } $reader->read($message) if $message->{kind} eq 'data';
	}
	return (\@ids, undef);
}

subtest 'decoding goes on where it was once there is room again' => sub {
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	my $pid = $stream->pid;
	my @bytes;

	limit_files($pid, 4_000_000);
	for my $attempt (1 .. 20)
	{
		$stream->start('full', '0/0', coalesce_ms => 1000);
		my ($ids, $error) = ids($stream);
		# What was finished before may come or not: it is in no message that the large transaction is in.
		is(scalar(grep { $_ > 1 } @$ids), 0, 'nothing of the transaction came') if $attempt == 1;
		like($error, qr/could not write to data file for XID \d+/, 'because it could not be written down') if $attempt == 1;
		die "attempt $attempt did not fail: $error\n" if $error !~ /could not write/;
		$stream->until_ready;
		# Some versions free what a command took when the next one comes.
		$stream->query('IDENTIFY_SYSTEM');
		my $contexts = memory_contexts($node, $pid);
		is(scalar(grep { /^wal2arrow|^Logical decoding|^ReorderBuffer/ } keys %$contexts), 0, 'of decoding no memory is left') if $attempt == 1;
		push @bytes, $contexts->{TopMemoryContext} + ($contexts->{CacheMemoryContext} // 0) if $attempt =~ /^(5|20)$/;
	}
	note "@bytes bytes";
	cmp_ok($bytes[1], '<=', $bytes[0] + 16384, 'bytes of the server after 20 attempts against those after 5');

	limit_files($pid, 'unlimited');
	$stream->start('full', '0/0', coalesce_ms => 1000);
	my ($ids, $error) = ids($stream);
	is($error, undef, 'with room it does not fail');
	is(scalar(@$ids), 50001, 'rows');
	is_deeply($ids, [ 1 .. 50001 ], 'all in order');
	is($stream->pid, $pid, 'of the same session');
	$stream->stop;
	$stream->vanish;
};

subtest 'streaming needs no room' => sub {
	my $stream = Wal2Arrow::Replication->connect($node, 'postgres');
	limit_files($stream->pid, 4_000_000);
	$stream->start('full', '0/0', coalesce_ms => 1000, streaming => 'on');
	my ($rows, $progress) = (0, 0);
	while ($progress < $end)
	{
		my $message = $stream->receive(300) // die "nothing comes any more\n";
		die $message->{text} // "the server went away\n" if $message->{kind} =~ /^(error|eof)$/;
		next if $message->{kind} ne 'data';
		for (Wal2Arrow::Frames::frames($message->{payload}))
		{
			$rows += $_->{rows} if $_->{kind} == Wal2Arrow::Frames::BATCH;
			$progress = $_->{position} if $_->{kind} == Wal2Arrow::Frames::PROGRESS;
		}
	}
	is($rows, 50001, 'all rows came');
	$stream->vanish;
};

$node->stop;
done_testing();
