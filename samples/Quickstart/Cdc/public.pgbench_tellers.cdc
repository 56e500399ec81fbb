format 1
table public.pgbench_tellers
identity default
key tid
column bid integer
column filler character(84)
column tbalance integer
column tid integer not null
