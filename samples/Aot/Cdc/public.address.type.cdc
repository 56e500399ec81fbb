format 1
composite public.address
attribute street text
attribute zip character varying(10)
