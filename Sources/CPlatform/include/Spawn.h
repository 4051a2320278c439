// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/types.h>

#pragma clang assume_nonnull begin

/// Makes a pipe whose reading end never waits; neither end outlives an exec. 0, or errno.
int platform_pipe(int *ends);

/// Starts a program that has nothing of this process: /dev/null as standard input and error, `output` as standard output,
/// no other descriptor, no signal mask or handler, and an environment of two harmless variables. 0, or errno.
///
/// - arguments: ends with NULL; the first is the program's name.
int platform_spawn_alone(const char *path, char *_Nullable const *_Nonnull arguments, int output, pid_t *process);

/// Starts a program in a process group of its own, with this process's environment and standard error: /dev/null as standard
/// input, `output` as standard output (/dev/null if negative), no other descriptor, no signal mask or handler. 0, or errno.
int platform_spawn_group(const char *path, char *_Nullable const *_Nonnull arguments, int output, pid_t *process);

/// Ends this process group, too, when a signal that asks for it ends this process (SIGINT, SIGTERM, SIGHUP); none if 0.
void platform_end_group_with_us(pid_t group);

/// Takes note of the end of a child, now or whenever it comes, so that nothing of it stays behind. Waits for nobody: where
/// the child still runs, a thread of its own does.
void platform_reap(pid_t process);

#pragma clang assume_nonnull end
