import Foundation
import Gateway
import Simulation
import Storage
import Testing
import Wire

@Suite("What is written while real programs are here", .serialized)
struct CaptureTests {
    /// Numbers of blocks by type; nil where a block is not whole.
    private static func blocks(_ octets: [UInt8]) -> [UInt32: Int]? {
        func number(_ place: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(octets[place + $1]) << UInt32(8 * $1) }
        }
        var counts: [UInt32: Int] = [:]
        var place = 0
        while place < octets.count {
            guard place + 12 <= octets.count else { return nil }
            let length = Int(number(place + 4))
            guard length >= 12, place + length <= octets.count,
                number(place + length - 4) == UInt32(length)
            else { return nil }
            counts[number(place), default: 0] += 1
            place += length
        }
        return counts
    }

    private static func temporary(_ name: String) -> String {
        FileManager.default.temporaryDirectory
            .appendingPathComponent("maillab-\(UUID().uuidString)-\(name)").path
    }

    @Test("whole blocks at any moment, and in the end every packet")
    func capture() throws {
        let path = Self.temporary("c.pcapng")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let served = try Served(25, isSlow: true)
        served.gateway.add(try CaptureFile(path: path) { _ in })
        let client = try served.client()
        PublishedPortTests.deliver(over: client, to: "alice@example.com")
        let early = try #require(
            Self.blocks(Array(try Data(contentsOf: URL(fileURLWithPath: path)))))
        #expect(early[6, default: 0] > 10, "packets are there while the session goes on")
        let bench = try served.finish()
        let octets = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let all = try #require(Self.blocks(octets))
        let sent = bench.count {
            if case .packet(.sent, _) = $0.what { return true }
            return false
        }
        #expect(all[6] == sent)
        #expect(all[1] == bench.hosts.count)
    }

    @Test("only its owner may read it: it holds the secrets")
    func mode() throws {
        let path = Self.temporary("m.pcapng")
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try CaptureFile(path: path) { _ in }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
        #expect(throws: FileFailure.self) {
            try CaptureFile(path: "/nowhere/at/all.pcapng") { _ in }
        }
    }

    @Test("the ready file says where everything is, as JSON")
    func readyFile() throws {
        let served = try Served([
            .port(host: "mail.example.com", port: 465, from: "visitor"),
            .socks(host: "alice-pc"), .dns(host: "visitor"),
        ])
        let text = try served.withWorld { bench in
            ReadyFile(
                bench, doors: served.gateway.doors, authorityPath: "/somewhere/ca.pem",
                worldName: "internet"
            ).text
        }
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["pid"] as? Int == Int(ProcessInfo.processInfo.processIdentifier))
        #expect(object["ca"] as? String == "/somewhere/ca.pem")
        let published = try #require(object["published"] as? [[String: Any]])
        #expect(published.count == 1)
        #expect(published.first?["host"] as? String == "mail.example.com")
        #expect(published.first?["service"] as? String == "submission")
        #expect(published.first?["port"] as? Int == 465)
        #expect(published.first?["tls"] as? String == "implicit")
        #expect(published.first?["address"] as? String == "127.0.0.1")
        #expect(published.first?["listening"] as? Int == Int(served.ports[0]))
        let accounts = try #require(object["accounts"] as? [[String: String]])
        #expect(accounts.contains(["login": "alice@example.com", "password": "wonderland"]))
        #expect((object["socks"] as? [[String: Any]])?.count == 1)
    }
}
