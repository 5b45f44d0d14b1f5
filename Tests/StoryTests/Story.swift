import Clockwork
import Foundation
import LabKit
import PostOffice
import Session
import Simulation
import Testing

/// The default world, as the stories use it.
enum Story {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func internet() throws -> Blueprint {
        try WorldFile.read(path: root.appendingPathComponent("Labs/worlds/internet.yaml").path)
    }

    static func bench(seed: UInt64 = 1) throws -> Workbench {
        try Workbench(try internet(), seed: Seed(seed))
    }
}

extension Workbench {
    /// Sends a letter and returns the number of its message.
    @discardableResult
    mutating func send(
        on host: String = "alice-pc", from: String = "alice@example.com",
        to: String = "bob@example.jp", subject: String = "Hello", body: String = "Are you there?",
        letter: [UInt8]? = nil, route: SendRoute? = nil
    ) throws -> Int {
        try perform(
            .send(
                SendOrder(
                    host: host, from: from, recipients: [to], subject: subject, body: body,
                    letter: letter, route: route)))
        return try #require(latestMessage)
    }

    /// Every mail happening so far, as short words.
    var mailStory: [String] {
        journal.compactMap { event in
            guard case .mail(let happening) = event.what else { return nil }
            switch happening {
            case .queued: return "queued@\(event.host)"
            case .attempting: return "attempting@\(event.host)"
            case .relayed: return "relayed@\(event.host)"
            case .deferred: return "deferred@\(event.host)"
            case .bounced: return "bounced@\(event.host)"
            case .delivered(_, let login, _, _): return "delivered:\(login)"
            case .removed, .loggedIn, .loginFailed, .fetched, .mailboxChanged: return nil
            }
        }
    }

    /// What the last errand of a mail program came to.
    var lastOutcome: Event.Outcome? {
        for event in journal.reversed() {
            if case .answer(let outcome) = event.what { return outcome }
        }
        return nil
    }
}
