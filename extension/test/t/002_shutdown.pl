# A fast shutdown ends at once and loses nothing, whatever a walsender holds; nor does a crash.
use strict;
use warnings;
use POSIX ();
use Test::More;
use Time::HiRes qw(time);
use PostgreSQL::Test::Utils ();
use Wal2Arrow::Frames;
use Wal2Arrow::Replication;
use Wal2Arrow::Server;

# A minute, so that nothing but the shutdown itself makes the server write what it holds.
my @coalesce = (coalesce_ms => 60000);
my $node = start_server('shutdown', settings => "checkpoint_timeout = 1h\nrestart_after_crash = on");
$node->safe_psql('postgres', 'CREATE TABLE t (id int PRIMARY KEY)');
$node->safe_psql('postgres', "SELECT pg_create_logical_replication_slot('writes', 'wal2arrow')");
$node->safe_psql('postgres', 'CREATE DATABASE idle');
$node->safe_psql('idle', "SELECT pg_create_logical_replication_slot('idle', 'wal2arrow')");
$node->safe_psql('postgres', "SELECT pg_create_logical_replication_slot('filtered', 'wal2arrow')");
my $folder = PostgreSQL::Test::Utils::tempdir();

# A client in a process of its own, which notes ids in a file and acknowledges nothing but progress.
sub start_client
{
	my ($slot, $database, $lsn, @options) = @_;
	my $file = "$folder/$slot";
	my $pid = fork // die "fork: $!";
	return ($pid, $file) if $pid;

	eval {
		my $stream = Wal2Arrow::Replication->connect($node, $database);
		my $reader = Wal2Arrow::Frames->new;
		open my $out, '>>', $file or die;
		$out->autoflush(1);
		$stream->start($slot, $lsn, @options);
		while (my $message = $stream->receive(60))
		{
			last if $message->{kind} =~ /^(eof|end|error)$/;
			next if $message->{kind} ne 'data';
			# Slow enough to be killed on the way.
			select(undef, undef, undef, 0.001);
			print {$out} join('', map { "row $_->{id}\n" } $reader->read($message));
			next if !$reader->progress;
			$stream->acknowledge($reader->progress);
			print {$out} 'progress ' . lsn_text($reader->progress) . "\n";
		}
	};
	print STDERR $@ if $@;
	POSIX::_exit(0);
}

sub lines
{
	my ($file, $kind) = @_;
	open my $in, '<', $file or return ();
	return map { /^$kind (.*)$/ ? $1 : () } <$in>;
}

sub missing
{
	my ($file, $from, $to) = @_;
	my %seen = map { $_ => 1 } lines($file, 'row');
	return grep { !$seen{$_} } $from .. $to;
}

sub write_small
{
	my ($from, $to) = @_;
	$node->safe_psql('postgres', "DO \$\$ BEGIN FOR i IN $from .. $to LOOP INSERT INTO t VALUES (i); COMMIT; END LOOP; END \$\$");
}

sub active
{
	my ($n) = @_;
	wait_until(20, sub { $node->safe_psql('postgres', 'SELECT count(*) FROM pg_replication_slots WHERE active') == $n })
	  or die "there are not $n active slots\n";
}

subtest 'fast shutdown with held rows, an idle database, and a client that wants none of them' => sub {
	my ($writes, $file) = start_client('writes', 'postgres', '0/0', @coalesce);
	my ($idle) = start_client('idle', 'idle', '0/0', @coalesce);
	my ($filtered) = start_client('filtered', 'postgres', '0/0', @coalesce, tables => 'public.none');
	active(3);
	write_small(1, 20000);
	my $start = time;
	$node->stop('fast');
	my $seconds = time - $start;
	waitpid $_, 0 for $writes, $idle, $filtered;
	cmp_ok($seconds, '<', 15, sprintf 'the server stopped in %.1f s', $seconds);
	is(scalar(missing($file, 1, 20000)), 0, 'rows that did not come before the end');
	$node->start;
};

# Streams from the last progress position that the client noted, up to the present; then lets it go.
sub resume
{
	my ($slot, $file, @options) = @_;
	my $lsn = (lines($file, 'progress'))[-1] // '0/0';
	my $target = lsn_number($node->safe_psql('postgres', 'SELECT pg_current_wal_flush_lsn()'));
	my ($client) = start_client($slot, 'postgres', $lsn, @options);
	wait_until(30, sub { my @stated = lines($file, 'progress'); return @stated && lsn_number($stated[-1]) >= $target })
	  or die "progress did not reach the end\n";
	kill 'KILL', $client;
	waitpid $client, 0;
	active(0);
}

# Kills while rows come, once so many have: the server is never asked to end.
sub kill_after
{
	my ($file, $rows, $kill) = @_;
	wait_until(30, sub { return lines($file, 'row') >= $rows }) or die "rows do not come\n";
	$kill->();
}

sub server_is_up
{
	return ($node->psql('postgres', 'SELECT 1') // 1) == 0;
}

subtest 'a walsender that is killed in the middle of streaming loses nothing' => sub {
	my $file = "$folder/writes";
	unlink $file;
	write_small(20001, 60000);
	my ($client) = start_client('writes', 'postgres', '0/0', coalesce_ms => 20, max_batch_bytes => 1024);
	active(1);
	my $pid = $node->safe_psql('postgres', "SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'writes'");
	# The whole server starts anew after it.
	kill_after($file, 100, sub { kill 'KILL', $pid; waitpid $client, 0 });
	my $before = lines($file, 'row');
	wait_until(30, \&server_is_up) or die "the server did not come back\n";
	resume('writes', $file, coalesce_ms => 20);
	cmp_ok($before, '<', 40000, "it was killed on the way, after $before rows");
	is(scalar(missing($file, 20001, 60000)), 0, 'rows lost');
};

subtest 'a server that is killed in the middle of streaming loses nothing' => sub {
	my $file = "$folder/writes";
	unlink $file;
	write_small(60001, 80000);
	my ($client) = start_client('writes', 'postgres', '0/0', coalesce_ms => 20, max_batch_bytes => 1024);
	kill_after($file, 100, sub { $node->kill9; waitpid $client, 0 });
	my $before = lines($file, 'row');
	# What the server has started ends by itself, a little later.
	wait_until(30, sub { $node->{_pid} = undef; $node->start(fail_ok => 1) }) or die "the server does not start\n";
	resume('writes', $file, coalesce_ms => 20);
	cmp_ok($before, '<', 20000, "it was killed on the way, after $before rows");
	is(scalar(missing($file, 60001, 80000)), 0, 'rows lost');
};

$node->stop;
done_testing();
