import Ciphers
import Clockwork
import Foundation
import Session
import Support
import TLS
import Testing
import Wire

/// Packets around what two engines sent, made by hand: enough TCP for a reader of captures.
private struct HandMadeCapture {
    private var writer = PcapngWriter()
    private let interface: UInt32
    private var sequence: [Pair.Side: UInt32] = [.client: 1_000, .server: 9_000]
    private var moment: Int64 = 1_775_000_000_000_000_000

    init(_ log: KeyLog) {
        interface = writer.addInterface("link")
        if !log.isEmpty { writer.addSecrets(log.text) }
    }

    mutating func add(_ side: Pair.Side, flags: UInt8, _ octets: [UInt8] = []) {
        let port: UInt16 = 993
        let ports: [UInt16] = side == .client ? [50_000, port] : [port, 50_000]
        var tcp: [UInt8] = ports.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        for number in [sequence[side] ?? 0, sequence[side.other] ?? 0] {
            tcp += (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
        }
        tcp += [0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0] + octets
        let addresses: [UInt8] =
            side == .client
            ? [192, 0, 2, 1, 198, 51, 100, 1] : [198, 51, 100, 1, 192, 0, 2, 1]
        let count = UInt16(tcp.count)
        let pseudo = addresses + [0, 6, UInt8(count >> 8), UInt8(count & 0xFF)]
        let sum = Self.checksum(pseudo + tcp)
        tcp.replaceSubrange(16..<18, with: [UInt8(sum >> 8), UInt8(sum & 0xFF)])
        let total = UInt16(20 + tcp.count)
        var header: [UInt8] = [
            0x45, 0, UInt8(total >> 8), UInt8(total & 0xFF), 0, 0, 0x40, 0, 64, 6,
        ]
        header += [0, 0] + addresses
        let headerSum = Self.checksum(header)
        header.replaceSubrange(10..<12, with: [UInt8(headerSum >> 8), UInt8(headerSum & 0xFF)])
        writer.addPacket(header + tcp, interface: interface, unixNanoseconds: moment)
        moment += 1_000_000
        sequence[side, default: 0] &+= UInt32(octets.count) &+ (flags & 0x03 != 0 ? 1 : 0)
    }

    private static func checksum(_ octets: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: octets.count, by: 2) {
            let low = index + 1 < octets.count ? UInt32(octets[index + 1]) : 0
            sum += UInt32(octets[index]) << 8 | low
        }
        while sum > 0xFFFF { sum = (sum & 0xFFFF) + sum >> 16 }
        return ~UInt16(sum)
    }

    mutating func takeOctets() -> [UInt8] { writer.takeOctets() }
}

@Suite("Wireshark opens our TLS with the secrets in the file")
struct TLSCaptureTests {
    static let tshark: String? = [
        "/usr/bin/tshark", "/usr/local/bin/tshark", "/opt/homebrew/bin/tshark",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

    private static func capture(_ version: TLSVersion, withSecrets: Bool) -> [UInt8] {
        var pair = Pair(
            Fixture.client { $0.settings = Fixture.settings(version) },
            Fixture.server { $0 = .lenient })
        pair.shakeHands()
        pair.give(.write(octets("* OK IMAP4rev1 ready\r\n")), to: .server)
        pair.carry()
        pair.give(.write(octets("a1 LOGIN alice \"wonder land\"\r\n")), to: .client)
        pair.carry()
        // Bigger than a record, smaller than a packet may be.
        let words = String(repeating: "word ", count: 3_400)
        pair.give(.write(octets("* BYE \(words)\r\na1 OK done\r\n")), to: .server)
        pair.carry()
        pair.give(.close, to: .server)
        pair.give(.close, to: .client)
        pair.carry()
        var capture = HandMadeCapture(withSecrets ? pair.client.keyLog : KeyLog())
        capture.add(.client, flags: 0x02)
        capture.add(.server, flags: 0x12)
        capture.add(.client, flags: 0x10)
        for parcel in pair.wire {
            for piece in pieces(of: parcel.octets, size: 1_400) {
                capture.add(parcel.side, flags: 0x18, piece)
            }
        }
        capture.add(.client, flags: 0x11)
        capture.add(.server, flags: 0x11)
        return capture.takeOctets()
    }

    private func read(_ capture: [UInt8], _ filter: [String]) throws -> String {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-tls-\(UUID().uuidString).pcapng")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(capture).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.tshark ?? "")
        process.arguments = ["-r", file.path] + filter
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }

    @Test(
        "decrypted with no key file given; closed without the secrets",
        .enabled(if: tshark != nil, "tshark is not installed: apt-get install tshark"),
        arguments: TLSVersion.allCases)
    func decrypted(version: TLSVersion) throws {
        let open = Self.capture(version, withSecrets: true)
        let commands = try read(open, ["-Y", "imap", "-T", "fields", "-e", "imap.line"])
        #expect(commands.contains("a1 LOGIN alice"), "\(commands.prefix(500))")
        #expect(commands.contains("IMAP4rev1 ready"))
        #expect(commands.contains("a1 OK done"))
        let alerts = try read(
            open, ["-Y", "tls.alert_message.desc == 0", "-T", "fields", "-e", "tcp.srcport"])
        #expect(alerts.contains("993") && alerts.contains("50000"), "\(alerts)")
        let faults = try read(
            open,
            [
                "-o", "tcp.check_checksum:TRUE", "-Y",
                "_ws.malformed or tcp.checksum.status == 0 or tls.alert_message.level == 2",
            ])
        #expect(faults == "")
        let names = try read(
            open, ["-T", "fields", "-e", "tls.handshake.extensions_server_name"])
        #expect(names.contains(Fixture.host))
        let closed = Self.capture(version, withSecrets: false)
        #expect(try read(closed, ["-Y", "imap"]) == "")
        #expect(try !read(closed, ["-Y", "tls"]).isEmpty)
    }
}
