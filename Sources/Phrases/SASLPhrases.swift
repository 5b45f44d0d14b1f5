/// What SASL says to people.
let saslPhrases: [Phrase] = [
    Phrase(
        "sasl.not-base64",
        en: """
            The response is not base64, written strictly: alphabet, length and padding must \
            be right.
            """,
        ja: "応答がbase64として正しくありません。文字の種類、長さ、末尾の=のすべてが規則どおりである必要があります。"),
    Phrase(
        "sasl.malformed-plain",
        en: "PLAIN wants three parts with NUL between them: whom to act as, name, password.",
        ja: "PLAINはNULで区切った3つの部分(代行する相手、名前、パスワード)を求めます。"),
    Phrase(
        "sasl.empty",
        en: "A name or a password is empty.",
        ja: "名前またはパスワードが空です。"),
    Phrase(
        "sasl.control-octet",
        en: """
            A name or password holds a control character; a line end in a name could forge \
            a header line.
            """,
        ja: "名前またはパスワードに制御文字があります。改行を含む名前はヘッダー行の偽造に使われかねません。"),
    Phrase(
        "sasl.not-utf8",
        en: "A name or password is not UTF-8.",
        ja: "名前またはパスワードがUTF-8ではありません。"),
    Phrase(
        "sasl.too-long",
        en: "A name or password is longer than 255 octets.",
        ja: "名前またはパスワードが255オクテットを超えています。"),
    Phrase(
        "sasl.unexpected",
        en: "The exchange was over, and something more came.",
        ja: "認証のやり取りは終わっていましたが、さらに何かが届きました。"),
]
