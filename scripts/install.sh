#!/bin/sh
# Installs a released hindsite: downloads the archive for this machine, checks its SHA-256, unpacks the program.
#
#   HINDSITE_BASE_URL  where the archives of one version are [default: the release of this script]
#   HINDSITE_BIN_DIR   where the program goes [default: ~/.local/bin]
#
# Exit codes: 0 installed, 1 failed, 3 there is no archive for this machine.
set -eu

# The release workflow fills these in. Without them, HINDSITE_BASE_URL has to be set.
REPOSITORY=""
VERSION=""

fail() {
  code=$1
  shift
  printf 'error: %s\n' "$*" >&2
  exit "$code"
}

target() {
  system=$(uname -s)
  machine=$(uname -m)
  case "$machine" in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
  esac
  case "$system-$machine" in
    Linux-x86_64 | Linux-aarch64) echo "$machine-unknown-linux-musl" ;;
    Darwin-x86_64 | Darwin-aarch64) echo "$machine-apple-darwin" ;;
    MINGW*-x86_64 | MSYS*-x86_64 | CYGWIN*-x86_64) echo "x86_64-pc-windows-msvc" ;;
    *) fail 3 "no archive of hindsite is made for $system on $machine; hint: build it from source" ;;
  esac
}

# Downloads $1 to $2. Exits with 3 if there is no such file, with 1 if it cannot be had.
download() {
  status=0
  code=$(curl --silent --show-error --location --retry 3 --fail --write-out '%{http_code}' --output "$2" "$1") || status=$?
  case "$status-$code" in
    0-*) ;;
    22-404 | 37-*) fail 3 "there is no $1" ;; # 37: a file that is not there
    *) fail 1 "cannot download $1" ;;
  esac
}

check() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum -c "$1" >&2
  else
    shasum -a 256 -c "$1" >&2
  fi
}

command -v curl >/dev/null 2>&1 || fail 1 "curl is not installed"
target=$(target)
base=${HINDSITE_BASE_URL:-}
if [ -z "$base" ]; then
  [ -n "$REPOSITORY" ] || fail 1 "no release is known; hint: set HINDSITE_BASE_URL to the folder with the archives"
  base=$REPOSITORY/releases/download/v$VERSION
fi
name=hindsite-$target
program=hindsite
archive=$name.tar.gz
case "$target" in
  *windows*)
    archive=$name.zip
    program=hindsite.exe
    ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
download "$base/$archive" "$archive"
download "$base/$archive.sha256" "$archive.sha256"
[ "$(awk 'NR == 1 { print $2 }' "$archive.sha256" | tr -d '*')" = "$archive" ] || fail 1 "$archive.sha256 is for another file"
check "$archive.sha256" || fail 1 "the checksum of $archive is wrong: it is damaged, or not what was released"
# Who may ask GitHub for attestations can see that the release workflow built the archive.
case "$REPOSITORY" in
  https://github.com/*)
    if command -v gh >/dev/null 2>&1 && gh auth status >/dev/null 2>&1; then
      gh attestation verify "$archive" --repo "${REPOSITORY#https://github.com/}" >&2 ||
        fail 1 "the attestation of $archive is missing or wrong"
    fi
    ;;
esac
case "$archive" in
  *.zip) unzip -q "$archive" ;;
  *) tar -xzf "$archive" ;;
esac

folder=${HINDSITE_BIN_DIR:-$HOME/.local/bin}
mkdir -p "$folder"
# Beside its place first, so that a hindsite that runs is replaced whole.
mv "$name/$program" "$folder/.$program.new"
mv -f "$folder/.$program.new" "$folder/$program"
printf 'Installed %s in %s\n' "$("$folder/$program" --version)" "$folder" >&2
case ":$PATH:" in
  *":$folder:"*) ;;
  *) [ -n "${GITHUB_PATH:-}" ] || printf 'hint: add %s to PATH\n' "$folder" >&2 ;;
esac
