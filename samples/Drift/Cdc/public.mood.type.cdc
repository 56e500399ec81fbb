format 1
enum public.mood
label sad
label ok
