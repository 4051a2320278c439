// SPDX-License-Identifier: Apache-2.0

package enum CTRDRBG {
  package static let strength = 256
  package static let requestLimit = 65536
}
