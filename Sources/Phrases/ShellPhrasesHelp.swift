/// The help page of every command: one line, and what more there is to say.
let shellPhrasesHelp: [Phrase] = [
    Phrase("shell.group.look", en: "Look around", ja: "見回す"),
    Phrase("shell.group.mail", en: "Mail", ja: "メール"),
    Phrase("shell.group.by-hand", en: "By hand", ja: "手で試す"),
    Phrase("shell.group.time", en: "Time", ja: "時間"),
    Phrase("shell.group.understand", en: "Understand", ja: "理解する"),
    Phrase("shell.group.network", en: "Network and policy", ja: "ネットワークと方針"),
    Phrase("shell.group.lab", en: "Labs", ja: "ラボ"),
    Phrase("shell.group.program", en: "Program", ja: "プログラム"),
    Phrase(
        "shell.help.footer", en: "`help COMMAND` explains one, `help all` lists the rest.",
        ja: "`help COMMAND` で1つを詳しく、`help all` で残りを見られます。"),
    Phrase(
        "shell.help.all-footer", en: "`help COMMAND` explains one, with examples.",
        ja: "`help COMMAND` で例とともに説明します。"),
    Phrase("shell.help.examples", en: "Examples:", ja: "例:"),
    Phrase(
        "shell.help.unknown", en: "There is no command '{command}'; `help all` lists them.",
        ja: "「{command}」というコマンドはありません。`help all` で一覧を見られます。"),
    Phrase(
        "shell.help.unknown-near",
        en: "There is no command '{command}'; did you mean `help {near}`?",
        ja: "「{command}」というコマンドはありません。`help {near}` のことですか?"),
    Phrase("shell.help.map", en: "Draw the routers and their hosts.", ja: "ルーターとホストの地図"),
    Phrase(
        "shell.help.map.more", en: "The host at which you sit is marked with ●.",
        ja: "現在地のホストには ● が付きます。"),
    Phrase("shell.help.hosts", en: "List all hosts and routers.", ja: "ホストとルーターの一覧"),
    Phrase(
        "shell.help.hosts.more", en: "Name, address and role of each.",
        ja: "名前、アドレス、役割を並べます。"),
    Phrase("shell.help.host", en: "Show one host.", ja: "1台のホストの詳細"),
    Phrase(
        "shell.help.host.more",
        en: "Its address, router, resolver, TCP ports, mail domains and accounts.",
        ja: "アドレス、ルーター、フルリゾルバー、TCPポート、メールのドメイン、アカウントを示します。"),
    Phrase("shell.help.ports", en: "The ports of mail services.", ja: "メールサービスのポート"),
    Phrase(
        "shell.help.ports.more",
        en: "With a host, each of its ports of mail is tried from where you sit (--on: from "
            + "elsewhere), in a copy of the world: is it open, does TLS begin at once or by "
            + "STARTTLS, which certificate is shown, what is offered before and inside TLS.",
        ja: "ホストを付けると、今いる場所から(--on で別の場所から)そのメールのポートを世界の写しの中で1つずつ試します。"
            + "つながるか、最初からTLSか途中で切り替えるか、証明書はどうか、TLSの前と中で何が提供されるかを示します。"),
    Phrase("shell.help.accounts", en: "Logins and passwords of everybody.", ja: "全員のログイン名とパスワード"),
    Phrase(
        "shell.help.accounts.more",
        en:
            "The login is the whole address. --tokens shows everybody's access token and how "
            + "long it counts, --disk what the servers keep of the passwords. --renew signs in at "
            + "the provider's page for another token.",
        ja: "ログイン名はアドレス全体です。--tokens は各アカウントのアクセストークンと期限、--disk はサーバーが保存しているパスワードの形を示します。"
            + "--renew はサインインページで新しいトークンを得ます。"),
    Phrase(
        "shell.help.sasl",
        en: "What each way to log in shows; what to type for it.", ja: "認証方式の比較と、手で打つ内容"),
    Phrase(
        "shell.help.sasl.more",
        en: "Alone: a table of the mechanisms; each cell was found by trying it just now. With a "
            + "mechanism: the line to type next in `connect`, in base64, with its parts. "
            + "--challenge takes what the server said behind 334 or +.",
        ja: "引数がなければ、その場で試した結果を方式ごとの表にします。方式を付けると、`connect` で次に打つ行"
            + "(base64)と各部分の意味を示します。--challenge にはサーバーが334や+の後に示したものを渡します。"),
    Phrase("shell.help.use", en: "Sit at another host.", ja: "別のホストの前に移る"),
    Phrase(
        "shell.help.use.more", en: "Commands without --on act from there.",
        ja: "--on のないコマンドは、そのホストから行われます。"),
    Phrase("shell.help.send", en: "Make a message, ready to be sent.", ja: "メールを作って送る用意をする"),
    Phrase(
        "shell.help.send.more",
        en: "It does not run time: `step` or `run` does. Without --via the mail program submits "
            + "to the account's own server, port 587; --via HOST:PORT names another, --via direct "
            + "goes straight to each domain's MX. --envelope-from sets what MAIL FROM says, '' "
            + "for the null sender. --eml sends a file octet for octet. Without --tls it does "
            + "what the server needs: STARTTLS where no password is taken in the clear. "
            + "--tls if-offered takes STARTTLS where it is offered, with any certificate, and "
            + "goes on in the clear elsewhere. --auth names a mechanism, `best` takes the "
            + "strongest; without it the password is shown.",
        ja: "時間は進みません。`step` か `run` で進めます。--via がなければ、アカウントのサーバーのポート587へ"
            + "投稿します。--via HOST:PORT で別のサーバー、--via direct で宛先ドメインのMXへ直接送ります。"
            + "--envelope-from はMAIL FROMの値で、'' は空の差出人です。--eml はファイルをそのまま送ります。"
            + "--tls を省くとサーバーに合わせ、平文のパスワードを受け付けない相手にはSTARTTLSを使います。"
            + "--tls if-offered は提供されていればSTARTTLSを使い(証明書は問いません)、なければ平文で進みます。"
            + "--auth は認証方式で、`best` は最も強いものです。省くとパスワードをそのまま送ります。"),
    Phrase("shell.help.fetch", en: "Retrieve mail by POP3 or IMAP.", ja: "POP3かIMAPでメールを取得する"),
    Phrase(
        "shell.help.fetch.more",
        en: "Runs until it is done and prints each message. --keep (the default) leaves them on "
            + "the server, --delete removes them. --step only prepares. --auth names a mechanism, "
            + "`best` takes the strongest; without it the password is shown.",
        ja: "終わるまで進め、各メールを表示します。--keep (標準)はサーバーに残し、--delete は消します。"
            + "--step は用意だけします。--auth は認証方式で、`best` は最も強いものです。省くとパスワードをそのまま送ります。"),
    Phrase("shell.help.mailbox", en: "Look into a mailbox.", ja: "メールボックスの中を見る"),
    Phrase(
        "shell.help.mailbox.more",
        en: "As the server keeps it, with no protocol in between. With a UID: that message.",
        ja: "プロトコルを介さず、サーバーにあるままを示します。UIDを付けるとそのメールを表示します。"),
    Phrase("shell.help.queue", en: "Show what waits in a mail server's queue.", ja: "再送キューの中を見る"),
    Phrase(
        "shell.help.queue.more", en: "With the reason, the tries so far and the next one.",
        ja: "待っている理由、これまでの試行回数、次の試行の時刻を示します。"),
    Phrase("shell.help.resolve", en: "Ask DNS for a name.", ja: "DNSで名前を引く"),
    Phrase(
        "shell.help.resolve.more",
        en: "The host's resolver is asked, or @SERVER; TYPE is A, AAAA, MX, TXT, PTR, CNAME, NS "
            + "or SOA. --tcp asks over TCP from the beginning.",
        ja: "ホストのフルリゾルバー、または @SERVER に尋ねます。TYPE は A、AAAA、MX、TXT、PTR、CNAME、"
            + "NS、SOA です。--tcp は最初からTCPで尋ねます。"),
    Phrase("shell.help.connect", en: "Open a connection and speak by hand.", ja: "接続して手で話す"),
    Phrase(
        "shell.help.connect.more",
        en: "On a terminal, every line then goes to the server as it is: Ctrl-] goes to the lab "
            + "prompt, Ctrl-C stops waiting, Ctrl-D closes. In scripts use `say` and `disconnect`. "
            + "--tls encrypts from the first octet (465, 993, 995); --starttls has the protocol's "
            + "own upgrade said for you (25, 587, 110, 143). A certificate that does not pass is "
            + "refused, unless --insecure is given.",
        ja: "端末では、以後の行がそのままサーバーへ送られます。Ctrl-] でプロンプトへ、Ctrl-C で待つのを"
            + "やめ、Ctrl-D で切断します。スクリプトでは `say` と `disconnect` を使います。"
            + "--tls は最初から暗号化し(465、993、995)、--starttls はプロトコルごとの切り替えを"
            + "代わりに行います(25、587、110、143)。検証できない証明書は --insecure がなければ拒否します。"),
    Phrase(
        "shell.help.starttls", en: "Encrypt the open connection.", ja: "開いた接続をTLSにする"),
    Phrase(
        "shell.help.starttls.more",
        en: "Say STARTTLS (POP3: STLS; IMAP: a tag and STARTTLS) first; after the server's yes, "
            + "this begins the handshake. Then greet again: everything said before counts for "
            + "nothing.",
        ja: "先にSTARTTLS(POP3ではSTLS、IMAPではタグとSTARTTLS)を送り、肯定の応答を受けてから使います。"
            + "ハンドシェイクの後はあいさつからやり直します。それまでのやり取りは無効になります。"),
    Phrase("shell.help.say", en: "Send one line into the open connection.", ja: "開いた接続へ1行送る"),
    Phrase(
        "shell.help.say.more",
        en: "Everything behind the first space goes to the wire as it is, with CRLF.",
        ja: "最初の空白の後がそのまま、CRLFを付けて送られます。"),
    Phrase("shell.help.resume", en: "Go back into the open connection.", ja: "開いた接続に戻る"),
    Phrase(
        "shell.help.resume.more", en: "After Ctrl-]; shows what has been heard meanwhile.",
        ja: "Ctrl-] の後に使います。その間に届いたものを示します。"),
    Phrase("shell.help.disconnect", en: "Close the open connection.", ja: "開いた接続を閉じる"),
    Phrase(
        "shell.help.disconnect.more", en: "Our half ends with FIN; the server then ends its own.",
        ja: "こちらの側をFINで終え、サーバーもそれに応じて終えます。"),
    Phrase("shell.help.step", en: "Move one exchange (or packet, line, phase).", ja: "1往復だけ進める"),
    Phrase(
        "shell.help.step.more",
        en: "An exchange is a question and its answer. A phase is a station of a letter's way: "
            + "name resolution, connection, submission, MX look-up, relay, delivery, retrieval.",
        ja: "exchange は質問と答えの1往復です。phase はメールの道のりの区切りで、名前解決、接続、投稿、"
            + "MXの検索、中継、配送、取得があります。packet と line も選べます。"),
    Phrase("shell.help.run", en: "Let time go until all is quiet.", ja: "静かになるまで進める"),
    Phrase(
        "shell.help.run.more",
        en: "Only waiting timers are left then. `run until …` waits for them too: a time, a "
            + "length, the delivery of your message, or an event. Ctrl-C stops.",
        ja: "待ちのタイマーだけが残ると止まります。`run until …` は待ちも進めます。時刻、長さ、メールの配送、"
            + "イベントを指定できます。Ctrl-C で止まります。"),
    Phrase("shell.help.back", en: "Go one exchange back in time.", ja: "1往復だけ時間を戻す"),
    Phrase(
        "shell.help.back.more",
        en: "Everything goes back: mailboxes, queues, connections. `step` plays it again.",
        ja: "メールボックス、キュー、接続もすべて戻ります。`step` で再現できます。"),
    Phrase("shell.help.goto", en: "Go to a time or an event.", ja: "時刻かイベントへ移る"),
    Phrase(
        "shell.help.goto.more", en: "Back by replay, or on by running.",
        ja: "過去へは再現で、未来へは実行で移ります。"),
    Phrase("shell.help.time", en: "What time is it? Or let time pass.", ja: "今の時刻を見る、時間を進める"),
    Phrase(
        "shell.help.time.more", en: "`time +2h` runs the world for two hours.",
        ja: "`time +2h` で世界を2時間進めます。"),
    Phrase("shell.help.events", en: "List what happened.", ja: "起きたことの一覧"),
    Phrase(
        "shell.help.events.more",
        en: "Filters: a layer (packet, firewall, tcp, dns, smtp, pop3, imap, mail …), a host, "
            + "`connection N`, `message N`, a range 10-40, any text. The last 40, or --all.",
        ja: "絞り込み: 層 (packet、firewall、tcp、dns、smtp、pop3、imap、mail など)、ホスト、`connection N`、"
            + "`message N`、範囲 10-40、任意の文字列。最後の40件、--all で全部を示します。"),
    Phrase("shell.help.inspect", en: "Take one event apart.", ja: "1つのイベントを分解する"),
    Phrase(
        "shell.help.inspect.more", en: "Fields of each header, and every octet.",
        ja: "各ヘッダーの項目と、全オクテットを示します。"),
    Phrase("shell.help.explain", en: "What does a line mean?", ja: "行の意味を説明する"),
    Phrase(
        "shell.help.explain.more",
        en: "With its RFC; without a number, the last line that was said.",
        ja: "RFCの出典付きです。番号がなければ最後の行を説明します。"),
    Phrase("shell.help.why", en: "Why did something happen?", ja: "なぜ起きたかをさかのぼる"),
    Phrase(
        "shell.help.why.more",
        en: "The chain of causes, from the event back to what you did. Packets on their way are "
            + "left out; --all shows them.",
        ja: "イベントからあなたの操作まで、原因をたどります。途中のパケットは省きます。--all で全部示します。"),
    Phrase("shell.help.follow", en: "Read a connection as C: and S: lines.", ja: "接続を C: と S: で読む"),
    Phrase(
        "shell.help.follow.more", en: "Without a number, the latest connection.",
        ja: "番号がなければ最後の接続です。"),
    Phrase("shell.help.track", en: "Follow one message on its way.", ja: "1通のメールの道のりを追う"),
    Phrase(
        "shell.help.track.more", en: "Through all hosts and layers. Without a number, your latest.",
        ja: "すべてのホストと層を通して示します。番号がなければ最後に送ったメールです。"),
    Phrase("shell.help.ladder", en: "Draw who said what to whom.", ja: "やり取りを図にする"),
    Phrase(
        "shell.help.ladder.more",
        en: "Hosts side by side, time downwards. ✗ marks what was stopped.",
        ja: "ホストを横に、時間を縦に描きます。✗ は止められたものです。"),
    Phrase("shell.help.export", en: "Write packets or the journal to a file.", ja: "ファイルに書き出す"),
    Phrase(
        "shell.help.export.more",
        en: "Wireshark reads .pcapng; .json holds one object an event; .pem is the certificate "
            + "authority, for real programs that check certificates. A capture holds each "
            + "packet once, as it left its host; with --at it holds what one host's interface "
            + "sees, both ways. The secrets of TLS are in it unless --no-secrets is given.",
        ja: ".pcapng はWiresharkで開けます。.json はイベントごとに1つのオブジェクトです。.pem は、証明書を検証する実際の"
            + "プログラムのための認証局の証明書です。キャプチャーには各パケットが"
            + "送信元を出たときの姿で1回ずつ入ります。--at を付けると、そのホストのインターフェースから見た送受信になります。"
            + "TLSの鍵も入ります(--no-secrets で除けます)。"),
    Phrase(
        "shell.help.firewall",
        en: "Rules of firewalls: see, add, remove, count.",
        ja: "ファイアウォールのルール"),
    Phrase(
        "shell.help.firewall.more",
        en: "A rule is one line: VERDICT [tcp|udp|icmp|…] [in|out|forward] [from "
            + "ADDRESSES [port PORTS]] [to ADDRESSES [port PORTS]] [except "
            + "ADDRESSES] [state …] [limit 10/minute] [log] [name NAME]. Verdicts: "
            + "accept, drop, reset, port-unreachable, host-unreachable, prohibited, "
            + "tarpit. Addresses: 203.0.113.0/24, hosts, @sets. The first rule that "
            + "matches decides. Without HOST, a change is for the router in front "
            + "of you.",
        ja:
            "ルールは1行です: 動作 [tcp|udp|icmp|…] [in|out|forward] [from アドレス [port ポート]] [to アドレス [port ポート]] [except アドレス] [state …] [limit 10/minute] [log] [name 名前]。動作: accept、drop、reset、port-unreachable、host-unreachable、prohibited、tarpit。アドレス: 203.0.113.0/24、ホスト名、@集合。最初に当てはまるルールで決まります。HOST を省くと、手前のルーターを変更します。"
    ),
    Phrase(
        "shell.help.op25b",
        en: "An ISP's port 25 blocking: on, off, stage.",
        ja: "OP25Bを切り替える"),
    Phrase(
        "shell.help.op25b.more",
        en: "The ISP stops connections from its dynamic addresses to port 25 "
            + "outside. Stages of the roll-out: mobile-carriers, all, home-servers. "
            + "--verdict: drop (silence), reset (RST), prohibited, "
            + "port-unreachable, host-unreachable (ICMP) or tarpit.",
        ja:
            "ISPが動的IPアドレスから外部の宛先ポート25への接続を遮断する仕組みです。導入の段階: mobile-carriers、all、home-servers。--verdict: drop (無応答)、reset (RST)、prohibited、port-unreachable、host-unreachable (ICMP)、tarpit。"
    ),
    Phrase(
        "shell.help.ip25b",
        en: "Refuse mail from others' dynamic addresses.",
        ja: "IP25Bを切り替える"),
    Phrase(
        "shell.help.ip25b.more",
        en: "Either a packet filter at the receiver's border router (--at "
            + "filter): the connection fails. Or the mail server itself (--at "
            + "server at RCPT, --at greeting in place of the greeting): the "
            + "connection succeeds, and SMTP answers 554.",
        ja:
            "受信側の境界ルーターのパケットフィルター(--at filter)なら接続が失敗します。メールサーバー自身(--at server はRCPTのとき、--at greeting はあいさつの代わり)なら接続は成功し、SMTPの応答が554になります。"
    ),
    Phrase(
        "shell.help.policy",
        en: "Test the policies, or trace one judgement.",
        ja: "ポリシーを試す、判断をたどる"),
    Phrase(
        "shell.help.policy.more",
        en: "`policy test` takes a first packet of each kind of customer over the "
            + "real routes to each kind of server, and says what decides. `policy "
            + "trace EVENT` shows every rule that was asked about that packet, as "
            + "it was then.",
        ja:
            "`policy test` は各区分の顧客から各種サーバーへの最初のパケットを実際の経路で試し、何が決めたかを示します。`policy trace EVENT` は、そのパケットについて当時問われたルールをすべて示します。"
    ),
    Phrase("shell.help.set", en: "Change a setting of a host.", ja: "ホストの設定を変える"),
    Phrase(
        "shell.help.set.more",
        en: "cleartext-passwords: whether a mail server takes passwords without TLS. "
            + "auth-mechanisms: what it offers for logging in, with commas between. "
            + "tls-versions: which versions of TLS the programs of a host speak, on either side "
            + "(1.2-1.3 is usual; 1.0 and 1.1 are out of use). certificate: what a mail server's "
            + "certificate is like, in order or wrong in one of nine ways. Connections that "
            + "stand stay as they are.",
        ja: "cleartext-passwords: メールサーバーがTLSなしの接続でパスワードを受け付けるかどうかです。"
            + "auth-mechanisms: 提供する認証方式をコンマで区切って並べます。"
            + "tls-versions: ホストのプログラムが話すTLSのバージョンです(通常は1.2-1.3。1.0と1.1は使われなくなりました)。"
            + "certificate: メールサーバーの証明書で、正しいものか、9通りの欠陥のどれかです。"
            + "すでにある接続は変わりません。"),
    Phrase("shell.help.lab", en: "Guided labs: list, start, where am I.", ja: "ラボ: 一覧、開始、今のステップ"),
    Phrase(
        "shell.help.lab.more",
        en: "While a lab is open its check runs after every command; exploring is never wrong. "
            + "`lab` alone shows the present step, `lab goto N` jumps to one.",
        ja: "ラボの間は、コマンドのたびに判定されます。寄り道は間違いになりません。`lab` だけで今の"
            + "ステップを示し、`lab goto N` でそのステップへ移ります。"),
    Phrase("shell.help.hint", en: "Help with the present step.", ja: "今のステップのヒント"),
    Phrase(
        "shell.help.hint.more", en: "Each time a little more, up to nearly the answer.",
        ja: "使うたびに詳しくなり、最後はほぼ答えです。"),
    Phrase("shell.help.check", en: "How far is the present step?", ja: "今のステップの判定"),
    Phrase(
        "shell.help.check.more",
        en: "Says the first thing that is missing, and which events to look at.",
        ja: "最初に足りないことと、見るべきイベントを示します。"),
    Phrase("shell.help.answer", en: "Answer the question of the present step.", ja: "問いに答える"),
    Phrase("shell.help.answer.more", en: "A wrong answer costs nothing.", ja: "間違えても減点はありません。"),
    Phrase("shell.help.solution", en: "Show one way to do the present step.", ja: "今のステップの解答例"),
    Phrase("shell.help.solution.more", en: "And why it works.", ja: "なぜそうなるかも示します。"),
    Phrase("shell.help.progress", en: "How far am I?", ja: "どこまで進んだか"),
    Phrase(
        "shell.help.progress.more", en: "In the open lab, or in all of them.",
        ja: "始めているラボ、またはすべてのラボについて示します。"),
    Phrase("shell.help.help", en: "This help.", ja: "この説明"),
    Phrase(
        "shell.help.help.more", en: "`help all` lists every command.", ja: "`help all` で全コマンドを示します。"
    ),
    Phrase("shell.help.lang", en: "Speak English or Japanese.", ja: "表示の言語を選ぶ"),
    Phrase(
        "shell.help.lang.more", en: "What goes over the wire is never translated.",
        ja: "通信の内容は訳しません。"),
    Phrase("shell.help.seed", en: "Show the seed of this world.", ja: "この世界のシードを見る"),
    Phrase(
        "shell.help.seed.more", en: "Same world, same seed, same commands: the same story.",
        ja: "同じ世界、同じシード、同じコマンドなら同じ経過になります。"),
    Phrase("shell.help.quit", en: "Leave the lab.", ja: "終了する"),
    Phrase("shell.help.quit.more", en: "Ctrl-D does the same.", ja: "Ctrl-D でも終了します。"),
]
