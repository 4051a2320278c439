/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wellspring.h: random bytes for C programs. Link with -lwellspring (pkg-config wellspring).
 *
 *     if (wellspring_start(NULL, 2000) != WELLSPRING_OK) ...;
 *     unsigned char key[32];
 *     if (wellspring_secret_bytes(key, sizeof key) != WELLSPRING_OK) ...;
 *
 * One service for a process: noise sources with SP 800-90B health tests, SHA-3 conditioning, an AES-256 CTR_DRBG with a
 * reseed policy, and under it a generator for each thread.
 *
 * Every function may be called from every thread and does not contend with others. After a fork the child seeds itself
 * at its first call, and never gives what its parent gives. Nothing blocks beyond the deadline of the configuration.
 *
 * From a signal handler: a call that has interrupted another call of its thread returns WELLSPRING_REENTRANT_CALL. The
 * first call of a thread, and one that has to seed, allocates memory, which a handler must not do.
 *
 * On every result but WELLSPRING_OK the buffer holds zeros, or was no buffer (WELLSPRING_INVALID_ARGUMENT).
 */
#ifndef WELLSPRING_H
#define WELLSPRING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header; wellspring_version has the library's. */
#define WELLSPRING_VERSION "0.1.0"

/* What a call came to. Numbers keep their meaning in later versions; there may be more of them. */
enum wellspring_result {
  WELLSPRING_OK = 0,
  /* wellspring_start has not been called, or wellspring_shutdown has: call it. */
  WELLSPRING_NOT_STARTED = 1,
  /* The service runs with another configuration: use that one, or shut it down first. */
  WELLSPRING_ALREADY_STARTED = 2,
  /* The configuration is wrong: wellspring_last_error has place, value, limit and fix. */
  WELLSPRING_INVALID_CONFIGURATION = 3,
  /* No source could seed within the deadline: wellspring_last_error names each with its reason. */
  WELLSPRING_SOURCES_UNAVAILABLE = 4,
  /* The same in a forked child, which has to seed anew. */
  WELLSPRING_SOURCES_UNAVAILABLE_AFTER_FORK = 5,
  /* The profile takes credited entropy only, and no source has any. */
  WELLSPRING_NO_CREDITED_SOURCE = 6,
  /* Prediction resistance needs a live source of credited entropy. */
  WELLSPRING_PREDICTION_RESISTANCE_UNAVAILABLE = 7,
  /* The last seed is at its hard limit and no source could give a new one. */
  WELLSPRING_STOPPED = 8,
  /* A known-answer test failed: replace the library or the machine. */
  WELLSPRING_SELF_TEST_FAILED = 9,
  /* The generator is in its error state: restart the program. */
  WELLSPRING_GENERATOR_FAILED = 10,
  /* The process is about to end. */
  WELLSPRING_SHUT_DOWN = 11,
  /* A signal handler has interrupted a call of its own thread. */
  WELLSPRING_REENTRANT_CALL = 12,
  /* The operating system's generator gives nothing to mix in: a sandbox forbids getrandom(2). */
  WELLSPRING_FRESH_RANDOMNESS_UNAVAILABLE = 13,
  /* There was no memory. */
  WELLSPRING_OUT_OF_MEMORY = 14,
  /* A null pointer, or a length that no buffer has: nothing was written. */
  WELLSPRING_INVALID_ARGUMENT = 15
};

/*
 * Starts the service and waits until it is seeded. Calling it again with the same configuration does nothing. Where no
 * source could seed, the service is there, unseeded: each call tries again, and for another configuration it has to be
 * shut down first.
 *
 * configuration: path of a file as `wellspring config check` reads it; NULL for the built-in configuration. No other
 *     file, and no environment variable, is read.
 * deadline_milliseconds: how long to wait for the first seed; at most ten minutes are waited.
 */
int wellspring_start(const char *configuration, unsigned deadline_milliseconds);

/*
 * Fills a buffer with random bytes that are not keys, at the speed of a copy: up to 1 KiB from the thread's pool of
 * 4 KiB. In a virtual machine that was cloned from a snapshot, what a pool still held may come out in both, unless the
 * hypervisor has a counter of clones.
 */
int wellspring_fill(void *buffer, size_t length);

/*
 * Fills a buffer with bytes that are to be kept secret: keys. Never from a pool; each call is a strict SP 800-90A request
 * with fresh randomness of the operating system in it, so that no two clones of a machine make the same key.
 */
int wellspring_secret_bytes(void *buffer, size_t length);

/*
 * The same after a reseed with entropy that was collected after this call began (prediction resistance, SP 800-90A 8.8).
 * Slow, and an error where no source of credited entropy is live.
 */
int wellspring_prediction_resistant_bytes(void *buffer, size_t length);

/*
 * A nonce of 96 bits, as AES-GCM takes it: random, from a generator that makes no secrets, and clone-safe as secret
 * bytes are. Use no key with more than 2^32 of them.
 */
int wellspring_nonce(unsigned char nonce[12]);

/* The state of the generator. */
enum wellspring_state {
  WELLSPRING_STATE_NOT_STARTED = 0,
  WELLSPRING_STATE_UNSEEDED = 1,
  WELLSPRING_STATE_SEEDED = 2,
  /* A reseed that was due could not be made. */
  WELLSPRING_STATE_DEGRADED = 3,
  /* At the hard limit of the last seed: nothing is served. */
  WELLSPRING_STATE_STOPPED = 4,
  /* A self-test or an invariant failed: nothing is served. */
  WELLSPRING_STATE_ERROR = 5
};

enum wellspring_state wellspring_status(void);

/*
 * The whole status as the JSON document of `wellspring status --json`: sources, health tests, ledger, events.
 *
 * Writes at most `capacity` bytes with a final zero, and returns the length of the whole document without it, as
 * snprintf does; 0 when the service has not been started.
 */
size_t wellspring_status_json(char *buffer, size_t capacity);

/* One sentence for a result; never NULL, lives as long as the process. */
const char *wellspring_error_text(int result);

/*
 * What the last failed call of this thread says: one sentence with values and what to do. Never a secret. Writes and
 * returns as wellspring_status_json does; 0 when no call of this thread has failed.
 */
size_t wellspring_last_error(char *buffer, size_t capacity);

/* The version of the library, "0.1.0". */
const char *wellspring_version(void);

/*
 * Ends the service: no call that begins after it succeeds, in any thread, and the pools and states of threads that are not
 * in a call are wiped. wellspring_start begins anew. The end of the process does the same by itself.
 */
void wellspring_shutdown(void);

/*
 * Keeps secrets in this process: no core dump, no debugger of the same user. For the first lines of a program that holds
 * keys. 1 when the kernel granted both, else 0.
 */
int wellspring_harden_process(void);

#ifdef __cplusplus
}
#endif

#endif
