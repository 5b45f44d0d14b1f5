/// One task over two ports, side by side.
let shellPhrasesCompare: [Phrase] = [
    Phrase("compare.no-end", en: "the program has not come to an end", ja: "プログラムが終わらなかった"),
    Phrase("compare.no-letter", en: "no message was there", ja: "メールがなかった"),
    Phrase(
        "trouble.no-accounts-there", en: "{host} keeps no accounts: name a mail server.",
        ja: "{host} にはアカウントがありません。メールサーバーを指定してください。"),
    Phrase(
        "shell.help.compare", en: "The same task over two ports, side by side.",
        ja: "同じ仕事を2つのポートで行い、並べて比べる"),
    Phrase(
        "shell.help.compare.more",
        en: "Sends one message (25, 587, 465) or retrieves one (110, 995; 143, 993) over each of "
            + "two ports, in two copies of this world; yours stays as it is. An eavesdropper on "
            + "the client's link hears both. 143 is in the clear; 143+starttls is upgraded "
            + "first. Shown: what was said, packets, octets, round trips, time, and what leaked.",
        ja: "2つのポートのそれぞれで、メールを1通送る(25、587、465)か、1通取得します(110と995、143と993)。"
            + "今の世界の写しを2つ作って試すので、今の世界は変わりません。クライアントのリンクでは盗聴者が聞いています。"
            + "143 は平文、143+starttls は途中でTLSへ切り替えます。やり取り、パケット数、オクテット数、往復、"
            + "時間、漏れたものを示します。"),
    Phrase(
        "shell.compare.other-task",
        en: "{first} and {second} are not for the same task. These belong together: 25, 587, 465 "
            + "(sending); 110, 995 (POP3); 143, 993 (IMAP).",
        ja: "{first} と {second} は別の仕事のポートです。比べられる組: 25、587、465(送信)、"
            + "110、995(POP3)、143、993(IMAP)"),
    Phrase(
        "shell.compare.same", en: "Name two different ports; both are {form}.",
        ja: "異なる2つのポートを指定してください。どちらも {form} です。"),
    Phrase(
        "shell.compare.intro-send",
        en: "{client} sends one message as {login} to {server}, over each port in a copy of this "
            + "world. Somebody listens at {client}'s link.",
        ja: "{client} が {login} として {server} へ、各ポートでメールを1通送ります(世界の写しの中で)。"
            + "{client} のリンクでは盗聴者が聞いています。"),
    Phrase(
        "shell.compare.intro-retrieve",
        en: "{client} retrieves one message of {login} from {server}, over each port in a copy of "
            + "this world. Somebody listens at {client}'s link.",
        ja: "{client} が {server} から {login} のメールを、各ポートで1通取得します(世界の写しの中で)。"
            + "{client} のリンクでは盗聴者が聞いています。"),
    Phrase("shell.compare.progress", en: "trying port {form}", ja: "ポート {form} を試しています"),
    Phrase("shell.compare.title-clear", en: "port {port}, in the clear", ja: "ポート{port}(平文)"),
    Phrase(
        "shell.compare.title-upgraded", en: "port {port}, upgraded to TLS",
        ja: "ポート{port}(途中でTLSへ切替)"),
    Phrase(
        "shell.compare.title-tls", en: "port {port}, TLS from the first octet",
        ja: "ポート{port}(最初からTLS)"),
    Phrase("shell.compare.outcome", en: "outcome", ja: "結果"),
    Phrase("shell.compare.packets", en: "packets on the link", ja: "リンク上のパケット"),
    Phrase("shell.compare.octets", en: "octets on the link", ja: "リンク上のオクテット"),
    Phrase("shell.compare.round-trips", en: "round trips", ja: "往復の回数"),
    Phrase("shell.compare.time", en: "simulated time", ja: "かかった時間"),
    Phrase("shell.compare.handshake", en: "of it TLS handshake", ja: "うちTLSハンドシェイク"),
    Phrase("shell.compare.leaks", en: "secrets leaked", ja: "漏れた秘密"),
    Phrase("shell.compare.shows", en: "shows all the same", ja: "それでも見えるもの"),
    Phrase("shell.compare.done", en: "done", ja: "成功"),
    Phrase("shell.compare.failed", en: "failed: {reason}", ja: "失敗: {reason}"),
    Phrase("shell.compare.no-leak", en: "none", ja: "なし"),
    Phrase("shell.compare.leak-count", en: "{count}: ", ja: "{count}件: "),
    Phrase("shell.compare.leak-password", en: "password “{text}”", ja: "パスワード「{text}」"),
    Phrase("shell.compare.leak-token", en: "token {text}", ja: "トークン {text}"),
    Phrase("shell.compare.leak-letter", en: "message “{subject}”", ja: "メール「{subject}」"),
    Phrase("shell.compare.shows-question", en: "DNS question {value}", ja: "DNSの問い合わせ {value}"),
    Phrase("shell.compare.shows-name", en: "the client's name {value}", ja: "クライアントの名乗り {value}"),
    Phrase(
        "shell.compare.shows-server", en: "server name (SNI) {value}", ja: "接続先の名前(SNI) {value}"),
    Phrase("shell.compare.shows-certificate", en: "certificate for {value}", ja: "証明書の名前 {value}"),
    Phrase(
        "shell.compare.shows-records", en: "sizes and times of {value} records",
        ja: "{value} 個のレコードの大きさと時刻"),
]
