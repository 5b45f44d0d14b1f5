/// Connections by hand, time, and the journal.
let shellPhrasesStory: [Phrase] = [
    Phrase(
        "shell.resolve.failed",
        en: "{question}: {outcome}. `why {number}` tells how it came to that.",
        ja: "{question}: {outcome}。`why {number}` で経緯が分かります。"),
    Phrase(
        "shell.resolve.done", en: "answered after {time} of virtual time (event #{number})",
        ja: "仮想時間で {time} 後に応答(イベント #{number})"),
    Phrase(
        "shell.connect.open", en: "Connected to {target} port {port} after {time} of virtual time.",
        ja: "{target} のポート {port} につながりました(仮想時間で {time})。"),
    Phrase(
        "shell.tls.agreed", en: "[{version}, {suite}, {group}]", ja: "[{version}、{suite}、{group}]"),
    Phrase(
        "shell.tls.verified", en: "[certificate of {names}, signed by {issuer}: verified]",
        ja: "[{names} の証明書、署名は {issuer}: 検証済み]"),
    Phrase(
        "shell.tls.not-verified",
        en: "[certificate of {names}, signed by {issuer}: NOT verified. {reason}]",
        ja: "[{names} の証明書、署名は {issuer}: 検証できません。{reason}]"),
    Phrase(
        "shell.connect.insecure-alone",
        en: "--insecure is about certificates: use it with --tls or --starttls.",
        ja: "--insecure は証明書についての指定です。--tls か --starttls と一緒に使ってください。"),
    Phrase(
        "shell.connect.not-upgraded",
        en: "The server did not let TLS begin: the connection is still in the clear.",
        ja: "サーバーがTLSを始めなかったため、接続は平文のままです。"),
    Phrase(
        "shell.connect.wants-tls",
        en: "Nobody greets you: port {port} speaks TLS from the first octet. Close this "
            + "connection, and type `connect {target} {port} --tls`.",
        ja: "あいさつがありません。ポート {port} は最初からTLSで話します。この接続を閉じてから "
            + "`connect {target} {port} --tls` を試してください。"),
    Phrase(
        "shell.connect.certificate",
        en: "{target} port {port}: the certificate is refused, and nothing was sent. {reason} "
            + "`explain {number}` tells more; --insecure goes on all the same.",
        ja: "{target} のポート {port}: 証明書を受け入れられないため、何も送りませんでした。{reason}"
            + " 詳しくは `explain {number}`。それでも続けるなら --insecure を付けてください。"),
    Phrase(
        "shell.connect.no-tls",
        en: "{target} port {port}: TLS came to nothing. {reason} `explain {number}` tells more.",
        ja: "{target} のポート {port}: TLSを始められませんでした。{reason} 詳しくは `explain {number}`。"),
    Phrase(
        "shell.connect.banner",
        en: "Every line goes to the server as it is. Ctrl-] lab prompt, Ctrl-C stop waiting, "
            + "Ctrl-D close.",
        ja: "打った行はそのままサーバーへ送られます。Ctrl-] MailLabのプロンプトへ、Ctrl-C 待つのをやめる、Ctrl-D 切断。"),
    Phrase(
        "shell.connect.script", en: "`say TEXT` sends a line; `disconnect` closes.",
        ja: "`say TEXT` で1行送り、`disconnect` で切断します。"),
    Phrase(
        "shell.connect.waiting",
        en: "The connection is still being made at {time}; `run` goes on with it.",
        ja: "{time} の時点でまだ接続中です。`run` で続けられます。"),
    Phrase(
        "shell.connect.failed", en: "No connection to {target} port {port}; `events` shows why.",
        ja: "{target} のポート {port} に接続できません。`events` で経過を見られます。"),
    Phrase(
        "shell.connect.failed-refused",
        en: "connect to {target} port {port}: Connection refused (after {time}). Nobody listens "
            + "there, or a firewall answers so: `why {number}`.",
        ja: "{target} のポート {port}: Connection refused ({time} 後)。待ち受けがないか、"
            + "ファイアウォールがそう答えています: `why {number}`"),
    Phrase(
        "shell.connect.failed-portUnreachable",
        en: "connect to {target} port {port}: Connection refused (after {time}). It looks as if "
            + "nobody listened, but ICMP said so, and a host would send RST: `why {number}`.",
        ja: "{target} のポート {port}: Connection refused ({time} 後)。待ち受けがないように見えますが、"
            + "答えたのはICMPで、ホストならRSTを返すはずです: `why {number}`"),
    Phrase(
        "shell.connect.failed-protocolUnreachable",
        en: "connect to {target} port {port}: Protocol not available (after {time}): "
            + "`why {number}`.",
        ja: "{target} のポート {port}: Protocol not available ({time} 後): `why {number}`"),
    Phrase(
        "shell.connect.failed-networkUnreachable",
        en: "connect to {target} port {port}: Network is unreachable (after {time}): "
            + "`why {number}`.",
        ja: "{target} のポート {port}: Network is unreachable ({time} 後): `why {number}`"),
    Phrase(
        "shell.connect.failed-timedOut",
        en: "connect to {target} port {port}: Connection timed out (after {time}). Nothing ever "
            + "came back: `why {number}`.",
        ja: "{target} のポート {port}: Connection timed out ({time} 後)。何も返ってきませんでした: "
            + "`why {number}`"),
    Phrase(
        "shell.connect.failed-unreachable",
        en: "connect to {target} port {port}: No route to host (after {time}). A router knows no "
            + "way: `why {number}`.",
        ja: "{target} のポート {port}: No route to host ({time} 後)。経路がないとルーターが"
            + "答えました: `why {number}`"),
    Phrase(
        "shell.connect.failed-prohibited",
        en: "connect to {target} port {port}: No route to host (after {time}). It sounds like "
            + "routing, but a router said that policy forbids it: `why {number}`.",
        ja: "{target} のポート {port}: No route to host ({time} 後)。経路の問題に見えますが、"
            + "方針で禁じているとルーターが答えました: `why {number}`"),
    Phrase(
        "shell.connect.failed-reset",
        en: "connect to {target} port {port}: Connection reset by peer (after {time}): "
            + "`why {number}`.",
        ja: "{target} のポート {port}: Connection reset by peer ({time} 後): `why {number}`"),
    Phrase(
        "shell.connect.failed-nameNotFound",
        en: "connect to {target} port {port}: Name or service not known (after {time}). "
            + "`why {number}` tells what DNS said.",
        ja: "{target} のポート {port}: Name or service not known ({time} 後)。DNSの答えは "
            + "`why {number}` で分かります。"),
    Phrase(
        "shell.connect.no-name",
        en: "connect to {target} port {port}: Name or service not known (after {time}). DNS: "
            + "{question} {outcome}; `why {number}`.",
        ja: "{target} のポート {port}: Name or service not known ({time} 後)。DNSの答え: "
            + "{question} {outcome}。`why {number}`"),
    Phrase(
        "shell.say.nobody", en: "No connection is open; open one with `connect HOST PORT`.",
        ja: "開いている接続がありません。`connect HOST PORT` で開いてください。"),
    Phrase(
        "shell.say.closed",
        en: "The server has closed its side; `disconnect` closes ours, `connect` opens a new one.",
        ja: "サーバーは切断しています。`disconnect` でこちらも閉じ、`connect` で開き直せます。"),
    Phrase(
        "shell.say.stopped", en: "Stopped waiting; `run` goes on.",
        ja: "待つのをやめました。`run` で続けられます。"),
    Phrase(
        "shell.say.closed-by-peer", en: "{target} closed the connection.",
        ja: "{target} が接続を閉じました。"),
    Phrase(
        "shell.say.broken", en: "The connection broke: {reason}. `connect` opens a new one.",
        ja: "接続が切れました: {reason}。`connect` で開き直せます。"),
    Phrase(
        "shell.disconnect.done", en: "The connection to {target} port {port} is closed.",
        ja: "{target} のポート {port} との接続を閉じました。"),
    Phrase(
        "shell.step.count", en: "Say how many with a number from 1 to {most}.",
        ja: "回数は1から {most} までの数で書いてください。"),
    Phrase(
        "shell.step.more", en: "… and {count} more; `events` lists them.",
        ja: "…ほか {count} 件。`events` で一覧を見られます。"),
    Phrase(
        "shell.run.progress", en: "{time}, {count} events so far; Ctrl-C stops",
        ja: "{time}、これまで {count} 件。Ctrl-Cで中断"),
    Phrase(
        "shell.run.stopped", en: "Stopped here; `run` goes on.",
        ja: "ここで止めました。`run` で続けられます。"),
    Phrase(
        "shell.run.more-milestones", en: "… and {count} earlier ones; `events mail` lists them.",
        ja: "…これより前に {count} 件。`events mail` で一覧を見られます。"),
    Phrase(
        "shell.run.blocked-again",
        en: "{rule} stopped {count} more packet(s) of these connections.",
        ja: "{rule} は、これらの接続のパケットをさらに {count} 個止めました。"),
    Phrase(
        "shell.run.nothing", en: "Nothing happened; it is {time}.",
        ja: "何も起きませんでした。今は {time} です。"),
    Phrase(
        "shell.run.done",
        en: "It is {time}; {count} events happened (#{first} to #{last}). `events` lists them.",
        ja: "今は {time} です。{count} 件のイベントがありました(#{first} から #{last})。`events` で見られます。"),
    Phrase(
        "shell.run.past", en: "{time} is past: it is {now}. `goto` goes back.",
        ja: "{time} は過ぎています(今は {now})。戻るには `goto` を使います。"),
    Phrase(
        "shell.run.no-such-event",
        en: "All is quiet, and there is no event #{number}; `run until TIME` waits longer.",
        ja: "静かになりましたが、イベント #{number} はありません。`run until TIME` で先まで待てます。"),
    Phrase(
        "shell.bad-time",
        en: "'{word}' is no time; write day 2 09:00, 09:00:30, +2h, delivered or #120.",
        ja: "「{word}」は時刻ではありません。day 2 09:00、09:00:30、+2h、delivered、#120 のように書きます。"),
    Phrase(
        "shell.bad-length", en: "'{word}' is no length of time; write +2h, +30m, +1h30m or +10s.",
        ja: "「{word}」は時間の長さではありません。+2h、+30m、+1h30m、+10s のように書きます。"),
    Phrase(
        "shell.back.at-start", en: "This is the start of the story; there is nothing before it.",
        ja: "ここが始まりです。これより前はありません。"),
    Phrase(
        "shell.back.reached-start", en: "The start of the story is reached.",
        ja: "始まりまで戻りました。"),
    Phrase("shell.where", en: "We are at {time}.", ja: "現在は {time} です。"),
    Phrase("shell.where.start", en: "Nothing has happened yet.", ja: "まだ何も起きていません。"),
    Phrase(
        "shell.where.past",
        en: "What came after this is recorded: `step` and `run` play it again; a new action cuts "
            + "it off.",
        ja: "この先は記録されています。`step` と `run` で再現し、新しい操作をすると先の記録は消えます。"),
    Phrase(
        "shell.where.kept-past",
        en: "What came after this is recorded and kept in the data folder: `step` and `run` play "
            + "it again; it cannot be changed.",
        ja: "この先は記録され、データフォルダーにも保存されています。`step` と `run` で再現できますが、"
            + "変えることはできません。"),
    Phrase("shell.time.now", en: "It is {time} ({date}).", ja: "{time} ({date}) です。"),
    Phrase(
        "shell.time.busy", en: "Something is under way: `step` or `run` lets it happen.",
        ja: "進行中のことがあります。`step` か `run` で進みます。"),
    Phrase(
        "shell.events.none-yet", en: "Nothing has happened yet; try `send` and `step`.",
        ja: "まだ何も起きていません。`send` と `step` を試してください。"),
    Phrase(
        "shell.events.none", en: "No event is like that; `events` without a filter shows the last.",
        ja: "当てはまるイベントがありません。`events` だけで最近のものを見られます。"),
    Phrase(
        "shell.events.more",
        en: "The last {shown} of {count}. `events --all` shows all, `events 1-40` a range, "
            + "`events smtp` a layer.",
        ja: "{count} 件のうち最後の {shown} 件です。全部は `events --all`、範囲は `events 1-40`、"
            + "層は `events smtp`。"),
    Phrase(
        "shell.events.number", en: "`{word}` needs a number behind it, such as `{word} 1`.",
        ja: "`{word}` の後に番号が要ります。例: `{word} 1`"),
    Phrase("shell.inspect.time", en: "time", ja: "時刻"),
    Phrase("shell.inspect.nanoseconds", en: "nanoseconds", ja: "ナノ秒"),
    Phrase("shell.inspect.tick", en: "tick", ja: "刻み"),
    Phrase("shell.inspect.connection", en: "connection", ja: "接続"),
    Phrase("shell.inspect.message", en: "message", ja: "メール"),
    Phrase("shell.inspect.cause", en: "caused by", ja: "原因"),
    Phrase("shell.inspect.octets", en: "  {count} octets", ja: "  {count} オクテット"),
    Phrase(
        "shell.inspect.more-octets", en: "… and {count} more octets; `export` writes all of them.",
        ja: "…あと {count} オクテット。`export` ですべて書き出せます。"),
    Phrase(
        "shell.explain.nothing-yet", en: "No protocol line has been said yet; name an event.",
        ja: "まだプロトコルの行がありません。イベントの番号を指定してください。"),
    Phrase(
        "shell.explain.unknown",
        en: "Nothing is known of this line; `inspect {number}` shows its octets.",
        ja: "この行の説明はありません。`inspect {number}` でオクテットを見られます。"),
    Phrase(
        "shell.explain.layer-action",
        en: "You did this; everything it brought about follows from it.",
        ja: "あなたの操作です。この後のことはここから始まります。"),
    Phrase(
        "shell.explain.layer-packet",
        en:
            "An IP packet at one place of its way: sent, forwarded, received or dropped.",
        ja: "IPパケットの道のりの一点です。送信、ルーターによる転送、受信、破棄のどれかです。"),
    Phrase(
        "shell.explain.layer-firewall",
        en: "A router's firewall judged a packet by its rules, and says which rule decided.",
        ja: "ルーターのファイアウォールが規則でパケットを判定し、決め手の規則を示しています。"),
    Phrase(
        "shell.explain.layer-tcp",
        en: "TCP makes, keeps and ends connections: SYN opens, FIN ends, RST breaks "
            + "(RFC 9293 §3.3.2).",
        ja: "TCPは接続を始め、保ち、終えます。SYNで始まり、FINで終わり、RSTで切れます "
            + "(RFC 9293 §3.3.2)。"),
    Phrase(
        "shell.explain.layer-tls",
        en: "TLS encrypts what is inside, and lets the client check who the server is.",
        ja: "TLSは中身を暗号化し、クライアントがサーバーの正体を確かめられるようにします。"),
    Phrase(
        "shell.explain.layer-dns",
        en: "DNS answers names with records: A for addresses, MX for the mail hosts of a domain.",
        ja: "DNSは名前にレコードで答えます。Aはアドレス、MXはそのドメインのメールの届け先です。"),
    Phrase("shell.explain.layer-smtp", en: "SMTP: sending mail.", ja: "SMTP: メールを送る。"),
    Phrase("shell.explain.layer-pop3", en: "POP3: fetching mail.", ja: "POP3: メールを取得する。"),
    Phrase(
        "shell.explain.layer-imap", en: "IMAP: working on mail that stays on the server.",
        ja: "IMAP: サーバーに置いたままメールを扱う。"),
    Phrase("shell.explain.layer-text", en: "Octets on a connection.", ja: "接続上のオクテット。"),
    Phrase(
        "shell.explain.layer-note", en: "A program says what it is doing, and why.",
        ja: "プログラムが、していることとその理由を述べています。"),
    Phrase(
        "shell.explain.layer-mail",
        en: "A mail server did something with a message: queued it, passed it on, delivered it.",
        ja: "メールサーバーがメールを扱いました。キューに入れる、中継する、配送するなどです。"),
    Phrase(
        "shell.why.title", en: "Why #{number}? Read downwards, from the event to its causes:",
        ja: "#{number} はなぜ起きた? 上から下へ、原因をさかのぼります:"),
    Phrase(
        "shell.why.skipped", en: "… {count} packet and TCP events; --all shows them",
        ja: "…パケットとTCPのイベント {count} 件 (--all で表示)"),
    Phrase(
        "shell.why.end-action", en: "Here it began: with something that was done by hand.",
        ja: "ここが始まりです。人の操作によるものです。"),
    Phrase("shell.why.end", en: "Here it began.", ja: "ここが始まりです。"),
    Phrase(
        "shell.why.nothing", en: "There is nothing like that yet: {what}. `why N` takes any event.",
        ja: "まだ当てはまるものがありません: {what}。`why N` でどのイベントでも調べられます。"),
    Phrase(
        "shell.follow.title", en: "Connection {connection}: C is {client}, S is {server}",
        ja: "接続 {connection}: C は {client}、S は {server}"),
    Phrase(
        "shell.follow.none-yet", en: "No connection has carried a line yet; `run` lets time pass.",
        ja: "まだ行をやり取りした接続がありません。`run` で時間を進めてください。"),
    Phrase(
        "shell.follow.no-such", en: "There is no connection {connection}; `events tcp` shows them.",
        ja: "接続 {connection} はありません。`events tcp` で見られます。"),
    Phrase(
        "shell.follow.silent", en: "Nothing was said on this connection.",
        ja: "この接続では何もやり取りされていません。"),
    Phrase("shell.track.title", en: "The way of message {message}", ja: "メール {message} の道のり"),
    Phrase(
        "shell.ladder.empty", en: "There is nothing to draw yet; `run` lets time pass.",
        ja: "まだ描くものがありません。`run` で時間を進めてください。"),
    Phrase(
        "shell.ladder.cut", en: "… and {count} lines above; `ladder connection N` draws one.",
        ja: "…この上に {count} 行。`ladder connection N` で1つの接続だけを描けます。"),
    Phrase(
        "shell.export.kind",
        en: "'{file}' must end in .pcapng (packets), .json (events) or "
            + ".pem (certificate authority).",
        ja: "「{file}」の末尾は .pcapng (パケット)、.json (イベント)、.pem (認証局)の"
            + "どれかにしてください。"),
    Phrase(
        "shell.export.done", en: "{file} is written: {size} octets.",
        ja: "{file} に書き出しました({size} オクテット)。"),
    Phrase(
        "shell.export.at-packets",
        en: "--at is about packets: '{file}' must end in .pcapng for it.",
        ja: "--at はパケットの書き出しに使います。「{file}」の末尾を .pcapng にしてください。"),
    Phrase(
        "shell.export.shared-ends",
        en: "An attacker's two connections have the same ends, and Wireshark takes them for one: "
            + "`--at HOST` writes what one host sees.",
        ja: "攻撃者の2本の接続は両端のアドレスとポートが同じなので、Wiresharkは1本と見なします。"
            + "`--at HOST` なら1台のホストから見たパケットだけを書き出します。"),
    Phrase(
        "shell.export.secrets",
        en: "The secrets of its TLS connections are in it: Wireshark opens them at once. Leave "
            + "them out with --no-secrets.",
        ja: "TLSの鍵も入っているので、Wiresharkでそのまま復号して見られます。入れない場合は --no-secrets です。"),
]
