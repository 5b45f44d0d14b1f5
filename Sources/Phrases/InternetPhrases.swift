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
]
