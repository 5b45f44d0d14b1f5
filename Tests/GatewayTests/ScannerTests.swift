import Foundation
import Gateway
import Testing

/// nmap's mail scripts against every published port of the three providers.
///
/// The ports are unusual, so each script is told to run whatever nmap takes the port for (`+`). A
/// script that says nothing about a port has not run, and fails the test. nmap waits much (for TLS
/// ports to speak first), hence all three tests at once.
@Suite("nmap looks at the published ports")
struct ScannerTests {
    /// What the scripts say of a port: by the port, by the script.
    private typealias Findings = [UInt16: [String: String]]

    private static func scan(_ scripts: [String], _ ports: [UInt16]) throws -> RunningProgram {
        try RunningProgram(
            "nmap",
            [
                "-sT", "-Pn", "-n", "-oX", "-", "-p", ports.map { "\($0)" }.joined(separator: ","),
                "--script", scripts.map { "+" + $0 }.joined(separator: ","), "127.0.0.1",
            ])
    }

    private static func findings(_ scan: RunningProgram) async throws -> Findings {
        let (status, page) = try await scan.outcome()
        #expect(status == 0 && page.contains("exit=\"success\""), "\(page)")
        var findings: Findings = [:]
        for port in page.matches(of: #/portid="(\d+)">(.*?)</port>/#.dotMatchesNewlines()) {
            let number = try #require(UInt16(port.1))
            for script in port.2.matches(of: #/<script id="([^"]+)" output="([^"]*)"/#) {
                findings[number, default: [:]][String(script.1)] = plain(script.2)
            }
        }
        return findings
    }

    /// The text of an attribute in XML.
    private static func plain(_ text: Substring) -> String {
        [("&#xa;", "\n"), ("&quot;", "\""), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">")]
            .reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
            .replacing("&amp;", with: "&")
    }

    /// The lines that a server says to somebody who asks by hand and goes.
    private static func lines(
        _ providers: Providers, _ service: UInt16, of host: String, to question: String
    ) async throws -> [String] {
        let port = providers.port(service, of: host)
        let text: String
        if [465, 993, 995].contains(service) {
            text = try await RunningProgram(
                "openssl",
                [
                    "s_client", "-quiet", "-connect", "127.0.0.1:\(port)", "-CAfile",
                    providers.authority, "-verify_return_error",
                ], input: question
            ).outcome().output
        } else {
            let client = try #require(RealClient(port: port))
            client.send(question)
            text = String(decoding: client.readToEnd().octets, as: UTF8.self)
        }
        return text.split(whereSeparator: \.isNewline).map(String.init)
    }

    private static let hasPrograms = Programs.has("nmap", "openssl")

    @Test(
        "smtp-open-relay and smtp-commands: no open relay, and what a raw client is told",
        .enabled(if: hasPrograms, "nmap and openssl are not on this machine"))
    func smtp() async throws {
        // A relay for itself, which is to be found: so the script does find relays.
        let providers = try Providers(and: [
            .port(host: "home-mta", port: 25, from: "home-mta")
        ])
        let services: [UInt16] = [25, 465, 587]
        let control = providers.port(25, of: "home-mta")
        let ports = Providers.hosts.flatMap { host in
            services.map { providers.port($0, of: host) }
        }
        let scan = try Self.scan(["smtp-open-relay", "smtp-commands"], ports + [control])
        let found = try await Self.findings(scan)
        #expect(found[control]?["smtp-open-relay"]?.hasPrefix("Server is an open relay") == true)
        for host in Providers.hosts {
            for service in services {
                let here = found[providers.port(service, of: host)] ?? [:]
                let relay = here["smtp-open-relay"] ?? "the script did not run"
                #expect(
                    relay.hasPrefix("Server isn't an open relay")
                        || relay.hasPrefix("Server doesn't seem to be an open relay"),
                    "\(host):\(service): \(relay)")
                let commands = here["smtp-commands"]?.split(separator: "\n").first ?? ""
                let told = try await Self.lines(
                    providers, service, of: host, to: "EHLO a.example\r\nQUIT\r\n"
                ).filter { $0.hasPrefix("250") }.dropFirst().map { String($0.dropFirst(4)) }
                #expect(told.contains("PIPELINING"))
                #expect(
                    commands.split(separator: ", ").dropFirst().map(String.init) == told,
                    "\(host):\(service)")
            }
        }
    }

    @Test(
        "imap-capabilities: those that a server announces",
        .enabled(if: hasPrograms, "nmap and openssl are not on this machine"))
    func imap() async throws {
        try await compare("imap-capabilities", [143, 993]) { providers, service, host in
            let lines = try await Self.lines(
                providers, service, of: host, to: "a CAPABILITY\r\nb LOGOUT\r\n")
            let line = try #require(lines.first { $0.hasPrefix("* CAPABILITY ") }, "\(lines)")
            return Set(line.split(separator: " ").dropFirst(2).map(String.init))
        } words: { text in
            // The script takes the whole answer for a list: `a OK CAPABILITY completed`, too.
            let words = text.split(separator: " ").map {
                String($0).replacing(#/A000\d$/#, with: "")
            }
            return Set(words).subtracting(["OK", "CAPABILITY", "completed"])
        }
    }

    @Test(
        "pop3-capabilities: those that a server announces",
        .enabled(if: hasPrograms, "nmap and openssl are not on this machine"))
    func pop3() async throws {
        try await compare("pop3-capabilities", [110, 995]) { providers, service, host in
            let lines = try await Self.lines(
                providers, service, of: host, to: "CAPA\r\nQUIT\r\n")
            let list = lines.drop { $0 != "." && !$0.hasPrefix("+OK") }
                .drop { $0.hasPrefix("+OK") }.prefix { $0 != "." }
            // The script reads APOP out of the stamp in the greeting (RFC 1939 §7).
            let greeting = lines.first { $0.hasPrefix("+OK") } ?? ""
            return Set(
                list.map { line in
                    let words = line.split(separator: " ", maxSplits: 1)
                    return words.count < 2 ? line : "\(words[0])(\(words[1]))"
                } + (greeting.contains("<") ? ["APOP"] : []))
        } words: { text in
            Set(text.matches(of: #/[^ (]+(\([^)]*\))?/#).map { String($0.0) })
        }
    }

    /// Compares what a script makes out with what servers announce, at all three providers.
    private func compare(
        _ script: String, _ services: [UInt16],
        announced: (Providers, UInt16, String) async throws -> Set<String>,
        words: (String) -> Set<String>
    ) async throws {
        let providers = try Providers()
        let ports = Providers.hosts.flatMap { host in
            services.map { providers.port($0, of: host) }
        }
        let found = try await Self.findings(try Self.scan([script], ports))
        for host in Providers.hosts {
            for service in services {
                let text = found[providers.port(service, of: host)]?[script]
                let told = try await announced(providers, service, host)
                #expect(told.count > 3, "\(host):\(service)")
                #expect(words(text ?? "") == told, "\(host):\(service): \(text ?? "did not run")")
            }
        }
    }
}
