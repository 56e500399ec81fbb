format 1
table public.drifting
identity default
key id
column extra text
column id bigint not null
column version bigint not null
