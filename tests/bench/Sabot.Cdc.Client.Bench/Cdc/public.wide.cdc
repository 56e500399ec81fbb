format 1
table public.wide
identity default
key id
column c1 text
column c10 double precision
column c11 timestamp with time zone
column c12 integer
column c13 text
column c14 double precision
column c15 timestamp with time zone
column c16 integer
column c17 text
column c18 double precision
column c19 timestamp with time zone
column c2 double precision
column c20 integer
column c21 text
column c22 double precision
column c23 timestamp with time zone
column c24 integer
column c25 text
column c26 double precision
column c27 timestamp with time zone
column c28 integer
column c29 text
column c3 timestamp with time zone
column c30 double precision
column c31 timestamp with time zone
column c32 integer
column c33 text
column c34 double precision
column c35 timestamp with time zone
column c36 integer
column c37 text
column c38 double precision
column c39 timestamp with time zone
column c4 integer
column c5 text
column c6 double precision
column c7 timestamp with time zone
column c8 integer
column c9 text
column id integer not null
