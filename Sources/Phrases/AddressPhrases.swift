/// What is said of the two families of addresses, and of address translation.
let addressPhrases: [Phrase] = [
    Phrase(
        "trouble.no-family", en: "{host} has no {family} address.",
        ja: "{host} には {family} アドレスがありません。"),
    Phrase(
        "trouble.no-way-by-family",
        en: "{host} cannot reach {target} over {family}; `host` shows which addresses each has.",
        ja: "{host} から {target} へは {family} では届きません。`host` でそれぞれのアドレスを見られます。"),
    Phrase(
        "trouble.nat-without-link",
        en: "The router {host} translates addresses towards {link}, but no link leads there.",
        ja: "ルーター {host} は {link} への回線でアドレス変換をするはずですが、その回線がありません。"),
    Phrase(
        "trouble.no-translation",
        en: "Neither {host} nor the router in front of it translates addresses.",
        ja: "{host} も、その手前のルーターも、アドレス変換（NAPT）をしていません。"),
    Phrase("shell.help.nat", en: "List a home router's translations.", ja: "家庭用ルーターのアドレス変換の一覧"),
    Phrase(
        "shell.help.nat.more",
        en: "Shows the flows that a home router carries for the hosts behind it: each host's own "
            + "address and port, the ones that the internet sees instead, the other end, and how "
            + "long nothing has passed. Without a name it is the router in front of you. Flows "
            + "that have been silent for long are forgotten, and a crash forgets all of them.",
        ja: "家庭用ルーターが内側のホストに代わって中継している通信を表示します。内側のホストのアドレスとポート、"
            + "インターネットから見えるアドレスとポート、相手、最後のパケットからの時間です。名前を省くと"
            + "手前のルーターになります。長く無通信の変換は忘れられ、停止（crash）するとすべて失われます。"),
    Phrase("shell.column.inside", en: "Inside", ja: "内側"),
    Phrase("shell.column.outside", en: "Outside", ja: "外側"),
    Phrase("shell.column.idle", en: "Idle", ja: "無通信"),
    Phrase(
        "shell.nat.title",
        en: "{host} lets {inside} share the address {outside}:",
        ja: "{host} では {inside} が1つのアドレス {outside} を共有します:"),
    Phrase(
        "shell.nat.none", en: "No flow is translated at the moment.",
        ja: "現在、変換中の通信はありません。"),
    Phrase(
        "shell.nat.forwarded", en: "{protocol} port {port} of {outside} is sent on to {target}.",
        ja: "{outside} の {protocol} ポート {port} は {target} に転送されます。"),
    Phrase(
        "shell.nat.legend", en: "* came in through a port that is sent on.",
        ja: "* は転送されるポートから入ってきた通信です。"),
    Phrase("shell.policy.over", en: "The same over {family}:", ja: "{family} でも同じように調べると:"),
]
