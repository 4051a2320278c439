// SPDX-License-Identifier: Apache-2.0
import Testing

/// One line of the table of output entropies.
struct AccountRow: CustomTestStringConvertible, Sendable {
  let nIn: Int
  let nOut: Int
  let nw: Int
  let hIn: Double
  /// h_out to 20 digits, as far as a Double holds them.
  let hOut: Double
  /// min(n_out, nw, h_in) − h_out to 17 digits.
  let deficit: Double

  var testDescription: String { "(\(nIn), \(nOut), \(nw), \(hIn))" }

  /// Output_Entropy of SP 800-90B 3.1.5.1.2 as B-31 writes it, computed with mpmath 1.3.0 at 8000 bits:
  ///
  ///     ph = 2^-h_in; pl = (1 - ph) / (2^n_in - 1); n = min(n_out, nw)
  ///     psi = 2^(n_in - n) pl + ph; u = 2^(n_in - n) + sqrt(2 n 2^(n_in - n) ln 2)
  ///     h_out = -log2(max(psi, u pl)); deficit = min(n_out, nw, h_in) - h_out
  ///
  /// The first nine are the vectors of B-33.
  static let all = [
    AccountRow(nIn: 512, nOut: 256, nw: 256, hIn: 256.0, hOut: 255.0, deficit: 1.0),
    AccountRow(
      nIn: 512, nOut: 256, nw: 256, hIn: 288.0, hOut: 255.99999999966409639, deficit: 3.3590361492731879e-10),
    AccountRow(nIn: 512, nOut: 256, nw: 256, hIn: 320.0, hOut: 256.0, deficit: 7.8208654878293889e-20),
    AccountRow(nIn: 1024, nOut: 384, nw: 384, hIn: 384.0, hOut: 383.0, deficit: 1.0),
    AccountRow(nIn: 1024, nOut: 384, nw: 384, hIn: 448.0, hOut: 384.0, deficit: 7.8208654878293889e-20),
    AccountRow(nIn: 1024, nOut: 512, nw: 512, hIn: 512.0, hOut: 511.0, deficit: 1.0),
    AccountRow(nIn: 1024, nOut: 512, nw: 512, hIn: 576.0, hOut: 512.0, deficit: 7.8208654878293889e-20),
    AccountRow(nIn: 4096, nOut: 512, nw: 512, hIn: 384.0, hOut: 384.0, deficit: 4.2396996763107639e-39),
    AccountRow(
      nIn: 4096, nOut: 256, nw: 256, hIn: 200.0, hOut: 199.99999999999999998, deficit: 2.0021415648843235e-17),
    AccountRow(
      nIn: 448, nOut: 384, nw: 384, hIn: 448.0, hOut: 383.99999999224988732, deficit: 7.7501126845915247e-9),
    AccountRow(
      nIn: 448, nOut: 384, nw: 384, hIn: 447.0, hOut: 383.99999999224988732, deficit: 7.7501126845915247e-9),
    AccountRow(nIn: 512, nOut: 384, nw: 384, hIn: 448.0, hOut: 384.0, deficit: 1.8044637295902256e-18),
    AccountRow(
      nIn: 456, nOut: 384, nw: 384, hIn: 448.5, hOut: 383.99999999951561796, deficit: 4.8438204400669773e-10),
    AccountRow(nIn: 600, nOut: 384, nw: 384, hIn: 500.25, hOut: 384.0, deficit: 1.02571887600233e-31),
    AccountRow(
      nIn: 1024, nOut: 384, nw: 384, hIn: 416.0, hOut: 383.99999999966409639, deficit: 3.3590361492731879e-10),
    AccountRow(
      nIn: 1024, nOut: 384, nw: 384, hIn: 400.5, hOut: 383.99998443399134534, deficit: 1.5566008654656192e-5),
    AccountRow(
      nIn: 512, nOut: 256, nw: 256, hIn: 255.0, hOut: 254.41503749927884382, deficit: 0.58496250072115618),
    AccountRow(
      nIn: 2048, nOut: 384, nw: 384, hIn: 383.00390625, hOut: 382.41764049041591313,
      deficit: 0.58626575958408687),
    AccountRow(
      nIn: 384, nOut: 384, nw: 384, hIn: 384.0, hOut: 379.4106901114615731, deficit: 4.5893098885384269),
    AccountRow(nIn: 384, nOut: 384, nw: 384, hIn: 100.0, hOut: 100.0, deficit: 4.6414723793849199e-86),
    AccountRow(nIn: 1024, nOut: 384, nw: 384, hIn: 1024.0, hOut: 384.0, deficit: 1.5583652920295551e-95),
    AccountRow(nIn: 65536, nOut: 384, nw: 384, hIn: 448.0, hOut: 384.0, deficit: 7.8208654878293889e-20),
    AccountRow(nIn: 458752, nOut: 384, nw: 384, hIn: 448.0, hOut: 384.0, deficit: 7.8208654878293889e-20),
    AccountRow(
      nIn: 16, nOut: 16, nw: 16, hIn: 8.0, hOut: 7.9943972937706239866, deficit: 0.0056027062293760134),
    AccountRow(nIn: 64, nOut: 8, nw: 8, hIn: 8.0, hOut: 7.0028205190623786627, deficit: 0.99717948093762134),
    AccountRow(nIn: 64, nOut: 8, nw: 8, hIn: 3.5, hOut: 3.4430171170335663134, deficit: 0.056982882966433687),
    AccountRow(nIn: 1024, nOut: 384, nw: 384, hIn: 0.0, hOut: 0.0, deficit: 0.0),
    AccountRow(
      nIn: 400, nOut: 384, nw: 384, hIn: 390.0, hOut: 383.87550420391202855, deficit: 0.12449579608797145),
    AccountRow(
      nIn: 390, nOut: 384, nw: 384, hIn: 388.0, hOut: 382.04243682555739084, deficit: 1.9575631744426092),
    AccountRow(nIn: 512, nOut: 256, nw: 384, hIn: 320.0, hOut: 256.0, deficit: 7.8208654878293889e-20),
    AccountRow(nIn: 512, nOut: 384, nw: 256, hIn: 320.0, hOut: 256.0, deficit: 7.8208654878293889e-20),
    AccountRow(
      nIn: 1024, nOut: 384, nw: 384, hIn: 384.00390625, hOut: 383.00195180292707667,
      deficit: 0.99804819707292333),
  ]
}
