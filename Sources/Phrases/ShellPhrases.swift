/// What the shell says when a line cannot be understood or obeyed.
let shellPhrases: [Phrase] = [
    Phrase("shell.plain", en: "{text}", ja: "{text}"),
    Phrase("shell.failed", en: "It failed: {reason}", ja: "失敗しました: {reason}"),
    Phrase("shell.yes", en: "yes", ja: "はい"),
    Phrase("shell.no", en: "no", ja: "いいえ"),
    Phrase(
        "shell.line-too-long",
        en: "The line is longer than {limit} octets; send a file with --eml.",
        ja: "行が {limit} オクテットを超えています。長い本文は --eml でファイルから読んでください。"),
    Phrase(
        "shell.half-escape", en: "The line ends with a lone \\; type what it should keep, or \\\\.",
        ja: "行が \\ 1つで終わっています。続く文字を書くか、\\\\ と書いてください。"),
    Phrase(
        "shell.half-quote",
        en: "The quote {quote} opened at column {column} is never closed; close it with {quote}.",
        ja: "{column} 桁目の引用符 {quote} が閉じていません。{quote} で閉じてください。"),
    Phrase(
        "shell.unknown-command", en: "There is no command '{command}'; `help all` lists them.",
        ja: "「{command}」というコマンドはありません。`help all` で一覧を見られます。"),
    Phrase(
        "shell.unknown-command-near",
        en: "There is no command '{command}'; did you mean `{near}`? `help all` lists them.",
        ja: "「{command}」というコマンドはありません。`{near}` のことですか? `help all` で一覧を見られます。"),
    Phrase(
        "shell.not-built-yet",
        en: "`{command}` is planned and not built yet; `help all` lists what there is.",
        ja: "`{command}` は計画中で、まだありません。使えるものは `help all` で見られます。"),
    Phrase(
        "shell.missing-words", en: "`{command}` needs more: {usage}",
        ja: "`{command}` に必要な語が足りません。書き方: {usage}"),
    Phrase(
        "shell.too-many-words", en: "'{word}' is one word too many: {usage}",
        ja: "「{word}」は余分です。書き方: {usage}"),
    Phrase(
        "shell.not-one-of", en: "'{word}' does not fit here; choose one of: {choices}",
        ja: "「{word}」はここでは使えません。次から選んでください: {choices}"),
    Phrase(
        "shell.not-a-number", en: "'{word}' is not a number such as 12 or #12.",
        ja: "「{word}」は 12 や #12 のような番号ではありません。"),
    Phrase(
        "shell.not-a-port", en: "'{word}' is not a port; ports are numbers from 1 to 65535.",
        ja: "「{word}」はポート番号ではありません。1から65535の数です。"),
    Phrase(
        "shell.unknown-option", en: "`{command}` has no option {option}; it knows: {known}",
        ja: "`{command}` にオプション {option} はありません。使えるもの: {known}"),
    Phrase(
        "shell.unknown-option-near",
        en: "`{command}` has no option {option}; did you mean {near}?",
        ja: "`{command}` にオプション {option} はありません。{near} のことですか?"),
    Phrase(
        "shell.option-needs-value", en: "{option} needs a value: {usage}",
        ja: "{option} には値が要ります。書き方: {usage}"),
    Phrase(
        "shell.option-takes-nothing", en: "{option} takes no value; write it alone.",
        ja: "{option} は値を取りません。単独で書いてください。"),
    Phrase(
        "shell.option-twice", en: "{option} is given twice; give it once.",
        ja: "{option} が2回あります。1回だけ書いてください。"),
    Phrase(
        "shell.options-exclude", en: "{one} and {other} exclude each other; choose one.",
        ja: "{one} と {other} は同時に使えません。どちらかを選んでください。"),
    Phrase(
        "shell.no-such-host", en: "There is no host '{host}' in this world; `hosts` lists them.",
        ja: "この世界にホスト「{host}」はありません。`hosts` で一覧を見られます。"),
    Phrase(
        "shell.no-such-host-near",
        en: "There is no host '{host}' in this world; did you mean {near}? `hosts` lists them.",
        ja: "この世界にホスト「{host}」はありません。{near} のことですか? `hosts` で一覧を見られます。"),
    Phrase(
        "shell.no-such-event",
        en: "There is no event #{number}; the last one is #{last}. `events` lists them.",
        ja: "イベント #{number} はありません。最後は #{last} です。`events` で一覧を見られます。"),
    Phrase(
        "shell.no-such-message",
        en: "There is no message {message}; `send` makes one and says its number.",
        ja: "メール {message} はありません。`send` で作ると番号が示されます。"),
    Phrase(
        "shell.no-message", en: "No message has been made yet; make one with `send`.",
        ja: "まだメールがありません。`send` で作ってください。"),
    Phrase(
        "shell.cannot-read",
        en: "{file} cannot be read: {reason}. Check the name and its permissions.",
        ja: "{file} を読めません: {reason}。名前と権限を確かめてください。"),
    Phrase(
        "shell.cannot-write",
        en: "{file} cannot be written: {reason}. Choose another place.",
        ja: "{file} に書けません: {reason}。別の場所を選んでください。"),
    Phrase(
        "shell.action-lost", en: "Nothing came of it; `events` shows what happened.",
        ja: "何も起きませんでした。`events` で経過を見られます。"),
    Phrase(
        "shell.no-answer", en: "No answer came until {time}; `events dns` shows what was tried.",
        ja: "{time} まで待っても答えが来ません。`events dns` で経過を見られます。"),
    Phrase(
        "shell.more-lines", en: "… ({count} more lines)", ja: "… (あと {count} 行)"),
    Phrase(
        "shell.quiet",
        en: "Nothing is under way: act (`send`, `connect`) or let time pass (`time +1h`).",
        ja: "進行中のことはありません。`send` や `connect` で何かするか、`time +1h` で時間を進めます。"),
    Phrase(
        "shell.quiet-until",
        en:
            "Nothing is under way. The next timer is due {time}: `run until {time}` waits for it.",
        ja: "進行中のことはありません。次のタイマーは {time} です。`run until {time}` で待てます。"),
    Phrase(
        "shell.prepared",
        en: "Prepared as event #{number}. `step` moves one exchange, `run` goes to the end.",
        ja: "イベント #{number} として準備しました。`step` で1往復、`run` で最後まで進みます。"),
    Phrase(
        "shell.welcome",
        en: """
            A practice internet: nothing leaves this program.
            Time stands still until you type `step` or `run`.
            You sit at {host} ({role}); your address is {user}.

            Type `lab start 1` for a guided lab, `map` to look around, or `help`.
            """,
        ja: """
            練習用のインターネットです。このプログラムの外には何も出ません。
            `step` か `run` と打つまで、時間は止まっています。
            あなたは {host} ({role}) の前にいます。アドレスは {user} です。

            `lab start 1` でラボが始まります。`map` で見回すか、`help` をどうぞ。
            """),
    Phrase("shell.lang.now", en: "The lab speaks English now.", ja: "日本語で表示します。"),
    Phrase(
        "shell.seed.now", en: "World {world}, seed {seed}: the same seed gives the same story.",
        ja: "世界 {world}、シード {seed}。同じシードからは同じ経過が得られます。"),
    Phrase(
        "maillab.no-default-world",
        en: "The default world Labs/worlds/internet.yaml was not found; name one with --world, "
            + "or set MAILLAB_HOME to the folder that holds Labs.",
        ja: "標準の世界 Labs/worlds/internet.yaml が見つかりません。--world で指定するか、"
            + "Labs のあるフォルダーを MAILLAB_HOME に設定してください。"),
    Phrase(
        "maillab.not-utf8", en: "{file} is not UTF-8 text; save it as UTF-8.",
        ja: "{file} はUTF-8のテキストではありません。UTF-8で保存してください。"),
    Phrase(
        "maillab.world-fine", en: "{file}: fine; {hosts} hosts and routers.",
        ja: "{file}: 問題ありません。ホストとルーターは計 {hosts} 台です。"),
]
