#!/usr/bin/env bash
# Packs a program as a release archive, with its SHA-256 beside it: package.sh TARGET PROGRAM FOLDER
set -euo pipefail
target=$1
program=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
mkdir -p "$3"
folder=$(cd "$3" && pwd)
cd "$(dirname "$0")/../.."

name=hindsite-$target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/$name"
cp README.md LICENSE-MIT LICENSE-APACHE "$work/$name/"
cd "$work"
case "$target" in
  *windows*)
    cp "$program" "$name/hindsite.exe"
    archive=$name.zip
    7z a -bso0 -tzip "$folder/$archive" "$name"
    ;;
  *)
    install -m 755 "$program" "$name/hindsite"
    archive=$name.tar.gz
    tar -czf "$folder/$archive" "$name"
    ;;
esac
cd "$folder"
if command -v sha256sum >/dev/null 2>&1; then
  sha256sum "$archive" > "$archive.sha256"
else
  shasum --algorithm 256 "$archive" > "$archive.sha256"
fi
echo "$folder/$archive"
