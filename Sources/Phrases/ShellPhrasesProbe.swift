/// Ping, traceroute, netstat; links that fail and hosts that crash.
let shellPhrasesProbe: [Phrase] = [
    Phrase("shell.help.ping", en: "See whether a host answers.", ja: "ホストが応答するか試す"),
    Phrase(
        "shell.help.ping.more",
        en: "ICMP echo requests, one a second, and their replies; ports are not tried. --step only "
            + "prepares.",
        ja: "ICMPエコー要求を1秒ごとに送り、応答を示します。ポートは試しません。--step は用意だけします。"),
    Phrase(
        "shell.help.traceroute", en: "Find the routers on the way to a host.",
        ja: "ホストまでの経路を調べる"),
    Phrase(
        "shell.help.traceroute.more",
        en: "Packets with a short life are sent, and each router on the way says that it let one "
            + "die. With --tcp PORT they are SYNs to that port: where a filter drops them, "
            + "the answers end.",
        ja: "寿命(TTL)の短いパケットを送り、途中のルーターからの知らせを集めます。--tcp PORT ではそのポートへの"
            + "SYNを使うので、破棄するフィルターの場所で応答が途切れます。"),
    Phrase("shell.help.netstat", en: "List a host's sockets.", ja: "ホストのソケットの一覧"),
    Phrase(
        "shell.help.netstat.more",
        en: "Listening ports, connections with their TCP state (RFC 9293 §3.3.2), and UDP ports.",
        ja: "待ち受け中のポート、接続とそのTCPの状態(RFC 9293 §3.3.2)、UDPのポートを示します。"),
    Phrase(
        "shell.help.link", en: "Look at a link, or make it bad.", ja: "リンクを見る、劣化させる"),
    Phrase(
        "shell.help.link.more",
        en: "Without options: what the link is like. Probabilities are written 1% or 0.5%. "
            + "--down cuts the link, --up mends it, --reset makes it as the world file says.",
        ja: "オプションなしでリンクの性質を示します。確率は 1% や 0.5% と書きます。--down で切断、--up で復旧、"
            + "--reset で世界ファイルの値に戻します。"),
    Phrase("shell.help.crash", en: "Cut a host's power.", ja: "ホストの電源を切る"),
    Phrase(
        "shell.help.crash.more",
        en: "What is on its disk survives: mailboxes, and mail in the queue. Connections, caches "
            + "and programs under way are lost, and nobody is told.",
        ja: "ディスクにあるもの(メールボックスと再送キュー)は残ります。接続、キャッシュ、実行中のプログラムは"
            + "失われ、相手には何も伝わりません。"),
    Phrase("shell.help.restart", en: "Start a host that has crashed.", ja: "止まったホストを起動する"),
    Phrase(
        "shell.help.restart.more", en: "Its services listen again; a host that runs is cut first.",
        ja: "サービスが再び待ち受けます。動いているホストは、いったん電源を切ってから起動します。"),
    Phrase(
        "shell.event.traceroute", en: "You trace the way to {target}",
        ja: "{target} までの経路を調べます"),
    Phrase(
        "shell.probe.reached", en: "{peer} answers probe {sequence} after {time} ({how})",
        ja: "{peer} が {sequence} 番目の探査に {time} 後に応答 ({how})"),
    Phrase(
        "shell.probe.passing",
        en: "{peer}: the time to live {ttl} of probe {sequence} ends here, after {time}",
        ja: "{peer}: {sequence} 番目の探査のTTL {ttl} がここで尽きました({time} 後)"),
    Phrase(
        "shell.probe.refused", en: "{peer} sends probe {sequence} back after {time}: {reason}",
        ja: "{peer} が {sequence} 番目の探査を {time} 後に差し戻しました: {reason}"),
    Phrase(
        "shell.probe.silence", en: "no answer to probe {sequence} (time to live {ttl})",
        ja: "{sequence} 番目の探査(TTL {ttl})に応答なし"),
    Phrase(
        "shell.probed", en: "{target}: {sent} probes, {answered} answered",
        ja: "{target}: {sent} 回探査し、{answered} 回応答"),
    Phrase(
        "shell.ping.title", en: "ping {target} ({address}): {count} octets of data",
        ja: "ping {target} ({address}): データ {count} オクテット"),
    Phrase(
        "shell.ping.trips", en: "round trip: shortest {shortest}, mean {mean}, longest {longest}",
        ja: "往復時間: 最短 {shortest}、平均 {mean}、最長 {longest}"),
    Phrase(
        "shell.ping.lost", en: "{sent} sent, {answered} answered, {lost} % lost",
        ja: "{sent} 個送信、{answered} 個応答、損失 {lost} %"),
    Phrase(
        "shell.ping.silence",
        en: "No reply from {target} within {time}; `events packet` shows why.",
        ja: "{target} から {time} の間に応答がありません。`events packet` で経過を見られます。"),
    Phrase(
        "shell.ping.no-name", en: "{target} has no address: {outcome}; `why {number}`.",
        ja: "{target} のアドレスが得られません: {outcome}。`why {number}` で経緯が分かります。"),
    Phrase(
        "shell.traceroute.title", en: "traceroute to {target} ({address}) by {means}",
        ja: "{target} ({address}) までの経路({means})"),
    Phrase("shell.traceroute.means-udp", en: "UDP", ja: "UDP"),
    Phrase("shell.traceroute.means-icmp", en: "ICMP echo", ja: "ICMPエコー"),
    Phrase("shell.traceroute.means-tcp", en: "TCP SYN to port {port}", ja: "ポート {port} へのTCP SYN"),
    Phrase(
        "shell.traceroute.silent",
        en: "Silence from hop {hop} on: `events packet` shows what "
            + "became of the packets.",
        ja: "{hop} ホップ目から応答がありません。`events packet` でパケットのその後を見られます。"),
    Phrase(
        "shell.traceroute.reached", en: "The target answers at hop {hop} ({how}).",
        ja: "目的のホストは {hop} ホップ目で応答しました ({how})。"),
    Phrase(
        "shell.traceroute.refused", en: "Stopped at hop {hop}: {reason}",
        ja: "{hop} ホップ目で止められました: {reason}"),
    Phrase("shell.netstat.none", en: "{host} has no socket open.", ja: "{host} に開いたソケットはありません。"),
    Phrase("shell.column.protocol", en: "Proto", ja: "種類"),
    Phrase("shell.column.receive-queue", en: "Recv-Q", ja: "受信"),
    Phrase("shell.column.send-queue", en: "Send-Q", ja: "送信"),
    Phrase("shell.column.local", en: "Local address", ja: "自分のアドレス"),
    Phrase("shell.column.remote", en: "Foreign address", ja: "相手のアドレス"),
    Phrase("shell.column.state", en: "State", ja: "状態"),
    Phrase("shell.column.connection", en: "Connection", ja: "接続"),
    Phrase(
        "shell.link.none", en: "No link joins {a} and {b}; `map` shows the links.",
        ja: "{a} と {b} を結ぶリンクはありません。`map` でリンクを確かめられます。"),
    Phrase(
        "shell.link.which", en: "{host} has several links: to {others}. Name the other end.",
        ja: "{host} には複数のリンクがあります: {others}。相手側も指定してください。"),
    Phrase("shell.link.title", en: "link {a} – {b}", ja: "リンク {a} – {b}"),
    Phrase("shell.link.is-down", en: "cut: everything is lost", ja: "切断中: すべて失われます"),
    Phrase(
        "shell.link.bad-share", en: "{word} is no share: write 0% to 100%, such as 1% or 0.25%.",
        ja: "{word} は割合ではありません。0% から 100% の範囲で、1% や 0.25% のように書いてください。"),
    Phrase(
        "shell.link.bad-bandwidth",
        en: "{word} is no bandwidth: write 64kbit/s, 100Mbit/s or 1Gbit/s.",
        ja: "{word} は帯域ではありません。64kbit/s、100Mbit/s、1Gbit/s のように書いてください。"),
    Phrase(
        "shell.link.bad-count", en: "{word} is no number from {low} to {high}.",
        ja: "{word} は {low} から {high} までの数ではありません。"),
    Phrase("shell.link.latency", en: "latency", ja: "遅延"),
    Phrase("shell.link.jitter", en: "jitter", ja: "ゆらぎ"),
    Phrase("shell.link.bandwidth", en: "bandwidth", ja: "帯域"),
    Phrase("shell.link.queue", en: "queue", ja: "待ち行列"),
    Phrase("shell.link.mtu", en: "MTU", ja: "MTU"),
    Phrase("shell.link.loss", en: "loss", ja: "損失"),
    Phrase("shell.link.duplication", en: "duplication", ja: "重複"),
    Phrase("shell.link.reordering", en: "reordering", ja: "順序の入れ替わり"),
    Phrase("shell.link.corruption", en: "corruption", ja: "破損"),
    Phrase("shell.link.octets", en: "{count} octets", ja: "{count} オクテット"),
    Phrase("shell.event.link", en: "You change the link {a} – {b}", ja: "リンク {a} – {b} の性質を変えます"),
    Phrase("shell.event.crash", en: "You cut the power of {host}", ja: "{host} の電源を切ります"),
    Phrase("shell.event.restart", en: "You start {host}", ja: "{host} を起動します"),
    Phrase(
        "shell.crash.done",
        en: "{host} has no power any more. {connections} connection(s) were lost without a word; "
            + "`restart {host}` starts it again.",
        ja: "{host} の電源が切れました。{connections} 本の接続が何の知らせもなく失われました。"
            + "`restart {host}` で起動できます。"),
    Phrase(
        "shell.restart.done", en: "{host} runs again: what was on its disk is there.",
        ja: "{host} が再び動いています。ディスクにあったものは残っています。"),
]
