/// Labs in the shell.
let shellPhrasesLab: [Phrase] = [
    Phrase(
        "shell.lab.no-folder",
        en: "No labs were found; set MAILLAB_HOME to the folder that holds Labs.",
        ja: "ラボが見つかりません。Labs のあるフォルダーを MAILLAB_HOME に設定してください。"),
    Phrase(
        "shell.lab.none-open",
        en: "No lab is open; `lab list` shows them, `lab start 1` opens one.",
        ja: "ラボを始めていません。`lab list` で一覧、`lab start 1` で始めます。"),
    Phrase(
        "shell.lab.no-such", en: "There is no lab '{lab}'; `lab list` shows them.",
        ja: "ラボ「{lab}」はありません。`lab list` で一覧を見られます。"),
    Phrase(
        "shell.lab.no-such-step", en: "There is no step {step}; this lab has {count}.",
        ja: "ステップ {step} はありません。このラボは {count} ステップです。"),
    Phrase(
        "shell.lab.outside", en: "`{command}` is for authors: `maillab lab {command}` outside.",
        ja: "`{command}` は作者向けです。外で `maillab lab {command}` を使ってください。"),
    Phrase("shell.lab.finished", en: "done", ja: "完了"),
    Phrase("shell.lab.at-step", en: "step {step}", ja: "ステップ {step}"),
    Phrase(
        "shell.lab.list-footer", en: "`lab start N` opens a lab in a fresh world.",
        ja: "`lab start N` で、新しい世界でラボを始めます。"),
    Phrase(
        "shell.lab.stopped", en: "The lab is closed; the world stays as it is.",
        ja: "ラボを閉じました。世界はそのままです。"),
    Phrase(
        "shell.lab.fresh-world",
        en: "The lab has a fresh world of its own. `hint` helps, `lab` shows the step again.",
        ja: "ラボには専用の新しい世界があります。`hint` でヒント、`lab` で今のステップを見られます。"),
    Phrase("shell.lab.goal", en: "Goal: {goal}", ja: "目標: {goal}"),
    Phrase(
        "shell.lab.question", en: "Question: {question} (`answer …`)",
        ja: "問い: {question} (`answer …` で答える)"),
    Phrase(
        "shell.lab.all-done", en: "Lab {lab} is done. `lab list` shows what comes next.",
        ja: "ラボ {lab} は完了です。`lab list` で次を見られます。"),
    Phrase(
        "shell.lab.went-to", en: "The steps before {step} are done for you, in a fresh world.",
        ja: "新しい世界で、ステップ {step} の前までを済ませました。"),
    Phrase(
        "shell.lab.no-hints", en: "This step has no hints; `lab` shows it again.",
        ja: "このステップにヒントはありません。`lab` でもう一度見られます。"),
    Phrase("shell.lab.hint", en: "Hint {level} of {of}", ja: "ヒント {level}/{of}"),
    Phrase("shell.lab.not-yet", en: "Not yet: {reason}", ja: "まだです: {reason}"),
    Phrase("shell.lab.look-at", en: "Look at {events}.", ja: "{events} を見てください。"),
    Phrase(
        "shell.lab.check-failed", en: "The step is not done yet; `hint` helps.",
        ja: "ステップはまだ終わっていません。`hint` でヒントを見られます。"),
    Phrase(
        "shell.lab.no-question", en: "This step asks no question; `lab` shows what it wants.",
        ja: "このステップに問いはありません。`lab` で目標を見られます。"),
    Phrase("shell.lab.right", en: "Right.", ja: "正解です。"),
    Phrase(
        "shell.lab.wrong", en: "Not quite. Look again, or ask for a `hint`.",
        ja: "少し違うようです。もう一度確かめるか、`hint` を使ってみましょう。"),
    Phrase(
        "shell.lab.remark", en: "About what you just tried (nothing is lost by trying):",
        ja: "今試したことについて(試しても減点はありません):"),
    Phrase("shell.lab.solution", en: "One way to do it:", ja: "解答例:"),
    Phrase(
        "shell.lab.progress", en: "Lab {lab}, {title}: step {step} of {count}",
        ja: "ラボ {lab} {title}: ステップ {step}/{count}"),
    Phrase(
        "shell.lab.passed", en: "[ok] Step {step} of {count} is done: {title}",
        ja: "[ok] ステップ {step}/{count} 完了: {title}"),
]
