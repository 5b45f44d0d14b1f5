/// What the answers of an IMAP server mean.
let imapResponsePhrases: [Phrase] = [
    Phrase(
        "imap.response.continue", en: "The server is ready for more: what was announced may come.",
        ja: "サーバーは続きを待っています。予告した内容を送ってかまいません。"),
    Phrase(
        "imap.response.ok", en: "The command with the tag {tag} is done, and has succeeded.",
        ja: "タグ {tag} のコマンドが成功しました。"),
    Phrase(
        "imap.response.no",
        en: "The command with the tag {tag} is refused, or could not be done; the words say why.",
        ja: "タグ {tag} のコマンドは断られたか、実行できませんでした。理由は続く言葉にあります。"),
    Phrase(
        "imap.response.bad",
        en: "The server did not understand the command with the tag {tag}, or not at this moment.",
        ja: "タグ {tag} のコマンドは、書き方か、送るタイミングが間違っています。"),
    Phrase(
        "imap.response.privacy-required",
        en: "The server does this only under TLS. STARTTLS first, or the port where TLS begins "
            + "with the first octet; what was said up to now has gone in the clear.",
        ja: "サーバーはTLSなしではこれを行いません。先にSTARTTLSを使うか、最初からTLSのポートに"
            + "つなぎます。ここまでに送ったものは、平文で流れてしまいました。"),
    Phrase(
        "imap.response.authentication-failed",
        en: "The login failed. Whether the name or the password is wrong is not told, on purpose.",
        ja: "ログインに失敗しました。名前とパスワードのどちらが違うかは、わざと知らせません。"),
    Phrase(
        "imap.response.capability",
        en: "The server lists what it can do in this state; after TLS or a login the list changes.",
        ja: "今の状態でサーバーにできることの一覧です。TLSやログインの後では変わります。"),
    Phrase(
        "imap.response.remark", en: "Something to know; the answer to a command bears its tag.",
        ja: "お知らせです。コマンドへの返事にはタグが付きます。"),
    Phrase(
        "imap.response.warning", en: "A warning; the command may succeed all the same.",
        ja: "警告です。それでもコマンドは成功することがあります。"),
    Phrase(
        "imap.response.preauth",
        en: "The server says that one is logged in already, so that no LOGIN is needed. In the "
            + "clear, anybody on the way may have written this.",
        ja: "すでにログイン済みで、LOGINは要らないとサーバーは言っています。平文なら、"
            + "途中の誰かが書いたものかもしれません。"),
    Phrase(
        "imap.response.bye", en: "The server is about to close the connection.",
        ja: "サーバーはこの後、接続を閉じます。"),
    Phrase(
        "imap.response.list", en: "The name of a mailbox, with its attributes and the separator.",
        ja: "メールボックスの名前です。属性と区切り文字も付いています。"),
    Phrase(
        "imap.response.status", en: "Counts of a mailbox that need not be open.",
        ja: "メールボックスの件数などです。そのメールボックスは開いていなくてもかまいません。"),
    Phrase(
        "imap.response.search", en: "The numbers of the messages that were found.",
        ja: "見つかったメールの番号です。"),
    Phrase(
        "imap.response.flags", en: "The flags that messages of this mailbox can bear.",
        ja: "このメールボックスのメールに付けられるフラグです。"),
    Phrase(
        "imap.response.exists", en: "So many messages lie in the mailbox: {number}.",
        ja: "メールボックスにあるメールの数は {number} です。"),
    Phrase(
        "imap.response.recent",
        en: "So many of them have come since somebody last opened the mailbox: {number}.",
        ja: "そのうち、前に開いた後に届いたものは {number} 通です。"),
    Phrase(
        "imap.response.expunge",
        en: "Message {number} is gone for good, and those behind it move up by one.",
        ja: "メール {number} は完全に削除され、後ろの番号が1つずつ繰り上がります。"),
    Phrase(
        "imap.response.fetch",
        en: "What was asked for of message {number}; it stays on the server.",
        ja: "メール {number} の、求められた部分です。メールはサーバーに残ります。"),
]
