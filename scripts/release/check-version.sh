#!/usr/bin/env bash
# Checks that Cargo.toml, CHANGELOG.md and a tag name the same version: check-version.sh [TAG]
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | sed -n 1p)
newest=$(sed -n 's/^## \([0-9][^ ]*\).*/\1/p' CHANGELOG.md | sed -n 1p)
if [ "$newest" != "$version" ]; then
  echo "error: the newest entry of CHANGELOG.md is \`$newest\`, the version in Cargo.toml \`$version\`" >&2
  exit 1
fi
if [ -n "${1:-}" ] && [ "$1" != "v$version" ]; then
  echo "error: the tag is \`$1\`, the version in Cargo.toml \`$version\`" >&2
  exit 1
fi
echo "$version"
