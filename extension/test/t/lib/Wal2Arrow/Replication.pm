# A replication connection, spoken byte by byte: the tests decide what is acknowledged,
# when a connection dies, and how often one session starts replication.
package Wal2Arrow::Replication;

use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;
use Time::HiRes qw(time);

# connect(NODE, DATABASE): a walsender that decodes this database.
sub connect
{
	my ($class, $node, $database, %parameters) = @_;
	my $path = $node->host . '/.s.PGSQL.' . $node->port;
	my $socket = IO::Socket::UNIX->new(Type => SOCK_STREAM, Peer => $path)
	  or die "no connection to $path: $!";
	my $self = bless { socket => $socket, buffer => '', pid => 0 }, $class;
	my %startup = (
		user => scalar getpwuid($>),
		database => $database,
		replication => 'database',
		client_encoding => 'UTF8',
		%parameters);
	my $body = pack('N', 196608) . join('', map { "$_\0$startup{$_}\0" } sort keys %startup) . "\0";

	binmode $socket;
	print {$socket} pack('N', 4 + length $body) . $body;
	$socket->flush;
	$self->until_ready;
	return $self;
}

sub pid { return $_[0]{pid} }

sub send_message
{
	my ($self, $type, $body) = @_;
	local $SIG{PIPE} = 'IGNORE';
	print { $self->{socket} } $type . pack('N', 4 + length $body) . $body;
	$self->{socket}->flush;
}

# The next message as (type, body); () after `timeout` seconds, ('eof') when the server has gone.
sub read_message
{
	my ($self, $timeout) = @_;
	my $end = time + $timeout;

	for (;;)
	{
		if (length $self->{buffer} >= 5)
		{
			my ($type, $length) = unpack 'a N', $self->{buffer};
			if (length $self->{buffer} >= 1 + $length)
			{
				my $body = substr $self->{buffer}, 5, $length - 4;
				substr($self->{buffer}, 0, 1 + $length) = '';
				return ($type, $body);
			}
		}
		my $left = $end - time;
		$left = 0 if $left < 0;
		return () unless IO::Select->new($self->{socket})->can_read($left);
		my $n = sysread $self->{socket}, $self->{buffer}, 1 << 20, length $self->{buffer};
		return ('eof', '') unless $n;
	}
}

sub error_text
{
	my %fields = map { (substr($_, 0, 1), substr($_, 1)) } grep { length } split /\0/, shift;
	return join "\n", map { "$_: $fields{$_}" } grep { defined $fields{$_} } qw(S C M D H W);
}

# Reads until the server is ready; returns the rows of a query. Dies of an error.
sub until_ready
{
	my ($self) = @_;
	my ($error, @rows);

	for (;;)
	{
		my ($type, $body) = $self->read_message(60);
		die "no answer from the server\n" unless defined $type;
		die(($error // 'the server closed the connection') . "\n") if $type eq 'eof';
		$self->{pid} = unpack 'N', $body if $type eq 'K';
		$error = error_text($body) if $type eq 'E';
		push @rows, [ data_row($body) ] if $type eq 'D';
		next if $type ne 'Z';
		die "$error\n" if defined $error;
		return @rows;
	}
}

sub data_row
{
	my ($n, $rest) = unpack 'n a*', shift;
	my @values;
	for (1 .. $n)
	{
		my $length = unpack 'l>', $rest;
		push @values, $length < 0 ? undef : substr $rest, 4, $length;
		$rest = substr $rest, 4 + ($length < 0 ? 0 : $length);
	}
	return @values;
}

sub query
{
	my ($self, $sql) = @_;
	$self->send_message('Q', "$sql\0");
	return $self->until_ready;
}

# start(SLOT, LSN, OPTION => VALUE, ...)
sub start
{
	my ($self, $slot, $lsn, @options) = @_;
	my @pairs;
	$self->forget_end if $self->{has_ended};
	while (my ($name, $value) = splice @options, 0, 2)
	{
		push @pairs, "$name '" . $value =~ s/'/''/gr . "'";
	}
	$self->send_message('Q', "START_REPLICATION SLOT \"$slot\" LOGICAL $lsn"
		  . (@pairs ? ' (' . join(', ', @pairs) . ')' : '') . "\0");
	for (;;)
	{
		my ($type, $body) = $self->read_message(60);
		die "no answer to START_REPLICATION\n" unless defined $type;
		return if $type eq 'W';
		die error_text($body) . "\n" if $type eq 'E';
		die "the server closed the connection\n" if $type eq 'eof';
	}
}

# The next message of the stream: { kind => data|keepalive|end|error|eof, position, payload, text }, or
# undef after `timeout` seconds. Answers no keepalive by itself.
sub receive
{
	my ($self, $timeout) = @_;
	for (;;)
	{
		my ($type, $body) = $self->read_message($timeout);
		return unless defined $type;
		return { kind => 'eof' } if $type eq 'eof';
		return { kind => 'error', text => error_text($body) } if $type eq 'E';
		return { kind => 'end' } if $type eq 'c' || $type eq 'C';
		next if $type ne 'd';
		my $tag = substr $body, 0, 1;
		return {
			kind => 'data',
			position => unpack('x Q>', $body),
			payload => substr($body, 25)
		  } if $tag eq 'w';
		return {
			kind => 'keepalive',
			position => unpack('x Q>', $body),
			wants_reply => unpack('x17 C', $body)
		  } if $tag eq 'k';
	}
}

# Tells the server how far everything has been written down.
sub acknowledge
{
	my ($self, $lsn) = @_;
	my $now = int((time - 946684800) * 1_000_000);
	$self->send_message('d', pack('a Q> Q> Q> q> C', 'r', $lsn, $lsn, $lsn, $now, 0));
}

# Ends replication but not the session: another one may start.
sub stop
{
	my ($self) = @_;
	$self->send_message('c', '');
	$self->until_ready;
	$self->{has_ended} = 1;
}

# A walsender that has ended logical replication ends the next one right away: only START_REPLICATION PHYSICAL
# resets what it remembers of the end, before it refuses a position that does not exist yet.
sub forget_end
{
	my ($self) = @_;
	eval { $self->query('START_REPLICATION PHYSICAL FFFFFFFF/0'); };
	$@ =~ /ahead of the WAL flush position/ or die "physical replication was not refused: $@";
	$self->{has_ended} = 0;
}

# Goes away without a word.
sub vanish
{
	my ($self) = @_;
	close $self->{socket};
}

1;
