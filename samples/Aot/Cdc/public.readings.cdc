format 1
table public.readings
identity default
key sensor, at
column at timestamp with time zone not null
column degrees double precision
column sensor integer not null
