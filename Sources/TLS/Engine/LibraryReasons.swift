import COpenSSL

extension CertificateRefusal {
    /// The refusal for a verdict of the library (`X509_V_ERR_…`).
    init(code: Int32, wanted: String, leaf: Certificate?, failing: Certificate?) {
        let judged = failing ?? leaf
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED: self = .expired(notAfter: judged?.notAfter ?? 0)
        case X509_V_ERR_CERT_NOT_YET_VALID:
            self = .notYetValid(notBefore: judged?.notBefore ?? 0)
        case X509_V_ERR_HOSTNAME_MISMATCH
        where leaf?.names == [] && leaf?.commonName?.lowercased() == wanted.lowercased():
            self = .commonNameOnly(wanted)
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            self = .wrongName(wanted: wanted, offered: leaf?.names ?? [])
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            self = .selfSigned(subject: leaf?.subject ?? "")
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_CERT_UNTRUSTED:
            self = .unknownAuthority(issuer: judged?.issuer ?? "")
        case X509_V_ERR_CERT_REVOKED: self = .revoked
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL,
            X509_V_ERR_CA_MD_TOO_WEAK:
            self = .weakKey(judged?.key.description ?? "")
        case X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION:
            self = .outsideConstraints(names: leaf?.names ?? [])
        case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_CRL_HAS_EXPIRED,
            X509_V_ERR_CRL_NOT_YET_VALID, X509_V_ERR_CRL_SIGNATURE_FAILURE:
            self = .revocationUnknown
        case X509_V_ERR_CERT_SIGNATURE_FAILURE: self = .badSignature
        case X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_INVALID_CA: self = .wrongPurpose
        case _:
            self = .other(
                X509_verify_cert_error_string(Int(code)).map { String(cString: $0) }
                    ?? "error \(code)")
        }
    }
}

extension TLSFailure {
    /// Alerts of the peer are reasons from here on.
    private static let firstAlert: Int32 = 1_000

    /// The failure for a reason of the library (`SSL_R_…`); -1 for one of another part of it.
    init(reason: Int32, text: String, versions: ClosedRange<TLSVersion>) {
        switch reason {
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_VERSION_TOO_LOW,
            SSL_R_VERSION_TOO_HIGH, SSL_R_WRONG_SSL_VERSION:
            self = .noCommonVersion(ours: versions)
        case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_NO_SHARED_GROUPS,
            SSL_R_NO_SUITABLE_GROUPS, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,
            SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, SSL_R_NO_APPLICATION_PROTOCOL:
            self = .nothingInCommon
        case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, SSL_R_BAD_RECORD_TYPE:
            self = .badRecord
        case SSL_R_DIGEST_CHECK_FAILED, SSL_R_BAD_SIGNATURE, SSL_R_INAPPROPRIATE_FALLBACK:
            self = .tampered
        case SSL_R_UNEXPECTED_MESSAGE, SSL_R_UNEXPECTED_RECORD: self = .unexpectedMessage
        case SSL_R_EXCESSIVE_MESSAGE_SIZE, SSL_R_PACKET_LENGTH_TOO_LONG,
            SSL_R_DATA_LENGTH_TOO_LONG, SSL_R_ENCRYPTED_LENGTH_TOO_LONG:
            self = .tooLong(limit: 16_384)
        case Self.firstAlert..<Self.firstAlert + 256:
            self = .alert(
                TLSAlert(isFatal: true, code: UInt8(truncatingIfNeeded: reason - Self.firstAlert)))
        case _: self = .other(text)
        }
    }
}
