format 1
table "Läden"."Offene ""Posten"", 2"
identity default
key "Nr."
column "Nr." integer not null
column "größe" text
column select boolean not null
