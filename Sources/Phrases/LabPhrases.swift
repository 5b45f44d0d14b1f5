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
        "file.expected-family", en: "expected an {family} address, not \"{text}\"",
        ja: "{family} アドレスが必要です(\"{text}\" ではなく)"),
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
        "world.no-common-family",
        en: "{name} has no address of a family that this host has",
        ja: "{name} とこのホストには共通のアドレスファミリー(IPv4/IPv6)がありません"),
    Phrase(
        "world.no-such-link", en: "no link joins {name} and {other}",
        ja: "{name} と {other} を結ぶ回線がありません"),
    Phrase(
        "world.not-inside", en: "{name} has no address in the networks inside",
        ja: "{name} のアドレスは内側(inside)のネットワークにありません"),
    Phrase(
        "world.forwarded-twice", en: "port {port} is sent on to another host already",
        ja: "ポート {port} はすでに別のホストへ転送されています"),
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
        "world.unknown-mechanism",
        en: "there is no mechanism {name}; there are: {known}",
        ja: "{name} という認証方式はありません。使えるもの: {known}"),
    Phrase(
        "world.mechanism-twice", en: "{name} stands in the list twice",
        ja: "{name} が2回書かれています"),
    Phrase(
        "world.mechanism-needs-password",
        en: "{name} needs the password itself: it cannot go with password-storage: scram",
        ja: "{name} にはパスワードそのものが必要で、password-storage: scram とは併用できません"),
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

private let labFilePhrases: [Phrase] = [
    Phrase("lab.no-steps", en: "expected at least one step", ja: "ステップが1つ以上必要です"),
    Phrase(
        "lab.duplicate-step", en: "another step has the id {id} already",
        ja: "{id} というidのステップがすでにあります"),
    Phrase(
        "lab.bad-world", en: "the world of this lab is wrong: {problem}",
        ja: "このラボの世界に誤りがあります: {problem}"),
    Phrase("lab.no-checks", en: "expected at least one condition", ja: "条件が1つ以上必要です"),
    Phrase(
        "lab.question-and-answer",
        en: "a step with a question has an `answered` check, and no other step has one",
        ja: "questionのあるステップには `answered` の判定が必要で、ないステップには書けません"),
    Phrase(
        "lab.three-hints", en: "expected three hints, from a nudge to nearly the answer",
        ja: "ヒントは3段階(きっかけからほぼ答えまで)必要です"),
    Phrase(
        "lab.hint-unseen",
        en: "a hint that names events needs both texts: {seen: …, unseen: …}",
        ja: "イベントを名指すヒントには両方の文が必要です: {seen: …, unseen: …}"),
    Phrase(
        "lab.expected-names", en: "expected a mapping from names to event patterns",
        ja: "名前からイベントの条件へのマッピングが必要です"),
    Phrase(
        "lab.unknown-name", en: "no event of this step is called {name}",
        ja: "このステップに {name} という名前のイベントはありません"),
    Phrase(
        "lab.names-differ", en: "the two languages name different events",
        ja: "2つの言語で名指すイベントが異なります"),
    Phrase(
        "lab.own-command", en: "a solution cannot use the lab's own command `{command}`",
        ja: "解答例にラボ自身のコマンド `{command}` は使えません"),
    Phrase(
        "lab.expected-place", en: "expected HOST:PORT, and found {text}",
        ja: "HOST:PORT の形が必要です ({text})"),
    Phrase("lab.no-commands", en: "expected at least one command", ja: "コマンドが1つ以上必要です"),
    Phrase(
        "lab.answer-or-commands",
        en: "a wrong turn has either an answer, or commands and what then shows",
        ja: "誤答には、answerか、commandsとshowsの組のどちらかを書きます"),
    Phrase(
        "lab.one-condition", en: "expected exactly one of these conditions: {known}",
        ja: "次の条件のうちちょうど1つが必要です: {known}"),
    Phrase(
        "lab.only-with-event", en: "{key} limits an `event` condition only",
        ja: "{key} は `event` の条件にだけ書けます"),
    Phrase(
        "lab.before-or-after", en: "expected either `before` or `after`, not both",
        ja: "`before` と `after` はどちらか一方だけです"),
    Phrase(
        "lab.within-after", en: "`within` needs an `after` to count from",
        ja: "`within` には起点となる `after` が必要です"),
    Phrase(
        "lab.no-answers", en: "expected answers in `one-of`, or an `event` whose number is meant",
        ja: "`one-of` に答えを書くか、番号を答えさせる `event` を書いてください"),
    Phrase(
        "lab.empty-pattern", en: "a pattern names at least one property of an event",
        ja: "イベントの条件には項目が1つ以上必要です"),
    Phrase(
        "lab.unknown-reason",
        en: "no event ever gives the reason \"{text}\"; `maillab run --json` shows the keys",
        ja: "「{text}」という理由はありません。キーは `maillab run --json` で見られます"),
    Phrase(
        "guide.steps", en: "expected the marks of these steps in order: {steps}; found: {found}",
        ja: "次のステップの印が順に必要です: {steps}(見つかったもの: {found})"),
    Phrase(
        "guide.empty", en: "this part of the guide says nothing",
        ja: "ガイドのこの部分には文がありません"),
    Phrase(
        "guide.headings", en: "the headings differ from those of {other}",
        ja: "見出しの構成が {other} と異なります"),
    Phrase(
        "progress.cannot-read",
        en: "the file of your progress, {path}, cannot be understood; move it away to begin anew",
        ja: "進み具合のファイル {path} を読み取れません。別の場所へ移せば最初から始められます"),
    Phrase(
        "progress.cannot-write", en: "your progress cannot be written to {path}",
        ja: "進み具合を {path} に書き込めません"),
]

private let checkPhrases: [Phrase] = [
    Phrase(
        "check.missing", en: "nothing like this has happened yet: {what}",
        ja: "次のことがまだ起きていません: {what}"),
    Phrase(
        "check.near-miss",
        en: "nothing like this has happened yet: {what}; event #{event} comes nearest",
        ja: "次のことがまだ起きていません: {what}(いちばん近いのはイベント #{event})"),
    Phrase(
        "check.too-few", en: "this has happened {count} times and not yet {wanted}: {what}",
        ja: "次のことは{count}回起きましたが、{wanted}回必要です: {what}"),
    Phrase(
        "check.too-many", en: "this has happened more than {limit} times: {what}",
        ja: "次のことが{limit}回を超えて起きました: {what}"),
    Phrase(
        "check.happened", en: "this has happened and should not have: {what}",
        ja: "起きてはならないことが起きました: {what}"),
    Phrase(
        "check.wrong-order", en: "this came too late: {what}; before it came: {other}",
        ja: "順序が逆です。{what} より先に {other} が起きました"),
    Phrase(
        "check.too-late", en: "this came, but not in time: {what}",
        ja: "次のことは起きましたが、間に合いませんでした: {what}"),
    Phrase(
        "check.mailbox", en: "{login} has {count} messages in {mailbox}; wanted: {wanted}",
        ja: "{login} の {mailbox} にあるメールは{count}通です(必要: {wanted}通)"),
    Phrase(
        "check.mailbox-text",
        en: "{login} has {count} messages in {mailbox} that contain \"{text}\"; wanted: {wanted}",
        ja: "{login} の {mailbox} にある、\"{text}\" を含むメールは{count}通です(必要: {wanted}通)"),
    Phrase(
        "check.no-mailbox", en: "{login} has no mailbox {mailbox}",
        ja: "{login} にメールボックス {mailbox} はありません"),
    Phrase(
        "check.queue", en: "{count} messages wait at {host}; wanted: {wanted}",
        ja: "{host} のキューにあるメールは{count}通です(必要: {wanted}通)"),
    Phrase(
        "check.no-queue", en: "{host} has no queue",
        ja: "{host} にキューはありません"),
    Phrase(
        "check.passage",
        en: "{what}: a first packet would meet “{found}”; wanted: “{wanted}”",
        ja: "{what}: 最初のパケットは「{found}」となります。求めているのは「{wanted}」です"),
    Phrase("check.no-way", en: "{what}: there is no way there", ja: "{what}: 経路がありません"),
    Phrase(
        "check.unanswered", en: "the question waits for your `answer …`",
        ja: "質問に `answer …` で答えてください"),
    Phrase(
        "check.answered-wrong", en: "\"{answer}\" is not it; look again, and answer once more",
        ja: "\"{answer}\" ではありません。もう一度確かめて答えてください"),
    Phrase(
        "verify.starts-red", en: "step {step}: not met before its solution",
        ja: "ステップ {step}: 解答例の前は未達成"),
    Phrase(
        "verify.starts-green", en: "step {step}: met before its solution is tried",
        ja: "ステップ {step}: 解答例を試す前から達成されている"),
    Phrase(
        "verify.fresh-green", en: "step {step}: met in a world where nothing has happened",
        ja: "ステップ {step}: 何も起きていない世界で達成されている"),
    Phrase(
        "verify.goes-on",
        en: "step {step}: met before the end of its solution; `{command}` comes too late",
        ja: "ステップ {step}: 解答例の途中で達成されました。`{command}` が後に残っています"),
    Phrase(
        "verify.setup-failed", en: "the setup command `{command}` failed: {output}",
        ja: "準備のコマンド `{command}` が失敗: {output}"),
    Phrase(
        "verify.command-failed", en: "step {step}: the command `{command}` fails: {output}",
        ja: "ステップ {step}: コマンド `{command}` が失敗する: {output}"),
    Phrase(
        "verify.solved", en: "step {step}: met after its solution",
        ja: "ステップ {step}: 解答例の後は達成"),
    Phrase(
        "verify.not-solved", en: "step {step}: not met after its solution: {reason}",
        ja: "ステップ {step}: 解答例の後も未達成: {reason}"),
    Phrase(
        "verify.passes-others", en: "step {step}: its solution passes other steps as well",
        ja: "ステップ {step}: 解答例が他のステップまで達成してしまう"),
    Phrase(
        "verify.wrong-told", en: "step {step}: wrong turn {turn} gets its feedback",
        ja: "ステップ {step}: 誤答 {turn} に説明が出る"),
    Phrase(
        "verify.wrong-not-told", en: "step {step}: wrong turn {turn} gets no feedback",
        ja: "ステップ {step}: 誤答 {turn} に説明が出ない"),
    Phrase(
        "verify.wrong-passes", en: "step {step}: wrong turn {turn} passes the step",
        ja: "ステップ {step}: 誤答 {turn} でステップが達成されてしまう"),
    Phrase(
        "verify.few-wrong", en: "expected at least two wrong turns with feedback in a lab",
        ja: "ラボには説明つきの誤答が2つ以上必要です"),
    Phrase(
        "verify.mutants", en: "step {step}: {killed} of {count} changed checks fail, as they must",
        ja: "ステップ {step}: 変更した判定{count}個のうち{killed}個が正しく失敗する"),
    Phrase(
        "verify.mutant-lives", en: "step {step}: a changed check is still met: {change}",
        ja: "ステップ {step}: 変更した判定がまだ達成される: {change}"),
    Phrase(
        "verify.no-world", en: "the world of the lab cannot be built: {reason}",
        ja: "ラボの世界を作れません: {reason}"),
]
