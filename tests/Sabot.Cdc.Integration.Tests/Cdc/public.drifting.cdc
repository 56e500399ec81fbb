format 1
table public.drifting
identity default
key id
column amount numeric(10,2) not null
column id integer not null
column note text
