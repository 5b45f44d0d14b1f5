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
        "data.failed",
        en: "Cannot keep data in {file}: {reason}.",
        ja: "{file} にデータを保存できません: {reason}"),
]
