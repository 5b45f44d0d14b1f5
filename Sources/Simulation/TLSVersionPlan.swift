import TLS

/// Which versions of TLS the programs of a host speak, on either side of a connection.
package struct TLSVersionPlan: Hashable, Sendable {
    let versions: ClosedRange<TLSVersion>

    /// What is spoken today.
    package static let today = TLSVersionPlan(versions: .tls12...(.tls13))

    /// `1.2`, or `1.0-1.3` for all from the first to the second.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, parts.count <= 2,
            let lowest = Self.version(first), let highest = Self.version(last), lowest <= highest
        else { return nil }
        versions = lowest...highest
    }

    private init(versions: ClosedRange<TLSVersion>) { self.versions = versions }

    /// Every text that means something, today's first: for completion and for errors.
    package static let choices =
        [today.text]
        + TLSVersion.allCases.flatMap { lowest in
            TLSVersion.allCases.filter { $0 >= lowest }.map {
                TLSVersionPlan(versions: lowest...$0).text
            }
        }.filter { $0 != today.text }

    /// As `init(_:)` reads it.
    package var text: String {
        let (lowest, highest) = (number(versions.lowerBound), number(versions.upperBound))
        return lowest == highest ? lowest : "\(lowest)-\(highest)"
    }

    /// How a side speaks that is set so.
    var settings: TLSSettings { TLSSettings(versions: versions) }

    private static func version(_ text: Substring) -> TLSVersion? {
        TLSVersion.allCases.first { $0.description == "TLS \(text)" }
    }

    private func number(_ version: TLSVersion) -> String {
        String(version.description.dropFirst("TLS ".count))
    }
}

/// Written as in a world file.
extension TLSVersionPlan: RawRepresentable, Codable {
    package init?(rawValue text: String) { self.init(text) }
    package var rawValue: String { text }
}
