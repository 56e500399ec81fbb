format 1
composite public.household
attribute budget numeric(8,2)
attribute home public.shape
attribute members public.pair[]
attribute moods public.mood[]
