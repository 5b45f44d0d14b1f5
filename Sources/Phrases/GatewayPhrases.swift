/// What is said of real sockets: events, commands and what can go wrong.
let gatewayPhrases: [Phrase] = [
    // MARK: events
    Phrase(
        "shell.event.guest-connect", en: "a real program wants {target} port {port}",
        ja: "実際のプログラムが {target} のポート {port} に接続を求めた"),
    Phrase(
        "shell.event.guest-send", en: "the real program sent: {text}",
        ja: "実際のプログラムが送信: {text}"),
    Phrase(
        "shell.event.guest-records", en: "the real program sent {count} octets, encrypted",
        ja: "実際のプログラムが暗号化された {count} オクテットを送信"),
    Phrase(
        "shell.event.guest-close", en: "the real program will send no more",
        ja: "実際のプログラムは送信を終えた"),
    Phrase(
        "shell.event.guest-abort", en: "the real program has broken off",
        ja: "実際のプログラムが接続を打ち切った"),
    Phrase(
        "shell.event.guest-pause", en: "the real program reads too slowly: wait",
        ja: "実際のプログラムの読み取りが遅いため、待つ"),
    Phrase(
        "shell.event.guest-resume", en: "the real program reads on",
        ja: "実際のプログラムが読み取りを再開"),
    Phrase(
        "shell.event.guest-ask", en: "a real program asks a name",
        ja: "実際のプログラムが名前を問い合わせた"),
    Phrase(
        "shell.event.guest-leave", en: "the real program waits no longer",
        ja: "実際のプログラムは待つのをやめた"),
    Phrase(
        "shell.event.draw-secret",
        en: "keys and certificates come from the system's chance from now on",
        ja: "ここから鍵と証明書はシステムの乱数で作られる"),
    Phrase(
        "shell.event.publish",
        en: "{host} can be reached by real programs; its certificate names localhost, too",
        ja: "{host} に実際のプログラムから接続できる。証明書には localhost も載る"),
    Phrase(
        "shell.event.shut-down", en: "{host} ends its services", ja: "{host} がサービスを終了"),
    Phrase(
        "sim.forgotten", en: "(this is long ago, and was not kept)",
        ja: "（古いイベントのため残っていません）"),
    // MARK: troubles
    Phrase(
        "trouble.no-free-port", en: "{host} has no port left to ask from; try again in a while.",
        ja: "{host} に問い合わせ用の空きポートがありません。少し待ってやり直してください。"),
    Phrase(
        "trouble.not-loopback",
        en: "{address} can be reached from other machines; with --allow-remote it is opened all "
            + "the same. The lab's passwords are known to everybody.",
        ja: "{address} はほかのマシンからも届くアドレスです。それでも開くには --allow-remote を付けます"
            + "（ラボのパスワードは公開されています）。"),
    Phrase(
        "trouble.port-in-use",
        en: "{address} is taken by another program; choose another port, or end that program "
            + "(`ss -ltnp` shows it).",
        ja: "{address} は別のプログラムが使用中です。別のポートを選ぶか、そのプログラムを終了してください"
            + "（`ss -ltnp` で調べられます）。"),
    Phrase(
        "trouble.port-forbidden",
        en: "{address} may not be opened by this user; ports from 1024 on need no rights.",
        ja: "このユーザーには {address} を開く権限がありません。1024 以上のポートなら権限は不要です。"),
    Phrase(
        "trouble.cannot-listen",
        en: "{address} cannot be opened: {reason}. Choose another address or port.",
        ja: "{address} を開けません: {reason}。別のアドレスかポートを選んでください。"),
    Phrase(
        "trouble.bad-door",
        en: "'{text}' is no port of a host; write HOST:PORT or HOST:PORT=ADDRESS:PORT, such as "
            + "mail.example.com:25=127.0.0.1:10025.",
        ja: "'{text}' はホストのポートではありません。HOST:PORT または HOST:PORT=ADDRESS:PORT の形で、"
            + "たとえば mail.example.com:25=127.0.0.1:10025 のように書きます。"),
    Phrase(
        "trouble.bad-proxy",
        en: "'{text}' is no place of a proxy; write HOST or HOST=ADDRESS:PORT, such as "
            + "alice-pc=127.0.0.1:1080.",
        ja: "'{text}' はプロキシの場所ではありません。HOST または HOST=ADDRESS:PORT の形で、"
            + "たとえば alice-pc=127.0.0.1:1080 のように書きます。"),
    Phrase(
        "trouble.bad-listening",
        en: "'{text}' is no address and port of this machine; write it as 127.0.0.1:10025.",
        ja: "'{text}' はこのマシンのアドレスとポートではありません。127.0.0.1:10025 のように書きます。"),
    Phrase(
        "shell.publish.not-here",
        en: "Real sockets are opened at the prompt or by `maillab serve`, not here.",
        ja: "実際のソケットを開けるのは、対話画面と `maillab serve` です。ここでは開けません。"),
    Phrase(
        "shell.live.refused",
        en: "Real programs are connected, so time runs by the clock on the wall and the past is "
            + "read-only: `{command}` has to wait until `unpublish all`.",
        ja: "実際のプログラムがつながっている間は、時間は実時間で進み、過去は変えられません。"
            + "`{command}` は `unpublish all` のあとで使えます。"),
    // MARK: commands
    Phrase(
        "shell.publish.done",
        en: "{address} on this machine now leads to {host} port {port}, as if from {seat}.",
        ja: "このマシンの {address} は {host} のポート {port} につながります（{seat} からの接続として）。"),
    Phrase(
        "shell.socks.done",
        en: "{address} on this machine is now a SOCKS proxy: whoever uses it stands at {host}.",
        ja: "このマシンの {address} は SOCKS プロキシになりました。使う人は {host} にいることになります。"),
    Phrase(
        "shell.dns.done",
        en: "{address} on this machine now answers as the resolver of {host} does.",
        ja: "このマシンの {address} は {host} のリゾルバーとして応答します。"),
    Phrase(
        "shell.publish.authority",
        en: "`export ca.pem` writes the certificate authority, for programs that check it.",
        ja: "証明書を検証するプログラムのために、`export ca.pem` で認証局の証明書を書き出せます。"),
    Phrase(
        "shell.publish.time",
        en: "From now on time runs by the clock on the wall; `unpublish all` stops it.",
        ja: "ここからは時間が実時間で進みます。`unpublish all` で止まります。"),
    Phrase(
        "shell.publish.in-lab",
        en: "A lab is open: what real programs do counts in it, too.",
        ja: "ラボの途中です。実際のプログラムがしたことも、ラボの判定に入ります。"),
    Phrase(
        "shell.unpublish.done", en: "{address} is closed.", ja: "{address} を閉じました。"),
    Phrase(
        "shell.unpublish.none",
        en: "Nothing open is called {word}; `published` lists what is.",
        ja: "{word} という名前で開いているものはありません。`published` で一覧を見られます。"),
    Phrase(
        "shell.unpublish.still",
        en: "No real socket is open any more: time stands still again until `step` or `run`.",
        ja: "開いているソケットはなくなりました。時間はまた `step` か `run` まで止まります。"),
    Phrase(
        "shell.published.none",
        en: "No real socket is open; `publish HOST:PORT` or `socks` opens one.",
        ja: "開いているソケットはありません。`publish HOST:PORT` か `socks` で開けます。"),
    Phrase("shell.column.listening", en: "Here", ja: "このマシン"),
    Phrase("shell.column.leads-to", en: "Leads to", ja: "つながる先"),
    Phrase("shell.column.stands-at", en: "As if from", ja: "接続元"),
    Phrase("shell.column.present", en: "Open/all", ja: "接続中/計"),
    Phrase(
        "shell.serve.ready",
        en: "The world is {world}, its seed {seed}. The lab's certificate authority is {ca}: let "
            + "only your test programs trust it. {end}",
        ja: "世界は {world}、シードは {seed} です。ラボの認証局の証明書は {ca} にあります。"
            + "試験用のプログラムにだけ信頼させてください。{end}"),
    Phrase(
        "shell.serve.end", en: "Ctrl-C ends everything in order.",
        ja: "Ctrl-C で正しく終了します。"),
    Phrase(
        "shell.serve.end-by-quit", en: "`quit` ends everything in order.",
        ja: "`quit` で正しく終了します。"),
    Phrase(
        "shell.serve.counters", en: "Counters for operators are at http://{address}/metrics.",
        ja: "運用者向けの計測値は http://{address}/metrics にあります。"),
    Phrase(
        "shell.help.publish", en: "Let real programs reach a port of a host.",
        ja: "実際のプログラムにホストのポートを公開する"),
    Phrase(
        "shell.help.publish.more",
        en: "Opens a socket on this machine. What connects to it goes on as a connection in the "
            + "simulated internet, from the host where you sit (or --at HOST), through its links "
            + "and firewalls. Without an address, the port is 10000, 20000 or 30000 more at the "
            + "three providers. While a socket is open, time runs by the clock on the wall.",
        ja: "このマシンでソケットを開きます。そこへの接続は、あなたのいるホスト（または --at HOST）から、"
            + "シミュレーションの中の回線とファイアウォールを通る接続として続きます。"
            + "アドレスを省くと、3つの事業者ではポート番号に 10000、20000、30000 を足した番号になります。"
            + "ソケットが開いている間は、時間が実時間で進みます。"),
    Phrase(
        "shell.help.socks", en: "Open a SOCKS proxy that stands at a host.",
        ja: "ホストに立つ SOCKS プロキシを開く"),
    Phrase(
        "shell.help.socks.more",
        en: "Programs that speak SOCKS 5 (RFC 1928) then reach every host and port of the world, "
            + "and names are looked up there. A connection that is refused, unreachable or never "
            + "answered is told apart. Without a name the proxy stands where you sit.",
        ja: "SOCKS 5（RFC 1928）を使うプログラムが、世界のすべてのホストとポートに届くようになります。"
            + "名前は世界の中で調べます。拒否、到達不能、無応答は区別して伝えます。"
            + "名前を省くと、あなたのいるホストに立ちます。"),
    Phrase(
        "shell.help.unpublish", en: "Close a real socket, or all of them.",
        ja: "公開したソケットを閉じる"),
    Phrase(
        "shell.help.unpublish.more",
        en: "Breaks off what came through it. With the last one closed, time stands still again, "
            + "and `back` works on what the real programs did.",
        ja: "そこを通った接続は切れます。最後の1つを閉じると時間はまた止まり、"
            + "実際のプログラムがしたことにも `back` が使えます。"),
    Phrase(
        "shell.help.published", en: "List the real sockets that are open.",
        ja: "開いているソケットの一覧"),
    Phrase(
        "shell.help.published.more",
        en: "Shows where each listens on this machine, where it leads, at which host its users "
            + "stand, and how many are connected and have been in all.",
        ja: "このマシンでの待ち受け場所、つながる先、使う人が立つホスト、接続中の数と延べ数を表示します。"),
]
