#!/usr/bin/env bash
# run.sh [SUITE] [dotnet test arguments…]: the integration tests against PostgreSQL of a Debian release in a container.
# bookworm (the default) has PostgreSQL 15, trixie 17, sid 18. Needs root or sudo, unless a Docker engine is running.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/../lib/work.sh"
. "$here/../lib/packages.sh"
. "$here/engine.sh"
. "$here/image.sh"

suite=${1:-bookworm}
use_engine
build_image "$root" "$suite"
step "integration tests on $SABOT_TEST_IMAGE"
SABOT_TEST_SERVER=container dotnet test "$root/tests/Sabot.Cdc.Integration.Tests" "${@:2}"
