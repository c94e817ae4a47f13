#!/usr/bin/env bash
# Completes the files of a release: installers that know where it is, a Homebrew formula, notes and checksums.
# collect.sh REPOSITORY FOLDER; REPOSITORY is its address, FOLDER has the archives of all targets.
set -euo pipefail
repository=$1
folder=$(cd "$2" && pwd)
cd "$(dirname "$0")/../.."
version=$(scripts/release/check-version.sh)

sed -e "s|^REPOSITORY=.*|REPOSITORY='$repository'|" -e "s|^VERSION=.*|VERSION='$version'|" \
  scripts/install.sh > "$folder/install.sh"
sed -e "s|^\\\$Repository = .*|\$Repository = '$repository'|" -e "s|^\\\$Version = .*|\$Version = '$version'|" \
  scripts/install.ps1 > "$folder/install.ps1"

digest() { cut -c1-64 "$folder/hindsite-$1.tar.gz.sha256"; }
sed -e "s|@REPOSITORY@|$repository|g" -e "s|@VERSION@|$version|g" \
  -e "s|@ARM_MAC@|$(digest aarch64-apple-darwin)|" -e "s|@INTEL_MAC@|$(digest x86_64-apple-darwin)|" \
  -e "s|@ARM_LINUX@|$(digest aarch64-unknown-linux-musl)|" -e "s|@INTEL_LINUX@|$(digest x86_64-unknown-linux-musl)|" \
  packaging/homebrew.rb > "$folder/hindsite.rb"

awk -v version="$version" '/^## / { mine = ($2 == version); next } mine' CHANGELOG.md > "$folder/NOTES.md"
cd "$folder"
sha256sum -- *.tar.gz *.zip *.whl *.cdx.json install.* hindsite.rb > SHA256SUMS
