/// What is told of IMAP sessions.
let imapPhrases: [Phrase] =
    imapSessionPhrases + imapMessagePhrases + imapVerbPhrases + imapResponsePhrases

private let imapSessionPhrases: [Phrase] = [
    Phrase(
        "imap.state",
        en: "The IMAP session goes from {from} to {to}: other commands fit now.",
        ja: "IMAPセッションの状態が {from} から {to} に変わりました。使えるコマンドも変わります。"),
    Phrase(
        "imap.clear-octets-dropped",
        en: "{count} octets that came in the clear behind STARTTLS are thrown away: somebody on "
            + "the way may have put them there.",
        ja: "STARTTLSの後に平文で届いた {count} オクテットを捨てます。"
            + "経路の途中で誰かが差し込んだものかもしれないからです。"),
    Phrase(
        "imap.login-disabled",
        en: "The server takes no password in the clear (LOGINDISABLED): STARTTLS must come first.",
        ja: "このサーバーは平文のパスワードを受け付けません(LOGINDISABLED)。"
            + "先にSTARTTLSで暗号化する必要があります。"),
    Phrase(
        "imap.password-in-clear",
        en: "A password crosses the network in the clear: every eavesdropper on the way reads it.",
        ja: "パスワードが平文でネットワークを流れます。経路上の盗聴者は誰でも読めます。"),
    Phrase(
        "imap.password-wrong",
        en: "Login or password is wrong; the answer waits, so that passwords cannot be tried at "
            + "speed.",
        ja: "ログイン名かパスワードが違います。総当たりを防ぐため、応答を遅らせます。"),
    Phrase(
        "imap.autologout",
        en: "Nothing was heard for half an hour, so the server ends the session.",
        ja: "30分間何も届かなかったため、サーバーがセッションを終了します。"),
    Phrase(
        "imap.idle",
        en: "The client waits with IDLE: the server tells at once what changes in the mailbox, "
            + "until the client says DONE.",
        ja: "クライアントはIDLEで待機します。DONEを送るまで、サーバーはメールボックスの変化を"
            + "すぐに知らせます。"),
    Phrase(
        "imap.literal-asked",
        en: "The client announced a literal of {size} octets and waits; the server says + and the "
            + "octets come, whatever they hold.",
        ja: "クライアントは {size} オクテットのリテラルを予告して待っています。サーバーが + を返すと、"
            + "内容が何であれそのオクテットがそのまま届きます。"),
    Phrase(
        "imap.literal-refused",
        en: "A literal of {size} octets was announced; the server takes {limit} at most, and says "
            + "so before the octets are sent.",
        ja: "{size} オクテットのリテラルが予告されましたが、上限は {limit} です。"
            + "サーバーは送信が始まる前に断ります。"),
]

private let imapMessagePhrases: [Phrase] = [
    Phrase(
        "imap.by-uid",
        en: "Messages are named by UID: the number stays the same as long as the message is there.",
        ja: "メールをUIDで指定しています。UIDは、そのメールがある限り変わりません。"),
    Phrase(
        "imap.by-number",
        en: "Messages are named by their place in the mailbox: these numbers shift when a message "
            + "is removed.",
        ja: "メールを並び順の番号で指定しています。どれかが削除されると、この番号はずれます。"),
    Phrase(
        "imap.seen-set",
        en: "Reading message {number} marked it as read (\\Seen); BODY.PEEK would not have.",
        ja: "{number} 番のメールを読んだため、既読(\\Seen)になりました。"
            + "BODY.PEEKなら既読になりません。"),
    Phrase(
        "imap.read-only",
        en: "The mailbox was opened with EXAMINE: nothing in it can be changed.",
        ja: "メールボックスはEXAMINEで開かれているため、変更できません。"),
    Phrase(
        "imap.numbers-shift",
        en: "EXPUNGE removes what is marked \\Deleted; every later message moves up by one number.",
        ja: "EXPUNGEは\\Deletedの付いたメールを取り除きます。後ろのメールの番号は1つずつ繰り上がります。"),
    Phrase(
        "imap.expunge-held",
        en: "A message is gone, but the server may not say so yet: during FETCH, STORE and SEARCH "
            + "the numbers must not shift.",
        ja: "消えたメールがありますが、FETCH・STORE・SEARCHの間は番号がずれてはならないため、"
            + "サーバーはまだ知らせません。"),
]

private let imapVerbPhrases: [Phrase] = [
    Phrase(
        "imap.verb.unknown", en: "{verb} is not a command of IMAP that is known here.",
        ja: "{verb} は、ここで使えるIMAPのコマンドではありません。"),
    Phrase(
        "imap.verb.capability", en: "CAPABILITY asks what the server can do in this state.",
        ja: "CAPABILITYは、今の状態でサーバーが何に対応しているかを尋ねます。"),
    Phrase(
        "imap.verb.noop",
        en: "NOOP does nothing, but the server may tell what is new in the mailbox.",
        ja: "NOOPは何もしませんが、サーバーはメールボックスの変化を知らせることができます。"),
    Phrase(
        "imap.verb.logout", en: "LOGOUT ends the session; the server says BYE first.",
        ja: "LOGOUTはセッションを終えます。サーバーはまずBYEを返します。"),
    Phrase(
        "imap.verb.id",
        en: "ID tells the names of both programs, for statistics and fault-finding.",
        ja: "IDは互いのプログラム名を伝えます。統計や障害調査のためのものです。"),
    Phrase(
        "imap.verb.starttls", en: "STARTTLS goes over to TLS on the same connection.",
        ja: "STARTTLSは、同じ接続のまま途中でTLSへ切り替えます。"),
    Phrase(
        "imap.verb.authenticate", en: "AUTHENTICATE proves who one is by a SASL mechanism.",
        ja: "AUTHENTICATEは、SASLの方式で本人であることを証明します。"),
    Phrase(
        "imap.verb.login", en: "LOGIN gives login and password as they are.",
        ja: "LOGINは、ログイン名とパスワードをそのまま渡します。"),
    Phrase(
        "imap.verb.select", en: "SELECT opens a mailbox for reading and changing.",
        ja: "SELECTは、メールボックスを読み書き用に開きます。"),
    Phrase(
        "imap.verb.examine", en: "EXAMINE opens a mailbox for reading only.",
        ja: "EXAMINEは、メールボックスを読み取り専用で開きます。"),
    Phrase(
        "imap.verb.create", en: "CREATE makes a mailbox.", ja: "CREATEは、メールボックスを作ります。"),
    Phrase(
        "imap.verb.delete", en: "DELETE removes a mailbox with all its messages.",
        ja: "DELETEは、メールボックスを中のメールごと削除します。"),
    Phrase(
        "imap.verb.rename", en: "RENAME gives a mailbox another name.",
        ja: "RENAMEは、メールボックスの名前を変えます。"),
    Phrase(
        "imap.verb.subscribe",
        en: "SUBSCRIBE puts a mailbox on the list of those that mail programs show.",
        ja: "SUBSCRIBEは、メールソフトが表示する一覧にメールボックスを加えます。"),
    Phrase(
        "imap.verb.unsubscribe", en: "UNSUBSCRIBE takes a mailbox off that list.",
        ja: "UNSUBSCRIBEは、その一覧からメールボックスを外します。"),
    Phrase(
        "imap.verb.list",
        en: "LIST names the mailboxes that fit a pattern: * is anything, % stays within one level.",
        ja: "LISTは、パターンに合うメールボックスを列挙します。"
            + "*は何にでも、%は1つの階層の中だけに一致します。"),
    Phrase(
        "imap.verb.lsub", en: "LSUB names the subscribed mailboxes that fit a pattern.",
        ja: "LSUBは、購読中のメールボックスのうちパターンに合うものを列挙します。"),
    Phrase(
        "imap.verb.status", en: "STATUS counts what is in a mailbox without opening it.",
        ja: "STATUSは、メールボックスを開かずに中の数を調べます。"),
    Phrase(
        "imap.verb.append",
        en: "APPEND puts a message into a mailbox, as a mail program does with sent mail.",
        ja: "APPENDは、メールをメールボックスに入れます。送信済みメールの保存などに使われます。"),
    Phrase(
        "imap.verb.check", en: "CHECK asks the server to put the mailbox in order.",
        ja: "CHECKは、メールボックスの整理(チェックポイント)をサーバーに求めます。"),
    Phrase(
        "imap.verb.close", en: "CLOSE removes what is marked \\Deleted and leaves the mailbox.",
        ja: "CLOSEは、\\Deletedの付いたメールを取り除いてメールボックスを閉じます。"),
    Phrase(
        "imap.verb.unselect", en: "UNSELECT leaves the mailbox and removes nothing.",
        ja: "UNSELECTは、何も取り除かずにメールボックスを閉じます。"),
    Phrase(
        "imap.verb.expunge", en: "EXPUNGE removes for good what is marked \\Deleted.",
        ja: "EXPUNGEは、\\Deletedの付いたメールを完全に取り除きます。"),
    Phrase(
        "imap.verb.search", en: "SEARCH finds messages on the server, which reads them itself.",
        ja: "SEARCHは、サーバー側でメールを検索します。"),
    Phrase(
        "imap.verb.fetch",
        en: "FETCH reads a message or parts of it; the original stays on the server.",
        ja: "FETCHは、メールの全体や一部を取得します。原本はサーバーに残ります。"),
    Phrase(
        "imap.verb.store", en: "STORE changes the flags of messages, such as \\Seen.",
        ja: "STOREは、\\Seenなどのフラグを変えます。"),
    Phrase(
        "imap.verb.copy", en: "COPY puts copies of messages into another mailbox.",
        ja: "COPYは、メールの写しを別のメールボックスに入れます。"),
    Phrase(
        "imap.verb.uid",
        en: "UID before FETCH, STORE, SEARCH or COPY means that the numbers are UIDs.",
        ja: "FETCH・STORE・SEARCH・COPYの前にUIDを付けると、番号はUIDを意味します。"),
    Phrase(
        "imap.verb.uid-expunge", en: "UID EXPUNGE removes only the marked messages that it names.",
        ja: "UID EXPUNGEは、指定したメールのうち\\Deletedの付いたものだけを取り除きます。"),
    Phrase(
        "imap.verb.idle", en: "IDLE waits for news of the mailbox; DONE ends the wait.",
        ja: "IDLEは、メールボックスの変化を待ちます。DONEで待機を終えます。"),
]
