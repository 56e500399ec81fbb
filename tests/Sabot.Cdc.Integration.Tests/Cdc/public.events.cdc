format 1
table public.events
identity default
column at bigint
column what text
