#!/usr/bin/env bash
# What happens to an application's build when the database changes under it, in each way (drop, rename, retype, nullable,
# new enum label, identity): first the build that asks the database, whose errors are at the lines of the .cdc files, and
# then scaffold and the build without it, whose errors are at the lines of the code. Fails if one of these errors is
# missing. Uses a private PostgreSQL; needs the .NET SDK, and root or sudo for Debian packages that are missing. Leaves
# the files as they were, and nothing running.
#
#   ./run.sh [CHANGE…]    only these of: drop rename retype nullable label identity
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
for part in work packages server; do
	. "$root/tests/lib/$part.sh"
done

# In an application of your own the tool is installed ('dotnet tool install Sabot.Cdc.Tool'), and this is not needed.
export SabotCdcTool=$root/Sabot.Cdc.Tool/bin/Release/net10.0/Sabot.Cdc.Tool.dll
unset SABOT_CDC_CONNECTION SabotCdcCheck

# build [OPTION…]: builds the application, and puts errors and warnings, each once, into $work/build.log.
build() {
	local status=0
	dotnet build --no-restore --no-dependencies --nologo -v quiet -clp:NoSummary -c Release "$@" >"$work/build.out" 2>&1 || status=$?
	sed -e "s|$here/||g" -e 's| \[[^]]*\]$||' "$work/build.out" | sort -u >"$work/build.log"
	return "$status"
}

# expect FILE LINE ID: shows the error of the last build that has this place and id, or ends the script without one.
expect() {
	grep -E "^$1\($2,[0-9]+\): error $3: " "$work/build.log" ||
		{ cat "$work/build.out" >&2; fail "the build has no error $3 at $1($2); its output is above."; }
}

# line FILE TEXT: prints the number of the first line with the text.
line() {
	grep -nF -m 1 -- "$2" "$here/$1" | cut -d : -f 1
}

# change NAME SQL CDC_FILE CDC_TEXT CHECK_ID CODE_FILE CODE_TEXT COMPILER_ID: changes the database, and notes which errors
# the two builds must have, and where.
change() {
	[[ $wanted == *" $1 "* ]] || return 0
	echo "$1: $2"
	psql -X -q -v ON_ERROR_STOP=1 -d drift -c "$2"
	of_check+=("Cdc/$3" "$(line "Cdc/$3" "$4")" "$5")
	of_compiler+=("$6" "$(line "$6" "$7")" "$8")
}

# expect_all FILE LINE ID…
expect_all() {
	while (($#)); do
		expect "$1" "$2" "$3"
		shift 3
	done
}

restore() {
	rm -f "$here"/Cdc/*.cdc
	cp -p "$work"/before/*.cdc "$here/Cdc/"
}

command -v dotnet >/dev/null || fail "dotnet is not on the PATH; install the .NET SDK that global.json names."
ensure_packages "postgresql-$(postgres_version)"
wanted=" ${*:-drop rename retype nullable label identity} "
make_work_folder
cd "$here"

step "building the tool and the application, without a database"
dotnet build "$root/Sabot.Cdc.Tool" --nologo -v quiet -c Release -clp:ErrorsOnly
dotnet build --nologo -v quiet -c Release -clp:ErrorsOnly

step "starting a private PostgreSQL $(postgres_version)"
start_server "$work/server"
psql -X -q -c 'CREATE DATABASE drift'
psql -X -q -v ON_ERROR_STOP=1 -d drift -f schema.sql
connection="Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD;Database=drift;Pooling=false"

step "the files are those of the database"
mkdir "$work/before"
cp -p Cdc/*.cdc "$work/before/"
at_exit restore
SABOT_CDC_CONNECTION=$connection dotnet "$SabotCdcTool" check
SABOT_CDC_CONNECTION=$connection build || { cat "$work/build.out" >&2; fail "the build that asks the database failed although nothing has changed."; }

of_check=() of_compiler=()
step "the database changes"
change drop 'ALTER TABLE users DROP COLUMN birthday' \
	public.users.cdc 'column birthday' SABOT062 Greeting.cs 'user.Birthday' CS0619
change rename 'ALTER TABLE users RENAME COLUMN nick TO nickname' \
	public.users.cdc 'column nick' SABOT064 Greeting.cs 'user.Nick' CS0619
change retype 'ALTER TABLE users ALTER COLUMN age TYPE bigint' \
	public.users.cdc 'column age' SABOT065 UserSummary.cs 'int Age' SABOT016
change nullable 'ALTER TABLE users ALTER COLUMN email DROP NOT NULL' \
	public.users.cdc 'column email' SABOT066 UserSummary.cs 'string Email' SABOT017
change label "ALTER TYPE mood ADD VALUE 'great'" \
	public.mood.type.cdc 'enum public.mood' SABOT070 Moods.cs 'user.Mood switch' CS8509
change identity 'ALTER TABLE users REPLICA IDENTITY DEFAULT' \
	public.users.cdc 'identity full' SABOT068 Greeting.cs 'change.Before' CS0619

step "the build that asks the database"
if SABOT_CDC_CONNECTION=$connection build; then
	fail "the build succeeded although the database has changed."
fi
expect_all "${of_check[@]}"

step "scaffold, and the build without a database"
SABOT_CDC_CONNECTION=$connection dotnet "$SabotCdcTool" scaffold >"$work/scaffold.log" || fail "$(cat "$work/scaffold.log")"
if build; then
	fail "the code compiled although what it uses has changed."
fi
expect_all "${of_compiler[@]}"
restore

step "a database that cannot be reached is a warning, unless SabotCdcCheck is 'required'"
unreachable='Host=127.0.0.1;Port=1;Username=nobody'
SABOT_CDC_CONNECTION=$unreachable build || { cat "$work/build.out" >&2; fail "the build failed because the database cannot be reached."; }
grep '^sabot-cdc : warning SABOT079: ' "$work/build.log" || fail "the build does not say that the database cannot be reached."
if SABOT_CDC_CONNECTION=$unreachable build -p:SabotCdcCheck=required; then
	fail "the build succeeded although the database has to be asked."
fi
grep '^sabot-cdc : error SABOT079: ' "$work/build.log" || fail "the build does not say that the database cannot be reached."

step "every change had its errors"
