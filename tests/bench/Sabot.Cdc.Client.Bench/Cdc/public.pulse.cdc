format 1
table public.pulse
identity default
key id
column id bigint not null
column note text not null
