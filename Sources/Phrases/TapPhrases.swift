/// What an eavesdropper makes out: sentences of its events.
let tapPhrases: [Phrase] = [
    Phrase("tap.said-client", en: "the client said: {text}", ja: "クライアントの発言: {text}"),
    Phrase("tap.said-server", en: "the server said: {text}", ja: "サーバーの発言: {text}"),
    Phrase("tap.name", en: "the client calls itself {name}", ja: "クライアントは {name} と名乗った"),
    Phrase(
        "tap.sender", en: "envelope from: <{path}>",
        ja: "エンベロープFrom(配送上の差出人): <{path}>"),
    Phrase("tap.recipient", en: "envelope to: <{path}>", ja: "エンベロープ宛先: <{path}>"),
    Phrase(
        "tap.password", en: "PASSWORD read: {login} has “{password}” ({mechanism})",
        ja: "パスワードを読み取った: {login} のパスワードは「{password}」({mechanism})"),
    Phrase(
        "tap.token",
        en: "TOKEN read, as good as a password until it ends: {login} has {token} ({mechanism})",
        ja: "トークンを読み取った(期限まではパスワードと同じ価値): {login} の {token} ({mechanism})"),
    Phrase(
        "tap.challenge",
        en: "{login} answered a challenge ({mechanism}): the password itself does not show, but "
            + "it can be guessed off line",
        ja: "{login} がチャレンジに応答した({mechanism})。パスワード自体は見えないが、"
            + "持ち帰って推測を試せる"),
    Phrase(
        "tap.accepted", en: "the server took the login of {login} ({mechanism})",
        ja: "サーバーは {login} のログインを受け入れた({mechanism})"),
    Phrase(
        "tap.refused", en: "the server refused the login of {login} ({mechanism})",
        ja: "サーバーは {login} のログインを拒否した({mechanism})"),
    Phrase(
        "tap.letter",
        en: "MESSAGE read, {octets} octets: from {from}, to {to}, subject “{subject}”: {text}",
        ja: "メールを読み取った({octets}オクテット): 差出人 {from}、宛先 {to}、件名「{subject}」: {text}"),
    Phrase(
        "tap.letter-part",
        en: "PART OF A MESSAGE read, {octets} octets: from {from}, to {to}, subject “{subject}”: "
            + "{text}",
        ja: "メールの一部を読み取った({octets}オクテット): 差出人 {from}、宛先 {to}、"
            + "件名「{subject}」: {text}"),
    Phrase(
        "tap.upgrade", en: "the go-ahead to TLS: what follows cannot be read here",
        ja: "TLSへの切り替えが始まった。ここから先は読めない"),
    Phrase(
        "tap.garbled", en: "octets that are no TLS, where TLS should be",
        ja: "TLSであるはずの場所に、TLSでないオクテットが流れた"),
    Phrase(
        "tap.question", en: "a name was asked for in the clear: {question}",
        ja: "名前の問い合わせが平文で流れた: {question}"),
    Phrase(
        "tap.missed", en: "{count} octets did not pass here, or came before the tap",
        ja: "{count}オクテットはここを通らなかった(または盗聴開始より前だった)"),
    Phrase(
        "trouble.tap-there",
        en: "A tap hears the link {a} – {b} already; `tap show` tells what it has read.",
        ja: "リンク {a} – {b} はすでに盗聴しています。`tap show` で読み取った内容を見られます。"),
    Phrase(
        "trouble.no-tap", en: "No tap hears the link {a} – {b}; `tap` lists the taps.",
        ja: "リンク {a} – {b} では盗聴していません。`tap` で一覧を見られます。"),
]
