# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Shared set-up of the scripts in this folder. Source it; it runs nothing by itself.
#
#   set_up build test      installs the Debian packages of these purposes that are missing, finds the Swift toolchain
#
# Purposes: build (compile and link), test (script/test), docs (DocC, man page), lint (.ci/run), statistics
# (script/statistics).

# The backtracer prints registers with the memory they point to, which may be key material, and keeps a crashed
# test waiting.
export SWIFT_BACKTRACE=enable=no

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export ROOT

# Ends the script with one sentence.
die() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit "${2:-2}"
}

# The command line is wrong.
usage_error() { die "$1 (see --help)" 64; }

note() { printf '%s\n' "$1" >&2; }

# The Debian packages of a purpose. Alternatives of one line are separated by "|": any of them will do, and the first
# that the distribution has is installed.
packages_for() {
  case $1 in
    build)
      # What our modules include and link.
      echo 'libssl-dev'
      echo 'libcurl4-openssl-dev|libcurl4-gnutls-dev'
      echo 'rapidjson-dev'
      # What SwiftPM calls; without pkg-config it warns in every build that libssl-dev may be missing.
      echo 'pkg-config|pkgconf'
      echo 'git'
      echo 'ca-certificates'
      # What the toolchain links with.
      echo 'binutils'
      echo 'libc6-dev'
      echo 'libstdc++-12-dev|libstdc++-13-dev|libstdc++-14-dev|g++'
      # What the toolchain's own programs load.
      echo 'libcurl4|libcurl4t64'
      echo 'libncurses6'
      echo 'libsqlite3-0'
      echo 'libxml2|libxml2-16'
      ;;
    test)
      # Makes the certificates of the server that replays recorded answers.
      echo 'openssl'
      # Builds the root without Swift in which the installed command is tried; uidmap lets it do so without root.
      echo 'mmdebstrap'
      echo 'uidmap'
      # bzip2's own lengths, which ours are compared with.
      echo 'libbz2-dev'
      # Watches the C library for errors of memory and for leaks.
      echo 'valgrind'
      ;;
    docs)
      echo 'groff-base'
      ;;
    lint)
      echo 'shellcheck'
      ;;
    statistics)
      # The batteries of script/statistics.
      echo 'dieharder'
      echo 'ent'
      ;;
    *) die "no package list for the purpose \"$1\"" 70 ;;
  esac
}

# Sets `missing` to the lines of the given purposes of which no alternative is installed.
find_missing_packages() {
  local purpose line name installed
  installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | tr '\n' ' ')"
  missing=()
  for purpose in "$@"; do
    while read -r line; do
      for name in ${line//|/ }; do
        case $installed in *" $name "*) continue 2 ;; esac
      done
      missing+=("$line")
    done < <(packages_for "$purpose")
  done
}

# Installs what is missing of the given purposes; asks the package index only if something is.
install_packages() {
  local line name as_root=() chosen=() missing
  if ! command -v dpkg-query >/dev/null; then
    note "not a Debian system: make sure that there is what script/lib.sh lists for: $*"
    return 0
  fi
  find_missing_packages "$@"
  [ ${#missing[@]} -gt 0 ] || return 0

  note "missing packages: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      die "not root and no sudo here; as root, run: apt-get install ${missing[*]%%|*}" 69
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq </dev/null >&2 || note "apt-get update failed; going on with the lists at hand"
  for line in "${missing[@]}"; do
    for name in ${line//|/ }; do
      if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then
        chosen+=("$name")
        continue 2
      fi
    done
    die "this distribution has no package $line" 69
  done
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "${chosen[@]}" </dev/null >&2 ||
    die "apt-get could not install: ${chosen[*]}" 69
  note "installed: ${chosen[*]}"
}

# Puts the Swift toolchain on PATH.
find_swift() {
  local directory
  command -v swift >/dev/null && return 0
  for directory in /opt/swift/usr/bin /usr/libexec/swift/bin "${HOME:-/root}/.local/share/swiftly/bin"; do
    if [ -x "$directory/swift" ]; then
      PATH=$PATH:$directory
      return 0
    fi
  done
  die "no Swift toolchain in PATH or /opt/swift: install Swift 6.3 from https://www.swift.org/install/linux" 69
}

# Sets `c_compilers` to the system's C compiler, where there is one, and the toolchain's own.
find_c_compilers() {
  c_compilers=("$(dirname "$(command -v swift)")/clang")
  if command -v cc >/dev/null; then c_compilers=(cc "${c_compilers[@]}"); fi
}

set_up() {
  install_packages "$@"
  find_swift
}

# Release build of the command with the Swift runtime inside, in .build/release/wellspring. Says nothing on standard
# output, which belongs to the command.
build_release() {
  local quiet=()
  if [ -x "$ROOT/.build/release/wellspring" ]; then
    quiet=(--quiet)
  else
    note "building wellspring (release), once about a minute"
  fi
  swift build --package-path "$ROOT" "${quiet[@]}" -c release --product wellspring --static-swift-stdlib >&2
}

# The version that everything installed bears.
library_version() {
  sed -n 's/^ *public static let version = "\([0-9.]*\)"$/\1/p' "$ROOT/Sources/RandomnessService/Randomness.swift" |
    grep . || die "Randomness.swift has no version" 70
}

# The name by which programs load the C library. Its number changes when programs have to be compiled anew.
c_library_soname=libwellspring.so.0

# Release build of the C library with the Swift runtime inside, in .build-c/release/libWellspringC.so. A folder of its
# own, since its linker options are those of the whole build: in .build each build would undo the other's.
build_c_library() {
  local quiet=() library=$ROOT/.build-c/release/libWellspringC.so
  if [ -f "$library" ]; then
    quiet=(--quiet)
    # SwiftPM does not know that the library depends on its version script.
    rm "$library"
  else
    note "building the C library (release), once about a minute"
  fi
  # lld: gold leaves local symbols in the dynamic table. No rpath: it would name this machine's toolchain. nodelete:
  # threads run the library's code when they end, also behind the last dlclose.
  swift build --package-path "$ROOT" --scratch-path "$ROOT/.build-c" "${quiet[@]}" -c release --product WellspringC \
    --disable-local-rpath -Xswiftc -static-stdlib -Xswiftc -use-ld=lld -Xlinker "-soname=$c_library_soname" \
    -Xlinker -z -Xlinker nodelete \
    -Xlinker "--version-script=$ROOT/Sources/WellspringC/libwellspring.map" >&2
}

# contains WORD LIST...: whether WORD is in the list.
contains() {
  local word=$1 other
  shift
  for other in "$@"; do
    [ "$other" != "$word" ] || return 0
  done
  return 1
}

# Reads the arguments of install and uninstall into `prefix` and `destdir`, both without a slash at the end.
parse_destination() {
  prefix=/usr/local
  destdir=
  while [ $# -gt 0 ]; do
    case $1 in
      --prefix | --destdir)
        [ $# -ge 2 ] || usage_error "$1 needs a directory"
        if [ "$1" = --prefix ]; then prefix=$2; else destdir=$2; fi
        shift
        ;;
      --prefix=*) prefix=${1#*=} ;;
      --destdir=*) destdir=${1#*=} ;;
      -h | --help)
        usage
        exit 0
        ;;
      *) usage_error "unknown argument \"$1\"" ;;
    esac
    shift
  done
  case $prefix in
    */../* | */.. | */./* | */. | *//* | *$'\n'*) usage_error "the prefix \"$prefix\" is not a plain path" ;;
    /*) prefix=${prefix%/} ;;
    *) usage_error "the prefix \"$prefix\" is not an absolute path" ;;
  esac
  case $destdir in
    '' | /*) ;;
    *) destdir=$PWD/$destdir ;;
  esac
  destdir=${destdir%/}
}

# Has the loader look again at the folders that it searches: it finds a library through its cache alone. Packagers, who
# give a `destdir`, do so at their own time, and without root there is no cache to write.
tell_loader() {
  [ -z "$destdir" ] && [ "$(id -u)" -eq 0 ] || return 0
  ldconfig || note "the loader's cache was not renewed (reason above); run ldconfig"
}

# Reads an install manifest into `manifest_files` and `manifest_directories` (lines that end with a slash); refuses one
# with a path that no installation under `prefix` could have written.
read_manifest() {
  local line
  manifest_files=()
  manifest_directories=()
  while read -r line; do
    case $line in
      */../* | */.. | *//*) die "$1 is damaged: it lists \"$line\"; nothing was removed" ;;
      "$prefix"/*/) manifest_directories+=("${line%/}") ;;
      "$prefix"/*[!/]) manifest_files+=("$line") ;;
      /*/)
        case $prefix/ in
          "$line"*) manifest_directories+=("${line%/}") ;;
          *) die "$1 is damaged: it lists \"$line\"; nothing was removed" ;;
        esac
        ;;
      *) die "$1 is damaged: it lists \"$line\"; nothing was removed" ;;
    esac
  done <"$1"
}
