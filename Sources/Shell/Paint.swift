import Rainbow

/// What a piece of text is, for those who see colours; nothing is said by colour alone.
package enum Role: Sendable {
    case strong, faint, good, bad, warning, host, layer, typed, number
}

/// Puts colours into lines, or leaves them as they are.
package struct Paint: Hashable, Sendable {
    package let isOn: Bool

    package init(isOn: Bool) { self.isOn = isOn }

    /// No colours: scripts, pipes and NO_COLOR.
    package static let plain = Paint(isOn: false)

    /// `text` in the colours of `role`.
    package func callAsFunction(_ role: Role, _ text: String) -> String {
        guard isOn, !text.isEmpty else { return text }
        let codes = Self.codes(of: role).map(String.init).joined(separator: ";")
        return "\u{1B}[\(codes)m\(text)\u{1B}[0m"
    }

    private static func codes(of role: Role) -> [UInt8] {
        switch role {
        case .strong: Style.bold.value
        case .faint: Style.dim.value
        case .good: NamedColor.green.value
        case .bad: Style.bold.value + NamedColor.red.value
        case .warning: NamedColor.yellow.value
        case .host: NamedColor.cyan.value
        case .layer: NamedColor.magenta.value
        case .typed: Style.bold.value + NamedColor.cyan.value
        case .number: NamedColor.blue.value
        }
    }
}
