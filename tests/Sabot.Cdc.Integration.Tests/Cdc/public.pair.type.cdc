format 1
composite public.pair
attribute a integer
attribute b text
