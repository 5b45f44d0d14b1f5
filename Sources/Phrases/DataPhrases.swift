/// Why a folder for `serve --data` cannot be used.
let dataPhrases: [Phrase] = [
    Phrase(
        "data.in-use",
        en: "Another maillab uses the folder {folder}: end it first, or take another folder.",
        ja: "フォルダー {folder} は別のmaillabが使用中です。先にそれを終了するか、別のフォルダーを指定してください。"),
    Phrase(
        "data.foreign",
        en: "The folder {folder} holds other things: --data needs one that is new, empty or its "
            + "own.",
        ja: "フォルダー {folder} にはほかのものが入っています。--data には新しいフォルダー、空のフォルダー、"
            + "または以前に --data で使ったフォルダーを指定してください。"),
    Phrase(
        "data.other-version",
        en: "The folder {folder} was written by another version of maillab, which must read it.",
        ja: "フォルダー {folder} は別の版のmaillabが書いたものです。その版で読み込んでください。"),
    Phrase(
        "data.other-world",
        en: "The folder {folder} belongs to the world '{world}', not to '{wanted}': take another "
            + "folder, or --world with that world.",
        ja: "フォルダー {folder} は世界「{world}」のもので、「{wanted}」のものではありません。別のフォルダーか、"
            + "その世界を --world で指定してください。"),
    Phrase(
        "data.other-seed",
        en: "The folder {folder} holds a world with seed {seed}, not {wanted}: leave --seed out, "
            + "or take another folder.",
        ja: "フォルダー {folder} の世界のシードは {seed} で、{wanted} ではありません。--seed を省くか、"
            + "別のフォルダーを指定してください。"),
    Phrase(
        "trouble.kept-past",
        en: "What happened is kept in the data folder, so the past can be looked at but not "
            + "changed: `run` leads back to the present.",
        ja: "起きたことはデータフォルダーに保存済みなので、過去は見るだけで変えられません。"
            + "`run` で現在に戻れます。"),
    Phrase(
        "shell.lab.kept",
        en: "This world is kept in a data folder, and a lab needs a world of its own: open labs "
            + "with `maillab` or `maillab lab start`.",
        ja: "この世界はデータフォルダーに保存されています。ラボには専用の世界が必要なので、"
            + "`maillab` か `maillab lab start` で始めてください。"),
    Phrase(
        "shell.serve.kept",
        en: "Mailboxes and queues are kept in {folder} (start {run}).",
        ja: "メールボックスとキューは {folder} に保存されます({run}回目の起動)。"),
    Phrase(
        "data.failed",
        en: "Cannot keep data in {file}: {reason}.",
        ja: "{file} にデータを保存できません: {reason}"),
]
