format 1
table public.documents_full
identity full
key id
column body text
column content bytea
column id integer not null
column profile jsonb
column title character varying(100) not null
