/// The bench on which one block is tried in all its forms.
let shellPhrasesSymptoms: [Phrase] = [
    Phrase(
        "shell.help.symptoms", en: "One block, all its symptoms side by side.",
        ja: "1つの遮断の、さまざまな現れ方を並べて見る"),
    Phrase(
        "shell.help.symptoms.more",
        en: "The same delivery to port 25 is tried against every way of closing it, in worlds of "
            + "its own; yours stays as it is. It shows what the user, the program's error, the "
            + "mail server's log and the packets say.",
        ja: "ポート25への同じ配送を、あらゆる閉じ方に対して試します。専用の世界で試すので、今の世界は変わりません。"
            + "利用者の画面、プログラムのエラー、メールサーバーのログ、パケットがそれぞれ何を語るかを示します。"),
    Phrase(
        "shell.symptoms.intro",
        en: "{client} sends to {target} port 25, and so does the mail server {server}; each "
            + "case in a fresh world.",
        ja: "{client} が {target} のポート25へ送り、メールサーバー {server} も同じ宛先へ送ります。"
            + "場合ごとに新しい世界で試します。"),
    Phrase("shell.symptoms.progress", en: "trying {case}", ja: "{case} を試しています"),
    Phrase(
        "shell.symptoms.case-open", en: "nothing in the way", ja: "何も遮らない"),
    Phrase(
        "shell.symptoms.case-closed-port", en: "the host is there, and nobody listens",
        ja: "ホストはあるが、待ち受けていない"),
    Phrase(
        "shell.symptoms.case-reset", en: "the router answers RST in the server's name",
        ja: "ルーターがサーバーを装ってRSTを返す"),
    Phrase(
        "shell.symptoms.case-port-unreachable", en: "the router answers ICMP “port unreachable”",
        ja: "ルーターがICMPの「ポート到達不能」を返す"),
    Phrase(
        "shell.symptoms.case-host-unreachable", en: "the router answers ICMP “host unreachable”",
        ja: "ルーターがICMPの「ホスト到達不能」を返す"),
    Phrase(
        "shell.symptoms.case-prohibited",
        en: "the router answers ICMP “administratively prohibited”",
        ja: "ルーターがICMPの「管理上の禁止」を返す"),
    Phrase(
        "shell.symptoms.case-drop", en: "the router drops the packets and says nothing",
        ja: "ルーターが黙って破棄する"),
    Phrase(
        "shell.symptoms.case-tarpit",
        en: "the router takes the connection itself and never lets it speak",
        ja: "ルーターが自分で接続を受け、何も進ませない"),
    Phrase(
        "shell.symptoms.case-smtp-554", en: "the server itself refuses, in SMTP",
        ja: "サーバー自身がSMTPで断る"),
    Phrase("shell.symptoms.client", en: "program", ja: "プログラム"),
    Phrase("shell.symptoms.user", en: "user", ja: "利用者"),
    Phrase("shell.symptoms.mail-log", en: "mail log", ja: "メールのログ"),
    Phrase("shell.symptoms.packets", en: "packets", ja: "パケット"),
    Phrase(
        "shell.symptoms.packets-answer", en: "{syns} SYN; {answer} came back",
        ja: "SYN {syns} 個。{answer} が返った"),
    Phrase(
        "shell.symptoms.packets-silence",
        en: "{syns} SYN and nothing came back; gaps in seconds: {gaps}",
        ja: "SYN {syns} 個。何も返らない。間隔(秒): {gaps}"),
    Phrase("shell.symptoms.connected", en: "connected after {time}", ja: "{time} で接続"),
    Phrase(
        "shell.symptoms.not-connected", en: "{errno} ({number}) “{text}” after {time}",
        ja: "{errno} ({number}) “{text}”、{time} 後"),
    Phrase(
        "shell.symptoms.user-sent", en: "sent, after {time}", ja: "{time} で送信完了"),
    Phrase(
        "shell.symptoms.user-told", en: "after {time}: {reason}", ja: "{time} 後: {reason}"),
    Phrase(
        "shell.symptoms.log-sent", en: "status=sent after {time}: {host} said {reply}",
        ja: "status=sent、{time} 後: {host} の応答 {reply}"),
    Phrase(
        "shell.symptoms.log-deferred", en: "status=deferred after {time}: {reason}",
        ja: "status=deferred(配送保留)、{time} 後: {reason}"),
    Phrase(
        "shell.symptoms.log-bounced", en: "status=bounced after {time}: {reason}",
        ja: "status=bounced(不達)、{time} 後: {reason}"),
    Phrase("shell.symptoms.log-nothing", en: "nothing yet", ja: "まだ何もない"),
    Phrase("shell.symptoms.silence", en: "nothing", ja: "なし"),
    Phrase("shell.symptoms.no-greeting", en: "no greeting", ja: "あいさつなし"),
    Phrase("shell.symptoms.column-case", en: "Case", ja: "場合"),
    Phrase("shell.symptoms.column-errno", en: "connect() or reply", ja: "connect()か応答"),
    Phrase("shell.symptoms.column-time", en: "After", ja: "時間"),
    Phrase("shell.symptoms.column-syns", en: "SYNs", ja: "SYN"),
    Phrase("shell.symptoms.column-answer", en: "Came back", ja: "返ったもの"),
    Phrase(
        "shell.symptoms.moral",
        en: "RST looks like a closed port, a prohibition like missing routing, and silence like a "
            + "dead server: three wrong theories for one cause.",
        ja: "RSTは閉じたポートに、禁止は経路の異常に、沈黙はサーバーの停止に見えます。1つの原因から、"
            + "3つの誤った説が生まれます。"),
    Phrase(
        "trouble.no-symptoms-here",
        en: "This world has no customer with a mail server at home and a mail server outside to "
            + "try it on; the default world has.",
        ja: "この世界には、自宅にメールサーバーを持つ顧客と外部のメールサーバーがそろっていません。"
            + "標準の世界で試してください。"),
]
