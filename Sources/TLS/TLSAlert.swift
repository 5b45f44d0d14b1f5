/// What one side tells the other when something ends or is wrong (RFC 8446 §6, RFC 5246 §7.2).
package struct TLSAlert: Hashable, Sendable, CustomStringConvertible {
    /// Whether the connection is over; in version 1.3 the level says little.
    package let isFatal: Bool
    package let code: UInt8

    package init(isFatal: Bool, code: UInt8) {
        self.isFatal = isFatal
        self.code = code
    }

    static let closeNotify = TLSAlert(isFatal: false, code: 0)
    static let unexpectedMessage = TLSAlert(isFatal: true, code: 10)
    static let badRecordMAC = TLSAlert(isFatal: true, code: 20)
    static let recordOverflow = TLSAlert(isFatal: true, code: 22)
    static let decodeError = TLSAlert(isFatal: true, code: 50)
    static let userCanceled = TLSAlert(isFatal: false, code: 90)
    static let noRenegotiation = TLSAlert(isFatal: false, code: 100)

    /// The two octets that are sent.
    var octets: [UInt8] { [isFatal ? 2 : 1, code] }

    /// The name that the RFCs give it.
    package var description: String {
        Self.names.first { $0.code == code }?.name ?? "alert \(code)"
    }

    private static let names: [(code: UInt8, name: String)] = [
        (0, "close_notify"), (10, "unexpected_message"), (20, "bad_record_mac"),
        (21, "decryption_failed"), (22, "record_overflow"), (30, "decompression_failure"),
        (40, "handshake_failure"), (41, "no_certificate"), (42, "bad_certificate"),
        (43, "unsupported_certificate"), (44, "certificate_revoked"),
        (45, "certificate_expired"), (46, "certificate_unknown"), (47, "illegal_parameter"),
        (48, "unknown_ca"), (49, "access_denied"), (50, "decode_error"), (51, "decrypt_error"),
        (60, "export_restriction"), (70, "protocol_version"), (71, "insufficient_security"),
        (80, "internal_error"), (86, "inappropriate_fallback"), (90, "user_canceled"),
        (100, "no_renegotiation"), (109, "missing_extension"), (110, "unsupported_extension"),
        (112, "unrecognized_name"), (113, "bad_certificate_status_response"),
        (115, "unknown_psk_identity"), (116, "certificate_required"),
        (120, "no_application_protocol"),
    ]
}
