format 1
table public.documents
identity default
key id
column body text
column content bytea
column id integer not null
column profile jsonb
column title character varying(100) not null
