format 1
table public.loans
identity default
key owner, every
column every interval day to second(3) not null
column owner oid not null
column rates numeric(4,2)[]
column term interval
