import Foundation
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

@Suite(
    "How `maillab serve` begins and ends", .serialized,
    .enabled(if: ServeProcess.program != nil, "needs the built program"))
struct ServeEndsTests {
    private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test(
        "the ready file goes with the server, whichever signal ends it, and its clients are told",
        arguments: [SIGTERM, SIGINT, SIGHUP])
    func endsInOrder(signal: Int32) throws {
        // Under `nohup` these tests would hand down that it is to be ignored.
        Foundation.signal(SIGHUP, SIG_DFL)
        let place = try ServeProcess.Place()
        let server = try ServeProcess.start(place)
        #expect(isThere(place.ready))
        let client = try server.client("mail.example.jp", 25)
        #expect(client.reply().hasPrefix("220 "))
        #expect(server.end(signal) == 0)
        #expect(client.reply().hasPrefix("421 "))
        #expect(client.readToEnd().ending == .closed)
        #expect(!isThere(place.ready))
    }

    @Test("a ready file of yesterday is gone, even where today's start fails")
    func stale() throws {
        let place = try ServeProcess.Place()
        try Data("{\"pid\": 1}".utf8).write(to: URL(fileURLWithPath: place.ready))
        let refusal = try ServeProcess.refusal(
            place, "--ready-file", place.ready, "--socks", "alice-pc:1080")
        #expect(refusal.status == 64)
        #expect(refusal.said.contains("no place of a proxy"), "\(refusal.said)")
        #expect(!isThere(place.ready))
    }

    @Test("a ready file that is another's by now stays")
    func another() throws {
        let place = try ServeProcess.Place()
        let server = try ServeProcess.start(place)
        try Data("{\"pid\": 1}".utf8).write(to: URL(fileURLWithPath: place.ready))
        #expect(server.end(SIGTERM) == 0)
        #expect(isThere(place.ready))
    }

    @Test("a ready file that can never be written is complained of before anything is opened")
    func unwritable() throws {
        let place = try ServeProcess.Place()
        let nowhere = try ServeProcess.refusal(
            place, "--ready-file", place.path + "/no/such/ready.json")
        #expect(nowhere.status == 69)
        #expect(nowhere.said.contains("ready.json cannot be written: No such file"))
        let folder = try ServeProcess.refusal(place, "--ready-file", place.path)
        #expect(folder.status == 69)
        #expect(folder.said.contains("Is a directory"), "\(folder.said)")
        // What is no file of an earlier server is not removed.
        let link = place.path + "/link"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: place.path + "/elsewhere")
        #expect(try ServeProcess.refusal(place, "--ready-file", link).status == 69)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link).hasSuffix("where"))
        #expect(!isThere(place.data))
    }

    @Test("a data folder is made with those above it")
    func parents() throws {
        let place = try ServeProcess.Place()
        let data = place.path + "/deep/down/data"
        let server = try ServeProcess.start(place, "--data", data)
        #expect(server.end(SIGTERM) == 0)
        #expect(isThere(data + "/mail.example.jp/mail/bob@example.jp"))
    }

    @Test("with fewer descriptors than places, who comes beyond is reset and does not hang")
    func fewDescriptors() throws {
        let place = try ServeProcess.Place()
        let server = try ServeProcess.start(place, descriptors: 60)
        let clients = try (0..<30).map { _ in try server.client("mail.example.jp", 25) }
        let greeted = clients.count { $0.line(within: 5).hasPrefix("220 ") }
        let reset = clients.count { $0.ending == .reset }
        #expect(greeted == 20 && reset == 10, "\(greeted) \(reset)")
        #expect(server.end(SIGTERM) == 0)
    }

    @Test("with standard input, output and error closed, sockets are not taken for them")
    func closedDescriptors() throws {
        let place = try ServeProcess.Place()
        let server = try ServeProcess.start(place, isClosed: true)
        for _ in 0..<3 {
            let client = try server.client("mail.example.jp", 25)
            #expect(client.reply().hasPrefix("220 "))
            #expect(client.say("QUIT").hasPrefix("221 "))
            #expect(client.readToEnd().octets.isEmpty)
        }
        #expect(server.end(SIGTERM) == 0)
    }
}
