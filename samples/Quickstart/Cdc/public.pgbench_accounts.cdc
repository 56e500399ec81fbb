format 1
table public.pgbench_accounts
identity default
key aid
column abalance integer
column aid integer not null
column bid integer
column filler character(84)
