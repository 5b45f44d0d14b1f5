/// The eavesdropper at the prompt.
let shellPhrasesTap: [Phrase] = [
    Phrase("shell.layer.tap", en: "tap", ja: "盗聴"),
    Phrase(
        "shell.explain.layer-tap", en: "What an eavesdropper on a link made out of the packets.",
        ja: "リンク上の盗聴者が、流れるパケットから読み取ったものです。"),
    Phrase(
        "shell.help.tap", en: "An eavesdropper on a link: what it reads.",
        ja: "リンクの盗聴者: 何を読み取れるか"),
    Phrase(
        "shell.help.tap.more",
        en: "`tap A B` listens on the link between two hosts; a host alone stands for its only "
            + "link. `tap show` tells what was read, connection by connection: names, passwords "
            + "(out of base64), messages, or only the sizes of TLS records, and what each port "
            + "gave away. `tap A B off` stops; `tap` alone lists.",
        ja: "`tap A B` は2台のホスト間のリンクで盗聴します。リンクが1本だけのホストなら名前1つで足ります。"
            + "`tap show` は読み取った内容を接続ごとに示します。名前、パスワード(Base64は元に戻す)、メール、"
            + "TLSなら大きさだけ。最後にポートごとの漏えい数を表にします。`tap A B off` でやめ、`tap` だけなら一覧です。"),
    Phrase(
        "shell.event.tap", en: "an eavesdropper listens on the link {a} – {b}",
        ja: "リンク {a} – {b} で盗聴を始める"),
    Phrase(
        "shell.event.tap-off", en: "the eavesdropper leaves the link {a} – {b}",
        ja: "リンク {a} – {b} の盗聴をやめる"),
    Phrase(
        "shell.tap.sentence", en: "{client} → {server} port {port}: {what}",
        ja: "{client} → {server} ポート{port}: {what}"),
    Phrase(
        "shell.tap.placed",
        en: "The tap hears what goes over the link {a} – {b}. `tap show` tells what it has read.",
        ja: "リンク {a} – {b} の盗聴を始めました。`tap show` で読み取った内容を見られます。"),
    Phrase(
        "shell.tap.removed",
        en: "The tap on {a} – {b} is gone. `tap show` still tells what it read.",
        ja: "{a} – {b} の盗聴をやめました。読み取った内容は `tap show` で引き続き見られます。"),
    Phrase(
        "shell.tap.none",
        en: "Nobody listens. `tap A B` listens on the link between two hosts (`map` shows them), "
            + "such as `tap alice-pc`.",
        ja: "盗聴者はいません。`tap A B` で2台のホスト間のリンクを盗聴します(`map` で確かめられます)。"
            + "例: `tap alice-pc`"),
    Phrase(
        "shell.tap.no-link",
        en: "No link joins {a} and {b}. From {a} there are links to: {others}.",
        ja: "{a} と {b} を結ぶリンクはありません。{a} からのリンク: {others}"),
    Phrase(
        "shell.tap.all-alone", en: "--all belongs to `tap show`.",
        ja: "--all は `tap show` で使います。"),
    Phrase(
        "shell.tap.listening",
        en: "{a} – {b}: listening; {count} connections, {leaks} secrets read",
        ja: "{a} – {b}: 盗聴中。接続 {count} 件、読み取った秘密 {leaks} 件"),
    Phrase(
        "shell.tap.not-listening",
        en: "{a} – {b}: no longer listening; {count} connections, {leaks} secrets read",
        ja: "{a} – {b}: 終了済み。接続 {count} 件、読み取った秘密 {leaks} 件"),
    Phrase(
        "shell.tap.reader", en: "What went through the hands of {host}, and was read there",
        ja: "{host} を通った通信から読み取られたもの"),
    Phrase(
        "shell.tap.title", en: "What the tap on {a} – {b} has read",
        ja: "{a} – {b} の盗聴で読み取れたもの"),
    Phrase(
        "shell.tap.nothing", en: "Nothing yet: no mail has passed here.",
        ja: "まだ何もありません。ここをメールは通っていません。"),
    Phrase(
        "shell.tap.earlier", en: "({count} earlier ones: `tap show --all`)",
        ja: "(以前の {count} 件は `tap show --all` で)"),
    Phrase(
        "shell.tap.more-rows", en: "({count} more: `tap show --all`)",
        ja: "(ほか {count} 行は `tap show --all` で)"),
    Phrase("shell.tap.port", en: "port {port}", ja: "ポート{port}"),
    Phrase("shell.tap.datagrams", en: "DNS over UDP", ja: "UDPのDNS"),
    Phrase("shell.tap.connection", en: "connection {number}", ja: "接続{number}"),
    Phrase(
        "shell.tap.record", en: "TLS application data, {octets} octets",
        ja: "TLSアプリケーションデータ {octets} オクテット"),
    Phrase(
        "shell.tap.records", en: "TLS application data, {count} records, {octets} octets",
        ja: "TLSアプリケーションデータ {count} レコード、計 {octets} オクテット"),
    Phrase(
        "shell.tap.password", en: "PASSWORD: {login} has “{text}” ({mechanism})",
        ja: "【パスワード】{login} のパスワードは「{text}」({mechanism})"),
    Phrase(
        "shell.tap.token", en: "TOKEN: {login} has {text} ({mechanism})",
        ja: "【トークン】{login} のトークンは {text} ({mechanism})"),
    Phrase(
        "shell.tap.challenge",
        en: "{login}: challenge and answer ({mechanism}); the password can be guessed off line",
        ja: "{login}: チャレンジと応答({mechanism})。パスワードは持ち帰って推測できる"),
    Phrase("shell.tap.accepted", en: "(the server took it: {login})", ja: "(サーバーが受理: {login})"),
    Phrase("shell.tap.refused", en: "(the server refused it: {login})", ja: "(サーバーが拒否: {login})"),
    Phrase(
        "shell.tap.letter",
        en: "MESSAGE: from {from}, to {to}, subject “{subject}”, {octets} octets",
        ja: "【メール】差出人 {from}、宛先 {to}、件名「{subject}」、{octets} オクテット"),
    Phrase(
        "shell.tap.letter-part",
        en: "PART OF A MESSAGE: from {from}, to {to}, subject “{subject}”, {octets} octets",
        ja: "【メールの一部】差出人 {from}、宛先 {to}、件名「{subject}」、{octets} オクテット"),
    Phrase(
        "shell.tap.upgrade", en: "-- from here on TLS --", ja: "-- ここからTLS --"),
    Phrase("shell.tap.garbled", en: "no TLS, where TLS should be", ja: "TLSであるはずがTLSでない"),
    Phrase("shell.tap.question", en: "asked in the clear: {question}", ja: "平文の問い合わせ: {question}"),
    Phrase(
        "shell.tap.missed", en: "({octets} octets did not pass here)",
        ja: "({octets} オクテットはここを通らなかった)"),
    Phrase(
        "shell.tap.hello", en: "TLS ClientHello: wants {name} (SNI); offers {versions}",
        ja: "TLS ClientHello: 相手の名前 {name} (SNI)、提案 {versions}"),
    Phrase(
        "shell.tap.hello-nameless", en: "TLS ClientHello: names no host; offers {versions}",
        ja: "TLS ClientHello: 相手の名前なし、提案 {versions}"),
    Phrase(
        "shell.tap.server-hello", en: "TLS ServerHello: {version}, {suite}",
        ja: "TLS ServerHello: {version}、{suite}"),
    Phrase(
        "shell.tap.certificate",
        en: "TLS Certificate in the clear: for {names}, issued by {issuer}",
        ja: "TLS Certificate(平文の証明書): 名前 {names}、発行者 {issuer}"),
    Phrase("shell.tap.other-record", en: "TLS {record}", ja: "TLS {record}"),
    Phrase(
        "shell.tap.questions", en: "Names asked for in the clear (DNS): {count}.",
        ja: "平文の名前の問い合わせ(DNS): {count} 件"),
    Phrase("shell.tap.column-port", en: "port", ja: "ポート"),
    Phrase("shell.tap.column-connections", en: "conns", ja: "接続"),
    Phrase("shell.tap.column-octets", en: "octets", ja: "オクテット"),
    Phrase("shell.tap.column-passwords", en: "passwords", ja: "パスワード"),
    Phrase("shell.tap.column-tokens", en: "tokens", ja: "トークン"),
    Phrase("shell.tap.column-letters", en: "messages", ja: "メール"),
    Phrase("shell.tap.column-through-tls", en: "shows through TLS", ja: "TLSでも見えるもの"),
    Phrase("shell.tap.has-certificate", en: "certificate", ja: "証明書"),
    Phrase("shell.tap.sizes", en: "{count} sizes", ja: "大きさ{count}個"),
    Phrase(
        "shell.tap.leaks", en: "{count} secrets leaked: passwords, tokens, messages.",
        ja: "漏れた秘密: {count} 件(パスワード、トークン、メール)"),
    Phrase("shell.tap.no-leaks", en: "No secret leaked.", ja: "漏れた秘密はありません。"),
    Phrase("shell.tap.field-link", en: "link", ja: "リンク"),
    Phrase("shell.tap.field-client", en: "client", ja: "接続元"),
    Phrase("shell.tap.field-server", en: "server", ja: "接続先"),
]
