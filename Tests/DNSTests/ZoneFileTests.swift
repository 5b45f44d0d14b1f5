import DNS
import Support
import Testing
import Wire

@Suite("Zone files")
struct ZoneFileTests {
    @Test("the example of RFC 1035 §5.3 in our types")
    func example() throws {
        let zone = try ZoneFile.parse(
            #"""
            $TTL 1d
            @   IN  SOA     VENERA      Action\.domains (
                                             20     ; SERIAL
                                             7200   ; REFRESH
                                             600    ; RETRY
                                             3600000; EXPIRE
                                             60)    ; MINIMUM

                    NS      A.ISI.EDU.
                    NS      VENERA
                    MX      10      VENERA
                    MX      20      VAXA

            A       A       26.3.0.103
            VENERA  A       10.1.0.52
                    300 IN A 128.9.0.32
            VAXA    IN 1h A 10.2.0.27
            six     AAAA    2001:db8::25
            text    TXT     "v=spf1 mx -all" unquoted "a \"quoted\" \097"
            1\.2    CNAME   a
            """#, origin: name("isi.edu"))
        #expect(zone.origin == name("isi.edu"))
        #expect(zone.records.count == 12)
        guard case .soa(let soa) = zone.soa.data else { return }
        #expect(soa.mailbox.labels[0] == Array("Action.domains".utf8))
        #expect(soa.minimum == 60)
        #expect(zone.soa.timeToLive == 86_400)
        // One set has one time to live: the least (RFC 2181 §5.2).
        #expect(
            zone.find(name("venera.isi.edu"), .a)
                == .records(
                    [
                        DNSRecord(
                            name("venera.isi.edu"), timeToLive: 300,
                            .address(IPAddress(10, 1, 0, 52))),
                        DNSRecord(
                            name("venera.isi.edu"), timeToLive: 300,
                            .address(IPAddress(128, 9, 0, 32))),
                    ], wildcard: nil))
        let texts = zone.records.filter { $0.type == .txt }.map(\.data)
        #expect(
            texts == [
                .txt([
                    Array("v=spf1 mx -all".utf8), Array("unquoted".utf8),
                    Array(#"a "quoted" a"#.utf8),
                ])
            ])
        #expect(
            zone.addresses(of: name("six.isi.edu")).map(\.data)
                == [.address(.v6(0x2001_0DB8_0000_0000, 0x25))])
        #expect(zone.records.contains { $0.name.labels[0] == Array("1.2".utf8) })
    }

    private static let head = "$ORIGIN a.example.\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n"

    @Test(
        "errors say where and what",
        arguments: [
            ("www A 192.0.2.256", 4, 7, ZoneFileError.Problem.expectedIPv4(found: "192.0.2.256")),
            ("www A", 4, 6, .expectedIPv4(found: "")),
            ("www AAAA 1:2", 4, 10, .expectedIPv6(found: "1:2")),
            ("www AAAA 1::2::3", 4, 10, .expectedIPv6(found: "1::2::3")),
            ("www A 192.0.2.1 2", 4, 17, .expectedLineEnd(found: "2")),
            ("www WKS x", 4, 5, .expectedType(found: "WKS")),
            ("www 60", 4, 7, .expectedType(found: "")),
            ("www MX mail", 4, 8, .expectedNumber(found: "mail", limit: 65_535)),
            ("www MX 65536 m", 4, 8, .expectedNumber(found: "65536", limit: 65_535)),
            ("www MX 10", 4, 10, .expectedName(found: "")),
            ("a..b A 192.0.2.1", 4, 1, .badName("a..b", .emptyLabel)),
            ("www TXT", 4, 8, .expectedText),
            ("www TXT \"abc", 4, 9, .unterminatedString),
            ("www TXT a\\25", 4, 9, .badEscape),
            ("www CH A 192.0.2.1", 4, 5, .onlyInternetClass(found: "CH")),
            ("www TXT ( a\n b", 4, 9, .unbalancedParenthesis),
            ("www TXT a )", 4, 11, .unbalancedParenthesis),
            ("$INCLUDE x", 4, 1, .unknownDirective("$INCLUDE")),
            ("$TTL never", 4, 6, .expectedNumber(found: "never", limit: 2_147_483_647)),
            ("b.example. A 192.0.2.1", 4, 1, .zone(.outsideZone(name("b.example")))),
            ("@ SOA ns h 1 2 3 4 5", 4, 3, .zone(.misplacedSOA(name("a.example")))),
            (
                "x A 192.0.2.1\nx CNAME y", 5, 1,
                .zone(.aliasWithOtherData(name("x.a.example")))
            ),
            ("日本 A x", 4, 6, .expectedIPv4(found: "x")),
        ])
    func errors(line: String, row: Int, column: Int, problem: ZoneFileError.Problem) {
        #expect(throws: ZoneFileError(line: row, column: column, problem: problem)) {
            try ZoneFile.parse(Self.head + line)
        }
    }

    @Test("a file without SOA, origin, name or time to live")
    func missing() {
        func problem(_ text: String) -> ZoneFileError.Problem? {
            do {
                _ = try ZoneFile.parse(text)
                return nil
            } catch { return error.problem }
        }
        #expect(problem("") == .noSOA)
        #expect(problem("; nothing\n\n  \n") == .noSOA)
        #expect(problem("www A 192.0.2.1") == .noOrigin("www"))
        #expect(problem("@ A 192.0.2.1") == .noOrigin("@"))
        #expect(problem(" A 192.0.2.1") == .noPreviousName)
        #expect(problem("a. A 192.0.2.1") == .noTimeToLive)
    }

    @Test("cut or damaged files never trap", arguments: Seeds.few)
    func damaged(seed: UInt64) {
        let text = Array(SmallInternet.exampleJPZone.utf8)
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let odd = Array("()\";\\@$\n .0\u{7f}é".utf8)
        for _ in 0..<200 {
            var octets = text
            for _ in 0...next(5) { octets[next(octets.count)] = odd[next(odd.count)] }
            do { _ = try ZoneFile.parse(octets.prefix(next(octets.count) + 1)) } catch {
                #expect(error.line >= 1 && error.column >= 1)
            }
        }
    }

    @Test("a zone can be built from records")
    func fromRecords() throws {
        let soa = StartOfAuthority(
            primaryServer: name("ns.a.example"), mailbox: name("h.a.example"), minimum: 30)
        let record = DNSRecord(name("www.a.example"), .address(IPAddress(192, 0, 2, 1)))
        let zone = try Zone(origin: name("a.example"), soa: soa, records: [record, record])
        #expect(zone.records.count == 2)
        #expect(zone.negativeSOA.timeToLive == 30)
        #expect(throws: ZoneError.outsideZone(name("www.a.example"))) {
            try Zone(origin: name("b.example"), soa: soa, records: [record])
        }
    }
}
