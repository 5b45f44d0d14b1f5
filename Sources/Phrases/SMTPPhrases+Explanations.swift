/// What replies and verbs mean.
let smtpExplanations: [Phrase] = [
    Phrase(
        "smtp.status-1-1",
        en: "{code} {enhanced}: there is no such mailbox at that domain.",
        ja: "{code} {enhanced}: そのドメインに該当するメールボックスがありません。"),
    Phrase(
        "smtp.status-1-2",
        en: "{code} {enhanced}: the recipient's domain does not exist or takes no mail.",
        ja: "{code} {enhanced}: 宛先のドメインが存在しないか、メールを受け付けていません。"),
    Phrase(
        "smtp.status-1-3",
        en: "{code} {enhanced}: the recipient's address breaks the grammar.",
        ja: "{code} {enhanced}: 宛先アドレスの書き方が文法に合っていません。"),
    Phrase(
        "smtp.status-1-7",
        en: "{code} {enhanced}: the sender's address breaks the grammar.",
        ja: "{code} {enhanced}: 差出人アドレスの書き方が文法に合っていません。"),
    Phrase(
        "smtp.status-1-8",
        en: "{code} {enhanced}: the sender's domain does not exist or could take no bounce.",
        ja: "{code} {enhanced}: 差出人のドメインが存在しないか、不達通知を受け取れません。"),
    Phrase(
        "smtp.status-1-10",
        en: "{code} {enhanced}: the recipient's domain says by a null MX that it takes no mail.",
        ja: "{code} {enhanced}: 宛先のドメインは、メールを受け取らないことをnull MXで示しています。"),
    Phrase(
        "smtp.status-2-1",
        en: "{code} {enhanced}: the mailbox exists and takes no mail at present.",
        ja: "{code} {enhanced}: メールボックスはありますが、今は受け取りを止めています。"),
    Phrase(
        "smtp.status-2-2",
        en: "{code} {enhanced}: the mailbox is full.",
        ja: "{code} {enhanced}: メールボックスがいっぱいです。"),
    Phrase(
        "smtp.status-3-2",
        en: "{code} {enhanced}: the server takes no mail at present.",
        ja: "{code} {enhanced}: サーバーは今メールを受け付けていません。"),
    Phrase(
        "smtp.status-3-4",
        en: "{code} {enhanced}: the message is too big for this server.",
        ja: "{code} {enhanced}: メールがこのサーバーには大きすぎます。"),
    Phrase(
        "smtp.status-4-1",
        en: "{code} {enhanced}: the other host did not answer.",
        ja: "{code} {enhanced}: 相手のホストが応答しませんでした。"),
    Phrase(
        "smtp.status-4-2",
        en: "{code} {enhanced}: the connection was bad, or silent for too long.",
        ja: "{code} {enhanced}: 接続に問題があったか、長い間何も届きませんでした。"),
    Phrase(
        "smtp.status-4-4",
        en: "{code} {enhanced}: no way to the recipient's host could be found.",
        ja: "{code} {enhanced}: 宛先のホストへの経路が見つかりません。"),
    Phrase(
        "smtp.status-4-6",
        en: "{code} {enhanced}: the message goes round in a loop.",
        ja: "{code} {enhanced}: メールが同じ所を回り続けています(ループ)。"),
    Phrase(
        "smtp.status-4-7",
        en: "{code} {enhanced}: it could not be delivered in the time allowed.",
        ja: "{code} {enhanced}: 決められた時間内に配送できませんでした。"),
    Phrase(
        "smtp.status-5-1",
        en: "{code} {enhanced}: a command at the wrong moment, or one that is not done here.",
        ja: "{code} {enhanced}: 使う順番が違うか、ここでは実装されていないコマンドです。"),
    Phrase(
        "smtp.status-5-2",
        en: "{code} {enhanced}: the line is no command that the server can read.",
        ja: "{code} {enhanced}: サーバーが読み取れるコマンドではありません。"),
    Phrase(
        "smtp.status-5-3",
        en: "{code} {enhanced}: more recipients than one message may have here.",
        ja: "{code} {enhanced}: 1通のメールに許される宛先の数を超えています。"),
    Phrase(
        "smtp.status-5-4",
        en: "{code} {enhanced}: the verb is right, what follows it is not.",
        ja: "{code} {enhanced}: コマンド名は正しいのですが、続く引数が正しくありません。"),
    Phrase(
        "smtp.status-5-6",
        en: "{code} {enhanced}: a line of the authentication is too long.",
        ja: "{code} {enhanced}: 認証のやり取りの行が長すぎます。"),
    Phrase(
        "smtp.status-6-11",
        en: """
            {code} {enhanced}: the message holds octets that no message may hold, such as \
            CR or LF alone.
            """,
        ja: "{code} {enhanced}: メールに使えないオクテット(CRだけ、LFだけなど)が含まれています。"),
    Phrase(
        "smtp.status-7-0",
        en: "{code} {enhanced}: a matter of security or policy; the text says which.",
        ja: "{code} {enhanced}: セキュリティまたは運用方針によるものです。理由は応答の文にあります。"),
    Phrase(
        "smtp.status-7-1",
        en: """
            {code} {enhanced}: this server does not take this message from you, for \
            instance because it does not relay.
            """,
        ja: "{code} {enhanced}: このサーバーは、あなたからのこのメールを受け付けません(中継を許可していない場合など)。"),
    Phrase(
        "smtp.status-7-8",
        en: "{code} {enhanced}: name or password is wrong.",
        ja: "{code} {enhanced}: 名前またはパスワードが違います。"),
    Phrase(
        "smtp.status-7-11",
        en: "{code} {enhanced}: this login needs an encrypted connection first.",
        ja: "{code} {enhanced}: この認証には、先に暗号化された接続が必要です。"),
    Phrase(
        "smtp.reply-2yz",
        en: "{code} begins with 2: done, the next command may come.",
        ja: "{code}は2で始まります。要求は完了し、次のコマンドに進めます。"),
    Phrase(
        "smtp.reply-3yz",
        en: "{code} begins with 3: so far good, the server waits for more.",
        ja: "{code}は3で始まります。ここまでは順調で、サーバーは続きを待っています。"),
    Phrase(
        "smtp.reply-4yz",
        en: "{code} begins with 4: a transient error; the same may work later.",
        ja: "{code}は4で始まります。一時的エラーで、後で同じことをすれば成功するかもしれません。"),
    Phrase(
        "smtp.reply-5yz",
        en: "{code} begins with 5: a permanent error; trying the same again will not help.",
        ja: "{code}は5で始まります。恒久的エラーで、同じことを繰り返しても成功しません。"),
    Phrase(
        "smtp.reply-unknown",
        en: "{code} is no reply code of SMTP, which all begin with 2, 3, 4 or 5.",
        ja: "{code}はSMTPの応答コードではありません。応答コードは2、3、4、5のどれかで始まります。"),
    Phrase(
        "smtp.reply-211",
        en: "211: about the state of the server.",
        ja: "211: サーバーの状態についての説明です。"),
    Phrase(
        "smtp.reply-214",
        en: "214: help, for people only.",
        ja: "214: 人が読むための説明です。"),
    Phrase(
        "smtp.reply-220",
        en: "220: the server is ready; after STARTTLS: begin with TLS now.",
        ja: "220: サーバーの準備ができています。STARTTLSへの応答なら、ここからTLSを始めます。"),
    Phrase(
        "smtp.reply-221",
        en: "221: the server says goodbye and closes the connection.",
        ja: "221: サーバーが別れを告げ、接続を閉じます。"),
    Phrase(
        "smtp.reply-235",
        en: "235: the login succeeded.",
        ja: "235: 認証に成功しました。"),
    Phrase(
        "smtp.reply-250",
        en: """
            250: done. After the message it means that the server took responsibility, not \
            that it was delivered.
            """,
        ja: "250: 完了しました。メール本体のあとの250は、サーバーが責任を引き受けたという意味で、配送が済んだという意味ではありません。"),
    Phrase(
        "smtp.reply-251",
        en: "251: the recipient lives elsewhere, and the server forwards.",
        ja: "251: 宛先は別の場所にあり、サーバーが転送します。"),
    Phrase(
        "smtp.reply-252",
        en: "252: the server does not say whether the mailbox exists, but would try to deliver.",
        ja: "252: メールボックスがあるかどうかは答えませんが、配送は試みます。"),
    Phrase(
        "smtp.reply-334",
        en: "334: the server waits for the next part of the login, in base64.",
        ja: "334: サーバーは認証の続きをbase64で待っています。"),
    Phrase(
        "smtp.reply-354",
        en: "354: send the message now, and end it with a line of one dot.",
        ja: "354: メール本体を送ってください。最後はピリオド1つだけの行です。"),
    Phrase(
        "smtp.reply-421",
        en: "421: the server closes the connection; come again later.",
        ja: "421: サーバーが接続を閉じます。後でやり直してください。"),
    Phrase(
        "smtp.reply-450",
        en: "450: the mailbox cannot be used now; the client keeps the message and tries again.",
        ja: "450: 今はメールボックスを使えません。クライアントはメールを保持して再送します。"),
    Phrase(
        "smtp.reply-451",
        en: "451: something failed in the server; the client tries again later.",
        ja: "451: サーバー内部で処理に失敗しました。クライアントは後で再送します。"),
    Phrase(
        "smtp.reply-452",
        en: "452: no room, or too many recipients at once; the client sends the rest later.",
        ja: "452: 空き容量が足りないか、一度の宛先が多すぎます。クライアントは残りを後で送ります。"),
    Phrase(
        "smtp.reply-454",
        en: "454: login or TLS is not possible for the moment.",
        ja: "454: 認証またはTLSが一時的に使えません。"),
    Phrase(
        "smtp.reply-455",
        en: "455: the server cannot do what the parameters ask for now.",
        ja: "455: サーバーはパラメーターの要求に今は応えられません。"),
    Phrase(
        "smtp.reply-500",
        en: "500: the server does not know this command, or cannot read the line.",
        ja: "500: サーバーの知らないコマンドか、読み取れない行です。"),
    Phrase(
        "smtp.reply-501",
        en: "501: the command is known, its arguments are wrong.",
        ja: "501: コマンドは正しいのですが、引数が正しくありません。"),
    Phrase(
        "smtp.reply-502",
        en: "502: the command is known and not done here.",
        ja: "502: コマンドは知られていますが、ここでは実装されていません。"),
    Phrase(
        "smtp.reply-503",
        en: "503: the right command at the wrong moment; the text says what comes first.",
        ja: "503: コマンドの順番が違います。先に何が必要かは応答の文にあります。"),
    Phrase(
        "smtp.reply-504",
        en: "504: a parameter that this server does not do, such as a mechanism of AUTH.",
        ja: "504: このサーバーが対応していないパラメーターです(AUTHの認証方式など)。"),
    Phrase(
        "smtp.reply-521",
        en: "521: this host takes no mail at all.",
        ja: "521: このホストはメールを一切受け付けません。"),
    Phrase(
        "smtp.reply-530",
        en: "530: log in first; or, where the server says so, start TLS first.",
        ja: "530: 先に認証が必要です。応答の文によっては、先にTLSを始める必要があります。"),
    Phrase(
        "smtp.reply-534",
        en: "534: this mechanism is too weak for that login.",
        ja: "534: その利用者には、この認証方式は弱すぎます。"),
    Phrase(
        "smtp.reply-535",
        en: "535: name or password was not accepted.",
        ja: "535: 名前またはパスワードが受け付けられませんでした。"),
    Phrase(
        "smtp.reply-538",
        en: """
            538: this login needs encryption first. Today such servers do not offer AUTH at \
            all before TLS.
            """,
        ja: "538: この認証には先に暗号化が必要です。今のサーバーはTLSを始めるまでAUTH自体を提示しません。"),
    Phrase(
        "smtp.reply-550",
        en: "550: refused for good: no such mailbox, or not allowed.",
        ja: "550: 恒久的に拒否されました。メールボックスがないか、許可されていません。"),
    Phrase(
        "smtp.reply-551",
        en: "551: the recipient lives elsewhere; the text says where.",
        ja: "551: 宛先は別の場所にあります。場所は応答の文にあります。"),
    Phrase(
        "smtp.reply-552",
        en: "552: too big for the server or the mailbox.",
        ja: "552: サーバーまたはメールボックスの容量を超えています。"),
    Phrase(
        "smtp.reply-553",
        en: "553: this mailbox name is not allowed.",
        ja: "553: このメールボックス名は使えません。"),
    Phrase(
        "smtp.reply-554",
        en: "554: the transaction failed; as a greeting: no SMTP service for you here.",
        ja: "554: トランザクションが失敗しました。接続直後の554は、ここではSMTPを提供しないという意味です。"),
    Phrase(
        "smtp.reply-555",
        en: "555: a parameter of MAIL or RCPT is not known here.",
        ja: "555: MAILまたはRCPTのパラメーターがここでは知られていません。"),
    Phrase(
        "smtp.reply-556",
        en: "556: the recipient's domain takes no mail.",
        ja: "556: 宛先のドメインはメールを受け付けません。"),
    Phrase(
        "smtp.message",
        en: "The message itself: header, empty line, text. A line of one dot ends it.",
        ja: "メール本体です。ヘッダー、空行、本文と続き、ドット1つだけの行で終わります。"),
    Phrase(
        "smtp.auth-answer",
        en: "The client's answer to the challenge, in base64: anyone who sees it can read it.",
        ja: "チャレンジへのクライアントの応答です。base64なので、見た人は誰でも読めます。"),
    Phrase(
        "smtp.verb-unknown",
        en: "{verb} is no verb of SMTP that is known here.",
        ja: "{verb}はここで知られているSMTPのコマンドではありません。"),
    Phrase(
        "smtp.verb-ehlo",
        en: "EHLO: the client says its name and asks which extensions the server has.",
        ja: "EHLO: クライアントが名乗り、サーバーの拡張機能を尋ねます。"),
    Phrase(
        "smtp.verb-helo",
        en: "HELO: the old greeting, without extensions.",
        ja: "HELO: 拡張機能のない、古い挨拶です。"),
    Phrase(
        "smtp.verb-starttls",
        en: "STARTTLS: from here on encrypted; then EHLO comes again.",
        ja: "STARTTLS: ここから暗号化し、EHLOからやり直します。"),
    Phrase(
        "smtp.verb-auth",
        en: "AUTH: the client proves who it is, before it submits mail.",
        ja: "AUTH: メールを投稿する前に、クライアントが本人であることを示します。"),
    Phrase(
        "smtp.verb-mail",
        en: "MAIL FROM: begins a message and names the envelope's sender, where bounces go.",
        ja: "MAIL FROM: 1通のメールを始め、エンベロープFrom(不達通知の送り先)を伝えます。"),
    Phrase(
        "smtp.verb-rcpt",
        en: "RCPT TO: one recipient of the envelope; repeated for each, and answered for each.",
        ja: "RCPT TO: エンベロープ宛先を1件伝えます。宛先ごとに繰り返し、応答も宛先ごとに返ります。"),
    Phrase(
        "smtp.verb-data",
        en: "DATA: the message follows, headers first, and ends with a line of one dot.",
        ja: "DATA: メール本体をヘッダーから送り、ピリオド1つだけの行で終わります。"),
    Phrase(
        "smtp.verb-rset",
        en: "RSET: gives up the message that was begun; the session goes on.",
        ja: "RSET: 始めたメールを取り消します。セッションは続きます。"),
    Phrase(
        "smtp.verb-noop",
        en: "NOOP: does nothing, and shows that the server is still there.",
        ja: "NOOP: 何もしません。サーバーが応答することを確かめられます。"),
    Phrase(
        "smtp.verb-vrfy",
        en: """
            VRFY: asks whether a mailbox exists; most servers answer 252, which says \
            neither yes nor no.
            """,
        ja: "VRFY: メールボックスがあるか尋ねます。多くのサーバーは252と答え、有無を明かしません。"),
    Phrase(
        "smtp.verb-expn",
        en: "EXPN: asks who is on a mailing list; hardly any server answers.",
        ja: "EXPN: メーリングリストの参加者を尋ねます。答えるサーバーはほとんどありません。"),
    Phrase(
        "smtp.verb-help",
        en: "HELP: asks which commands there are.",
        ja: "HELP: 使えるコマンドを尋ねます。"),
    Phrase(
        "smtp.verb-quit",
        en: "QUIT: ends the session in order.",
        ja: "QUIT: セッションを正しく終えます。"),
    Phrase(
        "smtp.verb-bdat",
        en: """
            BDAT: the message in counted chunks instead of DATA; no line can end it by \
            accident. Not spoken here.
            """,
        ja: "BDAT: DATAの代わりに、長さを示してメールを分けて送ります。行の内容で終わりを誤ることがありません。ここでは使えません。"),
]
