/// What the network says to the learner.
let internetPhrases: [Phrase] = [
    Phrase(
        "internet.drop-lost", en: "The link lost the packet, by chance.",
        ja: "回線上でパケットが偶然失われました。"),
    Phrase(
        "internet.drop-ttl",
        en: "The packet's time to live ran out; the router tells the sender.",
        ja: "パケットの生存時間（TTL）が尽きました。ルーターは送信元に知らせます。"),
    Phrase(
        "internet.drop-no-route", en: "There is no route to the destination.",
        ja: "宛先への経路がありません。"),
    Phrase(
        "internet.drop-queue-full",
        en: "More was waiting for the link than its queue holds.",
        ja: "回線の送信待ちキューがいっぱいでした。"),
    Phrase(
        "internet.drop-too-big",
        en: "The packet is longer than the link takes ({mtu} octets) and must not be cut.",
        ja: "パケットが回線の最大長（{mtu} オクテット）を超え、分割も禁止されています。"),
    Phrase(
        "internet.drop-malformed", en: "The octets are no proper packet: {error}.",
        ja: "正しいパケットではありません: {error}"),
    Phrase(
        "internet.drop-nobody", en: "Nobody there has this address, or the link is down.",
        ja: "このアドレスを持つホストがないか、回線が切れています。"),
    Phrase(
        "internet.drop-host-down", en: "The host has crashed and was not started again.",
        ja: "ホストが停止していて、まだ再起動されていません。"),
    Phrase(
        "internet.drop-overlap",
        en: "Two fragments claim the same octets, so the whole packet is given up.",
        ja: "フラグメントどうしが重なっているため、パケット全体を破棄しました。"),
    Phrase(
        "internet.drop-fragments", en: "The packet is in more fragments than are kept.",
        ja: "フラグメントが多すぎて、保持できる量を超えました。"),
    Phrase(
        "internet.drop-fragments-missing",
        en: "The other fragments did not come in time, so these are given up.",
        ja: "残りのフラグメントが時間内に届かなかったため、届いた分を破棄しました。"),
    Phrase(
        "internet.drop-translation-full",
        en: "The router's address translation has no room or no free port for one more flow.",
        ja: "ルーターのアドレス変換（NAPT）の表に空きがないか、空きポートがありません。"),
    Phrase(
        "internet.fragmented",
        en: "The packet has {octets} octets and the link takes {mtu}: it goes on in {pieces} "
            + "fragments.",
        ja: "パケットは {octets} オクテットで、回線の MTU は {mtu} です。{pieces} 個のフラグメントに分割して送ります。"),
    Phrase(
        "internet.reassembled",
        en: "All {pieces} fragments are there: a packet of {octets} octets.",
        ja: "{pieces} 個のフラグメントがそろい、{octets} オクテットのパケットに再構成されました。"),
    Phrase(
        "internet.damaged",
        en: "The link changed bit {bit} of octet {octet}. A checksum will tell.",
        ja: "回線上で {octet} 番目のオクテットのビット {bit} が化けました。チェックサムで分かります。"),
    Phrase(
        "internet.duplicated", en: "The link delivers the packet twice.",
        ja: "回線上でパケットが重複しました。"),
    Phrase(
        "internet.held-back",
        en: "The link holds the packet back for {microseconds} µs; others pass it.",
        ja: "回線上でパケットが {microseconds} マイクロ秒遅れ、後のパケットに追い越されます。"),
    Phrase(
        "internet.translated",
        en: "Address translation: {protocol} from {inside} to {remote} leaves as {outside}.",
        ja: "アドレス変換（NAPT）: {inside} から {remote} への {protocol} を {outside} に変換します。"),
    Phrase(
        "internet.crashed",
        en: "The host crashed: connections, listening ports and tables are gone at once.",
        ja: "ホストが停止しました。接続、待ち受けポート、各種の表は一瞬で失われました。"),
    Phrase(
        "internet.socket-lost",
        en: "A connection was forgotten in the crash; the other end does not know it yet.",
        ja: "停止により接続が失われました。相手はまだそれを知りません。"),
]
