format 1
table public.pgbench_branches
identity default
key bid
column bbalance integer
column bid integer not null
column filler character(88)
