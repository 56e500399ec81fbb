format 1
table public.pgbench_history
identity default
column aid integer
column bid integer
column delta integer
column filler character(22)
column mtime timestamp without time zone
column tid integer
