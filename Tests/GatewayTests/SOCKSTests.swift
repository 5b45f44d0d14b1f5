import Session
import Testing
import Wire

@testable import Gateway

/// The proxy's conversation before it becomes a relay (RFC 1928).
@Suite("SOCKS 5, whole and in pieces")
struct SOCKSTests {
    typealias Move = SOCKSNegotiation.Move

    private static let greeting: [UInt8] = [5, 1, 0]
    private static let byName: [UInt8] =
        [5, 1, 0, 3, 11] + Array("example.com".utf8) + [0, 25]

    /// Everything in pieces of so many octets.
    private func moves(_ octets: [UInt8], pieces: Int) -> (moves: [Move], rest: [UInt8]) {
        var negotiation = SOCKSNegotiation()
        var moves: [Move] = []
        var start = 0
        while start < octets.count {
            let end = min(octets.count, start + pieces)
            moves += negotiation.take(Array(octets[start..<end]))
            start = end
        }
        return (moves, negotiation.rest)
    }

    @Test("a name is asked for as it is", arguments: [1, 2, 3, 7, 1_000])
    func name(pieces: Int) {
        let outcome = moves(Self.greeting + Self.byName, pieces: pieces)
        #expect(outcome.moves == [.send([5, 0]), .connect(target: "example.com", port: 25)])
    }

    @Test("addresses of both families", arguments: [1, 5, 1_000])
    func addresses(pieces: Int) {
        let four: [UInt8] = [5, 1, 0, 1, 192, 0, 2, 10, 2, 75]
        #expect(
            moves(Self.greeting + four, pieces: pieces).moves.last
                == .connect(target: "192.0.2.10", port: 587))
        let six: [UInt8] =
            [5, 1, 0, 4, 0x20, 1, 0x0D, 0xB8, 0, 0x0C, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 25]
        #expect(
            moves(Self.greeting + six, pieces: pieces).moves.last
                == .connect(target: "2001:db8:c::10", port: 25))
    }

    @Test("what comes behind the request belongs to the connection")
    func early() {
        let outcome = moves(Self.greeting + Self.byName + Array("EHLO a\r\n".utf8), pieces: 1_000)
        #expect(outcome.rest == Array("EHLO a\r\n".utf8))
    }

    @Test("BIND and UDP are told that they are not here", arguments: [2, 3, 0, 255])
    func otherCommands(command: UInt8) {
        var request = Self.byName
        request[1] = command
        #expect(
            moves(Self.greeting + request, pieces: 1_000).moves.last
                == .refuse([5, 7, 0, 1, 0, 0, 0, 0, 0, 0]))
    }

    @Test("an address type that nobody knows")
    func addressType() {
        #expect(
            moves(Self.greeting + [5, 1, 0, 2, 9, 9], pieces: 1_000).moves.last
                == .refuse([5, 8, 0, 1, 0, 0, 0, 0, 0, 0]))
    }

    @Test("who wants a password cannot have it asked for")
    func methods() {
        #expect(moves([5, 2, 1, 2], pieces: 1).moves == [.refuse([5, 0xFF])])
    }

    @Test("another protocol is refused in its own words, where it has some")
    func otherProtocols() {
        let rejected: [UInt8] = [0, 91, 0, 0, 0, 0, 0, 0]
        #expect(moves([4, 1, 0, 25], pieces: 1).moves == [.refuse(rejected)])
        for octets in [[6, 1, 0], [0x16, 3, 1, 2, 0], [0], Array("\r\n".utf8)] as [[UInt8]] {
            #expect(moves(octets, pieces: 1).moves == [.refuse([])])
        }
        guard
            case .refuse(let page) = moves(Array("GET / HTTP/1.1\r\n".utf8), pieces: 99).moves.first
        else {
            Issue.record("not refused")
            return
        }
        #expect(String(decoding: page, as: UTF8.self).hasPrefix("HTTP/1.0 501 "))
        // Once it has begun in its own words, there are none for another version.
        #expect(moves(Self.greeting + [4, 1, 0, 1, 0], pieces: 99).moves.last == .refuse([]))
    }

    @Test("half a request is waited for, and does nothing")
    func half() {
        for count in 0..<(Self.greeting + Self.byName).count {
            let part = Array((Self.greeting + Self.byName).prefix(count))
            #expect(moves(part, pieces: 1).moves.allSatisfy { $0 == .send([5, 0]) })
        }
    }

    @Test("each failure of the world has its reply, and silence is not a router's word")
    func failures() {
        let codes = TransportFailure.allCases.map { SOCKSReply.failed($0).code }
        #expect(codes.allSatisfy { (1...8).contains($0) })
        #expect(SOCKSReply.failed(.refused).code == 5)
        #expect(SOCKSReply.failed(.timedOut).code == 6)
        #expect(SOCKSReply.failed(.unreachable).code == 4)
        #expect(SOCKSReply.failed(.prohibited).code == 4)
        #expect(SOCKSReply.failed(.networkUnreachable).code == 3)
        #expect(SOCKSReply.failed(.nameNotFound).code == 4)
    }
}
