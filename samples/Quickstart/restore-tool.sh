#!/usr/bin/env bash
# Packs the tool of this checkout and restores it for the sample's tool manifest. In an application of your own
# this is: dotnet new tool-manifest && dotnet tool install Sabot.Cdc.Tool
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
feed=$root/artifacts/packages

dotnet pack "$root/Sabot.Cdc.Tool" --nologo -v quiet -c Release -o "$feed" -clp:ErrorsOnly

# The version stays 0.1.0 while the tool changes, so an unpacked copy must not outlive its package.
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
rm -rf "$packages/sabot.cdc.tool/0.1.0"
cd "$here"
dotnet tool restore --add-source "$feed" --no-cache >/dev/null
