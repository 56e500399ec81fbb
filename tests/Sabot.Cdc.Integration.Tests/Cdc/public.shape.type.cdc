format 1
composite public.shape
attribute a integer
attribute b text
attribute d date
