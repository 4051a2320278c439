# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The programs that script/instructions counts and script/fast-path reads. Source it after lib.sh.

# Builds into a folder: swift-draws and c-draws, which draw again and again, and the C library. Without debugging
# information, which the valgrind of Debian 12 takes for damaged, and with all symbols.
# shellcheck disable=SC2154 # c_library_soname is of lib.sh
build_draws() {
  local scratch=$ROOT/.build-machine c_compilers
  find_c_compilers
  build_c_library
  # SwiftPM does not notice by itself that a package next door has a file more or less.
  rm -f "$scratch/release.yaml"
  swift build --quiet --package-path "$ROOT/Benchmarks" --scratch-path "$scratch" -c release \
    --product InstructionCounts >&2
  strip --strip-debug -o "$1/swift-draws" "$scratch/release/InstructionCounts"
  strip --strip-debug -o "$1/$c_library_soname" "$ROOT/.build-c/release/libWellspringC.so"
  # The last one is the toolchain's: the same compiler on every machine with this Swift.
  "${c_compilers[-1]}" -std=c99 -O2 -Wall -Wextra -Werror -I "$ROOT/Sources/WellspringC" -Wl,-rpath,"$1" \
    -o "$1/c-draws" "$ROOT/Benchmarks/C/InstructionCounts.c" "$1/$c_library_soname"
}
