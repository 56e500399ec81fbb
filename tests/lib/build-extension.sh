#!/usr/bin/env bash
# build-extension.sh TARGET: builds wal2arrow into folder TARGET. The integration tests call this when they
# are run from an editor, where no tests/run.sh has set SABOT_TEST_PLUGIN_DIR.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/work.sh"
. "$here/packages.sh"
. "$here/server.sh"
. "$here/extension.sh"
build_extension "$(cd "$here/../.." && pwd)" "$1"
