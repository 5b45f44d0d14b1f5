/// Maps, tables, mailboxes, queues, firewalls: what `map`, `hosts` and their like say.
let shellPhrasesLook: [Phrase] = [
    Phrase(
        "shell.map.intro", en: "Routers, and the hosts that hang on them:",
        ja: "ルーターと、その先のホスト:"),
    Phrase("shell.map.linked", en: "linked to {routers}", ja: "接続先: {routers}"),
    Phrase(
        "shell.map.here",
        en: "● You are at {host}. `host NAME` shows one host, `use HOST` moves you.",
        ja: "● 現在地は {host} です。`host NAME` で詳細、`use HOST` で移動します。"),
    Phrase("shell.column.host", en: "  HOST", ja: "  ホスト"),
    Phrase("shell.column.address", en: "ADDRESS", ja: "アドレス"),
    Phrase("shell.column.role", en: "ROLE", ja: "役割"),
    Phrase("shell.column.service", en: "SERVICE", ja: "サービス"),
    Phrase("shell.column.login", en: "LOGIN", ja: "ログイン名"),
    Phrase("shell.column.password", en: "PASSWORD", ja: "パスワード"),
    Phrase("shell.column.server", en: "SERVER", ja: "サーバー"),
    Phrase("shell.column.uid", en: "UID", ja: "UID"),
    Phrase("shell.column.flags", en: "FLAGS", ja: "フラグ"),
    Phrase("shell.column.size", en: "SIZE", ja: "サイズ"),
    Phrase("shell.column.arrived", en: "ARRIVED", ja: "到着"),
    Phrase("shell.column.from", en: "FROM", ja: "差出人"),
    Phrase("shell.column.subject", en: "SUBJECT", ja: "件名"),
    Phrase("shell.column.lab", en: "LAB", ja: "ラボ"),
    Phrase("shell.column.title", en: "TITLE", ja: "題名"),
    Phrase("shell.column.progress", en: "PROGRESS", ja: "進み具合"),
    Phrase("shell.host.address", en: "address", ja: "アドレス"),
    Phrase("shell.host.router", en: "router", ja: "ルーター"),
    Phrase("shell.host.line", en: "line", ja: "回線"),
    Phrase("shell.host.user", en: "user", ja: "利用者"),
    Phrase("shell.host.resolver", en: "resolver", ja: "フルリゾルバー"),
    Phrase("shell.host.listening", en: "TCP ports", ja: "TCPポート"),
    Phrase("shell.host.domains", en: "mail domains", ja: "メールのドメイン"),
    Phrase("shell.host.backup-for", en: "backup MX of", ja: "予備のMXとして受けるドメイン"),
    Phrase("shell.host.cleartext", en: "takes cleartext passwords", ja: "平文パスワードの受付"),
    Phrase("shell.host.relay-for", en: "relays for", ja: "中継を許す送信元"),
    Phrase("shell.host.accounts", en: "accounts", ja: "アカウント"),
    Phrase("shell.host.pools", en: "OP25B pools", ja: "OP25Bの対象"),
    Phrase("shell.host.links", en: "links", ja: "接続先"),
    Phrase("shell.customer.dynamic", en: "dynamic address", ja: "動的IPアドレス"),
    Phrase(
        "shell.customer.home-server", en: "dynamic address, own mail server",
        ja: "動的IPアドレス(自宅サーバー)"),
    Phrase("shell.customer.public-wifi", en: "public Wi-Fi", ja: "公衆無線LAN"),
    Phrase(
        "shell.customer.business", en: "static addresses, own mail server",
        ja: "固定IPアドレス(法人)"),
    Phrase("shell.customer.static", en: "static address", ja: "固定IPアドレス"),
    Phrase(
        "shell.use.now", en: "You are at {host} now: {role}.", ja: "{host} ({role}) に移りました。"),
    Phrase(
        "shell.ports.none", en: "{host} listens on no TCP port.",
        ja: "{host} が待ち受けるTCPポートはありません。"),
    Phrase(
        "shell.ports.upgradable", en: "IN THE CLEAR, UPGRADABLE", ja: "平文から途中でTLSへ切替"),
    Phrase("shell.ports.implicit", en: "TLS FROM THE FIRST BYTE", ja: "最初からTLS"),
    Phrase("shell.ports.starttls-only", en: "none (STARTTLS only)", ja: "なし(STARTTLSのみ)"),
    Phrase(
        "shell.ports.both",
        en: "Both columns are right today; TLS from the first byte is to be preferred "
            + "(RFC 8314 §3.3).",
        ja: "今日ではどちらの列も正しい使い方で、最初からTLSのほうが推奨されます (RFC 8314 §3.3)。"),
    Phrase(
        "shell.ports.title", en: "The ports of mail at {host}, as {from} finds them",
        ja: "{from} から見た {host} のメールのポート"),
    Phrase("shell.ports.closed", en: "CLOSED. {reason}", ja: "つながらない。{reason}"),
    Phrase(
        "shell.ports.no-answer", en: "Nothing came back.", ja: "何も返ってきません。"),
    Phrase(
        "shell.ports.open-at-once", en: "open: TLS from the first byte",
        ja: "つながる: 最初からTLS"),
    Phrase(
        "shell.ports.open-starttls", en: "open: in the clear, and TLS after STARTTLS",
        ja: "つながる: 平文で始まり、STARTTLSでTLSへ切替"),
    Phrase(
        "shell.ports.open-stls", en: "open: in the clear, and TLS after STLS",
        ja: "つながる: 平文で始まり、STLSでTLSへ切替"),
    Phrase(
        "shell.ports.open-clear", en: "open: in the clear only", ja: "つながる: 平文のみ"),
    Phrase("shell.ports.no-tls", en: "no TLS: {reason}", ja: "TLS不可: {reason}"),
    Phrase(
        "shell.ports.certificate",
        en: "{version}, certificate in order: {names}, signed by {issuer}",
        ja: "{version}、証明書は正常: {names}(署名: {issuer})"),
    Phrase(
        "shell.ports.bad-certificate",
        en: "{version}, BAD CERTIFICATE: {names}, signed by {issuer}. {reason}",
        ja: "{version}、証明書に問題あり: {names}(署名: {issuer})。{reason}"),
    Phrase("shell.ports.before", en: "before TLS: {list}", ja: "TLSの前: {list}"),
    Phrase("shell.ports.inside", en: "inside TLS: {list}", ja: "TLSの中: {list}"),
    Phrase(
        "shell.ports.others", en: "It listens on other ports, too: {ports}.",
        ja: "ほかに待ち受けているポート: {ports}。"),
    Phrase("shell.service.smtp", en: "SMTP relay", ja: "SMTP 中継"),
    Phrase("shell.service.submission", en: "SMTP submission", ja: "SMTP 投稿"),
    Phrase("shell.service.pop3", en: "POP3", ja: "POP3"),
    Phrase("shell.service.imap", en: "IMAP", ja: "IMAP"),
    Phrase("shell.service.other", en: "other", ja: "その他"),
    Phrase(
        "shell.send.ready",
        en: "message {message} is ready on {host}. `step` moves one exchange, `run` delivers it.",
        ja: "メール {message} を {host} に用意しました。`step` で1往復、`run` で配送まで進みます。"),
    Phrase(
        "shell.send.no-user",
        en: "Nobody sits at {host}; say who sends with --from ADDRESS.",
        ja: "{host} には利用者がいません。--from ADDRESS で差出人を指定してください。"),
    Phrase(
        "shell.send.eml-alone",
        en: "--eml is a finished letter; leave out --subject and --body.",
        ja: "--eml は出来上がったメールです。--subject と --body は省いてください。"),
    Phrase(
        "shell.send.via", en: "'{word}' is not HOST:PORT; try mail.example.com:587, or direct.",
        ja: "「{word}」は HOST:PORT の形ではありません。mail.example.com:587 か direct と書きます。"),
    Phrase(
        "shell.send.eml-empty", en: "{file} is empty; a letter has at least a header.",
        ja: "{file} は空です。メールには少なくともヘッダーが要ります。"),
    Phrase(
        "shell.send.eml-too-big", en: "{file} is larger than {limit} octets; choose a smaller one.",
        ja: "{file} は {limit} オクテットを超えています。小さいものを選んでください。"),
    Phrase(
        "shell.send.eml-normalised",
        en: "{file} has bare LF line ends; they are sent as CRLF (RFC 5321 §2.3.8).",
        ja: "{file} の改行はLFだけです。CRLFにして送ります (RFC 5321 §2.3.8)。"),
    Phrase(
        "shell.fetch.ready",
        en: "Retrieval for {login} is ready on {host}. `step` moves one exchange, `run` does it.",
        ja: "{login} の取得を {host} に用意しました。`step` で1往復、`run` で最後まで進みます。"),
    Phrase(
        "shell.fetch.done", en: "{count} message(s) retrieved for {login}.",
        ja: "{login} のメールを {count} 通取得しました。"),
    Phrase(
        "shell.fetch.failed",
        en: "Mail for {login} was not retrieved: {reason} `why {number}` tells more.",
        ja: "{login} のメールを取得できませんでした: {reason} `why {number}` で詳しく分かります。"),
    Phrase(
        "shell.fetch.stopped", en: "The retrieval was stopped; `run` goes on with it.",
        ja: "取得を中断しました。`run` で続けられます。"),
    Phrase(
        "shell.fetch.unfinished",
        en: "The retrieval has not come to an end; `events` shows how far it is.",
        ja: "取得が終わっていません。`events` で経過を見られます。"),
    Phrase(
        "shell.mailbox.title", en: "INBOX of {login}: {count} message(s)",
        ja: "{login} のメールボックス INBOX: {count} 通"),
    Phrase(
        "shell.mailbox.empty", en: "The mailbox of {login} is empty.",
        ja: "{login} のメールボックスは空です。"),
    Phrase(
        "shell.mailbox.no-such-uid",
        en:
            "{login} has no message with UID {uid}; `mailbox {login}` lists them.",
        ja: "{login} のメールボックスにUID {uid} のメールはありません。`mailbox {login}` で一覧を見られます。"),
    Phrase(
        "shell.queue.title", en: "Queue of {host}: {count} message(s)",
        ja: "{host} の再送キュー: {count} 通"),
    Phrase(
        "shell.queue.empty", en: "The queue of {host} is empty.", ja: "{host} の再送キューは空です。"),
    Phrase(
        "shell.queue.all-empty", en: "The queues of all mail servers are empty.",
        ja: "どのメールサーバーの再送キューも空です。"),
    Phrase(
        "shell.queue.row",
        en: "arrived {arrived}, {size} octets, tried {attempts} time(s), next try {next}",
        ja: "到着 {arrived}、{size} オクテット、試行 {attempts} 回、次は {next}"),
    Phrase(
        "shell.set.cleartext-on", en: "{host} takes passwords in the clear now.",
        ja: "{host} は平文のパスワードを受け付けるようになりました。"),
    Phrase(
        "shell.set.cleartext-off", en: "{host} takes no password before TLS now.",
        ja: "{host} はTLSの前にはパスワードを受け付けなくなりました。"),
    Phrase(
        "shell.set.versions",
        en: "{host} speaks TLS {versions} on connections from now on.",
        ja: "{host} は、これからの接続ではTLS {versions} を話します。"),
    Phrase(
        "shell.set.certificate",
        en: "{host} shows {certificate} on connections from now on.",
        ja: "{host} は、これからの接続では{certificate}を示します。"),
    Phrase("shell.certificate.none", en: "no certificate", ja: "証明書なし"),
    Phrase("shell.certificate.valid", en: "a certificate in order", ja: "正しい証明書"),
    Phrase("shell.certificate.expired", en: "an expired certificate", ja: "期限切れの証明書"),
    Phrase(
        "shell.certificate.not-yet-valid", en: "a certificate that is not yet valid",
        ja: "まだ有効期間に入っていない証明書"),
    Phrase(
        "shell.certificate.wrong-name", en: "a certificate for another name",
        ja: "別の名前の証明書"),
    Phrase(
        "shell.certificate.common-name-only",
        en: "a certificate with its name in the common name only", ja: "名前がコモンネームにしかない証明書"),
    Phrase(
        "shell.certificate.unknown-authority",
        en: "a certificate of an authority that nobody knows", ja: "誰も知らない認証局の証明書"),
    Phrase(
        "shell.certificate.self-signed", en: "a self-signed certificate", ja: "自己署名の証明書"),
    Phrase("shell.certificate.revoked", en: "a revoked certificate", ja: "失効した証明書"),
    Phrase(
        "shell.certificate.weak-key", en: "a certificate with a weak key", ja: "鍵の弱い証明書"),
    Phrase(
        "shell.certificate.incomplete-chain",
        en: "a certificate without the intermediate behind it", ja: "中間証明書の欠けた証明書"),
]
