/// Firewalls and the port 25 policies at the prompt.
let shellPhrasesFirewall: [Phrase] = [
    Phrase(
        "shell.column-of",
        en: "Column {column}: ",
        ja: "{column} 桁目: "),
    Phrase(
        "shell.firewall.title",
        en: "Firewall of {host}",
        ja: "{host} のファイアウォール"),
    Phrase(
        "shell.firewall.on",
        en: "on",
        ja: "有効"),
    Phrase(
        "shell.firewall.off",
        en: "off",
        ja: "無効"),
    Phrase(
        "shell.firewall.default",
        en: "default",
        ja: "既定"),
    Phrase(
        "shell.firewall.counted",
        en: "{packets} packet(s), {octets} octets, {flows} new connection(s)",
        ja: "{packets} パケット、{octets} オクテット、新しい接続 {flows}"),
    Phrase(
        "shell.firewall.counted-passed",
        en: "stopped {packets} packet(s), {octets} octets, {flows} connection(s); "
            + "let {passed} connection(s) to port 25 pass",
        ja: "止めたもの: {packets} パケット、{octets} オクテット、{flows} 接続。通した宛先ポート25への接続: {passed}"),
    Phrase(
        "shell.firewall.known-flows",
        en: "Accepted connections that are remembered: {count}",
        ja: "記憶している許可済みの接続: {count}"),
    Phrase(
        "shell.firewall.none",
        en: "No host of this world has a firewall; `firewall add HOST RULE` makes "
            + "one.",
        ja: "この世界にファイアウォールはありません。`firewall add HOST RULE` で作れます。"),
    Phrase(
        "shell.firewall.unknown-verb",
        en: "'{word}' is neither a host of this world nor one of: {known}",
        ja: "「{word}」はこの世界のホストでも、次のいずれかでもありません: {known}"),
    Phrase(
        "shell.firewall.option-elsewhere",
        en: "{option} goes with `{verb}`.",
        ja: "{option} は `{verb}` と一緒に使います。"),
    Phrase(
        "shell.firewall.added",
        en: "Rule {number} of {host}: {rule}",
        ja: "{host} のルール {number}: {rule}"),
    Phrase(
        "shell.firewall.removed",
        en: "Removed from {host}: {rule}",
        ja: "{host} から消しました: {rule}"),
    Phrase(
        "shell.firewall.set-now",
        en: "{host}: @{set} now stands for {addresses}",
        ja: "{host}: @{set} は {addresses} を表すようになりました"),
    Phrase(
        "shell.firewall.set-removed",
        en: "{host}: there is no @{set} any more",
        ja: "{host}: @{set} を消しました"),
    Phrase(
        "shell.firewall.default-now",
        en: "{host}: a packet that no rule is about is {verdict} now.",
        ja: "{host}: どのルールにも当たらないパケットの扱いを変えました: {verdict}。"),
    Phrase(
        "shell.firewall.counters-reset",
        en: "The counters of {host} are zero again.",
        ja: "{host} のカウンターを0に戻しました。"),
    Phrase(
        "shell.column.packets",
        en: "PACKETS",
        ja: "パケット"),
    Phrase(
        "shell.column.octets",
        en: "OCTETS",
        ja: "オクテット"),
    Phrase(
        "shell.column.flows",
        en: "NEW",
        ja: "新規"),
    Phrase(
        "shell.column.rule",
        en: "RULE",
        ja: "ルール"),
    Phrase(
        "shell.stage.off",
        en: "off",
        ja: "無効"),
    Phrase(
        "shell.stage.mobile-carriers",
        en: "mobile carriers only (June 2006)",
        ja: "携帯電話事業者宛てのみ(2006年6月)"),
    Phrase(
        "shell.stage.all",
        en: "every outside server (October 2006)",
        ja: "外部のすべて(2006年10月)"),
    Phrase(
        "shell.stage.home-servers",
        en: "home servers, too (March 2019)",
        ja: "自宅サーバーも(2019年3月)"),
    Phrase(
        "shell.op25b.on",
        en: "OP25B is on at {host}, stage: {stage}. Verdict: {verdict}.",
        ja: "{host} のOP25Bを有効にしました。段階: {stage}、動作: {verdict}。"),
    Phrase(
        "shell.op25b.off",
        en: "OP25B is off at {host}.",
        ja: "{host} のOP25Bを無効にしました。"),
    Phrase(
        "shell.op25b.stage-now",
        en: "OP25B at {host}, stage: {stage}.",
        ja: "{host} のOP25Bの段階: {stage}。"),
    Phrase(
        "shell.op25b.none",
        en: "No router of this world has an OP25B policy.",
        ja: "この世界のルーターにOP25Bの設定はありません。"),
    Phrase(
        "shell.op25b.not-here",
        en: "{host} has no OP25B policy; these have: {routers}",
        ja: "{host} にOP25Bの設定はありません。設定があるのは: {routers}"),
    Phrase(
        "shell.op25b.verdict-with-on",
        en: "--verdict goes with `{command} on`, at a packet filter.",
        ja: "--verdict はパケットフィルターの `{command} on` と一緒に使います。"),
    Phrase(
        "shell.ip25b.filter-on",
        en: "IP25B is on at the border router {host}. Verdict: {verdict}.",
        ja: "境界ルーター {host} のIP25Bを有効にしました。動作: {verdict}。"),
    Phrase(
        "shell.ip25b.filter-off",
        en: "IP25B is off at the border router {host}.",
        ja: "境界ルーター {host} のIP25Bを無効にしました。"),
    Phrase(
        "shell.ip25b.server-on",
        en: "The mail server {host} answers 554 to dynamic addresses of other "
            + "networks, {point}.",
        ja: "メールサーバー {host} は他のネットワークの動的IPアドレスに554を返します({point})。"),
    Phrase(
        "shell.ip25b.server-off",
        en: "The mail server {host} refuses nobody by address.",
        ja: "メールサーバー {host} はアドレスによる拒否をしません。"),
    Phrase(
        "shell.ip25b.recipient",
        en: "at RCPT",
        ja: "RCPTのとき"),
    Phrase(
        "shell.ip25b.greeting",
        en: "in place of the greeting",
        ja: "あいさつの代わりに"),
    Phrase(
        "shell.ip25b.none",
        en: "No router of this world guards a mail server; name one: `ip25b on "
            + "HOST`.",
        ja: "メールサーバーを守るルーターがこの世界にありません。`ip25b on HOST` で指定してください。"),
    Phrase(
        "shell.policy.title",
        en: "What the firewalls between do, as seen from {host}",
        ja: "途中のファイアウォールの判断({host} から見て)"),
    Phrase(
        "shell.policy.from",
        en: "FROM",
        ja: "送信元"),
    Phrase(
        "shell.policy.to",
        en: "TO",
        ja: "宛先"),
    Phrase(
        "shell.policy.rule",
        en: "{host}, rule {number}",
        ja: "{host}、ルール {number}"),
    Phrase(
        "shell.policy.auth",
        en: "* The server asks for SMTP AUTH before it sends mail on.",
        ja: "* サーバーは中継・投稿の前にSMTP認証を求めます。"),
    Phrase(
        "shell.policy.hosts",
        en: "Tried with: {hosts}",
        ja: "試したホスト: {hosts}"),
    Phrase(
        "shell.policy.trace-title",
        en: "{host}, {time}, event #{event}: a packet {hook}",
        ja: "{host}、{time}、イベント #{event}: {hook}パケット"),
    Phrase(
        "shell.policy.changed-since",
        en: "The firewall has been changed since; this is what it asked then.",
        ja: "その後ファイアウォールが変更されています。これは当時の判断です。"),
    Phrase(
        "shell.policy.known-flows",
        en: "connections accepted before",
        ja: "許可済みの接続"),
    Phrase(
        "shell.policy.decides",
        en: "decides: {verdict}",
        ja: "決定: {verdict}"),
    Phrase(
        "shell.policy.asks-on",
        en: "the next one is asked",
        ja: "次へ"),
    Phrase(
        "shell.hook.in",
        en: "to the host itself",
        ja: "そのホスト宛ての"),
    Phrase(
        "shell.hook.out",
        en: "that the host sends",
        ja: "そのホストが送る"),
    Phrase(
        "shell.hook.forward",
        en: "that is passed on",
        ja: "転送される"),
    Phrase(
        "shell.cell.accept",
        en: "ok",
        ja: "通過"),
    Phrase(
        "shell.cell.drop",
        en: "drop",
        ja: "破棄"),
    Phrase(
        "shell.cell.reset",
        en: "rst",
        ja: "RST"),
    Phrase(
        "shell.cell.port-unreachable",
        en: "port",
        ja: "port"),
    Phrase(
        "shell.cell.host-unreachable",
        en: "host",
        ja: "host"),
    Phrase(
        "shell.cell.prohibited",
        en: "adm",
        ja: "禁止"),
    Phrase(
        "shell.cell.tarpit",
        en: "pit",
        ja: "pit"),
    Phrase(
        "shell.cell.554",
        en: "554",
        ja: "554"),
    Phrase(
        "shell.cell.no-way",
        en: "none",
        ja: "なし"),
    Phrase(
        "shell.party.dynamic",
        en: "dynamic",
        ja: "動的IP"),
    Phrase(
        "shell.party.home-server",
        en: "home server",
        ja: "自宅サーバー"),
    Phrase(
        "shell.party.public-wifi",
        en: "public Wi-Fi",
        ja: "公衆無線LAN"),
    Phrase(
        "shell.party.static",
        en: "static",
        ja: "固定IP"),
    Phrase(
        "shell.party.business",
        en: "business",
        ja: "法人"),
    Phrase(
        "shell.party.foreign-dynamic",
        en: "other dynamic",
        ja: "他社の動的IP"),
    Phrase(
        "shell.party.outside",
        en: "outside",
        ja: "外部"),
    Phrase(
        "shell.party.own-mail",
        en: "own server",
        ja: "自社サーバー"),
    Phrase(
        "shell.party.inside",
        en: "server inside",
        ja: "内側のサーバー"),
    Phrase(
        "shell.party.other-provider",
        en: "other provider",
        ja: "他社サーバー"),
    Phrase(
        "shell.party.mobile-carrier",
        en: "mobile carrier",
        ja: "携帯事業者"),
    Phrase(
        "shell.event.op25b-on",
        en: "You switch OP25B on at {host}: {verdict}",
        ja: "{host} のOP25Bを有効にします: {verdict}"),
    Phrase(
        "shell.event.op25b-off",
        en: "You switch OP25B off at {host}",
        ja: "{host} のOP25Bを無効にします"),
    Phrase(
        "shell.event.op25b-stage",
        en: "You set the stage of OP25B at {host}: {stage}",
        ja: "{host} のOP25Bの段階を変えます: {stage}"),
    Phrase(
        "shell.event.ip25b-on",
        en: "You switch IP25B on at {host}: {verdict}",
        ja: "{host} のIP25Bを有効にします: {verdict}"),
    Phrase(
        "shell.event.ip25b-off",
        en: "You switch IP25B off at {host}",
        ja: "{host} のIP25Bを無効にします"),
    Phrase(
        "shell.event.ip25b-server-on",
        en: "You let {host} refuse dynamic addresses of others, {point}",
        ja: "{host} に他のネットワークの動的IPアドレスを拒否させます({point})"),
    Phrase(
        "shell.event.ip25b-server-off",
        en: "You let {host} refuse nobody by address",
        ja: "{host} のアドレスによる拒否をやめます"),
    Phrase(
        "shell.event.rule-added",
        en: "You add a rule at {host}: {rule}",
        ja: "{host} にルールを加えます: {rule}"),
    Phrase(
        "shell.event.rule-removed",
        en: "You remove a rule at {host}: {rule}",
        ja: "{host} のルールを消します: {rule}"),
    Phrase(
        "shell.event.set-defined",
        en: "You let @{set} at {host} stand for {addresses}",
        ja: "{host} の @{set} を {addresses} にします"),
    Phrase(
        "shell.event.set-forgotten",
        en: "You remove @{set} at {host}",
        ja: "{host} の @{set} を消します"),
    Phrase(
        "shell.event.firewall-default",
        en: "You set the default of the firewall at {host}: {verdict}",
        ja: "{host} のファイアウォールの既定を変えます: {verdict}"),
    Phrase(
        "shell.event.counters-reset",
        en: "You set the counters of {host} to zero",
        ja: "{host} のカウンターを0に戻します"),
]
