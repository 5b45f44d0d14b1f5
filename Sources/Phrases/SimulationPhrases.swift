/// What the world itself says, and why an action cannot be done.
let simulationPhrases: [Phrase] = [
    Phrase(
        "sim.datagram-unreachable",
        en: "An ICMP error came back from {router}: {message}",
        ja: "{router} からICMPエラーが返りました: {message}"),
    Phrase(
        "sim.icmp", en: "ICMP from {from}: {message}", ja: "{from} からのICMP: {message}"),
    Phrase(
        "trouble.host-is-down",
        en: "{host} has no power: `restart {host}` starts it again.",
        ja: "{host} は電源が切れています。`restart {host}` で起動できます。"),
    Phrase(
        "sim.task-lost", en: "What errand {task} was doing is lost: the host has no power.",
        ja: "電源が切れたため、実行中の処理 {task} は失われました。"),
    Phrase(
        "trouble.bad-name",
        en: "'{name}' is neither a host of this world, a DNS name nor an address; try `hosts`.",
        ja: "「{name}」はこの世界のホスト名でもDNS名でもアドレスでもありません。`hosts` を見てください。"),
    Phrase(
        "trouble.no-such-host",
        en: "There is no host '{host}' in this world; `hosts` lists them.",
        ja: "この世界にホスト「{host}」はありません。`hosts` で一覧を見られます。"),
    Phrase(
        "trouble.no-connection",
        en: "No connection is open by hand; open one with `connect HOST PORT`.",
        ja: "手動の接続は開いていません。`connect HOST PORT` で開いてください。"),
    Phrase(
        "trouble.already-encrypted",
        en: "The connection is encrypted already; TLS inside TLS there is not.",
        ja: "この接続はすでに暗号化されています。TLSの中でTLSは始められません。"),
    Phrase(
        "trouble.no-go-ahead",
        en: "The server has not agreed to TLS: say {line} first, and wait for its yes.",
        ja: "サーバーがまだTLSに同意していません。まず {line} を送り、肯定の応答を待ってください。"),
    Phrase(
        "trouble.not-connected-yet",
        en: "The connection is not open yet; `run` lets time pass.",
        ja: "接続はまだ開いていません。`run` で時間を進めてください。"),
    Phrase(
        "trouble.bad-record-type",
        en: "'{type}' is not a record type; try A, AAAA, MX, NS, SOA, TXT, CNAME or PTR.",
        ja: "「{type}」はレコードの種類ではありません。A、AAAA、MX、NS、SOA、TXT、CNAME、PTRが使えます。"),
    Phrase(
        "trouble.no-resolver",
        en: "{host} has no resolver to ask; use another host with `use HOST`.",
        ja: "{host} には問い合わせ先のリゾルバーがありません。`use HOST` で別のホストを使ってください。"),
    Phrase(
        "trouble.not-a-host",
        en: "{host} is a router and has no mail program; use a host with `use HOST`.",
        ja: "{host} はルーターで、メールソフトがありません。`use HOST` でホストを選んでください。"),
    Phrase(
        "trouble.bad-address",
        en: "'{address}' is not a mail address such as bob@example.jp.",
        ja: "「{address}」は bob@example.jp のようなメールアドレスではありません。"),
    Phrase(
        "trouble.no-server-for",
        en: "No server is known for {address}; name one with --via HOST:PORT or --via direct.",
        ja: "{address} の投稿サーバーが分かりません。--via HOST:PORT か --via direct で指定してください。"),
    Phrase(
        "trouble.no-such-account",
        en: "There is no account '{address}'; `accounts` lists them.",
        ja: "アカウント「{address}」はありません。`accounts` で一覧を見られます。"),
    Phrase(
        "trouble.no-mail-server",
        en: "{host} has no mail server; `hosts` shows who has one.",
        ja: "{host} にメールサーバーはありません。`hosts` で確かめてください。"),
    Phrase(
        "trouble.no-tls",
        en: "{host} speaks no TLS, so it has no certificate; `ports` shows who does.",
        ja: "{host} はTLSを話さないので、証明書もありません。`ports` で確かめてください。"),
    Phrase(
        "trouble.no-op25b",
        en: "{host} has no OP25B policy; the border routers of ISPs have one.",
        ja: "{host} にOP25Bの設定はありません。ISPの境界ルーターにあります。"),
    Phrase(
        "trouble.no-firewall",
        en: "{host} has no firewall; the border routers of ISPs have one.",
        ja: "{host} にファイアウォールはありません。ISPの境界ルーターにあります。"),
    Phrase(
        "trouble.not-a-router",
        en: "{host} is no router; the border routers of providers have such policies.",
        ja: "{host} はルーターではありません。このポリシーはISPの境界ルーターにあります。"),
    Phrase(
        "trouble.bad-set-name",
        en:
            "'{name}' is no name for a set; a letter first, then letters, digits, '-' or '_'.",
        ja: "「{name}」は集合の名前にできません。英字で始め、英数字と '-'、'_' を使います。"),
    Phrase(
        "trouble.no-such-set",
        en: "The firewall of {host} has no set @{name}; `firewall list {host}` shows them.",
        ja: "{host} のファイアウォールに集合 @{name} はありません。`firewall list {host}` で見られます。"),
    Phrase(
        "trouble.set-in-use",
        en: "A rule of {host} still names @{name}; remove the rule first.",
        ja: "{host} のルールがまだ @{name} を使っています。先にルールを消してください。"),
    Phrase(
        "trouble.set-circle",
        en: "The set @{name} of {host} would hold itself; leave it out of its own meaning.",
        ja: "{host} の集合 @{name} が自分自身を含むことになります。定義から外してください。"),
    Phrase(
        "trouble.too-many-rules",
        en: "A firewall takes at most {limit} rules; use sets and port lists to say more in one.",
        ja: "ルールは {limit} 個までです。集合やポートの並びで1つにまとめてください。"),
    Phrase(
        "trouble.rule-name-taken",
        en: "{host} has a rule called {name} already; choose another name or remove that one.",
        ja: "{host} にはすでに {name} というルールがあります。別の名前にするか、先に消してください。"),
    Phrase(
        "trouble.no-such-rule-place",
        en: "There is no place {number} among the rules of {host}; choose 1 to {last}.",
        ja: "{host} のルールに {number} 番目の位置はありません。1 から {last} を選んでください。"),
    Phrase(
        "trouble.no-such-rule",
        en: "{host} has no rule '{rule}' among its {count}; `firewall list {host}` shows them.",
        ja: "{host} の {count} 個のルールに「{rule}」はありません。`firewall list {host}` で見られます。"),
    Phrase(
        "trouble.no-packet-behind",
        en: "No packet is behind event #{event}; choose a packet, a verdict or a connection.",
        ja: "イベント #{event} に関わるパケットがありません。パケット、判断、接続のイベントを選んでください。"),
    Phrase(
        "trouble.no-firewall-met",
        en:
            "The packet behind event #{event} met no firewall; `events firewall` lists verdicts.",
        ja: "イベント #{event} のパケットはどのファイアウォールも通っていません。"
            + "`events firewall` で判断の一覧を見られます。"),
    Phrase(
        "policy.no-way", en: "There is no way to the destination.", ja: "宛先への経路がありません。"),
    Phrase(
        "policy.no-firewall", en: "No firewall is on the way.", ja: "途中にファイアウォールはありません。"),
    Phrase(
        "policy.refused-by-server",
        en:
            "The packets arrive; the mail server itself answers 554 to others' dynamic addresses.",
        ja: "パケットは届きます。メールサーバー自身が、他のネットワークの動的IPアドレスに554を返します。"),
    Phrase(
        "trouble.no-such-event",
        en: "There is no event #{event} yet; `events` lists what happened.",
        ja: "イベント #{event} はまだありません。`events` で一覧を見られます。"),
    Phrase(
        "trouble.before-the-start",
        en: "The story begins later than that; `goto #1` is its start.",
        ja: "その時刻は物語の始まりより前です。`goto #1` が始まりです。"),
    Phrase(
        "trouble.duplicate-host",
        en: "The world names the host {host} twice.", ja: "世界の定義にホスト {host} が二度あります。"),
    Phrase(
        "trouble.no-router",
        en: "The host {host} hangs on no router.", ja: "ホスト {host} がどのルーターにもつながっていません。"),
    Phrase(
        "trouble.no-address",
        en: "The host {host} has no address.", ja: "ホスト {host} にアドレスがありません。"),
    Phrase(
        "trouble.bad-zone",
        en: "A zone of {host} cannot be read: line {line}, column {column}.",
        ja: "{host} のゾーンを読めません({line}行{column}列)。"),
]
