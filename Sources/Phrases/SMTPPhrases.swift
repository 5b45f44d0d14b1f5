/// What SMTP says to people.
let smtpPhrases: [Phrase] = smtpServerPhrases + smtpClientPhrases + smtpExplanations

/// What a server's session tells the learner.
let smtpServerPhrases: [Phrase] = [
    Phrase(
        "smtp.state",
        en: "The session moves from “{from}” to “{to}”.",
        ja: "セッションの状態が「{from}」から「{to}」に変わりました。"),
    Phrase(
        "smtp.ehlo",
        en: "The client calls itself {name} and asks for the list of extensions.",
        ja: "クライアントは{name}と名乗り、拡張機能の一覧を求めました。"),
    Phrase(
        "smtp.helo",
        en: """
            The client calls itself {name} with the old HELO; there are no extensions in \
            this session.
            """,
        ja: "クライアントは古いHELOで{name}と名乗りました。このセッションでは拡張機能を使えません。"),
    Phrase(
        "smtp.name-no-domain",
        en: "{name} is neither a domain nor an address literal; it is taken all the same.",
        ja: "{name}はドメイン名でもアドレスリテラルでもありませんが、そのまま受け付けます。"),
    Phrase(
        "smtp.syntax",
        en: "The line breaks the grammar; the answer is: {reply}",
        ja: "行が文法に合っていません。応答: {reply}"),
    Phrase(
        "smtp.bad-sequence",
        en: "{verb} is a good command at the wrong moment: {needed}.",
        ja: "{verb}は正しいコマンドですが、今は使えません({needed})。"),
    Phrase(
        "smtp.bare-line-end",
        en: "A line must end with CR and LF together; CR or LF alone is no line end.",
        ja: "行の終わりはCRとLFの組です。CRだけ、LFだけでは行の終わりになりません。"),
    Phrase(
        "smtp.line-too-long",
        en: "The line is longer than {limit} octets and was dropped.",
        ja: "行が{limit}オクテットを超えたため、読み捨てました。"),
    Phrase(
        "smtp.pipelining",
        en: """
            The client sends commands ahead without waiting for each answer. They are \
            answered in order.
            """,
        ja: "クライアントは応答を待たずにコマンドを続けて送っています(パイプライニング)。応答は順番どおりに返ります。"),
    Phrase(
        "smtp.too-much-ahead",
        en: "The client sent more ahead than any group of commands needs; the server hangs up.",
        ja: "クライアントがコマンドの先送りとしては多すぎる量を送ったため、サーバーは接続を切ります。"),
    Phrase(
        "smtp.parameter-after-helo",
        en: "{name} belongs to an extension, and extensions need EHLO.",
        ja: "{name}は拡張機能のパラメーターです。拡張機能を使うにはEHLOが必要です。"),
    Phrase(
        "smtp.sender-accepted",
        en: "The envelope's sender is {sender}: a bounce would go there.",
        ja: "エンベロープFrom(配送上の差出人)は{sender}です。不達通知はここへ送られます。"),
    Phrase(
        "smtp.null-sender",
        en: "The envelope has no sender, as bounces have: nobody gets a bounce of a bounce.",
        ja: "空の差出人です。不達通知などに使われ、不達通知に対する不達通知は誰にも送られません。"),
    Phrase(
        "smtp.sender-refused",
        en: "The sender {sender} is refused: {reply}",
        ja: "差出人{sender}は拒否されました: {reply}"),
    Phrase(
        "smtp.recipient-accepted",
        en: "The recipient {recipient} is accepted; each recipient is judged alone.",
        ja: "エンベロープ宛先{recipient}が受け付けられました。宛先は一つずつ判断されます。"),
    Phrase(
        "smtp.recipient-refused",
        en: "The recipient {recipient} is refused, the others are not touched: {reply}",
        ja: "エンベロープ宛先{recipient}は拒否されました。ほかの宛先には影響しません: {reply}"),
    Phrase(
        "smtp.source-route",
        en: "A source route stood before {recipient}; it is read and left out.",
        ja: "{recipient}の前にソースルート(経由地の指定)がありましたが、読み飛ばします。"),
    Phrase(
        "smtp.too-many-recipients",
        en: """
            This message has {limit} recipients already; the rest must come in another \
            transaction.
            """,
        ja: "このメールの宛先はすでに{limit}件です。残りは別のトランザクションで送る必要があります。"),
    Phrase(
        "smtp.data",
        en: """
            The message itself begins now. It ends with a line that holds one dot and \
            nothing else.
            """,
        ja: "ここからメール本体です。ピリオド1つだけの行で終わります。"),
    Phrase(
        "smtp.too-large",
        en: "The message is larger than this server takes ({limit} octets).",
        ja: "メールがこのサーバーの上限({limit}オクテット)を超えています。"),
    Phrase(
        "smtp.body-bare-line-end",
        en: """
            The message has CR or LF alone. Some server on its way might see the end of the \
            message there (SMTP smuggling), so it is refused.
            """,
        ja: "メールの中にCRだけ、またはLFだけの箇所があります。途中のサーバーがそこをメールの終わりと誤解しかねないため(SMTPスマグリング)、拒否します。"),
    Phrase(
        "smtp.body-nul",
        en: "The message has a NUL octet, which no message may hold; it is refused.",
        ja: "メールの中にNULオクテットがあります。メールには使えない値なので拒否します。"),
    Phrase(
        "smtp.responsibility",
        en: """
            The server has the message as {queue}. From now on it is responsible: it \
            delivers, tries again, or sends a bounce. Delivered it is not yet.
            """,
        ja: "サーバーはメールを{queue}として受け取りました。ここから先はこのサーバーの責任です(配送する、再送する、または不達通知を返す)。まだ配送されたわけではありません。"),
    Phrase(
        "smtp.message-refused",
        en: "The message is not taken over; the client keeps the responsibility: {reply}",
        ja: "メールは引き受けられませんでした。責任はクライアントに残ります: {reply}"),
    Phrase(
        "smtp.reset",
        en: "The transaction is given up; sender and recipients are forgotten.",
        ja: "トランザクションを取り消し、差出人と宛先を忘れました。"),
    Phrase(
        "smtp.verify",
        en: "Does {name} exist here? Servers rarely tell, since address collectors ask too.",
        ja: "{name}は存在するかという問い合わせです。アドレス収集に使われるため、答えないサーバーがほとんどです。"),
    Phrase(
        "smtp.authentication-required",
        en: "Submission needs a login first, so that nobody sends in another's name.",
        ja: "投稿には先に認証が必要です。他人になりすました投稿を防ぐためです。"),
    Phrase(
        "smtp.already-authenticated",
        en: "A session has one login; after success AUTH is refused.",
        ja: "認証は1セッションに1回です。成功したあとのAUTHは拒否されます。"),
    Phrase(
        "smtp.unknown-mechanism",
        en: "The server does not offer the mechanism {name}; EHLO lists those it does.",
        ja: "サーバーは認証方式{name}に対応していません。対応する方式はEHLOの応答にあります。"),
    Phrase(
        "smtp.encryption-required",
        en: "No password before TLS: it would cross the network in the clear.",
        ja: "TLSを始める前にパスワードは受け取りません。平文のままネットワークを流れてしまうからです。"),
    Phrase(
        "smtp.password-in-clear",
        en: "The password of {login} crosses the network in the clear; base64 hides nothing.",
        ja: "{login}のパスワードが平文でネットワークを流れています。base64は暗号化ではありません。"),
    Phrase(
        "smtp.authentication-cancelled",
        en: "The client gave the authentication up with *.",
        ja: "クライアントは*を送って認証を取りやめました。"),
    Phrase(
        "smtp.authenticated",
        en: "{login} has proved who it is.",
        ja: "{login}の認証に成功しました。"),
    Phrase(
        "smtp.authentication-failed",
        en: "The login failed: {reply}",
        ja: "認証に失敗しました: {reply}"),
    Phrase(
        "smtp.starttls",
        en: "From the next octet on the connection is encrypted.",
        ja: "次のオクテットから接続は暗号化されます。"),
    Phrase(
        "smtp.starttls-discarded",
        en: """
            {count} octets that came in the clear behind STARTTLS are thrown away: an \
            attacker could have put them there.
            """,
        ja: "STARTTLSのあとに平文で届いた{count}オクテットを捨てます。攻撃者が差し込んだものかもしれないからです。"),
    Phrase(
        "smtp.secured",
        en: """
            The connection is encrypted. Everything said before is forgotten, and EHLO \
            comes again.
            """,
        ja: "接続が暗号化されました。それまでのやり取りは忘れ、EHLOからやり直します。"),
    Phrase(
        "smtp.timed-out",
        en: "The client was silent for too long; the server says 421 and closes.",
        ja: "クライアントが長い間何も送らなかったため、サーバーは421を返して接続を閉じます。"),
    Phrase(
        "smtp.shutting-down",
        en: "The server is going down: 421, and the client may come again later.",
        ja: "サーバーが停止します。421を返すので、クライアントは後でやり直せます。"),
    Phrase(
        "smtp.too-many-errors",
        en: "{count} mistakes in one session; the server hangs up.",
        ja: "1回のセッションで誤りが{count}回に達したため、サーバーは接続を切ります。"),
    Phrase(
        "smtp.closed-early",
        en: "The client closed without QUIT; an open transaction is void.",
        ja: "クライアントがQUITなしで接続を閉じました。途中のトランザクションは無効になります。"),
    Phrase(
        "smtp.refused-at-greeting",
        en: "The server takes no mail from this client's address and says so instead of greeting; "
            + "it waits for QUIT and answers everything else with 503.",
        ja: "サーバーはこのアドレスのクライアントからメールを受け取らず、あいさつの代わりにそう告げます。"
            + "以後はQUITを待ち、ほかのコマンドには503を返します。"),
]

/// What a client's session tells the learner.
let smtpClientPhrases: [Phrase] = [
    Phrase(
        "smtp.client-greeted",
        en: "The server is there and ready: {reply}",
        ja: "サーバーの準備ができています: {reply}"),
    Phrase(
        "smtp.client-extensions",
        en: "The server offers: {list}",
        ja: "サーバーが対応する拡張機能: {list}"),
    Phrase(
        "smtp.client-helo",
        en: """
            The server does not know EHLO, so the client falls back to HELO and does \
            without extensions.
            """,
        ja: "サーバーがEHLOを知らないため、クライアントはHELOに切り替え、拡張機能なしで進みます。"),
    Phrase(
        "smtp.client-stays-clear",
        en: """
            STARTTLS is not offered (any more?), and the client goes on in the clear: it \
            does not insist.
            """,
        ja: "STARTTLSが提示されていません(剥ぎ取られたのかもしれません)。必須ではない設定なので、クライアントは平文のまま進みます。"),
    Phrase(
        "smtp.client-auth",
        en: "The client authenticates with {mechanism}, which the server offers.",
        ja: "クライアントは、サーバーが提供する {mechanism} で認証します。"),
    Phrase(
        "smtp.client-authenticated",
        en: "The server knows now who is sending.",
        ja: "サーバーは送信者を確認しました。"),
    Phrase(
        "smtp.client-pipelining",
        en: "MAIL, RCPT and DATA go out at once; the answers come back in the same order.",
        ja: "MAIL、RCPT、DATAをまとめて送ります。応答は同じ順番で返ります。"),
    Phrase(
        "smtp.client-accepted",
        en: "The server has taken over the responsibility for the message: {reply}",
        ja: "サーバーがメールの責任を引き受けました: {reply}"),
    Phrase(
        "smtp.client-partly-accepted",
        en: "The message was taken for {accepted} recipients and refused for {refused}.",
        ja: "メールは{accepted}件の宛先について受け付けられ、{refused}件について拒否されました。"),
    Phrase(
        "smtp.client-deferred",
        en: "Not now, at {stage}: {reply}. The client keeps the message and may try again.",
        ja: "{stage}の段階で一時的エラーです: {reply} メールはクライアント側に残り、後で再送できます。"),
    Phrase(
        "smtp.client-refused",
        en: "Refused for good, at {stage}: {reply}. Trying again will not help.",
        ja: "{stage}の段階で恒久的エラーです: {reply} 再送しても結果は変わりません。"),
    Phrase(
        "smtp.failed-transport",
        en: "The connection failed at {stage}: {failure}.",
        ja: "{stage}の段階で接続に失敗しました({failure})。"),
    Phrase(
        "smtp.failed-connection-lost",
        en: "The server closed the connection unasked, at {stage}.",
        ja: "{stage}の段階で、サーバーが予告なく接続を閉じました。"),
    Phrase(
        "smtp.failed-timed-out",
        en: "No answer in time, at {stage}.",
        ja: "{stage}の段階で、時間内に応答がありませんでした。"),
    Phrase(
        "smtp.failed-greeting",
        en: "The server takes no mail from here: {reply}",
        ja: "サーバーはここからのメールを受け付けません: {reply}"),
    Phrase(
        "smtp.failed-hello",
        en: "The server does not accept the client's name: {reply}",
        ja: "サーバーがクライアントの名乗りを受け付けません: {reply}"),
    Phrase(
        "smtp.failed-service-closing",
        en: "The server closes, at {stage}: {reply}",
        ja: "{stage}の段階で、サーバーが終了を告げました: {reply}"),
    Phrase(
        "smtp.failed-starttls-not-offered",
        en: """
            Encryption is required here, and the server does not offer STARTTLS. Nothing is \
            sent in the clear.
            """,
        ja: "暗号化が必須の設定ですが、サーバーはSTARTTLSを提示していません。平文では何も送りません。"),
    Phrase(
        "smtp.failed-starttls-refused",
        en: "The server offered STARTTLS and then refused it: {reply}",
        ja: "サーバーはSTARTTLSを提示しましたが、実行を拒否しました: {reply}"),
    Phrase(
        "smtp.failed-no-mechanism",
        en: """
            A login is wanted, and the server offers no mechanism that is known here \
            (offered: {offered}).
            """,
        ja: "認証が必要ですが、使える認証方式をサーバーが提示していません(提示された方式: {offered})。"),
    Phrase(
        "smtp.failed-authentication",
        en: "Name or password was not accepted: {reply}",
        ja: "名前またはパスワードが受け付けられませんでした: {reply}"),
    Phrase(
        "smtp.failed-credentials",
        en: "Name or password cannot be sent at all ({fault}).",
        ja: "名前またはパスワードが送れない内容です({fault})。"),
    Phrase(
        "smtp.failed-protocol",
        en: "The server broke the protocol at {stage}: {fault}",
        ja: "{stage}の段階で、サーバーがプロトコルに反しました: {fault}"),
    Phrase(
        "smtp.failed-eight-bit",
        en: "The message has octets above 127, and the server does not offer 8BITMIME.",
        ja: "メールに127を超えるオクテットがありますが、サーバーは8BITMIMEに対応していません。"),
    Phrase(
        "smtp.failed-bare-line-end",
        en: "The message has CR or LF alone; no client may send that.",
        ja: "メールにCRだけ、またはLFだけの箇所があります。クライアントはこれを送ってはいけません。"),
    Phrase(
        "smtp.failed-no-recipients",
        en: "The envelope has no recipient.",
        ja: "エンベロープに宛先がありません。"),
    Phrase(
        "smtp.failed-address",
        en: "{address} is not an address that SMTP can carry.",
        ja: "{address}はSMTPで送れる形のアドレスではありません。"),
]
