import DNS
import Wire

// The zones of the small internet.
extension SmallInternet {
    static let rootZone = """
        $TTL 86400
        .               SOA  ns.root.example. hostmaster.root.example. 1 7200 3600 1209600 600
        .               NS   ns.root.example.
        jp.             NS   ns.jp.
        ns.jp.          A    198.51.100.2
        example.        NS   ns.example.
        ns.example.     A    198.51.100.3
        """
    static let jpZone = """
        $ORIGIN jp.
        $TTL 86400
        @               SOA  ns.jp. hostmaster.jp. 1 7200 3600 1209600 900
        @               NS   ns
        ns              A    198.51.100.2
        example         NS   ns1.example
                        NS   ns2.example
        ns1.example     A    198.51.100.4
        ns2.example     A    198.51.100.5
        ; no glue: its server is in another zone
        glueless        NS   ns.far.example.
        ; each can only be found through the other
        chicken         NS   ns.egg.jp.
        egg             NS   ns.chicken.jp.
        """
    static let exampleJPZone = """
        $ORIGIN example.jp.
        $TTL 1h
        @     IN SOA ns1 hostmaster ( 7 2h 1h 2w 5m )
              IN NS  ns1
              IN NS  ns2
              IN MX  10 mail
              IN MX  20 mx2
        ns1      A   198.51.100.4
        ns2      A   198.51.100.5
        mail     A   203.0.113.10
        mx2      A   203.0.113.20
        www      CNAME web
        web 60   A   203.0.113.30
        far      CNAME host.far.example.
        dangling CNAME nowhere
        loop1    CNAME loop2
        loop2    CNAME loop1
        big      TXT ( "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789"
                       "0123456789012345678901234567890123456789012345678901234567890123456789" )
        ; longer than EDNS allows: only TCP holds it
        huge     TXT ( "\(String(repeating: "0123456789", count: 25))"
                       "\(String(repeating: "1234567890", count: 25))"
                       "\(String(repeating: "2345678901", count: 25))"
                       "\(String(repeating: "3456789012", count: 25))"
                       "\(String(repeating: "4567890123", count: 25))"
                       "\(String(repeating: "5678901234", count: 25))" )
        six      AAAA 2001:db8::10
        dual     A    203.0.113.60
                 AAAA 2001:db8::60
        """
    static let exampleZone = """
        $ORIGIN example.
        $TTL 86400
        @       SOA ns hostmaster 1 7200 3600 1209600 900
        @       NS  ns
        ns      A   198.51.100.3
        far     NS  ns.far
        ns.far  A   198.51.100.6
        """
    static let farZone = """
        $ORIGIN far.example.
        $TTL 600
        @       SOA ns hostmaster 1 7200 3600 1209600 120
        @       NS  ns
        ns      A   198.51.100.6
        host    A   203.0.113.40
        back    CNAME loop.glueless.jp.
        """
    static let gluelessZone = """
        $ORIGIN glueless.jp.
        $TTL 600
        @       SOA ns.far.example. hostmaster 1 7200 3600 1209600 120
        @       NS  ns.far.example.
        www     A   203.0.113.50
        loop    CNAME back.far.example.
        """

    /// The root, `jp`, `example`, and below them `example.jp`, `far.example`, `glueless.jp`.
    static func standard(
        seed: UInt64 = 1, limits: ResolverLimits = ResolverLimits()
    ) throws -> SmallInternet {
        var net = SmallInternet()
        let leaf = try ZoneFile.parse(exampleJPZone)
        let far = try [ZoneFile.parse(farZone), ZoneFile.parse(gluelessZone)]
        net[root] = .authority(AuthoritativeServer(zones: [try ZoneFile.parse(rootZone)]))
        net[address("198.51.100.2")] = .authority(
            AuthoritativeServer(zones: [try ZoneFile.parse(jpZone)]))
        net[address("198.51.100.3")] = .authority(
            AuthoritativeServer(zones: [try ZoneFile.parse(exampleZone)]))
        net[address("198.51.100.4")] = .authority(AuthoritativeServer(zones: [leaf]))
        net[address("198.51.100.5")] = .authority(AuthoritativeServer(zones: [leaf]))
        net[address("198.51.100.6")] = .authority(AuthoritativeServer(zones: far))
        try net.addResolver(seed: seed, limits: limits)
        return net
    }
}
