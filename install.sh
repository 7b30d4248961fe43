#!/bin/sh
# Installs Parley's programs on Linux or macOS, or replaces them with other versions:
#
#   curl -fsSL https://raw.githubusercontent.com/parley-chat/parley/main/install.sh | sh
#
# PARLEY_INSTALL    the folder to put them in, instead of ~/.local/bin
# PARLEY_VERSION    the version, instead of the latest
# PARLEY_DOWNLOAD   a URL that has the archives and SHA256SUMS, instead of the project's releases
set -eu

releases=https://github.com/parley-chat/parley/releases
programs="parley-server parley-client parley-crds"

# All is in functions, called by the last line: a script that was cut off does nothing.
main() {
  bin=${PARLEY_INSTALL:-${HOME:?}/.local/bin}
  folder=parley-$(system)
  archive=$folder.tar.gz
  url=$(download_url)

  temporary=$(mktemp -d)
  trap 'rm -rf "$temporary"; for name in $programs; do rm -f "$bin/.$name.$$"; done' EXIT
  trap 'exit 1' HUP INT TERM

  echo "Fetching $url/$archive"
  fetch "$url/SHA256SUMS" "$temporary/SHA256SUMS"
  fetch "$url/$archive" "$temporary/$archive"
  check_sum
  tar -xzf "$temporary/$archive" -C "$temporary" || fail "Cannot unpack \"$archive\""
  put_in_place
  say_what_is_next
}

fail() {
  echo "$1" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# Prints the system's name as in the archives, or says why there is none for it.
system() {
  machine=$(uname -m)
  case $(uname -s) in
    Linux)
      name=linux
      ! is_musl || fail "Cannot install on this system: the programs need glibc, and it has musl"
      ;;
    Darwin)
      name=macos
      # Under Rosetta a shell takes itself for one on an Intel processor.
      [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || true)" != 1 ] || machine=arm64
      ;;
    MINGW* | MSYS* | CYGWIN*) fail "Cannot install on Windows with this script: use install.ps1" ;;
    *) fail "Cannot install on \"$(uname -s)\": there are programs for Linux, macOS and Windows" ;;
  esac
  case $machine in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) machine= ;;
  esac
  if [ -z "$machine" ] || [ "$(getconf LONG_BIT 2>/dev/null || echo 64)" != 64 ]; then
    fail "Cannot install on \"$(uname -m)\": the programs need a 64-bit system on x86_64 or aarch64"
  fi
  echo "$name-$machine"
}

is_musl() {
  if has ldd; then ldd --version 2>&1 | grep -qi musl; else ls /lib/ld-musl-* >/dev/null 2>&1; fi
}

download_url() {
  if [ "${PARLEY_DOWNLOAD:-}" ]; then
    echo "${PARLEY_DOWNLOAD%/}"
  elif [ "${PARLEY_VERSION:-}" ]; then
    echo "$releases/download/v${PARLEY_VERSION#v}"
  else
    echo "$releases/latest/download"
  fi
}

fetch() {
  if has curl; then
    curl --fail --silent --show-error --location --output "$2" "$1"
  elif has wget; then
    wget -q -O "$2" "$1"
  else
    fail "Cannot fetch anything without curl or wget"
  fi || fail "Cannot fetch \"$1\""
}

check_sum() {
  published=$(sed -n "s/^\([0-9a-f]\{64\}\) [ *]$archive\$/\1/p" "$temporary/SHA256SUMS")
  [ "$published" ] || fail "Cannot find \"$archive\" in \"$url/SHA256SUMS\""
  if has sha256sum; then
    actual=$(sha256sum "$temporary/$archive")
  elif has shasum; then
    actual=$(shasum -a 256 "$temporary/$archive")
  else
    fail "Cannot check what was fetched without sha256sum or shasum"
  fi
  [ "${actual%% *}" = "$published" ] ||
    fail "Cannot use \"$url/$archive\": its SHA-256 sum is ${actual%% *} instead of $published"
}

# All of them have to be there and to start before the first one is replaced.
put_in_place() {
  mkdir -p "$bin" || fail "Cannot make \"$bin\""
  for name in $programs; do
    cp "$temporary/$folder/$name" "$bin/.$name.$$" || fail "Cannot write to \"$bin\""
    chmod 755 "$bin/.$name.$$"
    "$bin/.$name.$$" --version || fail "Cannot start \"$name\" on this system"
  done
  for name in $programs; do
    mv -f "$bin/.$name.$$" "$bin/$name" || fail "Cannot replace \"$bin/$name\""
  done
}

say_what_is_next() {
  echo "They are in $bin"
  case :${PATH:-}: in
    *:"$bin":*) ;;
    *)
      echo "Your shell finds them there after:"
      echo
      echo "  export PATH=\"$bin:\$PATH\""
      ;;
  esac
  echo
  echo "Start a server, then chat from two other terminals:"
  echo
  echo "  parley-server 55555"
  echo "  parley-client Panda localhost 55555"
  echo "  parley-client Alice localhost 55555"
}

main
