/// What POP3 tells learners.
let pop3Phrases: [Phrase] = [
    Phrase(
        "pop3.state",
        en: "The session is now in the {state} state.",
        ja: "セッションは {state} 状態になりました。"),
    Phrase(
        "pop3.secured",
        en: "The connection is encrypted from here on ({version}); the session starts afresh in "
            + "the AUTHORIZATION state.",
        ja: "ここから通信は暗号化されます({version})。セッションは AUTHORIZATION 状態からやり直しです。"),
    Phrase(
        "pop3.password-in-clear",
        en: "The password of {login} crossed the network in the clear: whoever listens on the way "
            + "can read it.",
        ja: "{login} のパスワードが平文でネットワークを流れました。途中で盗聴する人はそのまま読めます。"),
    Phrase(
        "pop3.cleartext-refused",
        en: "This server takes no password before TLS, so that none crosses the network in the "
            + "clear.",
        ja: "このサーバーは TLS の前にはパスワードを受け付けません。平文で流れるのを防ぐためです。"),
    Phrase(
        "pop3.apop",
        en: "{login} proves the password with APOP: only a digest of the greeting's timestamp and "
            + "the password crosses the network.",
        ja: "{login} は APOP でパスワードを証明します。流れるのは、グリーティングのタイムスタンプと"
            + "パスワードから計算したダイジェストだけです。"),
    Phrase(
        "pop3.wrong-password",
        en: "Name and password do not fit. The answer comes {seconds} s late, so that guessing "
            + "takes long.",
        ja: "名前とパスワードが合いません。推測に時間がかかるように、応答を {seconds} 秒遅らせます。"),
    Phrase(
        "pop3.too-many-tries",
        en: "After {count} wrong passwords the server closes the connection.",
        ja: "パスワードを {count} 回間違えたので、サーバーは接続を閉じます。"),
    Phrase(
        "pop3.maildrop-locked",
        en: "The maildrop of {login} is locked: until this session ends, no other POP3 session "
            + "can open it.",
        ja: "{login} のメールドロップはロックされました。このセッションが終わるまで、ほかの POP3 "
            + "セッションは開けません。"),
    Phrase(
        "pop3.in-use",
        en: "The password was right, but another session has the maildrop of {login} open.",
        ja: "パスワードは正しいのですが、{login} のメールドロップは別のセッションが使用中です。"),
    Phrase(
        "pop3.only-marked",
        en: "Message {number} is only marked. It is removed when QUIT ends the session; RSET takes "
            + "the mark back.",
        ja: "メール {number} には削除の印が付いただけです。実際に消えるのは QUIT でセッションを"
            + "終えたときで、RSET で印を取り消せます。"),
    Phrase(
        "pop3.update",
        en: "QUIT brings the UPDATE state: now the marked messages are removed ({count}).",
        ja: "QUIT で UPDATE 状態に入りました。印の付いたメールがここで実際に削除されます({count} 通)。"),
    Phrase(
        "pop3.no-update",
        en: "The session ended without QUIT, so nothing is removed: {count} marked messages stay.",
        ja: "QUIT なしでセッションが終わったので、何も削除されません。印の付いた {count} 通も残ります。"),
    Phrase(
        "pop3.autologout",
        en: "Nothing came for ten minutes: the server closes the connection without a word.",
        ja: "10 分間何も届かなかったので、サーバーは何も言わずに接続を閉じます。"),
    Phrase(
        "pop3.discarded-before-tls",
        en: "{count} octets came in the clear behind STLS. They are thrown away: somebody on the "
            + "way could have slipped them in.",
        ja: "STLS の後に平文で {count} オクテットが届きましたが、破棄しました。途中の誰かが"
            + "紛れ込ませたものかもしれないからです。"),
    Phrase(
        "pop3.dot-stuffed",
        en: "Lines that begin with a dot got one more ({count}), because a dot alone ends the "
            + "answer. The client takes it away again.",
        ja: "ドットで始まる行にドットを 1 つ足しました({count} 行)。ドットだけの行は応答の終わりを"
            + "意味するからです。クライアントが元に戻します。"),
    Phrase(
        "pop3.response.ok",
        en: "+OK: the server did what it was asked.",
        ja: "+OK: サーバーは頼まれたとおりにしました。"),
    Phrase(
        "pop3.response.err",
        en: "-ERR: the server refuses; the rest of the line says why, for people.",
        ja: "-ERR: サーバーは拒否しました。行の残りに、人に向けた理由が書かれています。"),
    Phrase(
        "pop3.response.in-use",
        en: "[IN-USE]: the login was right, but another session has the maildrop open.",
        ja: "[IN-USE]: 認証は正しいのですが、別のセッションがメールドロップを使用中です。"),
    Phrase(
        "pop3.response.auth",
        en: "[AUTH]: name or password are at fault, so trying again with the same ones is useless.",
        ja: "[AUTH]: 名前かパスワードに問題があります。同じもので繰り返しても無駄です。"),
    Phrase(
        "pop3.verb.user",
        en: "{usage}: says whose maildrop is wanted; the password follows with PASS.",
        ja: "{usage}: どのメールドロップを使うかを名乗ります。続けて PASS でパスワードを送ります。"),
    Phrase(
        "pop3.verb.pass",
        en:
            "{usage}: gives the password; it may hold spaces. If right, the maildrop is locked.",
        ja: "{usage}: パスワードを送ります。空白を含んでもかまいません。正しければメールドロップが"
            + "ロックされます。"),
    Phrase(
        "pop3.verb.apop",
        en: "{usage}: logs in with a digest of the greeting's timestamp and the password, so that "
            + "the password does not cross the network.",
        ja: "{usage}: グリーティングのタイムスタンプとパスワードのダイジェストで認証します。"
            + "パスワードそのものは流れません。"),
    Phrase(
        "pop3.verb.auth",
        en: "{usage}: logs in by a SASL mechanism, such as PLAIN. Base64 hides nothing.",
        ja: "{usage}: PLAIN などの SASL 機構で認証します。Base64 は暗号ではありません。"),
    Phrase(
        "pop3.verb.stls",
        en: "{usage}: asks for TLS on this connection; everything after the +OK is encrypted.",
        ja: "{usage}: この接続で TLS を始めるよう求めます。+OK の後はすべて暗号化されます。"),
    Phrase(
        "pop3.verb.capa",
        en: "{usage}: lists what this server can do beyond the minimum.",
        ja: "{usage}: このサーバーが最低限のほかに何をできるかを一覧します。"),
    Phrase(
        "pop3.verb.stat",
        en: "{usage}: tells how many messages there are, and their octets in all.",
        ja: "{usage}: メールの数と合計オクテット数を答えます。"),
    Phrase(
        "pop3.verb.list",
        en: "{usage}: tells the size of each message in octets, or of one.",
        ja: "{usage}: 各メール(または 1 通)の大きさをオクテット数で答えます。"),
    Phrase(
        "pop3.verb.retr",
        en: "{usage}: sends the whole message. It stays on the server.",
        ja: "{usage}: メールの全体を送ります。メールはサーバーに残ります。"),
    Phrase(
        "pop3.verb.dele",
        en: "{usage}: marks the message for deletion; only QUIT removes it.",
        ja: "{usage}: メールに削除の印を付けます。実際に消えるのは QUIT のときです。"),
    Phrase(
        "pop3.verb.noop",
        en: "{usage}: does nothing but keep the session awake.",
        ja: "{usage}: 何もしませんが、セッションを生かしておけます。"),
    Phrase(
        "pop3.verb.rset",
        en: "{usage}: takes all marks for deletion back.",
        ja: "{usage}: 削除の印をすべて取り消します。"),
    Phrase(
        "pop3.verb.top",
        en: "{usage}: sends the header and so many lines of the body.",
        ja: "{usage}: ヘッダーと、本文の先頭から指定した行数だけを送ります。"),
    Phrase(
        "pop3.verb.uidl",
        en: "{usage}: tells a name for each message that stays the same in later sessions, so that "
            + "a mail program knows what it has already.",
        ja: "{usage}: 次のセッションでも変わらない各メールの識別子を答えます。メールソフトは"
            + "これで取得済みかどうかを知ります。"),
    Phrase(
        "pop3.verb.quit",
        en: "{usage}: ends the session. After the login it brings the UPDATE state, which removes "
            + "what was marked.",
        ja: "{usage}: セッションを終えます。ログイン後なら UPDATE 状態に入り、印の付いたメールを"
            + "削除します。"),
]
