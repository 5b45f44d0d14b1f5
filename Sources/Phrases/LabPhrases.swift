/// What is said of files that teachers write, of labs, and of the checks in them.
package let labPhrases: [Phrase] = filePhrases + worldPhrases + labFilePhrases + checkPhrases

private let filePhrases: [Phrase] = [
    Phrase(
        "file.cannot-read", en: "this file cannot be read; check its path and rights",
        ja: "このファイルを読めません。パスとアクセス権を確かめてください"),
    Phrase(
        "file.too-large", en: "this file is larger than {limit} octets",
        ja: "このファイルは{limit}オクテットを超えています"),
    Phrase(
        "file.not-utf8", en: "this file is not UTF-8 text",
        ja: "このファイルはUTF-8のテキストではありません"),
    Phrase("file.empty", en: "expected a YAML document", ja: "YAML文書が必要です"),
    Phrase(
        "file.not-yaml", en: "this is not YAML: {problem}",
        ja: "YAMLとして読めません: {problem}"),
    Phrase(
        "file.duplicate-key", en: "the key {key} stands twice in this mapping",
        ja: "このマッピングにはキー {key} が2回あります"),
    Phrase(
        "file.unknown-key", en: "unknown key {key}; expected one of: {known}",
        ja: "未知のキー {key} です。使えるキー: {known}"),
    Phrase(
        "file.missing-key", en: "the key {key} is missing here",
        ja: "ここにキー {key} が必要です"),
    Phrase(
        "file.missing-language", en: "the text in language {language} is missing here",
        ja: "ここに言語 {language} の文が必要です"),
    Phrase(
        "file.unknown-format", en: "unknown format {format}; this program reads format 1",
        ja: "未知の形式 {format} です。このプログラムが読めるのは形式1です"),
    Phrase(
        "file.too-many", en: "expected at most {limit} entries",
        ja: "項目は{limit}個までです"),
    Phrase(
        "file.text-too-long", en: "expected at most {limit} octets of text",
        ja: "テキストは{limit}オクテットまでです"),
    Phrase(
        "file.expected-mapping", en: "expected a mapping with these keys: {keys}",
        ja: "次のキーを持つマッピングが必要です: {keys}"),
    Phrase("file.expected-list", en: "expected a list", ja: "リストが必要です"),
    Phrase("file.expected-text", en: "expected a text", ja: "テキストが必要です"),
    Phrase(
        "file.expected-languages", en: "expected a text in both languages: {en: …, ja: …}",
        ja: "両言語の文が必要です: {en: …, ja: …}"),
    Phrase(
        "file.expected-name",
        en: "expected a name of letters, digits, hyphens and dots, not \"{text}\"",
        ja: "英字、数字、ハイフン、ドットからなる名前が必要です(\"{text}\" ではなく)"),
    Phrase(
        "file.expected-number", en: "expected a whole number from {low} to {high}",
        ja: "{low}から{high}までの整数が必要です"),
    Phrase(
        "file.expected-one-of", en: "expected one of: {choices}",
        ja: "次のどれかが必要です: {choices}"),
    Phrase(
        "file.expected-address", en: "expected an address such as 192.0.2.1, not \"{text}\"",
        ja: "192.0.2.1のようなIPアドレスが必要です(\"{text}\" ではなく)"),
    Phrase(
        "file.expected-prefix",
        en: "expected a prefix such as 192.0.2.0/24 without host bits, not \"{text}\"",
        ja: "192.0.2.0/24のような、ホスト部が0のプレフィックスが必要です(\"{text}\" ではなく)"),
    Phrase(
        "file.expected-mail-address",
        en: "expected a mail address such as bob@example.jp, not \"{text}\"",
        ja: "bob@example.jpのようなメールアドレスが必要です(\"{text}\" ではなく)"),
    Phrase(
        "file.expected-interval",
        en: "expected a length of time such as 5ms, 30s, 30min, 2h or 1d, not \"{text}\"",
        ja: "5ms、30s、30min、2h、1dのような時間の長さが必要です(\"{text}\" ではなく)"),
    Phrase(
        "file.expected-time", en: "expected a time of day such as \"09:00\", not \"{text}\"",
        ja: "\"09:00\" のような時刻が必要です(\"{text}\" ではなく)"),
    Phrase(
        "file.expected-bandwidth",
        en: "expected a bandwidth such as 64kbit/s, 100Mbit/s or 1Gbit/s, not \"{text}\"",
        ja: "64kbit/s、100Mbit/s、1Gbit/sのような帯域が必要です(\"{text}\" ではなく)"),
    Phrase(
        "file.expected-loss",
        en: "expected a share of lost packets such as 0% or 1.5%, not \"{text}\"",
        ja: "0%や1.5%のようなパケット損失率が必要です(\"{text}\" ではなく)"),
]

private let worldPhrases: [Phrase] = [
    Phrase("world.no-hosts", en: "expected at least one host", ja: "ホストが1つ以上必要です"),
    Phrase(
        "world.expected-date", en: "expected a date such as 2026-04-01, not \"{text}\"",
        ja: "2026-04-01のような日付が必要です(\"{text}\" ではなく)"),
    Phrase(
        "world.expected-zone", en: "expected a zone such as \"+0900\", not \"{text}\"",
        ja: "\"+0900\" のような時差が必要です(\"{text}\" ではなく)"),
    Phrase(
        "world.expected-zone-text",
        en: "expected a zone file that starts with $ORIGIN and holds a SOA record",
        ja: "$ORIGINで始まりSOAレコードを含むゾーンファイルが必要です"),
    Phrase(
        "world.duplicate-name", en: "another host has the name {name} already",
        ja: "{name} という名前のホストがすでにあります"),
    Phrase(
        "world.duplicate-address", en: "{name} has the address {address} already",
        ja: "アドレス {address} はすでに {name} のものです"),
    Phrase(
        "world.address-of-router",
        en: "{address} is the router's end of the line to {name} (the last bit turned)",
        ja: "{address} は {name} への回線のルーター側のアドレス(末尾のビットを反転したもの)です"),
    Phrase(
        "world.link-not-a-pair",
        en: "the other end of a link from {address} has the address {pair}",
        ja: "{address} からの回線のもう一方の端は {pair} でなければなりません"),
    Phrase(
        "world.link-to-itself", en: "a link leads to another router",
        ja: "回線は別のルーターにつながなければなりません"),
    Phrase(
        "world.unknown-host", en: "no host of this world is called {name}",
        ja: "この世界に {name} というホストはありません"),
    Phrase(
        "world.unknown-router", en: "no router of this world is called {name}",
        ja: "この世界に {name} というルーターはありません"),
    Phrase(
        "world.not-a-router", en: "{name} is a host and not a router (kind: router)",
        ja: "{name} はホストであり、ルーター(kind: router)ではありません"),
    Phrase(
        "world.not-for-routers", en: "a router has no {key}",
        ja: "ルーターに {key} は書けません"),
    Phrase(
        "world.only-for-routers", en: "only a router has {key}",
        ja: "{key} を書けるのはルーターだけです"),
    Phrase(
        "world.has-no-address", en: "{name} is a router and has no address of its own",
        ja: "{name} はルーターで、自分だけのアドレスを持ちません"),
    Phrase(
        "world.home-is-router", en: "{name} is a router; a learner sits at a host",
        ja: "{name} はルーターです。学習者が座るのはホストです"),
    Phrase(
        "world.login-outside",
        en: "the login {login} is a whole address at one of this server's domains ({domains})",
        ja: "ログイン名 {login} は、このサーバーのドメイン({domains})のアドレス全体でなければなりません"),
    Phrase(
        "world.bad-password", en: "expected a password of printable ASCII without spaces",
        ja: "パスワードは空白を含まない印字可能なASCII文字でなければなりません"),
    Phrase(
        "world.duplicate-login", en: "the login {login} exists twice",
        ja: "ログイン名 {login} が2つあります"),
    Phrase(
        "world.duplicate-domain", en: "two hosts keep the mailboxes of {domain}",
        ja: "{domain} のメールボックスを2つのホストが持っています"),
    Phrase(
        "world.backup-of-nothing", en: "no host of this world keeps the mailboxes of {domain}",
        ja: "{domain} のメールボックスを持つホストがこの世界にありません"),
    Phrase(
        "world.unknown-account", en: "no mail server of this world has the account {login}",
        ja: "アカウント {login} を持つメールサーバーがこの世界にありません"),
    Phrase(
        "world.zones-or-roots",
        en: "a name server has either zones, or roots and clients (a resolver)",
        ja: "ネームサーバーには、zonesか、rootsとclients(フルリゾルバーの場合)のどちらかを書きます"),
    Phrase(
        "world.bot-too-busy", en: "expected at least a minute between two runs of a bot",
        ja: "ボットの間隔は1分以上でなければなりません"),
]

private let labFilePhrases: [Phrase] = []

private let checkPhrases: [Phrase] = []
