import Foundation
import PostOffice
import Simulation
import Wire

/// What `--ready-file` tells another program: where everything listens, and who may log in.
package struct ReadyFile {
    private let workbench: Workbench
    private let doors: [OpenDoor]
    private let counters: Endpoint?
    private let authorityPath: String
    private let worldName: String

    package init(
        _ workbench: Workbench, doors: [OpenDoor], counters: Endpoint? = nil,
        authorityPath: String, worldName: String
    ) {
        self.workbench = workbench
        self.doors = doors
        self.counters = counters
        self.authorityPath = authorityPath
        self.worldName = worldName
    }

    /// One object of JSON and a line end.
    package var text: String {
        var published: [JSONText] = []
        var proxies: [JSONText] = []
        var names: [JSONText] = []
        for door in doors {
            let place = Self.place(door.listening)
            switch door.kind {
            case .port(let host, let port, let from):
                let service = PortFacts(port)
                published.append(
                    .object(
                        [
                            ("host", .string(host)), ("service", .string(service.name)),
                            ("port", .integer(Int(port))), ("tls", .string(service.security)),
                        ] + place + [("at", .string(from))]))
            case .socks(let host): proxies.append(.object([("at", .string(host))] + place))
            case .dns(let host): names.append(.object([("at", .string(host))] + place))
            }
        }
        let accounts = workbench.hosts.flatMap { $0.plan.mail?.accounts ?? [] }.map { account in
            JSONText.object([
                ("login", .string(account.login)), ("password", .string(account.password)),
            ])
        }
        let object = JSONText.object([
            ("pid", .integer(Int(ProcessInfo.processInfo.processIdentifier))),
            ("ca", .string(authorityPath)), ("world", .string(worldName)),
            ("seed", workbench.seed.number.map { .string("\($0)") } ?? .null),
            ("published", .list(published)),
            ("socks", .list(proxies)), ("dns", .list(names)),
            ("metrics", .list(counters.map { [.object(Self.place($0))] } ?? [])),
            ("accounts", .list(accounts)),
        ])
        return object.text + "\n"
    }

    private static func place(_ endpoint: Endpoint) -> [(String, JSONText)] {
        [
            ("address", .string("\(endpoint.address)")),
            ("listening", .integer(Int(endpoint.port))),
        ]
    }
}

/// What is spoken at a well-known port, in the words of the ready file.
package struct PortFacts {
    /// Such as `smtp`.
    package let name: String
    /// `none`, `starttls` or `implicit`.
    package let security: String

    package init(_ port: UInt16) {
        let service = MailService.allCases.first { $0.port == port || $0.securePort == port }
        name = service?.rawValue ?? (port == 53 ? "domain" : "unknown")
        security = service == nil ? "none" : service?.securePort == port ? "implicit" : "starttls"
    }
}
