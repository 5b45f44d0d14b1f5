/// The parts of the messages of an authentication.
let saslPartPhrases: [Phrase] = [
    Phrase(
        "sasl.part.ask-name",
        en: "The server asks for the name.",
        ja: "サーバーが名前を尋ねています。"),
    Phrase(
        "sasl.part.ask-password",
        en: "The server asks for the password.",
        ja: "サーバーがパスワードを尋ねています。"),
    Phrase(
        "sasl.part.name",
        en: "The name: {text}.",
        ja: "名前: {text}"),
    Phrase(
        "sasl.part.password",
        en: "The password, for all to read: {text}.",
        ja: "パスワード(誰でも読めます): {text}"),
    Phrase(
        "sasl.part.plain",
        en: "PLAIN: to act as {other}; name {login}; password {password}. NUL stands "
            + "between.",
        ja: "PLAIN: 代行する相手 {other}、名前 {login}、パスワード {password}。NULで区切ります。"),
    Phrase(
        "sasl.part.cram-challenge",
        en: "The challenge of CRAM-MD5: {text}. It is another each time.",
        ja: "CRAM-MD5のチャレンジ: {text}。毎回違います。"),
    Phrase(
        "sasl.part.cram-answer",
        en: "Name {login}, and HMAC-MD5 of the challenge under the password: {digest}.",
        ja: "名前 {login} と、パスワードを鍵にしたチャレンジのHMAC-MD5: {digest}"),
    Phrase(
        "sasl.part.client-first",
        en: "SCRAM begins: binding flag {flag}; n= name {login}; r= the client's nonce "
            + "{nonce}.",
        ja: "SCRAMの開始: バインディングの旗 {flag}、n= 名前 {login}、r= クライアントのノンス {nonce}"),
    Phrase(
        "sasl.part.unbound",
        en: "{flag}: not tied to the TLS connection.",
        ja: "{flag}: TLS接続に結び付けていません。"),
    Phrase(
        "sasl.part.would-bind",
        en: "{flag}: the client could tie it to TLS and thinks that the server cannot. A "
            + "server that can refuses: somebody has cut its list.",
        ja: "{flag}: クライアントはTLSに結び付けられますが、サーバーはできないと見ています。できるサーバーなら、一覧が削られたと判断して拒否します。"),
    Phrase(
        "sasl.part.bound",
        en: "{flag}: tied to the TLS connection by this name of it.",
        ja: "{flag}: この名前でTLS接続に結び付けています。"),
    Phrase(
        "sasl.part.server-first",
        en: "r= both nonces {nonce}; s= salt {salt}; i= rounds {rounds}.",
        ja: "r= 双方のノンス {nonce}、s= ソルト {salt}、i= 反復回数 {rounds}"),
    Phrase(
        "sasl.part.client-final",
        en: "c= the first header again, in base64: {binding}; r= both nonces; p= the "
            + "proof {proof}. The password cannot be computed back from it.",
        ja: "c= 最初のヘッダーの繰り返し(base64): {binding}、r= 双方のノンス、p= 証明 {proof}。ここからパスワードは逆算できません。"),
    Phrase(
        "sasl.part.server-final",
        en: "v= the server's own proof {signature}: it knows the password too, or a "
            + "verifier.",
        ja: "v= サーバー側の証明 {signature}。サーバーもパスワードか検証値を知っています。"),
    Phrase(
        "sasl.part.token",
        en: "Name {login}, and the access token {token}: whoever has it is in until it "
            + "expires.",
        ja: "名前 {login} とアクセストークン {token}。期限までは、持っている人が誰でも入れます。"),
    Phrase(
        "sasl.part.token-error",
        en: "Why the token does not count: {text}. The client answers once more, then it "
            + "is over.",
        ja: "トークンが通らない理由: {text}。クライアントがもう一度応答すると終わります。"),
    Phrase(
        "sasl.part.token-goodbye",
        en: "Control-A alone: the client has read why, and the server may end it.",
        ja: "制御文字Aだけ: クライアントは理由を読み、サーバーは終わらせてかまいません。"),
]
