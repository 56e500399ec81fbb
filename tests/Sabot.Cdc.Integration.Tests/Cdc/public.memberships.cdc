format 1
table public.memberships
identity index
key tenant, email
column email text not null
column id integer not null
column since date
column tenant integer not null
