format 1
table public.users
identity full
key id
column age integer not null
column birthday date
column email text not null
column id bigint not null
column mood public.mood not null
column nick text
