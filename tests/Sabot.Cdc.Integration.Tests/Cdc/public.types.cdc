format 1
table public.types
identity full
key id
column boolean boolean
column bpchar_5 character(5)
column bytea bytea
column date date
column float4 real
column float8 double precision
column id integer not null
column inet inet
column int2 smallint
column int4 integer
column int4_array integer[]
column int4_range int4range
column int8 bigint
column interval interval
column json json
column jsonb jsonb
column money_amount numeric(10,2)
column mood public.mood
column name name
column numeric_12_2 numeric(12,2)
column numeric_28_10 numeric(28,10)
column numeric_38_0 numeric(38,0)
column numeric_38_37 numeric(38,37)
column numeric_40_2 numeric(40,2)
column numeric_any numeric
column numeric_round numeric(5,-2)
column pair public.pair
column point point
column short_text text
column text text
column text_array text[]
column time time without time zone
column timestamp timestamp without time zone
column timestamptz timestamp with time zone
column timetz time with time zone
column uuid uuid
column varchar_10 character varying(10)
column xml xml
