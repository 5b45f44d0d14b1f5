import Session
import Support
import TLS
import Testing

@Suite("What the messages of a handshake say")
struct HandshakeMessageTests {
    private struct Reading {
        /// The messages in the clear, and those that the owner of an end reads.
        var clear: [HandshakeMessage] = []
        var sealed: [HandshakeMessage] = []
        var chain: [Certificate] = []

        var names: [String] { clear.map(\.name) + sealed.map(\.name) }
    }

    private func read(_ version: TLSVersion, size: Int, withSecrets: Bool = true) -> Reading {
        var pair = Pair(
            Fixture.client {
                $0.settings = Fixture.settings(version)
                $0.settings.applicationProtocols = ["imap"]
            },
            Fixture.server {
                $0 = .lenient
                $0.applicationProtocols = ["imap"]
            })
        pair.shakeHands()
        var inspector = TLSInspector(keyLog: withSecrets ? pair.client.keyLog : KeyLog())
        var reading = Reading()
        for parcel in pair.wire {
            for piece in pieces(of: parcel.octets, size: size) {
                let side: TLSSide = parcel.side == .client ? .client : .server
                for sighting in inspector.take(piece, from: side) {
                    if case .handshake(let message) = sighting.meaning {
                        reading.clear.append(message)
                    }
                    if case .certificates(let chain) = sighting.meaning { reading.chain = chain }
                    for message in sighting.inside?.messages ?? [] {
                        reading.sealed.append(message)
                        if case .certificates(let chain) = message.contents {
                            reading.chain = chain
                        }
                    }
                }
            }
        }
        return reading
    }

    @Test(
        "version 1.3: all behind the hellos is sealed, and the owner reads it",
        arguments: [1, 7, 5_000])
    func today(size: Int) throws {
        let reading = read(.tls13, size: size)
        #expect(reading.clear.isEmpty)
        #expect(
            reading.sealed.map(\.name) == [
                "EncryptedExtensions", "Certificate", "CertificateVerify", "Finished", "Finished",
            ])
        #expect(reading.sealed.first?.contents == .encryptedExtensions(applicationProtocol: "imap"))
        #expect(reading.sealed.contains { $0.contents == .certificateVerify(scheme: 0x0403) })
        #expect(reading.chain == Array(Fixture.good.chain))
        #expect(read(.tls13, size: size, withSecrets: false).names.isEmpty)
    }

    @Test("before 1.3 only the end is sealed", arguments: [TLSVersion.tls10, .tls11, .tls12])
    func before(version: TLSVersion) throws {
        for size in [1, 5_000] {
            let reading = read(version, size: size)
            #expect(
                reading.clear.map(\.name) == [
                    "ServerKeyExchange", "ServerHelloDone", "ClientKeyExchange",
                ])
            #expect(reading.sealed.map(\.name) == ["Finished", "Finished"])
            #expect(reading.chain == Array(Fixture.good.chain))
            let scheme: UInt16? = version == .tls12 ? 0x0403 : nil
            #expect(reading.clear.first?.contents == .serverKeyExchange(group: 29, scheme: scheme))
        }
    }

    private func value(_ name: String, of note: Note) -> String? {
        note.values.first { $0.name == name }?.text
    }

    @Test("each link of the chain is told, with its names, signer and life")
    func chain() throws {
        let message = try #require(
            read(.tls13, size: 5_000).sealed.first { $0.name == "Certificate" })
        #expect(
            message.notes.map(\.key) == [
                "tls.message-certificate", "tls.chain-link", "tls.chain-link",
            ])
        let first = try #require(message.notes.dropFirst().first)
        #expect(value("subject", of: first) == Fixture.host)
        #expect(value("issuer", of: first) == Fixture.good.chain.dropFirst().first?.subject)
        #expect(message.fields.contains { $0.name == "  key" && $0.value == "P-256" })
    }
}
