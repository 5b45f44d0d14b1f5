import Clockwork
import Wire

/// Who speaks to whom: protocol, addresses and, where there are any, ports.
package struct Flow: Hashable, Sendable, CustomStringConvertible {
    package var protocolNumber: IPProtocol
    package var source: Endpoint
    package var destination: Endpoint

    package init(_ protocolNumber: IPProtocol, from source: Endpoint, to destination: Endpoint) {
        self.protocolNumber = protocolNumber
        self.source = source
        self.destination = destination
    }

    /// The flow of the answers.
    package var reversed: Flow { Flow(protocolNumber, from: destination, to: source) }

    package var description: String { "\(protocolNumber) \(source) > \(destination)" }
}
