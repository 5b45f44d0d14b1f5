import TLS

/// What the certificate of a mail server is like: in order, or wrong on purpose.
package enum CertificatePlan: Hashable, Sendable {
    /// The server has none, and speaks no TLS.
    case none
    case valid
    case defective(CertificateDefect)

    var defect: CertificateDefect? {
        switch self {
        case .none, .valid: nil
        case .defective(let defect): defect
        }
    }
}

// The words of a world file; a defect has the name that it has in the room of TLS.
extension CertificatePlan: RawRepresentable, CaseIterable, Codable {
    package static var allCases: [CertificatePlan] {
        [.none, .valid] + CertificateDefect.allCases.map { .defective($0) }
    }

    package init?(rawValue: String) {
        guard let plan = Self.allCases.first(where: { $0.rawValue == rawValue }) else {
            return nil
        }
        self = plan
    }

    package var rawValue: String {
        switch self {
        case .none: "none"
        case .valid: "valid"
        case .defective(let defect): defect.rawValue
        }
    }
}
