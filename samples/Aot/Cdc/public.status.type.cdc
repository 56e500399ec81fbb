format 1
enum public.status
label new
label paid
label shipped
