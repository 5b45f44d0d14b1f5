/// A value with parameters, as Content-Type and Content-Disposition carry it.
///
///     value *(";" attribute "=" (token / quoted-string))        ; RFC 2045 §5.1
package struct ParameterizedValue: Hashable, Sendable {
    /// One parameter, with its name as it was spelled.
    package struct Parameter: Hashable, Sendable {
        package let name: String
        package let value: [UInt8]
    }

    /// Longer lists are cut: no letter needs them.
    static let maximumParameters = 64

    package let value: String
    package let parameters: [Parameter]

    /// Reads as much as can be understood; what is broken ends the list of parameters.
    package init(parsing octets: [UInt8]) {
        var cursor = HeaderCursor(octets)
        cursor.skipSpaceAndComments()
        value =
            String(decoding: cursor.takeWhile { $0 != 0x3B && $0 != 0x28 }, as: UTF8.self)
            .trimmingSpaces
        var parameters: [Parameter] = []
        cursor.skipSpaceAndComments()
        while parameters.count < Self.maximumParameters, cursor.take(0x3B) {
            cursor.skipSpaceAndComments()
            let name = cursor.takeToken()
            cursor.skipSpaceAndComments()
            guard !name.isEmpty, cursor.take(0x3D) else {
                _ = cursor.takeWhile { $0 != 0x3B }
                continue
            }
            cursor.skipSpaceAndComments()
            let value = cursor.peek == 0x22 ? cursor.takeQuoted() : cursor.takeToken()
            parameters.append(
                Parameter(name: String(decoding: name, as: UTF8.self), value: value))
            cursor.skipSpaceAndComments()
        }
        self.parameters = parameters
    }

    init(value: String, parameters: [Parameter]) {
        self.value = value
        self.parameters = parameters
    }

    /// The first parameter of that name, in any case.
    package subscript(name: String) -> [UInt8]? {
        parameters.first { ASCII.equal($0.name.utf8, name.utf8) }?.value
    }
}

/// The kind of a part: type, subtype and parameters (RFC 2045 §5).
package struct ContentType: Hashable, Sendable {
    /// The type, as it was spelled.
    package let type: String
    /// The subtype, as it was spelled.
    package let subtype: String
    package let parameters: [ParameterizedValue.Parameter]

    package init(
        _ type: String, _ subtype: String, _ parameters: [ParameterizedValue.Parameter] = []
    ) {
        self.type = type
        self.subtype = subtype
        self.parameters = parameters
    }

    /// Plain text in US-ASCII: what a part is that does not say (RFC 2045 §5.2).
    package static let plainText = ContentType(
        "text", "plain",
        [ParameterizedValue.Parameter(name: "charset", value: Array("us-ascii".utf8))])
    /// What a part of a digest is that does not say (RFC 2046 §5.1.5).
    package static let letter = ContentType("message", "rfc822")
    /// A part whose kind is not told.
    package static let octets = ContentType("application", "octet-stream")

    /// The value of a Content-Type field, or nil if it has no type and subtype.
    package init?(parsing value: [UInt8]) {
        let whole = ParameterizedValue(parsing: value)
        let parts = whole.value.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let type = String(parts[0]).trimmingSpaces
        let subtype = String(parts[1]).trimmingSpaces
        guard !type.isEmpty, !subtype.isEmpty, type.utf8.allSatisfy(HeaderCursor.isToken),
            subtype.utf8.allSatisfy(HeaderCursor.isToken)
        else { return nil }
        self.init(type, subtype, whole.parameters)
    }

    /// True if type and, where given, subtype are these, in any case.
    package func matches(_ type: String, _ subtype: String? = nil) -> Bool {
        ASCII.equal(self.type.utf8, type.utf8)
            && (subtype.map { ASCII.equal(self.subtype.utf8, $0.utf8) } ?? true)
    }

    /// The first parameter of that name, in any case.
    package subscript(name: String) -> [UInt8]? {
        parameters.first { ASCII.equal($0.name.utf8, name.utf8) }?.value
    }

    /// The character set in lower case; `us-ascii` where none is named.
    package var charset: String {
        self["charset"].map { String(decoding: $0, as: UTF8.self).lowercased() } ?? "us-ascii"
    }
}

extension String {
    /// The text without spaces and tabs around it.
    var trimmingSpaces: String {
        String(decoding: ASCII.trim(Array(utf8)[...]), as: UTF8.self)
    }
}
