/// A rule's text cut into words and commas; it only moves forward.
struct RuleLexer {
    struct Token: Hashable {
        let text: String
        /// Counted from 1, in characters.
        let column: Int
    }

    /// The longest text that is read.
    static let limit = 4_096

    private let tokens: [Token]
    private var position = 0
    /// Where something would have to stand that is missing at the end.
    private let end: Int

    init(_ text: String) throws(RuleSyntaxError) {
        guard text.utf8.count <= Self.limit else {
            throw RuleSyntaxError(.tooLong(limit: Self.limit), at: 1)
        }
        var tokens: [Token] = []
        var word = ""
        var start = 1
        var column = 0
        func finish() {
            if !word.isEmpty { tokens.append(Token(text: word, column: start)) }
            word = ""
        }
        for character in text {
            column += 1
            if character.isWhitespace {
                finish()
            } else if character == "," || character == "、" {
                finish()
                tokens.append(Token(text: ",", column: column))
            } else {
                if word.isEmpty { start = column }
                word.append(character)
            }
        }
        finish()
        self.tokens = tokens
        end = column + 1
    }

    var column: Int { position < tokens.count ? tokens[position].column : end }
    var next: Token? { position < tokens.count ? tokens[position] : nil }

    mutating func take() -> Token? {
        guard position < tokens.count else { return nil }
        position += 1
        return tokens[position - 1]
    }

    /// Takes the next word when it is this one.
    mutating func take(_ word: String) -> Bool {
        guard next?.text == word else { return false }
        position += 1
        return true
    }

    /// The word behind another, which needs one.
    mutating func word(
        after word: String, example: String
    ) throws(RuleSyntaxError) -> Token {
        guard let token = next, token.text != "," else {
            throw RuleSyntaxError(.missing(after: word, example: example), at: column)
        }
        position += 1
        return token
    }
}
