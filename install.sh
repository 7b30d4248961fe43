#!/bin/sh
# Installs the programs of Parley on Linux or macOS, or updates them:
#
#   curl -fsSL https://raw.githubusercontent.com/parley-chat/parley/main/install.sh | sh
#
# PARLEY_INSTALL    the folder for the programs (default: ~/.local/bin)
# PARLEY_VERSION    the version to install (default: the latest)
# PARLEY_DOWNLOAD   the URL of the archives and SHA256SUMS (default: the releases on GitHub)
set -eu

releases=https://github.com/parley-chat/parley/releases
programs="parley-server parley-client parley-crds"

# The last line calls main, so that a script that was cut off does nothing.
main() {
  bin=${PARLEY_INSTALL:-${HOME:?}/.local/bin}
  folder=parley-$(system)
  archive=$folder.tar.gz
  url=$(download_url)

  temporary=$(mktemp -d)
  trap 'rm -rf "$temporary"; for name in $programs; do rm -f "$bin/.$name.$$"; done' EXIT
  trap 'exit 1' HUP INT TERM

  echo "Downloading $url/$archive"
  download "$url/SHA256SUMS" "$temporary/SHA256SUMS"
  download "$url/$archive" "$temporary/$archive"
  verify
  tar -xzf "$temporary/$archive" -C "$temporary" || fail "Cannot unpack \"$archive\""
  install_programs
  print_next_steps
}

fail() {
  echo "$1" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# Prints the name of this system in the names of archives, or fails if there is no archive for it.
system() {
  machine=$(uname -m)
  case $(uname -s) in
    Linux)
      name=linux
      ! is_musl || fail "Cannot install on this system: Parley needs glibc, but this system has musl"
      ;;
    Darwin)
      name=macos
      # A shell under Rosetta reports an Intel processor.
      [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || true)" != 1 ] || machine=arm64
      ;;
    MINGW* | MSYS* | CYGWIN*) fail "Cannot install on Windows with this script. Use install.ps1 instead." ;;
    *) fail "Cannot install on \"$(uname -s)\": Parley runs on Linux, macOS and Windows" ;;
  esac
  case $machine in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) machine= ;;
  esac
  if [ -z "$machine" ] || [ "$(getconf LONG_BIT 2>/dev/null || echo 64)" != 64 ]; then
    fail "Cannot install on \"$(uname -m)\": Parley needs a 64-bit system on x86_64 or aarch64"
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

download() {
  if has curl; then
    curl --fail --silent --show-error --location --output "$2" "$1"
  elif has wget; then
    wget -q -O "$2" "$1"
  else
    fail "Cannot download Parley: neither curl nor wget is installed. Install one of them first."
  fi || fail "Cannot download \"$1\""
}

verify() {
  published=$(sed -n "s/^\([0-9a-f]\{64\}\) [ *]$archive\$/\1/p" "$temporary/SHA256SUMS")
  [ "$published" ] || fail "Cannot find \"$archive\" in \"$url/SHA256SUMS\""
  if has sha256sum; then
    actual=$(sha256sum "$temporary/$archive")
  elif has shasum; then
    actual=$(shasum -a 256 "$temporary/$archive")
  else
    fail "Cannot verify the download: neither sha256sum nor shasum is installed"
  fi
  [ "${actual%% *}" = "$published" ] ||
    fail "Cannot use \"$url/$archive\": its SHA-256 checksum is ${actual%% *}, expected $published"
}

# Replaces no program before all new ones have started.
install_programs() {
  mkdir -p "$bin" || fail "Cannot create \"$bin\""
  for name in $programs; do
    cp "$temporary/$folder/$name" "$bin/.$name.$$" || fail "Cannot write to \"$bin\""
    chmod 755 "$bin/.$name.$$"
    "$bin/.$name.$$" --version || fail "Cannot start \"$name\" on this system"
  done
  for name in $programs; do
    mv -f "$bin/.$name.$$" "$bin/$name" || fail "Cannot replace \"$bin/$name\""
  done
}

print_next_steps() {
  echo "Installed in $bin"
  case :${PATH:-}: in
    *:"$bin":*) ;;
    *)
      echo "Add this folder to your PATH:"
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
