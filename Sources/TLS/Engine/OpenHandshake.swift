import COpenSSL
import Ciphers

/// What a handshake comes to after some octets of the peer.
enum HandshakeStep: Sendable {
    case goesOn(send: [UInt8])
    case done(send: [UInt8], HandshakeResult)
    case failed(send: [UInt8], TLSFailure)
}

/// Everything that is needed of a handshake once it is over: from here on the connection is a
/// value, and OpenSSL is not needed but for its ciphers.
struct HandshakeResult: Sendable {
    var version: TLSVersion
    var suite: CipherSuite
    var group: TLSGroup?
    var serverName: String?
    var applicationProtocol: String?
    var peerChain: [Certificate] = []
    var refusal: CertificateRefusal?
    var secrets: TrafficSecrets
    /// `tls-exporter`, from version 1.3 on.
    var exporter: [UInt8] = []
    /// `tls-unique`, before version 1.3: the first of the two Finished messages.
    var finished: [UInt8] = []
    var keyLog: [String] = []
    /// What the peer sent behind the handshake.
    var rest: [UInt8] = []
}

/// One handshake under way: owns an `SSL` of OpenSSL and its two memory BIOs.
///
/// Many copies of a `TLSEngine` may hold the same one. It knows how many octets it was given; an
/// engine that counts differently is a copy from before and must make one of its own, by giving
/// it again what it has recorded.
final class OpenHandshake: @unchecked Sendable {
    /// What is needed to begin one, or to begin it again.
    struct Opening: Hashable, Sendable {
        var isClient: Bool
        var peerName: TLSPeerName?
        /// The date by which certificates are judged, in seconds after 1970-01-01 UTC.
        var unixSeconds: Int64
        var chance: ChanceStream
    }

    private let library: SeededLibrary
    private let context: TLSContext
    /// The `SSL`; nil when the handshake is over.
    private var session: OpaquePointer?
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private let isClient: Bool
    private let wanted: String
    private var chance: ChanceStream
    private(set) var taken = 0
    private var keyLog: [String] = []
    private var peerChain: [Certificate] = []
    private var refusal: CertificateRefusal?
    /// The alert that we sent, level and code.
    private var sentAlert: TLSAlert?

    /// The longest secret log of one handshake.
    private static let logLimit = 16

    /// Begins; nothing is sent before the first `step`.
    init(_ opening: Opening, _ context: TLSContext, _ library: SeededLibrary) throws(TLSFailure) {
        guard let session = SSL_new(context.pointer) else { throw .unusable("SSL_new") }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
            SSL_free(session)
            throw .unusable("BIO_new")
        }
        // Each of the two belongs to the session from here on.
        SSL_set_bio(session, incoming, outgoing)
        self.library = library
        self.context = context
        self.session = session
        self.incoming = incoming
        self.outgoing = outgoing
        isClient = opening.isClient
        wanted = opening.peerName?.description ?? ""
        chance = opening.chance
        SSL_set_ex_data(session, 0, Unmanaged.passUnretained(self).toOpaque())
        if opening.isClient {
            SSL_set_connect_state(session)
            try expect(opening)
        } else {
            SSL_set_accept_state(session)
            if let key = context.unsharedKey {
                guard let copy = EVP_PKEY_dup(key) else { throw .unusable("EVP_PKEY_dup") }
                defer { EVP_PKEY_free(copy) }
                guard SSL_use_PrivateKey(session, copy) == 1 else {
                    throw .unusable("the private key")
                }
            }
        }
    }

    deinit { SSL_free(session) }

    /// Says whom the certificate must name, and the date (RFC 9525 §6).
    private func expect(_ opening: Opening) throws(TLSFailure) {
        let parameters = SSL_get0_param(session)
        X509_VERIFY_PARAM_set_time(parameters, Int(opening.unixSeconds))
        // Names count in the alternative names only, and `*` only as a whole first label.
        X509_VERIFY_PARAM_set_hostflags(
            parameters,
            UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        if context.checksRevocation {
            X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_CRL_CHECK))
        }
        switch opening.peerName {
        case nil: break
        case .host(let name):
            guard X509_VERIFY_PARAM_set1_host(parameters, name, name.utf8.count) == 1,
                maillab_set_server_name(session, name) == 1
            else { throw .unusable("the name \(name)") }
        case .address(let address):
            // An address is no server name (RFC 9525 §6.1.1 keeps them apart).
            let octets = address.octets
            guard X509_VERIFY_PARAM_set1_ip(parameters, octets, octets.count) == 1 else {
                throw .unusable("the address \(address)")
            }
        }
    }

    /// Goes on with `octets`, given that the engine has given `count` octets before; nil when
    /// another copy of the engine has gone on already.
    func step(_ octets: [UInt8], after count: Int) -> HandshakeStep? {
        // The stream is only in the library while the library is in use.
        var stream = ChanceStream(seed: [])
        return library.with(&stream) { _ in
            guard count == taken, let session else { return nil }
            let step = library.lend(&chance) { advance(session, octets) }
            if case .goesOn = step { return step }
            // The C memory goes at once, however many old copies still point here.
            SSL_free(session)
            self.session = nil
            return step
        }
    }

    /// The object behind a session, for callbacks that OpenSSL makes during `step`.
    static func behind(_ session: OpaquePointer?) -> OpenHandshake? {
        guard let session, let data = SSL_get_ex_data(session, 0) else { return nil }
        return Unmanaged<OpenHandshake>.fromOpaque(data).takeUnretainedValue()
    }

    func note(secret line: String) {
        if keyLog.count < Self.logLimit { keyLog.append(line) }
    }

    func note(alert value: Int32) {
        sentAlert = TLSAlert(
            isFatal: value >> 8 == 2, code: UInt8(truncatingIfNeeded: value & 0xFF))
    }

    func note(verified store: OpaquePointer, _ passed: Bool) {
        peerChain = []
        let leaf = DEROctets.of { i2d_X509(X509_STORE_CTX_get0_cert(store), $0) }
        if let leaf = try? Certificate(leaf) { peerChain.append(leaf) }
        for index in 0..<min(8, maillab_intermediate_count(store)) {
            let octets = DEROctets.of { i2d_X509(maillab_intermediate(store, index), $0) }
            // The first one is among them once more.
            if octets != leaf, let other = try? Certificate(octets) { peerChain.append(other) }
        }
        guard !passed else { return }
        let failing = DEROctets.of { i2d_X509(X509_STORE_CTX_get_current_cert(store), $0) }
        refusal = CertificateRefusal(
            code: X509_STORE_CTX_get_error(store), wanted: wanted, leaf: peerChain.first,
            failing: try? Certificate(failing))
    }
}

extension OpenHandshake {
    private func advance(_ session: OpaquePointer, _ octets: [UInt8]) -> HandshakeStep {
        taken += octets.count
        if !octets.isEmpty { BIO_write(incoming, octets, Int32(clamping: octets.count)) }
        let status = SSL_do_handshake(session)
        let sent = Self.drain(outgoing)
        if status == 1 {
            guard let result = result(of: session) else {
                return .failed(send: sent, .unusable("the suite that was negotiated"))
            }
            return .done(send: sent, result)
        }
        guard SSL_get_error(session, status) != SSL_ERROR_WANT_READ else {
            return .goesOn(send: sent)
        }
        return .failed(send: sent, failure())
    }

    private static func drain(_ memory: OpaquePointer) -> [UInt8] {
        let count = maillab_pending(memory)
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            used = max(0, Int(BIO_read(memory, buffer.baseAddress, Int32(clamping: count))))
        }
    }

    private func failure() -> TLSFailure {
        if let refusal, sentAlert != nil { return .certificate(refusal) }
        let code = ERR_peek_error()
        guard code != 0 else { return .other("no reason given") }
        return TLSFailure(
            reason: maillab_error_is_of_tls(code) == 1 ? maillab_error_reason(code) : -1,
            text: ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)",
            versions: context.versions)
    }

    private func result(of session: OpaquePointer) -> HandshakeResult? {
        guard let version = TLSVersion(rawValue: UInt16(truncatingIfNeeded: SSL_version(session))),
            let chosen = SSL_get_current_cipher(session),
            let suite = CipherSuite(rawValue: SSL_CIPHER_get_protocol_id(chosen)),
            let secrets = secrets(version, of: session)
        else { return nil }
        var result = HandshakeResult(version: version, suite: suite, secrets: secrets)
        result.group = group(maillab_negotiated_group(session))
        result.serverName = maillab_server_name(session).map { String(cString: $0) }
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(session, &name, &count)
        if let name, count > 0 {
            result.applicationProtocol = String(
                decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
        }
        result.peerChain = peerChain
        result.refusal = refusal
        if version == .tls13 {
            result.exporter = [UInt8](repeating: 0, count: 32)
            let label = "EXPORTER-Channel-Binding"
            SSL_export_keying_material(
                session, &result.exporter, 32, label, label.utf8.count, nil, 0, 1)
        } else {
            // Without resumption the client's Finished is the first (RFC 5246 §7.3).
            var buffer = [UInt8](repeating: 0, count: 64)
            let count =
                isClient
                ? SSL_get_finished(session, &buffer, 64)
                : SSL_get_peer_finished(session, &buffer, 64)
            result.finished = Array(buffer.prefix(count))
        }
        result.keyLog = keyLog
        result.rest = Self.drain(incoming)
        return result
    }

    private func group(_ number: Int32) -> TLSGroup? {
        switch number {
        case NID_X25519: .x25519
        case NID_X9_62_prime256v1: .secp256r1
        case NID_secp384r1: .secp384r1
        case _: nil
        }
    }

    private func secrets(
        _ version: TLSVersion, of session: OpaquePointer
    ) -> TrafficSecrets? {
        if version == .tls13 {
            func secret(_ label: String) -> [UInt8]? {
                keyLog.first { $0.hasPrefix(label + " ") }?.utf8.split(separator: UInt8(ascii: " "))
                    .last.flatMap { HexText.octets(Substring($0)) }
            }
            guard let client = secret("CLIENT_TRAFFIC_SECRET_0"),
                let server = secret("SERVER_TRAFFIC_SECRET_0")
            else { return nil }
            return .traffic(client: client, server: server)
        }
        var master = [UInt8](repeating: 0, count: 48)
        var client = [UInt8](repeating: 0, count: 32)
        var server = client
        guard SSL_SESSION_get_master_key(SSL_get_session(session), &master, 48) == 48,
            SSL_get_client_random(session, &client, 32) == 32,
            SSL_get_server_random(session, &server, 32) == 32
        else { return nil }
        return .master(master, clientRandom: client, serverRandom: server)
    }
}
