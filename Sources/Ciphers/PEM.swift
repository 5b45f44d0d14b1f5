import COpenSSL

/// DER wrapped in lines of base64, as other programs read keys and certificates.
package enum PEM {
    /// The text for one object, such as a `CERTIFICATE` or a `PRIVATE KEY`.
    package static func text(_ label: String, _ octets: [UInt8]) -> String {
        var encoded = [UInt8](repeating: 0, count: (octets.count + 2) / 3 * 4 + 1)
        let count = Int(EVP_EncodeBlock(&encoded, octets, Int32(clamping: octets.count)))
        var text = "-----BEGIN \(label)-----\n"
        var rest = encoded.prefix(count)
        while !rest.isEmpty {
            text += String(decoding: rest.prefix(64), as: UTF8.self) + "\n"
            rest = rest.dropFirst(64)
        }
        return text + "-----END \(label)-----\n"
    }
}
