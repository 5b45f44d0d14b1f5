/// One line for every kind of event.
let shellPhrasesEvents: [Phrase] = [
    Phrase("shell.layer.action", en: "you", ja: "操作"),
    Phrase("shell.layer.packet", en: "packet", ja: "パケット"),
    Phrase("shell.layer.firewall", en: "firewall", ja: "FW"),
    Phrase("shell.layer.tcp", en: "TCP", ja: "TCP"),
    Phrase("shell.layer.tls", en: "TLS", ja: "TLS"),
    Phrase("shell.layer.dns", en: "DNS", ja: "DNS"),
    Phrase("shell.layer.smtp", en: "SMTP", ja: "SMTP"),
    Phrase("shell.layer.pop3", en: "POP3", ja: "POP3"),
    Phrase("shell.layer.imap", en: "IMAP", ja: "IMAP"),
    Phrase("shell.layer.text", en: "text", ja: "文字列"),
    Phrase("shell.layer.note", en: "note", ja: "補足"),
    Phrase("shell.layer.attack", en: "attack", ja: "攻撃"),
    Phrase("shell.layer.mail", en: "mail", ja: "メール"),
    Phrase("shell.phase.name-resolution", en: "name resolution", ja: "名前解決"),
    Phrase("shell.phase.connection", en: "connection", ja: "接続"),
    Phrase("shell.phase.submission", en: "submission", ja: "投稿"),
    Phrase("shell.phase.mx-lookup", en: "MX look-up", ja: "MXの検索"),
    Phrase("shell.phase.relay", en: "relay", ja: "中継"),
    Phrase("shell.phase.delivery", en: "delivery", ja: "配送"),
    Phrase("shell.phase.retrieval", en: "retrieval", ja: "取得"),
    Phrase("shell.verdict.accept", en: "let through", ja: "通過"),
    Phrase("shell.verdict.port-unreachable", en: "refused (ICMP port)", ja: "拒否(ICMP ポート到達不能)"),
    Phrase("shell.verdict.host-unreachable", en: "refused (ICMP host)", ja: "拒否(ICMP ホスト到達不能)"),
    Phrase("shell.verdict.tarpit", en: "held in a tarpit", ja: "ターピット(接続したまま放置)"),
    Phrase("shell.verdict.drop", en: "dropped in silence", ja: "破棄(無応答)"),
    Phrase("shell.verdict.reset", en: "reset (RST)", ja: "接続リセット(RST)"),
    Phrase(
        "shell.verdict.prohibited", en: "refused (ICMP prohibited)", ja: "拒否(ICMP 管理上の禁止)"),
    Phrase(
        "shell.event.send", en: "You send a message from {from} to {to}: \"{subject}\"",
        ja: "{from} から {to} へメールを送ります: 「{subject}」"),
    Phrase(
        "shell.event.fetch", en: "You retrieve the mail of {login} by {protocol}",
        ja: "{login} のメールを{protocol}で取得します"),
    Phrase("shell.event.resolve", en: "You look up {name} {type}", ja: "{name} の {type} を引きます"),
    Phrase(
        "shell.event.connect", en: "You connect to {target} port {port}",
        ja: "{target} のポート {port} に接続します"),
    Phrase(
        "shell.event.connect-tls", en: "You connect to {target} port {port}, with TLS at once",
        ja: "{target} のポート {port} に、最初からTLSで接続します"),
    Phrase(
        "shell.event.connect-starttls",
        en: "You connect to {target} port {port}, and have the connection upgraded to TLS",
        ja: "{target} のポート {port} に接続し、途中でTLSに切り替えます"),
    Phrase("shell.event.starttls", en: "You let TLS begin", ja: "TLSを始めます"),
    Phrase("shell.event.say", en: "You say: {text}", ja: "入力: {text}"),
    Phrase("shell.event.disconnect", en: "You close the connection", ja: "接続を閉じます"),
    Phrase("shell.event.ping", en: "You ping {target}", ja: "{target} にpingを送ります"),
    Phrase(
        "shell.event.cleartext-on", en: "You let {host} take passwords in the clear",
        ja: "{host} に平文パスワードを許します"),
    Phrase(
        "shell.event.cleartext-off", en: "You forbid {host} passwords in the clear",
        ja: "{host} に平文パスワードを禁じます"),
    Phrase(
        "shell.event.set-versions", en: "You let {host} speak TLS {versions}",
        ja: "{host} のTLSのバージョンを{versions}にします"),
    Phrase(
        "shell.event.set-certificate", en: "You give {host} {certificate}",
        ja: "{host} に{certificate}を使わせます"),
    Phrase("shell.event.packet-sent", en: "sent: {summary}", ja: "送信: {summary}"),
    Phrase("shell.event.packet-forwarded", en: "forwarded: {summary}", ja: "転送: {summary}"),
    Phrase("shell.event.packet-delivered", en: "received: {summary}", ja: "受信: {summary}"),
    Phrase("shell.event.packet-dropped", en: "dropped: {summary}", ja: "破棄: {summary}"),
    Phrase("shell.event.packet-again", en: "(sent again)", ja: "(再送)"),
    Phrase(
        "shell.event.firewall",
        en: "{verdict}: {from} ({source}) → {to} ({destination}), rule {rule}: {reason}",
        ja: "{verdict}: {from} ({source}) → {to} ({destination})、ルール {rule}: {reason}"),
    Phrase("shell.event.tcp-state", en: "TCP state {from} → {to}", ja: "TCPの状態 {from} → {to}"),
    Phrase(
        "shell.event.opening", en: "opens a connection to {peer} port {port}",
        ja: "{peer} のポート {port} へ接続を始めます"),
    Phrase(
        "shell.event.opened", en: "connected to {peer} port {port}",
        ja: "{peer} のポート {port} につながりました"),
    Phrase(
        "shell.event.accepted", en: "accepted a connection from {peer} port {port}",
        ja: "{peer} (送信元ポート {port}) からの接続を受け入れました"),
    Phrase(
        "shell.event.closed-by-peer", en: "the other side has finished (FIN)",
        ja: "相手が送信を終えました (FIN)"),
    Phrase(
        "shell.event.failed", en: "no connection to {peer} port {port}: {failure}",
        ja: "{peer} のポート {port} との接続に失敗: {failure}"),
    Phrase("shell.event.closing", en: "closes its half (FIN)", ja: "自分の側を閉じます (FIN)"),
    Phrase("shell.event.aborting", en: "breaks it off (RST)", ja: "接続を打ち切ります (RST)"),
    Phrase(
        "shell.event.drained", en: "all that was to be sent has been sent",
        ja: "送るべきものをすべて送りました"),
    Phrase("shell.event.ended", en: "the connection has ended", ja: "接続が終わりました"),
    Phrase(
        "shell.transport.refused", en: "connection refused (RST)", ja: "接続拒否 (RSTが返った)"),
    Phrase(
        "shell.transport.portUnreachable", en: "connection refused (ICMP port unreachable)",
        ja: "接続拒否 (ICMPポート到達不能)"),
    Phrase(
        "shell.transport.protocolUnreachable", en: "the host does not speak TCP (ICMP)",
        ja: "相手はTCPを扱わない (ICMPプロトコル到達不能)"),
    Phrase(
        "shell.transport.networkUnreachable", en: "there is no way to its network",
        ja: "相手のネットワークへの経路がない"),
    Phrase(
        "shell.transport.timedOut", en: "timed out: nothing ever came back",
        ja: "時間切れ: 何も返ってこない"),
    Phrase(
        "shell.transport.unreachable", en: "a router says there is no way to it",
        ja: "ルーターが、経路がないと答えた"),
    Phrase(
        "shell.transport.prohibited", en: "a router says that policy forbids it",
        ja: "ルーターが、方針で禁じていると答えた"),
    Phrase("shell.transport.reset", en: "reset by the peer (RST)", ja: "相手にリセットされた (RST)"),
    Phrase(
        "shell.transport.notSecured", en: "the connection could not be encrypted",
        ja: "通信を暗号化できなかった"),
    Phrase(
        "shell.transport.truncated", en: "the encrypted stream was cut off before its end",
        ja: "暗号化された通信が途中で切られた"),
    Phrase(
        "shell.transport.nameNotFound", en: "the name was not found", ja: "名前が見つからない"),
    Phrase("shell.event.dns-asked", en: "asks {peer}: {question}", ja: "{peer} に質問: {question}"),
    Phrase(
        "shell.event.dns-answered", en: "{question} is answered: {outcome}",
        ja: "{question} の答え: {outcome}"),
    Phrase(
        "shell.event.dns-failed", en: "{question} has no answer: {outcome}",
        ja: "{question} の答えは得られません: {outcome}"),
    Phrase(
        "shell.event.dns-sent-query", en: "→ {peer}  query: {summary}",
        ja: "→ {peer}  質問: {summary}"),
    Phrase(
        "shell.event.dns-sent-answer", en: "→ {peer}  answer: {summary}",
        ja: "→ {peer}  回答: {summary}"),
    Phrase(
        "shell.event.dns-heard-query", en: "← {peer}  query: {summary}",
        ja: "← {peer}  質問: {summary}"),
    Phrase(
        "shell.event.dns-heard-answer", en: "← {peer}  answer: {summary}",
        ja: "← {peer}  回答: {summary}"),
    Phrase("shell.event.base64", en: "[base64: {text}]", ja: "[base64: {text}]"),
    Phrase(
        "shell.event.send-finished", en: "message {message} was handed over, for {to}",
        ja: "メール {message} を渡しました(宛先 {to})"),
    Phrase(
        "shell.event.send-refused",
        en: "message {message} was not taken for {refused}; taken for: {accepted}",
        ja: "メール {message} は次の宛先で受け取られませんでした: {refused}。受け取られた宛先: {accepted}"),
    Phrase(
        "shell.event.send-refused-by-all", en: "message {message} was not taken for {refused}",
        ja: "メール {message} は次の宛先で受け取られませんでした: {refused}"),
    Phrase(
        "shell.event.fetch-finished", en: "{count} message(s) retrieved for {login}",
        ja: "{login} のメールを {count} 通取得しました"),
    Phrase(
        "shell.event.fetch-failed", en: "mail for {login} was not retrieved: {reason}",
        ja: "{login} のメールを取得できませんでした: {reason}"),
    Phrase(
        "shell.mail.queued",
        en: "takes responsibility for message {id} from {from} to {to} ({size} octets)",
        ja: "メール {id} の配送を引き受けました: {from} から {to} へ({size} オクテット)"),
    Phrase(
        "shell.mail.attempting", en: "tries to pass {id} on to {host}, for {to}",
        ja: "{id} を {host} へ送ろうとしています(宛先 {to})"),
    Phrase(
        "shell.mail.relayed", en: "{host} took {id} for {to}: {reply}",
        ja: "{host} が {id} を受け取りました(宛先 {to}): {reply}"),
    Phrase(
        "shell.mail.deferred",
        en: "{id} for {to} is deferred after attempt {attempt}, next try {next}: {reason}",
        ja: "{id} (宛先 {to}) は配送保留({attempt} 回目)、次は {next}: {reason}"),
    Phrase(
        "shell.mail.bounced",
        en: "gives up on {id} for {to} and sends a bounce ({notice}): {reason}",
        ja: "{id} (宛先 {to}) をあきらめ、不達通知 ({notice}) を送ります: {reason}"),
    Phrase(
        "shell.mail.bounced-silently",
        en: "gives up on {id} for {to}; there is nobody to tell: {reason}",
        ja: "{id} (宛先 {to}) をあきらめます。知らせる相手はいません: {reason}"),
    Phrase(
        "shell.mail.delivered", en: "delivers {id} to {login}, {mailbox}, UID {uid}",
        ja: "{id} を {login} の {mailbox} に配送しました (UID {uid})"),
    Phrase("shell.mail.removed", en: "is done with {id}", ja: "{id} の処理が終わりました"),
    Phrase(
        "shell.mail.logged-in", en: "{login} logged in ({service}, {mechanism})",
        ja: "{login} がログイン ({service}, {mechanism})"
    ),
    Phrase(
        "shell.mail.login-failed", en: "login of {login} failed ({service}, {mechanism})",
        ja: "{login} のログインに失敗 ({service}, {mechanism})"),
    Phrase(
        "shell.mail.fetched", en: "{login} retrieves UID {uid} of {mailbox} by {service}",
        ja: "{login} が {mailbox} のUID {uid} を{service}で取得"),
    Phrase(
        "shell.mail.mailbox-changed", en: "the mailbox {mailbox} of {login} has changed",
        ja: "{login} のメールボックス {mailbox} が変わりました"),
]
