/// What firewalls and their policies say to the learner.
package let firewallPhrases: [Phrase] = [
    Phrase(
        "firewall.known-flow",
        en: "The packet belongs to a connection that was accepted before.",
        ja: "すでに許可された接続のパケットです。"),
    Phrase(
        "firewall.rule-accept",
        en: "Rule “{rule}” accepts {protocol} from {source} to {target}.",
        ja: "ルール「{rule}」が {source} から {target} への {protocol} を許可しました。"),
    Phrase(
        "firewall.rule-drop",
        en: "Rule “{rule}” drops {protocol} from {source} to {target} silently.",
        ja: "ルール「{rule}」が {source} から {target} への {protocol} を黙って破棄しました。"),
    Phrase(
        "firewall.rule-reset",
        en: "Rule “{rule}” answers {protocol} from {source} to {target} with RST, "
            + "in the destination's name.",
        ja: "ルール「{rule}」が {source} から {target} への {protocol} に、宛先を装って RST を返しました。"),
    Phrase(
        "firewall.rule-port-unreachable",
        en: "Rule “{rule}” answers {protocol} from {source} to {target} with “port "
            + "unreachable”.",
        ja: "ルール「{rule}」が {source} から {target} への {protocol} に「ポート到達不能」を返しました。"),
    Phrase(
        "firewall.rule-host-unreachable",
        en: "Rule “{rule}” answers {protocol} from {source} to {target} with “host "
            + "unreachable”.",
        ja: "ルール「{rule}」が {source} から {target} への {protocol} に「ホスト到達不能」を返しました。"),
    Phrase(
        "firewall.rule-prohibited",
        en: "Rule “{rule}” answers {protocol} from {source} to {target} with "
            + "“administratively prohibited”.",
        ja: "ルール「{rule}」が {source} から {target} への {protocol} に「管理上の禁止」を返しました。"),
    Phrase(
        "firewall.rule-tarpit",
        en: "Rule “{rule}” holds {protocol} from {source} to {target} in a tarpit: "
            + "connected in the destination's name, with a window of zero for ever.",
        ja:
            "ルール「{rule}」が {source} から {target} への {protocol} をターピットに捕まえました。宛先を装って接続だけ受け入れ、ウィンドウ 0 のまま何も受け取りません。"
    ),
    Phrase(
        "firewall.default-accept",
        en: "No rule is about this packet, and the default is to accept.",
        ja: "該当するルールがなく、既定の動作（許可）が適用されました。"),
    Phrase(
        "firewall.default-drop",
        en: "No rule accepts {source} to {target}, and the default is to drop.",
        ja: "{source} から {target} を許可するルールがなく、既定の動作（破棄）が適用されました。"),
    Phrase(
        "firewall.default-reset",
        en: "No rule accepts {source} to {target}, and the default is RST.",
        ja: "{source} から {target} を許可するルールがなく、既定の動作（RST）が適用されました。"),
    Phrase(
        "firewall.default-port-unreachable",
        en: "No rule accepts {source} to {target}, and the default is “port "
            + "unreachable”.",
        ja: "{source} から {target} を許可するルールがなく、既定の動作（ポート到達不能）が適用されました。"),
    Phrase(
        "firewall.default-host-unreachable",
        en: "No rule accepts {source} to {target}, and the default is “host "
            + "unreachable”.",
        ja: "{source} から {target} を許可するルールがなく、既定の動作（ホスト到達不能）が適用されました。"),
    Phrase(
        "firewall.default-prohibited",
        en: "No rule accepts {source} to {target}, and the default is "
            + "“administratively prohibited”.",
        ja: "{source} から {target} を許可するルールがなく、既定の動作（管理上の禁止）が適用されました。"),
    Phrase(
        "firewall.default-tarpit",
        en: "No rule accepts {source} to {target}, and the default is the tarpit.",
        ja: "{source} から {target} を許可するルールがなく、既定の動作（ターピット）が適用されました。"),
    Phrase(
        "firewall.op25b-accept",
        en: "{rule}: {source} is an address without a right to port 25, and "
            + "{destination} port {port} is not the provider's own mail server, but "
            + "the policy is set to accept.",
        ja:
            "{rule}: {source} は動的 IP アドレスなど制限対象で、{destination} の宛先ポート {port} はプロバイダー自身のメールサーバーではないため、ポリシーの動作が「許可」なので通しました。"
    ),
    Phrase(
        "firewall.op25b-drop",
        en: "{rule}: {source} is an address without a right to port 25, and "
            + "{destination} port {port} is not the provider's own mail server, so "
            + "the packet is dropped silently.",
        ja:
            "{rule}: {source} は動的 IP アドレスなど制限対象で、{destination} の宛先ポート {port} はプロバイダー自身のメールサーバーではないため、黙って破棄しました。"
    ),
    Phrase(
        "firewall.op25b-reset",
        en: "{rule}: {source} is an address without a right to port 25, and "
            + "{destination} port {port} is not the provider's own mail server, so "
            + "RST is sent in the destination's name.",
        ja:
            "{rule}: {source} は動的 IP アドレスなど制限対象で、{destination} の宛先ポート {port} はプロバイダー自身のメールサーバーではないため、宛先を装って RST を返しました。"
    ),
    Phrase(
        "firewall.op25b-port-unreachable",
        en: "{rule}: {source} is an address without a right to port 25, and "
            + "{destination} port {port} is not the provider's own mail server, so "
            + "the sender is told that the port is unreachable.",
        ja:
            "{rule}: {source} は動的 IP アドレスなど制限対象で、{destination} の宛先ポート {port} はプロバイダー自身のメールサーバーではないため、「ポート到達不能」を返しました。"
    ),
    Phrase(
        "firewall.op25b-host-unreachable",
        en: "{rule}: {source} is an address without a right to port 25, and "
            + "{destination} port {port} is not the provider's own mail server, so "
            + "the sender is told that the host is unreachable.",
        ja:
            "{rule}: {source} は動的 IP アドレスなど制限対象で、{destination} の宛先ポート {port} はプロバイダー自身のメールサーバーではないため、「ホスト到達不能」を返しました。"
    ),
    Phrase(
        "firewall.op25b-prohibited",
        en: "{rule}: {source} is an address without a right to port 25, and "
            + "{destination} port {port} is not the provider's own mail server, so "
            + "the sender is told that policy forbids it.",
        ja:
            "{rule}: {source} は動的 IP アドレスなど制限対象で、{destination} の宛先ポート {port} はプロバイダー自身のメールサーバーではないため、管理上禁止されていると返しました。"
    ),
    Phrase(
        "firewall.op25b-tarpit",
        en: "{rule}: {source} is an address without a right to port 25, and "
            + "{destination} port {port} is not the provider's own mail server, so "
            + "the connection is held in a tarpit.",
        ja:
            "{rule}: {source} は動的 IP アドレスなど制限対象で、{destination} の宛先ポート {port} はプロバイダー自身のメールサーバーではないため、接続をターピットに捕まえました。"
    ),
    Phrase(
        "firewall.op25b-spared-static",
        en: "{rule} lets port {port} pass: {source} is a static address.",
        ja: "{rule}: {source} は固定 IP アドレスなので、宛先ポート {port} を通しました。"),
    Phrase(
        "firewall.op25b-spared-business",
        en: "{rule} lets port {port} pass: {source} belongs to a business customer "
            + "with a mail server of its own.",
        ja: "{rule}: {source} は自前のメールサーバーを持つ法人顧客なので、宛先ポート {port} を通しました。"),
    Phrase(
        "firewall.op25b-spared",
        en: "{rule} lets port {port} pass: {source} is in none of the customer "
            + "classes that are stopped.",
        ja: "{rule}: {source} は制限対象の顧客区分に入っていないので、宛先ポート {port} を通しました。"),
    Phrase(
        "firewall.op25b-own-mail-server",
        en: "{rule} lets port {port} pass: {destination} is the provider's own mail "
            + "server.",
        ja: "{rule}: {destination} はプロバイダー自身のメールサーバーなので、宛先ポート {port} を通しました。"),
    Phrase(
        "firewall.op25b-other-port",
        en: "{rule} lets port {port} pass: only port 25 is blocked, submission "
            + "never is.",
        ja: "{rule}: 制限するのは宛先ポート 25 だけなので、投稿用のポート {port} を通しました。"),
    Phrase(
        "firewall.op25b-not-yet",
        en: "{rule} lets port {port} pass: at the stage “{stage}” the roll-out does "
            + "not yet reach {source} to {destination}.",
        ja: "{rule}: 段階「{stage}」では {source} から {destination} はまだ対象外なので、宛先ポート {port} を通しました。"),
    Phrase(
        "firewall.ip25b-accept",
        en: "{rule}: {source} is a dynamic address of another network and wants "
            + "{destination} port {port}, but the policy is set to accept.",
        ja:
            "{rule}: {source} は他のネットワークの動的 IP アドレスで {destination} の宛先ポート {port} への接続ですが、ポリシーの動作が「許可」なので通しました。"
    ),
    Phrase(
        "firewall.ip25b-drop",
        en: "{rule}: {source} is a dynamic address of another network and wants "
            + "{destination} port {port}, so the packet is dropped silently.",
        ja:
            "{rule}: {source} は他のネットワークの動的 IP アドレスで、{destination} の宛先ポート {port} へ接続しようとしたため、黙って破棄しました。"
    ),
    Phrase(
        "firewall.ip25b-reset",
        en: "{rule}: {source} is a dynamic address of another network and wants "
            + "{destination} port {port}, so RST is sent in the destination's name.",
        ja:
            "{rule}: {source} は他のネットワークの動的 IP アドレスで、{destination} の宛先ポート {port} へ接続しようとしたため、宛先を装って RST を返しました。"
    ),
    Phrase(
        "firewall.ip25b-port-unreachable",
        en: "{rule}: {source} is a dynamic address of another network and wants "
            + "{destination} port {port}, so the sender is told that the port is "
            + "unreachable.",
        ja:
            "{rule}: {source} は他のネットワークの動的 IP アドレスで、{destination} の宛先ポート {port} へ接続しようとしたため、「ポート到達不能」を返しました。"
    ),
    Phrase(
        "firewall.ip25b-host-unreachable",
        en: "{rule}: {source} is a dynamic address of another network and wants "
            + "{destination} port {port}, so the sender is told that the host is "
            + "unreachable.",
        ja:
            "{rule}: {source} は他のネットワークの動的 IP アドレスで、{destination} の宛先ポート {port} へ接続しようとしたため、「ホスト到達不能」を返しました。"
    ),
    Phrase(
        "firewall.ip25b-prohibited",
        en: "{rule}: {source} is a dynamic address of another network and wants "
            + "{destination} port {port}, so the sender is told that policy forbids "
            + "it.",
        ja:
            "{rule}: {source} は他のネットワークの動的 IP アドレスで、{destination} の宛先ポート {port} へ接続しようとしたため、管理上禁止されていると返しました。"
    ),
    Phrase(
        "firewall.ip25b-tarpit",
        en: "{rule}: {source} is a dynamic address of another network and wants "
            + "{destination} port {port}, so the connection is held in a tarpit.",
        ja:
            "{rule}: {source} は他のネットワークの動的 IP アドレスで、{destination} の宛先ポート {port} へ接続しようとしたため、接続をターピットに捕まえました。"
    ),
    Phrase(
        "firewall.ip25b-spared",
        en: "{rule} lets {source} pass: it is in no dynamic pool of another "
            + "network.",
        ja: "{rule}: {source} は他のネットワークの動的 IP アドレスではないので通しました。"),
    Phrase(
        "firewall.trace-is-on",
        en: "Is the policy on? It says {found}.",
        ja: "ポリシーは有効か: {found}"),
    Phrase(
        "firewall.trace-state",
        en: "Is the packet's state {wanted}? It is {found}.",
        ja: "パケットの状態は {wanted} か: {found}"),
    Phrase(
        "firewall.trace-hook",
        en: "Does the packet meet the firewall as {wanted}? As {found}.",
        ja: "通り方は {wanted} か: {found}"),
    Phrase(
        "firewall.trace-protocol",
        en: "Is the protocol {wanted}? It is {found}.",
        ja: "プロトコルは {wanted} か: {found}"),
    Phrase(
        "firewall.trace-type",
        en: "Is the ICMP type {wanted}? It is {found}.",
        ja: "ICMP の種類は {wanted} か: {found}"),
    Phrase(
        "firewall.trace-source-port",
        en: "Is the source port {wanted}? It is {found}.",
        ja: "送信元ポートは {wanted} か: {found}"),
    Phrase(
        "firewall.trace-port",
        en: "Is the destination port {wanted}? It is {found}.",
        ja: "宛先ポートは {wanted} か: {found}"),
    Phrase(
        "firewall.trace-source-in",
        en: "Is the source in {wanted}? It is {found}.",
        ja: "送信元は {wanted} に含まれるか: {found}"),
    Phrase(
        "firewall.trace-source-not-in",
        en: "Is the source outside {wanted}? It is {found}.",
        ja: "送信元は {wanted} の外か: {found}"),
    Phrase(
        "firewall.trace-destination-in",
        en: "Is the destination in {wanted}? It is {found}.",
        ja: "宛先は {wanted} に含まれるか: {found}"),
    Phrase(
        "firewall.trace-destination-not-in",
        en: "Is the destination outside {wanted}? It is {found}.",
        ja: "宛先は {wanted} の外か: {found}"),
    Phrase(
        "firewall.trace-limit",
        en: "Is the limit {wanted} kept? The rule is {found} it.",
        ja: "上限 {wanted} の範囲内か: {found}"),
    Phrase(
        "firewall.rule-empty",
        en: "a rule is missing; it begins with a verdict: `drop tcp from @dynamic "
            + "to any port 25`",
        ja: "ルールがありません。`drop tcp from @dynamic to any port 25` のように動作から書き始めます"),
    Phrase(
        "firewall.rule-unknown-verdict",
        en: "a rule begins with a verdict, not '{word}'; verdicts: {known}",
        ja: "ルールは「{word}」ではなく動作で始めます。動作: {known}"),
    Phrase(
        "firewall.rule-unknown-word",
        en: "'{word}' means nothing here; behind the verdict may stand: {known}",
        ja: "「{word}」は分かりません。動作の後に書けるもの: {known}"),
    Phrase(
        "firewall.rule-missing",
        en: "something is missing behind '{word}'; write for example: {example}",
        ja: "「{word}」の後に必要なものがありません。例: {example}"),
    Phrase(
        "firewall.rule-bad-address",
        en: "'{word}' is no address, prefix, @set or host of this world; write for "
            + "example 203.0.113.0/24, @dynamic or alice-pc",
        ja: "「{word}」はアドレスでもプレフィックスでも @集合 でもホスト名でもありません。例: 203.0.113.0/24、@dynamic、alice-pc"),
    Phrase(
        "firewall.rule-bad-prefix",
        en: "'{word}' has bits behind its length; did you mean {clean}?",
        ja: "「{word}」は長さより後ろのビットが立っています。{clean} のことですか?"),
    Phrase(
        "firewall.rule-unknown-set",
        en: "no set is called @{name} here; there are: {known}. `firewall set "
            + "{name} ADDRESSES` makes one",
        ja: "@{name} という集合はここにありません。あるもの: {known}。`firewall set {name} ADDRESSES` で作れます"),
    Phrase(
        "firewall.rule-circle",
        en: "the set @{name} would hold itself; leave it out of its own meaning",
        ja: "集合 @{name} が自分自身を含むことになります。定義から外してください"),
    Phrase(
        "firewall.rule-bad-port",
        en: "'{word}' is no port; write numbers such as 25, 465, 587 or a range "
            + "1024-65535",
        ja: "「{word}」はポート番号ではありません。25, 465, 587 や範囲 1024-65535 と書きます"),
    Phrase(
        "firewall.rule-bad-number",
        en: "'{word}' is not a number that fits here",
        ja: "「{word}」はここで使える数ではありません"),
    Phrase(
        "firewall.rule-loose-port",
        en: "`port` belongs to an end: `to any port 25` is the destination port, "
            + "`from any port 25` the source port",
        ja: "`port` は端に付けます。宛先ポートは `to any port 25`、送信元ポートは `from any port 25` です"),
    Phrase(
        "firewall.rule-ports-need-protocol",
        en: "only tcp and udp have ports; put one of them behind the verdict",
        ja: "ポートがあるのは tcp と udp だけです。動作の後にどちらかを書いてください"),
    Phrase(
        "firewall.rule-type-needs-icmp",
        en: "`type` is about ICMP messages; put icmp or icmpv6 behind the verdict",
        ja: "`type` は ICMP の種類です。動作の後に icmp か icmpv6 を書いてください"),
    Phrase(
        "firewall.rule-bad-type",
        en: "'{word}' is no ICMP type; there are {known}, or a number up to 255",
        ja: "「{word}」は ICMP の種類ではありません。使えるもの: {known}、または 255 までの数"),
    Phrase(
        "firewall.rule-bad-state",
        en: "'{word}' is no state of a connection; there are: {known}",
        ja: "「{word}」は接続の状態ではありません。使えるもの: {known}"),
    Phrase(
        "firewall.rule-bad-limit",
        en: "'{word}' is no limit; write a number each second, minute or hour: "
            + "10/minute",
        ja: "「{word}」は上限ではありません。10/minute のように second、minute、hour あたりの数で書きます"),
    Phrase(
        "firewall.rule-bad-name",
        en: "'{word}' is no name; use a letter first, then letters, digits, '-', "
            + "'_' and '.'",
        ja: "「{word}」は名前にできません。英字で始め、英数字と '-'、'_'、'.' を使います"),
    Phrase(
        "firewall.rule-twice",
        en: "'{word}' says a second time what stands before it; say it once",
        ja: "「{word}」は二度目です。一度だけ書いてください"),
    Phrase(
        "firewall.rule-too-long",
        en: "the text is longer than {limit} octets",
        ja: "{limit} オクテットを超えています"),
    Phrase(
        "world.expected-sets",
        en: "expected names of sets with their addresses, such as dynamic: "
            + "[203.0.113.64/26]",
        ja: "dynamic: [203.0.113.64/26] のような、集合の名前とアドレスが必要です"),
    Phrase(
        "world.set-twice",
        en: "the set {name} has a meaning already (dynamic-pools is @dynamic, "
            + "exempt-destinations is @own-mail, foreign-pools is @foreign-dynamic)",
        ja:
            "集合 {name} はすでに定義されています(dynamic-pools は @dynamic、exempt-destinations は @own-mail、foreign-pools は @foreign-dynamic)"
    ),
    Phrase(
        "world.no-dynamic-pool",
        en: "OP25B stops dynamic addresses, and none is known here; write "
            + "dynamic-pools, or customer: dynamic at a host",
        ja: "OP25Bは動的IPアドレスを止めますが、ここには1つもありません。dynamic-pools か、ホストに customer: dynamic を書いてください"),
]
