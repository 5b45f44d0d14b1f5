/// What the network and its firewalls say to the learner.
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
    Phrase(
        "firewall.known-flow", en: "The packet belongs to a connection that was accepted before.",
        ja: "すでに許可された接続のパケットです。"),
    Phrase(
        "firewall.rule-accept",
        en: "Rule “{rule}” accepts {protocol} from {source} to {destination} port {port}.",
        ja: "ルール「{rule}」が {source} から {destination} のポート {port} への {protocol} を許可しました。"),
    Phrase(
        "firewall.rule-drop",
        en: "Rule “{rule}” drops {protocol} from {source} to {destination} port {port} silently.",
        ja: "ルール「{rule}」が {source} から {destination} のポート {port} への {protocol} を黙って破棄しました。"),
    Phrase(
        "firewall.rule-reset",
        en: "Rule “{rule}” answers {protocol} from {source} to {destination} port {port} "
            + "with RST, in the destination's name.",
        ja: "ルール「{rule}」が {source} から {destination} のポート {port} への {protocol} に、宛先を装って RST を返しました。"),
    Phrase(
        "firewall.rule-prohibited",
        en: "Rule “{rule}” answers {protocol} from {source} to {destination} port {port} "
            + "with “administratively prohibited”.",
        ja: "ルール「{rule}」が {source} から {destination} のポート {port} への {protocol} に「管理上の禁止」を返しました。"),
    Phrase(
        "firewall.default-accept",
        en: "No rule is about this packet, and the default is to accept.",
        ja: "該当するルールがなく、既定の動作（許可）が適用されました。"),
    Phrase(
        "firewall.default-drop",
        en: "No rule accepts {source} to {destination} port {port}, and the default is to drop.",
        ja: "{source} から {destination} のポート {port} を許可するルールがなく、既定の動作（破棄）が適用されました。"),
    Phrase(
        "firewall.default-reset",
        en: "No rule accepts {source} to {destination} port {port}, and the default is RST.",
        ja: "{source} から {destination} のポート {port} を許可するルールがなく、既定の動作（RST）が適用されました。"),
    Phrase(
        "firewall.default-prohibited",
        en: "No rule accepts {source} to {destination} port {port}, "
            + "and the default is “administratively prohibited”.",
        ja: "{source} から {destination} のポート {port} を許可するルールがなく、既定の動作（管理上の禁止）が適用されました。"),
    Phrase(
        "firewall.op25b-accepted",
        en: "OP25B would stop {source} to {destination} port {port}, but is set to accept.",
        ja: "OP25B の対象（{source} から {destination} のポート {port}）ですが、許可に設定されています。"),
    Phrase(
        "firewall.op25b-dropped",
        en: "{rule}: {source} is a dynamic address and {destination} port {port} is not "
            + "the provider's own mail server, so the packet is dropped silently.",
        ja:
            "{rule}: {source} は動的 IP アドレスで、{destination} のポート {port} はプロバイダー自身のメールサーバーではないため、黙って破棄しました。"
    ),
    Phrase(
        "firewall.op25b-reset",
        en: "{rule}: {source} is a dynamic address and {destination} port {port} is not "
            + "the provider's own mail server, so RST is sent in the destination's name.",
        ja:
            "{rule}: {source} は動的 IP アドレスで、{destination} のポート {port} はプロバイダー自身のメールサーバーではないため、宛先を装って RST を返しました。"
    ),
    Phrase(
        "firewall.op25b-prohibited",
        en: "{rule}: {source} is a dynamic address and {destination} port {port} is not "
            + "the provider's own mail server; the sender is told that policy forbids it.",
        ja:
            "{rule}: {source} は動的 IP アドレスで、{destination} のポート {port} はプロバイダー自身のメールサーバーではないため、管理上禁止されていると返しました。"
    ),
    Phrase(
        "firewall.op25b-static-source",
        en: "{rule} lets port {port} pass: {source} is a static address.",
        ja: "{rule}: {source} は固定 IP アドレスなので、ポート {port} を通しました。"),
    Phrase(
        "firewall.op25b-own-mail-server",
        en: "{rule} lets port {port} pass: {destination} is the provider's own mail server.",
        ja: "{rule}: {destination} はプロバイダー自身のメールサーバーなので、ポート {port} を通しました。"),
    Phrase(
        "firewall.op25b-other-port",
        en: "{rule} lets port {port} pass: only port 25 is blocked, submission never is.",
        ja: "{rule}: 制限するのは 25 番ポートだけなので、投稿用のポート {port} を通しました。"),
    Phrase(
        "firewall.ip25b-accepted",
        en: "IP25B would stop {source} to {destination} port {port}, but is set to accept.",
        ja: "IP25B の対象（{source} から {destination} のポート {port}）ですが、許可に設定されています。"),
    Phrase(
        "firewall.ip25b-dropped",
        en: "{rule}: {source} is in another network's dynamic pool, so its packet to "
            + "{destination} port {port} is dropped silently.",
        ja: "{rule}: {source} は他社の動的 IP アドレスなので、{destination} のポート {port} 宛てのパケットを黙って破棄しました。"),
    Phrase(
        "firewall.ip25b-reset",
        en: "{rule}: {source} is in another network's dynamic pool, so its packet to "
            + "{destination} port {port} is answered with RST.",
        ja: "{rule}: {source} は他社の動的 IP アドレスなので、{destination} のポート {port} 宛てのパケットに RST を返しました。"),
    Phrase(
        "firewall.ip25b-prohibited",
        en: "{rule}: {source} is in another network's dynamic pool; it is told that policy "
            + "forbids {destination} port {port}.",
        ja: "{rule}: {source} は他社の動的 IP アドレスなので、{destination} のポート {port} は管理上禁止されていると返しました。"),
    Phrase(
        "firewall.ip25b-static-source",
        en: "{rule} lets {source} pass: it is in no dynamic pool.",
        ja: "{rule}: {source} は動的 IP アドレスではないので通しました。"),
    Phrase(
        "firewall.ip25b-own-mail-server",
        en: "{rule} lets {source} pass: {destination} is exempt.",
        ja: "{rule}: {destination} は対象外なので、{source} からのパケットを通しました。"),
    Phrase(
        "firewall.trace-isOn", en: "Is the policy on? It is {found}.",
        ja: "ポリシーは有効か: {found}"),
    Phrase(
        "firewall.trace-knownFlow", en: "Was the connection accepted before? {found}.",
        ja: "すでに許可された接続か: {found}"),
    Phrase(
        "firewall.trace-protocolIs", en: "Is the protocol {wanted}? It is {found}: {holds}.",
        ja: "プロトコルは {wanted} か: {found}（{holds}）"),
    Phrase(
        "firewall.trace-portIs", en: "Is the destination port {wanted}? It is {found}: {holds}.",
        ja: "宛先ポートは {wanted} か: {found}（{holds}）"),
    Phrase(
        "firewall.trace-sourceIn", en: "Is the source {found} in {wanted}? {holds}.",
        ja: "送信元 {found} は {wanted} に含まれるか: {holds}"),
    Phrase(
        "firewall.trace-sourceNotIn", en: "Is the source {found} outside {wanted}? {holds}.",
        ja: "送信元 {found} は {wanted} の外か: {holds}"),
    Phrase(
        "firewall.trace-destinationIn", en: "Is the destination {found} in {wanted}? {holds}.",
        ja: "宛先 {found} は {wanted} に含まれるか: {holds}"),
    Phrase(
        "firewall.trace-destinationNotIn",
        en: "Is the destination {found} outside [{wanted}]? {holds}.",
        ja: "宛先 {found} は [{wanted}] の外か: {holds}"),
]
