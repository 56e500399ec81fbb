format 1
table public.types
identity full
key id
column bit_5 bit(5)
column boolean boolean
column boolean_array boolean[]
column box box
column bpchar_5 character(5)
column bytea bytea
column bytea_array bytea[]
column cidr cidr
column circle circle
column citext public.citext
  as text
column couple public.pair
  domain public.couple
column date date
column date_array date[]
column date_range daterange
column feeling public.mood
  domain public.feeling
column float4 real
column float8 double precision
column household public.household
column hstore public.hstore
  as text
column id integer not null
column inet inet
column int2 smallint
column int4 integer
column int4_array integer[]
column int4_multirange int4multirange
column int4_range int4range
column int8 bigint
column int8_range int8range
column interval interval
column interval_array interval[]
column json json
column jsonb jsonb
column jsonpath jsonpath
column line line
column lseg lseg
column macaddr macaddr
column macaddr8 macaddr8
column money money
column money_amount numeric(10,2)
  domain public.money_amount
column money_amount_array numeric(10,2)[]
  domain public.money_amount[]
column mood public.mood
column mood_array public.mood[]
column name name
column num_multirange nummultirange
column num_range numrange
column numbers integer[]
  domain public.numbers
column numeric_12_2 numeric(12,2)
column numeric_28_10 numeric(28,10)
column numeric_38_0 numeric(38,0)
column numeric_38_37 numeric(38,37)
column numeric_38_38 numeric(38,38)
column numeric_40_2 numeric(40,2)
column numeric_any numeric
column numeric_any_array numeric[]
column numeric_array numeric(6,2)[]
column numeric_huge numeric(30,-10)
column numeric_round numeric(5,-2)
column numeric_tiny numeric(3,5)
column oid oid
column oid_array oid[]
column one_char "char"
column pair public.pair
column pair_array public.pair[]
column path path
column pg_lsn pg_lsn
column point point
column polygon polygon
column regclass regclass
column regtype regtype
column shape public.shape
column short_text text
  domain public.short_text
column shorter_text text
  domain public.shorter_text
column text text
column text_array text[]
column time time without time zone
column timestamp timestamp without time zone
column timestamptz timestamp with time zone
column timestamptz_array timestamp with time zone[]
column timetz time with time zone
column ts_range tsrange
column tsquery tsquery
column tstz_multirange tstzmultirange
column tstz_range tstzrange
column tsvector tsvector
column uuid uuid
column uuid_array uuid[]
column varbit bit varying
column varchar_10 character varying(10)
column xid8 xid8
column xml xml
