import Foundation
import Simulation
import Testing

@Suite("Wireshark reads our captures")
struct StoryCaptureTests {
    static let tshark: String? = [
        "/usr/bin/tshark", "/usr/local/bin/tshark", "/opt/homebrew/bin/tshark",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

    private func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.tshark ?? "")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }

    private func write(_ bench: Workbench, _ name: String) throws -> URL {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "maillab-\(name)-\(ProcessInfo.processInfo.processIdentifier).pcapng")
        try Data(bench.capture()).write(to: file)
        return file
    }

    @Test(
        "with the secrets in it, a capture opens by itself; without them it stays sealed",
        .enabled(if: tshark != nil, "tshark is not installed: apt-get install tshark"))
    func secrets() throws {
        var bench = try Story.bench()
        try bench.send()
        _ = bench.run(until: .quiet)
        for using in RetrievalProtocol.allCases {
            try bench.perform(
                .fetch(
                    FetchOrder(
                        host: "bob-laptop", login: "bob@example.jp", using: using,
                        deletes: false, security: .implicit)))
            _ = bench.run(until: .quiet)
        }
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent(
                "maillab-secrets-\(ProcessInfo.processInfo.processIdentifier).pcapng")
        defer { try? FileManager.default.removeItem(at: file) }
        func found(_ filter: String) throws -> Int {
            try run(["-r", file.path, "-Y", "tls and (\(filter))"])
                .split(separator: "\n").count
        }
        let wanted = [
            "smtp.req.command == AUTH", "smtp.req.command == MAIL and tcp.port == 25",
            "pop.request.command == RETR", "imap.request contains FETCH",
        ]
        try Data(bench.capture()).write(to: file)
        for filter in wanted { #expect(try found(filter) == 1, "\(filter)") }
        #expect(try run(["-r", file.path, "-Y", "_ws.malformed"]) == "")
        try Data(bench.capture(withSecrets: false)).write(to: file)
        for filter in wanted { #expect(try found(filter) == 0, "\(filter)") }
        #expect(try found("tls.handshake.type == 1") == 4)
    }

    @Test(
        "behind an attacker, what one host sees is clean, and opens",
        .enabled(if: tshark != nil, "tshark is not installed: apt-get install tshark"),
        arguments: ["bob-laptop", "mail.example.jp"])
    func behindAnAttacker(host: String) throws {
        var story = try Attacked(.init(.swap, certificate: .misissued), Attacked.bob)
        _ = try story.everything(Attacked.bob, .starttls)
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent(
                "maillab-\(host)-\(ProcessInfo.processInfo.processIdentifier).pcapng")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(story.bench.capture(at: host)).write(to: file)
        let warnings = try run([
            "-o", "smtp.decryption:TRUE", "-r", file.path, "-Y",
            "tcp.analysis.flags or _ws.malformed", "-T", "fields", "-e", "frame.number",
        ])
        #expect(warnings == "")
        for filter in ["pop.request.command == RETR", "imap.request contains FETCH"] {
            let found = try run(["-r", file.path, "-Y", "tls and (\(filter))"])
            #expect(found.split(separator: "\n").count == 1, "\(filter)")
        }
    }

    @Test(
        "no malformed packet, no bad checksum; SMTP, POP, IMAP and DNS dissected",
        .enabled(if: tshark != nil, "tshark is not installed: apt-get install tshark"))
    func dissected() throws {
        var bench = try Story.bench()
        try bench.send(body: ".\n..\nこんにちは")
        _ = bench.run(until: .quiet)
        for using in RetrievalProtocol.allCases {
            try bench.perform(
                .fetch(
                    FetchOrder(
                        host: "bob-laptop", login: "bob@example.jp", using: using,
                        deletes: false)))
            _ = bench.run(until: .quiet)
        }
        // Nothing of this ordinary traffic is worth a warning.
        let ordinary = try write(bench, "ordinary")
        defer { try? FileManager.default.removeItem(at: ordinary) }
        let warnings = try run([
            "-o", "smtp.decryption:TRUE", "-r", ordinary.path, "-Y",
            "_ws.expert.severity >= \"Warning\"", "-T", "fields", "-e", "frame.number", "-e",
            "_ws.expert.message",
        ])
        #expect(warnings == "")
        try bench.perform(.connect(host: "alice-pc", target: "mail.example.jp", port: 25))
        _ = bench.run(until: .quiet)
        let file = try write(bench, "story")
        defer { try? FileManager.default.removeItem(at: file) }
        let checks = [
            "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o",
            "udp.check_checksum:TRUE", "-r", file.path,
        ]
        let bad = try run(
            checks + [
                "-Y",
                "_ws.malformed or ip.checksum.status == 0 or tcp.checksum.status == 0 "
                    + "or udp.checksum.status == 0",
            ])
        #expect(bad == "")
        for spoken in ["smtp", "pop", "imap", "dns"] {
            let found = try run(checks + ["-Y", spoken])
            #expect(!found.isEmpty, "\(spoken)")
        }
        let comments = try run(
            checks + ["-Y", "frame.comment contains \"OP25B\" or frame.comment contains \"op25b\""])
        #expect(comments.split(separator: "\n").count == 11)
    }
}
