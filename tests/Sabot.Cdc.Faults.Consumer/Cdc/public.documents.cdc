format 1
table public.documents
identity full
key id
column body text
column id bigint not null
column version bigint not null
