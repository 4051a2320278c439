// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <openssl/err.h>
#include <openssl/ssl.h>

static inline long replay_limit_version(SSL_CTX *context, int version) {
  // Debian's default security level refuses TLS 1.1 on either side.
  SSL_CTX_set_security_level(context, 0);
  return SSL_CTX_set_min_proto_version(context, version) && SSL_CTX_set_max_proto_version(context, version);
}
