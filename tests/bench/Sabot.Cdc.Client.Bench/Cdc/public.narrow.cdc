format 1
table public.narrow
identity default
key a
column a integer not null
column b integer
column c integer
column d integer
