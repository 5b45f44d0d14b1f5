import Session

/// What the messages of an authentication hold, part for part, for a learner who asks.
package enum SASLExplainer {
    /// Explains a message, decoded from base64; nothing where it has no form that we know.
    ///
    /// `question` is the server's challenge before it: the words of LOGIN say what an answer is.
    package static func explain(
        _ message: [UInt8], isFromServer: Bool, after question: [UInt8] = []
    ) -> [Note] {
        guard let text = String(validating: message, as: UTF8.self) else { return [] }
        return isFromServer
            ? challenge(text) : response(text, String(decoding: question, as: UTF8.self))
    }

    private static func challenge(_ text: String) -> [Note] {
        let lower = text.lowercased()
        if lower.hasPrefix("username") { return [Note("sasl.part.ask-name")] }
        if lower.hasPrefix("password") { return [Note("sasl.part.ask-password")] }
        if text.hasPrefix("{") {
            return [Note("sasl.part.token-error", ["text": text], source: "RFC 7628 §3.2.2")]
        }
        if text.hasPrefix("<"), text.hasSuffix(">") {
            return [Note("sasl.part.cram-challenge", ["text": text], source: "RFC 2195 §2")]
        }
        if text.hasPrefix("r="), let nonce = attribute("r", of: text),
            let salt = attribute("s", of: text)
        {
            return [
                Note(
                    "sasl.part.server-first",
                    ["nonce": nonce, "salt": salt, "rounds": attribute("i", of: text) ?? "?"],
                    source: "RFC 5802 §5.1")
            ]
        }
        if text.hasPrefix("v=") {
            return [
                Note(
                    "sasl.part.server-final", ["signature": String(text.dropFirst(2))],
                    source: "RFC 5802 §5.1")
            ]
        }
        return []
    }

    private static func response(_ text: String, _ question: String) -> [Note] {
        let asked = question.lowercased()
        if asked.hasPrefix("username") { return [Note("sasl.part.name", ["text": text])] }
        if asked.hasPrefix("password") { return [Note("sasl.part.password", ["text": text])] }
        let nul = text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        if nul.count == 3 {
            return [
                Note(
                    "sasl.part.plain",
                    [
                        "other": nul[0].isEmpty ? "-" : nul[0], "login": nul[1],
                        "password": nul[2],
                    ], source: "RFC 4616 §2")
            ]
        }
        if text.contains("auth=Bearer ") { return token(text) }
        if text == "\u{1}" { return [Note("sasl.part.token-goodbye", source: "RFC 7628 §3.2.3")] }
        if let proof = attribute("p", of: text), let nonce = attribute("r", of: text),
            text.hasPrefix("c=")
        {
            return [
                Note(
                    "sasl.part.client-final",
                    [
                        "binding": binding(attribute("c", of: text) ?? ""), "nonce": nonce,
                        "proof": proof,
                    ],
                    source: "RFC 5802 §5.1")
            ]
        }
        let fields = text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
        if fields.count == 3, let name = attribute("n", of: fields[2]),
            let nonce = attribute("r", of: fields[2]), let flag = fields[0].first
        {
            let kind = flag == "p" ? "bound" : flag == "y" ? "would-bind" : "unbound"
            return [
                Note(
                    "sasl.part.client-first",
                    ["flag": String(fields[0]), "login": name, "nonce": nonce],
                    source: "RFC 5802 §5.1"),
                Note("sasl.part.\(kind)", ["flag": String(fields[0])], source: "RFC 5802 §6"),
            ]
        }
        let words = text.split(separator: " ").map(String.init)
        if words.count == 2, words[1].utf8.count == 32 {
            return [
                Note(
                    "sasl.part.cram-answer", ["login": words[0], "digest": words[1]],
                    source: "RFC 2195 §2")
            ]
        }
        return []
    }

    private static func token(_ text: String) -> [Note] {
        let fields = text.split(separator: "\u{1}").map(String.init)
        let token = fields.first { $0.hasPrefix("auth=Bearer ") }?.dropFirst(12) ?? ""
        let start = fields.first ?? ""
        let login: Substring =
            start.hasPrefix("user=")
            ? start.dropFirst(5) : start.split(separator: "=").last?.prefix { $0 != "," } ?? ""
        return [
            Note(
                "sasl.part.token", ["login": String(login), "token": String(token)],
                source: "RFC 7628 §3.1")
        ]
    }

    /// What stands behind `c=`, readable: the header of the first message again.
    private static func binding(_ text: String) -> String {
        guard let octets = try? SASLBase64.decode(Array(text.utf8)[...]) else { return "?" }
        let header = octets.prefix { (0x20..<0x7F).contains($0) }
        let rest = octets.count - header.count
        return String(decoding: header, as: UTF8.self) + (rest > 0 ? " + \(rest)" : "")
    }

    /// The value of an attribute of SCRAM (RFC 5802 §5.1).
    private static func attribute(_ letter: Character, of text: some StringProtocol) -> String? {
        for part in text.split(separator: ",") where part.first == letter {
            let rest = part.dropFirst()
            if rest.first == "=" { return String(rest.dropFirst()) }
        }
        return nil
    }
}
