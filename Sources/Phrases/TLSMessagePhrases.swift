/// What the messages of the handshake are for.
let tlsMessagePhrases: [Phrase] = [
    Phrase(
        "tls.message-certificate",
        en: "Certificate: a chain of {count}, the server's own first.",
        ja: "Certificate: 証明書{count}枚のチェーン。最初がサーバー自身のものです。"),
    Phrase(
        "tls.chain-link",
        en: "{place}. {subject}, signed by {issuer}; key {key}; good from {start} until {end}.",
        ja: "{place}. {subject}(署名: {issuer}、鍵: {key}、有効期間: {start}から{end}まで)。"),
    Phrase(
        "tls.chain-self",
        en: "{place}. {subject}, signed by itself; key {key}; good from {start} until {end}.",
        ja: "{place}. {subject}(自己署名、鍵: {key}、有効期間: {start}から{end}まで)。"),
    Phrase(
        "tls.message-extensions",
        en: "EncryptedExtensions: the rest of the server's answer to the ClientHello.",
        ja: "EncryptedExtensions: ClientHelloへの返事の残りです。"),
    Phrase(
        "tls.message-alpn",
        en: "EncryptedExtensions: the protocol inside will be {protocol} (ALPN).",
        ja: "EncryptedExtensions: 中で話すプロトコルは{protocol}です(ALPN)。"),
    Phrase(
        "tls.message-server-key",
        en: """
            ServerKeyExchange: the server's half of the key, group {group}, signed with the key of \
            its certificate.
            """,
        ja: "ServerKeyExchange: サーバー側の鍵の半分です(グループ{group})。証明書の鍵で署名されています。"),
    Phrase(
        "tls.message-client-key",
        en: "ClientKeyExchange: the client's half of the key; both sides have all they need now.",
        ja: "ClientKeyExchange: クライアント側の鍵の半分です。これで双方に必要なものがそろいました。"),
    Phrase(
        "tls.message-verify",
        en: """
            CertificateVerify: a signature over all that was said so far ({signature}): only the \
            owner of the certificate's key can make it.
            """,
        ja: "CertificateVerify: ここまでのやり取り全体への署名です({signature})。証明書の鍵の持ち主にしか作れません。"),
    Phrase(
        "tls.message-finished",
        en: """
            Finished: a digest of the whole handshake. If anybody on the way had changed a \
            message, the two sides would notice now.
            """,
        ja: "Finished: ハンドシェイク全体の要約値です。途中で誰かが書き換えていれば、ここで発覚します。"),
    Phrase(
        "tls.message-hello-done",
        en: "ServerHelloDone: the server has said what it had to say, and waits.",
        ja: "ServerHelloDone: サーバーの言うことはここまでで、返事を待っています。"),
    Phrase(
        "tls.message-request",
        en: "CertificateRequest: the server asks for a certificate of the client.",
        ja: "CertificateRequest: サーバーがクライアントの証明書を求めています。"),
    Phrase(
        "tls.message-ticket",
        en: "NewSessionTicket: with it the client may come back faster, within {seconds} seconds.",
        ja: "NewSessionTicket: {seconds}秒以内なら、これを使って次の接続を早く始められます。"),
    Phrase(
        "tls.message-key-update",
        en: "KeyUpdate: from here on this side seals with a new key.",
        ja: "KeyUpdate: ここからこちら側は新しい鍵で封をします。"),
    Phrase(
        "tls.about-begins",
        en: """
            The client speaks first: a ClientHello with its versions and suites, its half of the \
            key, and, in the clear, the name of the server that it wants (SNI).
            """,
        ja: """
            先に話すのはクライアントです。ClientHelloには、話せるバージョンと暗号スイート、鍵の半分、\
            そして接続したいサーバーの名前(SNI)が平文で入っています。
            """),
    Phrase(
        "tls.about-secured",
        en: """
            From here on a listener sees that these two speak, when, and how much, but not what. \
            It ends at both ends: each server on a letter's way reads the letter.
            """,
        ja: """
            ここから先、盗聴者に分かるのは、誰と誰が、いつ、どれだけ話したかだけで、内容は分かりません。\
            ただし保護されるのはこの2者の間だけです。メールが通るサーバーは、どれも中身を読めます。
            """),
    Phrase(
        "tls.about-failed",
        en: """
            Nothing of the mail was said inside. To go on all the same would mean to speak with \
            whoever is at the other end, or in the clear.
            """,
        ja: """
            中ではメールのことは何も話されていません。このまま続ければ、相手が誰か分からないまま、\
            あるいは平文で話すことになります。
            """),
    Phrase(
        "tls.about-closed",
        en: "The end itself is under seal: nobody on the way can have cut the conversation short.",
        ja: "終わりの合図も暗号で守られています。途中の誰かが会話を打ち切ったのではありません。"),
    Phrase(
        "tls.about-truncated",
        en: """
            TCP ended (FIN), and TLS did not: a FIN is not under seal, anybody on the way can make \
            one. What came may be only the beginning.
            """,
        ja: """
            TCPは終わりました(FIN)が、TLSは終わっていません。FINは暗号で守られておらず、途中の誰でも\
            作れます。届いたのは最初の部分だけかもしれません。
            """),
]
