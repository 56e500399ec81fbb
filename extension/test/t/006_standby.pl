# Servers with a standby: decoding on the standby, and slots that are synchronised to it.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use Test::More;
use Wal2Arrow::Frames;
use Wal2Arrow::Replication;
use Wal2Arrow::Server;

# Nothing but the decoder's waiting makes the server write what it holds.
my @coalesce = (coalesce_ms => 60000);
my $primary = start_server('primary');
plan skip_all => 'decoding on a standby came with PostgreSQL 16' if $primary->pg_version < 16;
$primary->safe_psql('postgres', 'CREATE TABLE t (id int PRIMARY KEY)');
my $id = 0;

# So many transactions of one row each; the first and the last id.
sub write_small
{
	my ($n) = @_;
	my ($from, $to) = ($id + 1, $id + $n);
	$primary->safe_psql('postgres', "DO \$\$ BEGIN FOR i IN $from .. $to LOOP INSERT INTO t VALUES (i); COMMIT; END LOOP; END \$\$");
	$id = $to;
	return ($from, $to);
}

# Reads until the row with this id: the ids in their order, and the number of messages.
sub ids_until
{
	my ($stream, $reader, $last, $seconds) = @_;
	my (@ids, $messages);
	while (!@ids || $ids[-1] < $last)
	{
		my $message = $stream->receive($seconds // 20) // last;
		die "$message->{kind}: " . ($message->{text} // '') if $message->{kind} !~ /^(data|keepalive)$/;
		next if $message->{kind} ne 'data';
		my @now = map { $_->{id} } $reader->read($message);
		$messages++ if @now;
		push @ids, @now;
	}
	return (join(',', @ids), $messages // 0);
}

# A slot on the standby waits for the primary to say which transactions run.
sub create_slot_on
{
	my ($standby, $name) = @_;
	my $stream = Wal2Arrow::Replication->connect($standby, 'postgres');
	$stream->send_message('Q', qq{CREATE_REPLICATION_SLOT "$name" LOGICAL wal2arrow (SNAPSHOT 'nothing')\0});
	wait_until(30, sub {
		$primary->safe_psql('postgres', 'SELECT pg_log_standby_snapshot()');
		return $standby->safe_psql('postgres', "SELECT confirmed_flush_lsn IS NOT NULL FROM pg_replication_slots WHERE slot_name = '$name'") eq 't';
	}) or die "no slot on the standby\n";
	$stream->until_ready;
	$stream->vanish;
}

$primary->backup('backup');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'backup', has_streaming => 1);
$standby->append_conf('postgresql.conf', 'hot_standby_feedback = on');
$standby->start;
create_slot_on($standby, 'replica');

subtest 'a standby holds small transactions while more of its WAL is waiting, and writes them when it is about to wait' => sub {
	my ($from, $to) = write_small(2000);
	$primary->wait_for_replay_catchup($standby);
	my $stream = Wal2Arrow::Replication->connect($standby, 'postgres');
	my $reader = Wal2Arrow::Frames->new;
	$stream->start('replica', '0/0', @coalesce);
	my ($ids, $messages) = ids_until($stream, $reader, $to);
	is($ids, join(',', $from .. $to), 'all rows in order');
	cmp_ok($messages, '<=', 5, 'messages');
	for (1 .. 3)
	{
		my ($row) = write_small(1);
		is((ids_until($stream, $reader, $row))[0], $row, 'a row of its own comes by itself');
	}
	$stream->stop;
	$stream->vanish;
};

subtest 'on a standby, WAL that has come but is not replayed is not there yet' => sub {
	$standby->stop;
	my ($from, $to) = write_small(10);
	my $target = $primary->safe_psql('postgres', 'SELECT pg_current_wal_flush_lsn()');
	write_small(10);
	my $lsn = $primary->safe_psql('postgres', 'SELECT pg_current_wal_flush_lsn()');
	$standby->append_conf('postgresql.conf', "recovery_target_lsn = '$target'\nrecovery_target_action = pause");
	$standby->start;
	ok(wait_until(30, sub {
		return $standby->safe_psql('postgres', "SELECT pg_get_wal_replay_pause_state() = 'paused' AND pg_last_wal_receive_lsn() >= '$lsn'") eq 't';
	}), 'the standby has all and replayed half of it');
	my $stream = Wal2Arrow::Replication->connect($standby, 'postgres');
	$stream->start('replica', '0/0', @coalesce);
	my ($ids) = ids_until($stream, Wal2Arrow::Frames->new, $to, 10);
	like($ids, qr/\b@{[ join ',', $from .. $to ]}$/, 'the rows that are replayed come');
	$stream->vanish;
};
$standby->stop('immediate');

subtest 'a slot that is synchronised to a standby holds nothing while the server waits for the standby' => sub {
	plan skip_all => 'failover slots came with PostgreSQL 17' if $primary->pg_version < 17;
	# Stands for the standby: has what it is advanced to.
	$primary->safe_psql('postgres', "SELECT pg_create_physical_replication_slot('lagging', true)");
	$primary->safe_psql('postgres', "ALTER SYSTEM SET synchronized_standby_slots = 'lagging'");
	$primary->reload;
	$primary->safe_psql('postgres', "SELECT pg_create_logical_replication_slot('failover', 'wal2arrow', false, false, true)");
	my $catch_up = sub { $primary->safe_psql('postgres', "SELECT pg_replication_slot_advance('lagging', pg_current_wal_flush_lsn())") };
	# Not as many as fill messages, so that some are held at the end.
	my ($from, $to) = write_small(20003);

	# The first message says that the server has seen all of these; then its client's buffers are full.
	my $stream = Wal2Arrow::Replication->connect($primary, 'postgres');
	my $reader = Wal2Arrow::Frames->new;
	$stream->start('failover', '0/0', @coalesce, max_batch_bytes => 1024);
	my @ids;
	wait_until(10, sub {
		$catch_up->();
		my $message = $stream->receive(0.1) // return;
		@ids = map { $_->{id} } $reader->read($message) if $message->{kind} eq 'data';
		return scalar @ids;
	}) or die "no message\n";

	my ($more, $last) = write_small(1000);
	my ($rest) = ids_until($stream, $reader, $to, 10);
	is($rest, join(',', $ids[-1] + 1 .. $to), 'all rows that the standby has come');
	$catch_up->();
	is((ids_until($stream, $reader, $last))[0], join(',', $more .. $last), 'and then those that it gets');
	$stream->vanish;
};

$primary->stop;
done_testing();
