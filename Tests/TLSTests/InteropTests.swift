import Clockwork
import Foundation
import Session
import Support
import TLS
import Testing

private let openssl: String? = [
    "/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl",
]
.first { FileManager.default.isExecutableFile(atPath: $0) }

/// Files for another program, in a folder that goes away with this.
private final class Files {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("maillab-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ name: String, _ text: String) throws -> String {
        let file = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file.path
    }
}

/// The `openssl` program, under way; what it says goes into a file, so that nobody waits for the
/// end of a pipe that another child may hold open.
private final class Program {
    private let process = Process()
    private let input = Pipe()
    private let file: URL

    init(_ arguments: [String]) throws {
        file = FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-\(UUID().uuidString).txt")
        try Data().write(to: file)
        let output = try FileHandle(forWritingTo: file)
        process.executableURL = URL(fileURLWithPath: openssl ?? "")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    deinit {
        end()
        try? FileManager.default.removeItem(at: file)
    }

    func type(_ text: String) {
        if process.isRunning { input.fileHandleForWriting.write(Data(text.utf8)) }
    }

    /// Everything that it has said.
    var said: String {
        String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    }

    /// Waits until it has said something, for five seconds at most.
    func waits(for text: String) -> Bool {
        for _ in 0..<100 {
            if said.contains(text) { return true }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return false
    }

    /// Everything that it said, once it has ended or been ended.
    func finish() -> String {
        try? input.fileHandleForWriting.close()
        for _ in 0..<100 where process.isRunning { Thread.sleep(forTimeInterval: 0.05) }
        end()
        return said
    }

    /// Ends it for certain: a child may have been born with the gentler signals blocked.
    private func end() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}

@Suite(
    "Against the openssl program", .serialized,
    .enabled(if: openssl != nil, "openssl is not installed: apt-get install openssl"))
struct InteropTests {
    private static let date = "\(Fixture.calendar.unixNanoseconds(Fixture.morning) / 1_000_000_000)"

    /// Drives an engine over a wire until `isDone`, or until the wire ends.
    private static func drive(
        _ engine: inout TLSEngine, _ wire: LoopbackWire, _ said: inout [TLSEngine.Output],
        first: [TLSEngine.Input] = [], until isDone: ([TLSEngine.Output]) -> Bool
    ) {
        var inputs = first
        while true {
            for input in inputs {
                var outbox: [TLSEngine.Output] = []
                engine.handle(input, at: Fixture.morning, into: &outbox)
                for output in outbox {
                    if case .send(let octets) = output {
                        wire.send(octets)
                    } else {
                        said.append(output)
                    }
                }
            }
            if isDone(said) || wire.isAtEnd { return }
            let octets = wire.receive()
            if octets.isEmpty, !wire.isAtEnd { return }
            inputs = wire.isAtEnd ? [.closedByPeer] : [.received(octets)]
        }
    }

    private static func text(_ said: [TLSEngine.Output]) -> String {
        said.map { if case .received(let octets) = $0 { Transcript.text(octets) } else { "" } }
            .joined()
    }

    private static let versions: [(version: TLSVersion, flag: String)] = [
        (.tls10, "-tls1"), (.tls11, "-tls1_1"), (.tls12, "-tls1_2"), (.tls13, "-tls1_3"),
    ]

    @Test("our server and openssl's client", arguments: TLSVersion.allCases)
    func server(version: TLSVersion) throws {
        let files = try Files()
        let root = try files.write("root.pem", Fixture.authority.rootPEM)
        var program: Program?
        let flag = try #require(Self.versions.first { $0.version == version }?.flag)
        let wire = try LoopbackWire.listen { port in
            program = try Program([
                "s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", root,
                "-verify_return_error", "-verify_hostname", Fixture.host, "-servername",
                Fixture.host, "-attime", Self.date, "-cipher", "ALL:@SECLEVEL=0", flag,
            ])
        }
        let line = try #require(wire)
        let client = try #require(program)
        var engine = TLSEngine(
            role: .server(Fixture.server { $0 = .lenient }), chance: Fixture.chance(1, "server"))
        var said: [TLSEngine.Output] = []
        Self.drive(&engine, line, &said, first: [.start]) { !$0.isEmpty }
        guard case .secured(let facts)? = said.first else {
            Issue.record("\(said) \(client.finish())")
            return
        }
        #expect(facts.protocolVersion == version.description)
        #expect(facts.serverName == Fixture.host)
        client.type("hello\n")
        Self.drive(&engine, line, &said) { Self.text($0).contains("hello") }
        // K asks for new keys, and the conversation goes on; R asks for a new handshake, which is
        // refused in good order.
        if version == .tls13 {
            client.type("K\n")
            #expect(client.waits(for: "KEYUPDATE"))
            client.type("after\n")
            Self.drive(&engine, line, &said) { Self.text($0).contains("after") }
            Self.drive(&engine, line, &said, first: [.write(octets("good-bye\n"))]) { _ in true }
            #expect(client.waits(for: "good-bye"))
        } else {
            client.type("R\n")
            #expect(client.waits(for: "RENEGOTIATING"))
            Self.drive(&engine, line, &said, first: [.received(line.receive())]) { _ in true }
            #expect(client.waits(for: "no renegotiation"))
        }
        Self.drive(&engine, line, &said, first: [.close]) { _ in true }
        let output = client.finish()
        #expect(output.contains("Verify return code: 0 (ok)"), "\(output)")
        #expect(Self.text(said).hasPrefix("hello\\x0A"))
    }

    @Test("our client and openssl's server", arguments: TLSVersion.allCases)
    func client(version: TLSVersion) throws {
        let files = try Files()
        let chain = try files.write("chain.pem", Fixture.good.certificatePEM)
        let key = try files.write("key.pem", Fixture.good.keyPEM)
        let flag = try #require(Self.versions.first { $0.version == version }?.flag)
        // The port that a listener had a moment ago is free now.
        var port: UInt16 = 0
        _ = try LoopbackWire.listen { free in
            port = free
            _ = LoopbackWire(port: free)
        }
        let program = try Program([
            "s_server", "-accept", "127.0.0.1:\(port)", "-cert", chain, "-cert_chain", chain,
            "-key", key,
            "-cipher", "ALL:@SECLEVEL=0", "-naccept", "1", "-rev", flag,
        ])
        var wire: LoopbackWire?
        for _ in 0..<100 where wire == nil {
            wire = LoopbackWire(port: port)
            if wire == nil { Thread.sleep(forTimeInterval: 0.05) }
        }
        let line = try #require(wire)
        var engine = TLSEngine(
            role: .client(
                Fixture.client { $0.settings = Fixture.settings(version) },
                to: .host(Fixture.host)), chance: Fixture.chance(1, "client"))
        var said: [TLSEngine.Output] = []
        Self.drive(&engine, line, &said, first: [.start]) { !$0.isEmpty }
        Self.drive(&engine, line, &said, first: [.write(octets("drawer\n"))]) {
            Self.text($0).contains("reward")
        }
        Self.drive(&engine, line, &said, first: [.close]) { _ in true }
        let output = program.finish()
        guard case .secured(let facts)? = said.first else {
            Issue.record("\(said) \(output)")
            return
        }
        #expect(facts.protocolVersion == version.description)
        #expect(facts.verification == .passed)
        #expect(Self.text(said).contains("reward\\x0A"), "\(said) \(output)")
    }

    @Test("openssl reads our certificates, and judges them as we do")
    func certificates() throws {
        let files = try Files()
        let root = try files.write("root.pem", Fixture.authority.rootPEM)
        for defect in [CertificateDefect?.none] + CertificateDefect.allCases.map(Optional.some) {
            let identity = Fixture.authority.identity(for: [Fixture.host], defect: defect)
            let leaf = try files.write("leaf.pem", identity.certificatePEM)
            var arguments = [
                "verify", "-attime", Self.date, "-CAfile", root, "-untrusted", leaf,
                "-auth_level", "2", "-verify_hostname", Fixture.host, "-x509_strict", leaf,
            ]
            if defect == .commonNameOnly || defect == .revoked { arguments = ["version"] }
            let output = try Program(arguments).finish()
            let expected =
                switch defect {
                case nil: "OK"
                case .expired: "has expired"
                case .notYetValid: "not yet valid"
                case .wrongName: "ostname mismatch"
                case .unknownAuthority, .incompleteChain: "unable to get"
                case .selfSigned: "self-signed"
                case .weakKey: "key too weak"
                case .commonNameOnly, .revoked: "OpenSSL"
                }
            #expect(output.contains(expected), "\(String(describing: defect)): \(output)")
        }
        let revoked = Fixture.authority.identity(for: ["gone.example"], defect: .revoked).chain[0]
        let list = try files.write(
            "list.der.b64",
            Data(Fixture.authority.revocationList(of: [revoked])).base64EncodedString(
                options: .lineLength64Characters) + "\n")
        let binary = list + ".der"
        _ = try Program(["base64", "-d", "-in", list, "-out", binary]).finish()
        let output = try Program(["crl", "-inform", "DER", "-in", binary, "-text", "-noout"])
            .finish()
        #expect(output.contains("Key Compromise"), "\(output)")
        #expect(output.contains("CN = MailLab Intermediate") || output.contains("CN=MailLab"))
    }
}
