import Foundation
import LabKit
import Phrases
import Shell
import Simulation
import Testing

@Suite("Both families and address translation at the prompt")
struct FamilyCommandTests {
    private func shell(_ world: String, _ language: Language) throws -> Interpreter {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let world = try WorldFile.read(
            path: root.appendingPathComponent("Labs/worlds/\(world).yaml").path)
        return Interpreter(try Workbench(world, seed: 1), language: language)
    }

    private func output(_ line: String, _ shell: inout Interpreter) -> String {
        let result = shell.run(line)
        #expect(result.succeeded, "\(line): \(result.error ?? "")")
        for line in result.output { #expect(Width.of(line) <= 80, "\(line)") }
        return result.output.joined(separator: "\n")
    }

    @Test(
        "hosts, map, host and netstat show both addresses in 80 columns",
        arguments: Language.allCases)
    func lists(language: Language) throws {
        var shell = try shell("internet", language)
        for command in ["hosts", "map", "host erin-pc"] {
            let text = output(command, &shell)
            #expect(text.contains("203.0.113.78"), "\(command)")
            #expect(text.contains("2001:db8:a:d::78"), "\(command)")
        }
        #expect(output("host core.example", &shell).contains("2001:db8:a::253"))
        _ = output("use erin-pc", &shell)
        _ = output("connect mail.example.jp 587", &shell)
        let client = output("netstat", &shell)
        #expect(client.contains("[2001:db8:a:d::78]:49152"))
        #expect(client.contains("→ [2001:db8:c::20]:587"))
        #expect(client.contains("ESTABLISHED"))
        let server = output("netstat mail.example.jp", &shell)
        #expect(server.contains("[::]:25") && server.contains("0.0.0.0:25"))
        let matrix = output("policy test edge.isp-a.example", &shell)
        #expect(matrix.contains("IPv6") && matrix.contains("(IPv6) = erin-pc"))
        let reverse = output("resolve 2001:db8:c::20 PTR", &shell)
        #expect(reverse.contains("PTR  mail.example.jp"))
    }

    @Test("ping and traceroute take --ipv6, and say why they cannot")
    func probes() throws {
        var errors: [String] = []
        for language in Language.allCases {
            var shell = try shell("internet", language)
            let reply = output("ping mail.example.jp --ipv6 --count 1 --on erin-pc", &shell)
            #expect(reply.contains("2001:db8:c::20"))
            let route = output("traceroute mail.example.jp --ipv6 --on erin-pc", &shell)
            #expect(route.contains("core.example (2001:db8:a::253)"))
            for line in ["ping mail.example.jp --ipv6", "traceroute 2001:db8:c::20"] {
                let error = try #require(shell.run(line).error, "\(line)")
                #expect(!error.contains("{") && error.contains("IPv6"))
                errors.append(error)
            }
        }
        #expect(errors[0] != errors[2] && errors[1] != errors[3])
    }

    @Test("nat lists translations with their idle times", arguments: Language.allCases)
    func nat(language: Language) throws {
        var shell = try shell("home-router", language)
        let none = output("nat", &shell)
        #expect(none.contains("192.168.1.0/24") && none.contains("2525"))
        #expect(none.contains("192.168.1.20:25"))
        _ = output("ping visitor --count 1", &shell)
        _ = output("connect 203.0.113.74 2525 --on visitor", &shell)
        let some = output("nat home-server", &shell)
        #expect(some.contains("icmp "))
        #expect(some.contains("tcp*"))
        #expect(some.contains("192.168.1.10:1 "))
        #expect(some.contains(" ms"))
        // Somebody outside is shown the only router that there is.
        _ = output("use visitor", &shell)
        #expect(output("nat", &shell).contains("203.0.113.74"))
        let error = try #require(shell.run("nat visitor").error)
        #expect(error.contains("visitor") && !error.contains("{"))
        #expect(shell.run("nat nowhere").error != nil)
        let notes = output("events note", &shell)
        #expect(notes.contains("203.0.113.74"))
    }

    @Test("nat has help in both languages, and its hosts complete")
    func help() throws {
        var pages: [String] = []
        for language in Language.allCases {
            var shell = try shell("home-router", language)
            let page = output("help nat", &shell)
            #expect(page.contains("nat [HOST]") && !page.contains("shell."))
            pages.append(page)
        }
        #expect(pages[0] != pages[1])
        var plain = try shell("internet", .english)
        #expect(try #require(plain.run("nat").error).contains("alice-pc"))
        let home = try shell("home-router", .english)
        #expect(home.completion.words(for: "nat home-").sorted() == ["home-router", "home-server"])
    }
}
