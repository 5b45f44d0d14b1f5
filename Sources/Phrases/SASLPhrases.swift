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
    Phrase(
        "sasl.malformed-cram",
        en: "CRAM-MD5 wants a name, a space and 32 hexadecimal digits.",
        ja: "CRAM-MD5は名前、空白、32桁の16進数を求めます。"),
    Phrase(
        "sasl.malformed-scram",
        en: "The message is not one of SCRAM: attributes in their order, with commas between.",
        ja: "SCRAMのメッセージとして正しくありません。属性を決められた順に、コンマで区切って並べます。"),
    Phrase(
        "sasl.unknown-extension",
        en: "The other side insists on an extension of SCRAM that is not known here.",
        ja: "相手が求めるSCRAMの拡張は、ここでは使えません。"),
    Phrase(
        "sasl.wrong-nonce",
        en: "The nonce is not this exchange's: an old message may have been played again.",
        ja: "ノンスが今回のものと違います。古いメッセージの再送かもしれません。"),
    Phrase(
        "sasl.iterations",
        en: """
            The server asks for so few rounds that guessing is cheap, or for so many that they \
            would cost too much.
            """,
        ja: "サーバーが求める反復回数が、推測を許すほど少ないか、負担になるほど多すぎます。"),
    Phrase(
        "sasl.server-not-proved",
        en: "The server does not prove that it knows the password: it may be somebody else.",
        ja: "サーバーはパスワードを知っていることを証明できません。別の誰かかもしれません。"),
    Phrase(
        "sasl.wrong-binding",
        en: """
            The two sides are not on the same encrypted connection: somebody may stand in the \
            middle.
            """,
        ja: "双方が同じ暗号化された接続にいません。中間者がいる可能性があります。"),
    Phrase(
        "sasl.binding-hidden",
        en: "The client was not told that this server can bind to the connection.",
        ja: "このサーバーがチャネルバインディングに対応することを、クライアントは知らされていません。"),
    Phrase(
        "sasl.no-binding",
        en: "A method with -PLUS needs an encrypted connection to bind to.",
        ja: "-PLUSの方式には、結び付ける暗号化された接続が必要です。"),
    Phrase(
        "sasl.wrong-secret",
        en: "The method wants the other kind of secret: a password, or a token.",
        ja: "この方式が求める秘密の種類が違います(パスワードまたはトークン)。"),
    Phrase(
        "sasl.malformed-token",
        en: "The message does not carry a token in the form that is asked for.",
        ja: "メッセージが、決められた形でトークンを運んでいません。"),
    Phrase(
        "sasl.listener-password",
        en: "Whoever listens reads the password: base64 is not encryption.",
        ja: "盗聴する人はパスワードをそのまま読めます。base64は暗号化ではありません。"),
    Phrase(
        "sasl.listener-guess",
        en: """
            Whoever listens does not read the password, but can try guesses against what was \
            sent, as fast as the machine goes.
            """,
        ja: "盗聴してもパスワードは読めませんが、流れた値に対して手元で高速に推測を試せます。"),
    Phrase(
        "sasl.listener-slow-guess",
        en: """
            Whoever listens does not read the password; each guess costs thousands of rounds, \
            and inside TLS there is nothing to try against.
            """,
        ja: "盗聴してもパスワードは読めません。推測は1回ごとに数千回の計算が要り、TLSの中なら試す材料もありません。"),
    Phrase(
        "sasl.listener-token",
        en: """
            Whoever listens reads the token, and is in until it expires; the password is \
            somewhere else.
            """,
        ja: "盗聴する人はトークンを読み、期限まで使えます。パスワードは別の場所にあります。"),
    Phrase(
        "sasl.disk-digest",
        en: "The server's disk needs only a slow digest of the password.",
        ja: "サーバーのディスクには、パスワードの遅いダイジェストだけあれば足ります。"),
    Phrase(
        "sasl.disk-password",
        en: "The server must keep the password itself, or as good as it: a stolen disk opens all.",
        ja: "サーバーはパスワードそのもの(または同等のもの)を保存する必要があり、ディスクが盗まれればすべて開きます。"),
    Phrase(
        "sasl.disk-verifier",
        en: "The server keeps a verifier: it can check a proof with it, but not make one.",
        ja: "サーバーが保存する検証値では、証明を確かめられても作ることはできません。"),
    Phrase(
        "sasl.disk-nothing",
        en: "The server's disk holds no secret of the user.",
        ja: "サーバーのディスクに利用者の秘密はありません。"),
]
