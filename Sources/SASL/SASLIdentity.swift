import Ciphers

/// How a mail program proves who it is.
package enum SASLWay: Hashable, Sendable {
    /// As mail programs are set up: name and password, in the protocol's own words or by PLAIN.
    case usual
    /// The strongest that the server offers and a password is good for.
    case best
    /// APOP, which only POP3 knows (RFC 1939 §7).
    case apop
    case method(SASLMethod)

    /// The way of this name in any case, or nil.
    package init?(named name: String) {
        switch name.lowercased() {
        case "usual": self = .usual
        case "best": self = .best
        case "apop": self = .apop
        case _:
            guard let method = SASLMethod(named: name) else { return nil }
            self = .method(method)
        }
    }

    /// The name by which a person asks for it.
    package var name: String {
        switch self {
        case .usual: "usual"
        case .best: "best"
        case .apop: "apop"
        case .method(let method): method.description.lowercased()
        }
    }

    /// Every way, the plain ones first.
    package static let all: [SASLWay] =
        [.usual, .best] + SASLMethod.byStrength.reversed().map { .method($0) }
        + [.method(.xoauth2), .method(.oauthBearer), .apop]
}

/// Written by the name by which a person asks for it.
extension SASLWay: RawRepresentable, Codable {
    package init?(rawValue name: String) { self.init(named: name) }
    package var rawValue: String { name }
}

/// Who a mail program logs in as, with what, and in which way.
package struct SASLIdentity: Hashable, Sendable {
    package var login: String
    package var password: String
    /// An access token, where somebody has given one out.
    package var token: String?
    package var way: SASLWay
    private var chance: ChanceStream

    package init(
        login: String, password: String, token: String? = nil, way: SASLWay = .usual,
        chance: ChanceStream = ChanceStream(seed: [])
    ) {
        self.login = login
        self.password = password
        self.token = token
        self.way = way
        self.chance = chance
    }

    /// The method to use of those that are offered; nil where none fits.
    ///
    /// A token is used only when it is asked for by name: a program that has a password and a
    /// token was set up for one of them.
    package func method(of offered: [String], on connection: [SASLBinding]?) -> SASLMethod? {
        let known = offered.compactMap { SASLMethod(named: $0) }.filter {
            !$0.isBound || connection?.isEmpty == false
        }
        let order: [SASLMethod] =
            switch way {
            case .usual: [.plain, .login] + SASLMethod.byStrength
            case .best: SASLMethod.byStrength
            case .apop: []
            case .method(let method): [method]
            }
        return order.first { known.contains($0) }
    }

    /// Begins the exchange.
    package mutating func begin(
        _ method: SASLMethod, offered: [String], on connection: [SASLBinding]?,
        host: String = "", port: UInt16 = 0
    ) throws(SASLFault) -> SASLClient {
        guard !method.takesToken || token != nil else { throw .wrongSecret }
        let secret: SASLSecret =
            if method.takesToken, let token { .token(token) } else { .password(password) }
        let nonce = String(decoding: SASLBase64.encode(chance.octets(18)), as: UTF8.self)
        var binds = false
        if case .scram(let digest, _) = method {
            let bound = SASLMethod.scram(digest, isBound: true)
            binds = offered.contains { SASLMethod(named: $0) == bound }
        }
        return try SASLClient(
            method, login: login, secret, nonce: nonce, bindings: connection ?? [],
            serverBinds: binds, host: host, port: port)
    }
}

extension SASLMethod {
    /// What a password is good for, strongest first (RFC 5802 §9).
    package static let byStrength: [SASLMethod] = allCases.filter { !$0.takesToken }
}
