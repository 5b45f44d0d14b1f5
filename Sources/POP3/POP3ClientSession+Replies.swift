import Ciphers
import Clockwork
import SASL
import Session

extension POP3ClientSession {
    /// What each status line means where it comes.
    mutating func take(
        _ status: POP3Status, into outbox: inout Outbox
    ) throws(POP3ProtocolError) {
        switch (state, status.isPositive) {
        case (.greeting, true):
            timestamp = Self.timestamp(in: status.text)
            state = .capabilities(afterTLS: false)
            send("CAPA", into: &outbox)
        case (.greeting, false): fail(.greetingRefused(status), into: &outbox)
        case (.capabilities(let afterTLS), true): state = .capabilityLines(afterTLS: afterTLS)
        case (.capabilities(let afterTLS), false): upgradeOrLogIn(afterTLS, into: &outbox)
        case (.upgrading, true):
            beginTLS(into: &outbox)
        case (.upgrading, false): fail(.encryptionRefused(status), into: &outbox)
        case (.name, true):
            state = .password
            send("PASS \(configuration.password)", into: &outbox)
        case (.password, true), (.digest, true):
            state = .statistics
            send("STAT", into: &outbox)
        case (.exchanging(let exchange), true):
            // A server that skips its proof may not know the password at all (RFC 5802 §5).
            guard exchange.mayBelieveSuccess else {
                fail(.exchangeFailed(.serverNotProved), into: &outbox)
                return
            }
            if exchange.serverIsProved {
                outbox.append(.note(Note("sasl.server-proved", source: "RFC 5802 §5")))
            }
            state = .statistics
            send("STAT", into: &outbox)
        case (.name, false), (.password, false), (.digest, false), (.exchanging, false):
            fail(.authenticationFailed(status), into: &outbox)
        case (.statistics, true):
            let numbers = try Self.fields(status.text)
            maildrop = (numbers.0, try Self.number(numbers.1, in: status.text))
            decide(after: nil, into: &outbox)
        case (.statistics, false): fail(.maildropRefused(status), into: &outbox)
        case (.listing, true): state = .listingLines
        case (.completing, true): state = .completingLines
        // Without UIDL there are sizes alone.
        case (.completing, false): finishListing(into: &outbox)
        case (.uniqueIDs, true): state = .uniqueIDLines
        case (.retrieving(let number, let isTop), true):
            state = .receiving(number: number, isTop: isTop)
        case (.deleting(let number), true): decide(after: .deleted(number: number), into: &outbox)
        case (.acting, true): decide(after: .done, into: &outbox)
        case (.listing, false), (.uniqueIDs, false), (.retrieving, false), (.deleting, false),
            (.acting, false):
            decide(after: .refused(status), into: &outbox)
        case (.quitting, true):
            state = .finished
            outbox.append(.close)
        case (.quitting, false): fail(.updateFailed(status), into: &outbox)
        case (.unopened, _), (.capabilityLines, _), (.securing, _), (.deciding, _),
            (.listingLines, _), (.completingLines, _), (.uniqueIDLines, _), (.receiving, _),
            (.finished, _):
            // No status line is taken in these states.
            return
        }
    }

    /// What came behind the go-ahead in the clear is not believed (RFC 2595 §9).
    private mutating func beginTLS(into outbox: inout Outbox) {
        if framer.pendingCount > 0 {
            outbox.append(
                .note(
                    Note(
                        "pop3.discarded-before-tls", ["count": "\(framer.pendingCount)"],
                        source: "RFC 2595 §9")))
        }
        framer.discardAll()
        state = .securing
        outbox.append(.startTLS)
    }

    // MARK: Logging in

    /// After CAPA: STLS where it is wanted, else the login.
    private mutating func upgradeOrLogIn(_ afterTLS: Bool, into outbox: inout Outbox) {
        guard !afterTLS, !isSecure else {
            logIn(into: &outbox)
            return
        }
        let isOffered = capabilities.contains { $0.uppercased() == "STLS" }
        switch (configuration.upgrade, isOffered) {
        case (.never, _), (.ifOffered, false): logIn(into: &outbox)
        case (.required, false): fail(.encryptionNotOffered, into: &outbox)
        case (.ifOffered, true), (.required, true):
            state = .upgrading
            send("STLS", into: &outbox)
        }
    }

    private mutating func logIn(into outbox: inout Outbox) {
        // A CR or LF in a name would be a command of its own.
        guard Self.isWord(configuration.login), Self.isLine(configuration.password),
            configuration.login.utf8.count + 40 <= 255, configuration.password.utf8.count <= 248
        else {
            fail(.unsafeCredentials, into: &outbox)
            return
        }
        if let identity = configuration.identity, identity.way != .usual {
            logIn(as: identity, into: &outbox)
            return
        }
        logIn(by: configuration.method, into: &outbox)
    }

    mutating func logIn(by method: POP3ClientConfiguration.Login, into outbox: inout Outbox) {
        switch (method, timestamp) {
        case (.password, _), (.apopIfOffered, nil):
            state = .name
            send("USER \(configuration.login)", into: &outbox)
        case (.apop, nil): fail(.noTimestamp, into: &outbox)
        case (.apop, let timestamp?), (.apopIfOffered, let timestamp?):
            state = .digest
            let secret = Array((timestamp + configuration.password).utf8)
            let digest = HexText.lower(Digest.md5(secret))
            send("APOP \(configuration.login) \(digest)", into: &outbox)
        }
    }

    /// The timestamp in a greeting, with its angle brackets (RFC 1939 §7).
    static func timestamp(in greeting: String) -> String? {
        guard let open = greeting.utf8.firstIndex(of: UInt8(ascii: "<")),
            let close = greeting.utf8[open...].firstIndex(of: UInt8(ascii: ">"))
        else { return nil }
        let timestamp = greeting[open...close]
        let isPlain = timestamp.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isPlain && timestamp.utf8.contains(UInt8(ascii: "@")) ? String(timestamp) : nil
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func isLine(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    // MARK: Commands

    /// Does what it was told; one command at a time.
    mutating func take(_ answer: POP3ClientAnswer, into outbox: inout Outbox) {
        guard case .deciding = state else { return }
        guard framer.pendingCount == 0 else {
            fail(.protocolError(.unexpectedData), into: &outbox)
            return
        }
        switch answer {
        case .list:
            entries = []
            state = .listing
            send("LIST", into: &outbox)
        case .uidl:
            uniqueIDs = []
            state = .uniqueIDs
            send("UIDL", into: &outbox)
        case .retrieve(let number):
            state = .retrieving(number: number, isTop: false)
            send("RETR \(number)", into: &outbox)
        case .top(let number, let lines):
            state = .retrieving(number: number, isTop: true)
            send("TOP \(number) \(max(0, lines))", into: &outbox)
        case .delete(let number):
            state = .deleting(number: number)
            send("DELE \(number)", into: &outbox)
        case .noop:
            state = .acting
            send("NOOP", into: &outbox)
        case .reset:
            state = .acting
            send("RSET", into: &outbox)
        case .quit:
            state = .quitting
            send("QUIT", into: &outbox)
        }
    }

    // MARK: Lists

    var takesListLines: Bool {
        switch state {
        case .capabilityLines, .listingLines, .completingLines, .uniqueIDLines: true
        case .unopened, .greeting, .capabilities, .upgrading, .securing, .name, .password,
            .digest, .exchanging, .statistics, .deciding, .listing, .completing, .uniqueIDs,
            .retrieving,
            .receiving, .deleting, .acting, .quitting, .finished:
            false
        }
    }

    /// Takes a line of CAPA, LIST or UIDL; a dot alone ends them (RFC 1939 §3).
    mutating func takeListLine(
        _ line: [UInt8], into outbox: inout Outbox
    ) throws(POP3ProtocolError) {
        let isEnd = line == [UInt8(ascii: ".")]
        let unstuffed = line.first == UInt8(ascii: ".") ? line.dropFirst() : line[...]
        let text = String(decoding: unstuffed, as: UTF8.self)
        let limit = configuration.longestListing
        guard max(capabilities.count, entries.count, uniqueIDs.count) < limit || isEnd else {
            throw .listingTooLong(limit: limit)
        }
        switch (state, isEnd) {
        case (.capabilityLines, false): capabilities.append(text)
        case (.capabilityLines(let afterTLS), true): upgradeOrLogIn(afterTLS, into: &outbox)
        case (.listingLines, false):
            let (number, size) = try Self.fields(text)
            entries.append(POP3Entry(number: number, size: try Self.number(size, in: text)))
        case (.listingLines, true):
            uniqueIDs = []
            state = .completing
            send("UIDL", into: &outbox)
        case (.completingLines, false), (.uniqueIDLines, false):
            let (number, uniqueID) = try Self.fields(text)
            guard (1...70).contains(uniqueID.utf8.count),
                uniqueID.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else { throw .malformedListing(text) }
            uniqueIDs.append(POP3UniqueID(number: number, uniqueID: uniqueID))
        case (.completingLines, true): finishListing(into: &outbox)
        case (.uniqueIDLines, true): decide(after: .uniqueIDs(uniqueIDs), into: &outbox)
        case (.unopened, _), (.greeting, _), (.capabilities, _), (.upgrading, _),
            (.securing, _), (.name, _), (.password, _), (.digest, _), (.exchanging, _),
            (.statistics, _),
            (.deciding, _), (.listing, _), (.completing, _), (.uniqueIDs, _), (.retrieving, _),
            (.receiving, _), (.deleting, _), (.acting, _), (.quitting, _), (.finished, _):
            // `takesListLines` rules these states out.
            return
        }
    }

    /// Puts sizes and unique-ids together; both lists are in the order of numbers, mostly.
    private mutating func finishListing(into outbox: inout Outbox) {
        var byNumber = Lookup<Int, String>()
        for item in uniqueIDs { byNumber[item.number] = item.uniqueID }
        for index in entries.indices { entries[index].uniqueID = byNumber[entries[index].number] }
        decide(after: .listing(entries), into: &outbox)
    }

    /// A number and the word behind it; some servers put more than one space between.
    private static func fields(_ text: String) throws(POP3ProtocolError) -> (Int, String) {
        let fields = text.utf8.split(separator: UInt8(ascii: " "))
        guard fields.count >= 2 else { throw .malformedListing(text) }
        let word = String(decoding: fields[1], as: UTF8.self)
        return (try number(String(decoding: fields[0], as: UTF8.self), in: text), word)
    }

    private static func number(
        _ digits: String, in text: String
    ) throws(POP3ProtocolError) -> Int {
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits)
        else { throw .malformedListing(text) }
        return number
    }
}
