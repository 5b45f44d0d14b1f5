/// Stories in files, and the past of a living world.
let storyPhrases: [Phrase] = [
    Phrase(
        "story.not-a-story",
        en: "{file} is no story: `save FILE` and `maillab serve --save FILE` write one.",
        ja: "{file} は物語のファイルではありません。`save FILE` か `maillab serve --save FILE` で"
            + "書き出したものを指定してください。"),
    Phrase(
        "story.other-version",
        en: "{file} is a story of format {version}, which this maillab does not know.",
        ja: "{file} は形式 {version} の物語で、このmaillabでは読めません。"),
    Phrase(
        "story.bad-line",
        en: "{file}:{line}: this line cannot be read: {reason}. A story that was changed by hand "
            + "needs each line as `save` writes it.",
        ja: "{file}:{line}: この行は読めません: {reason}。手で直した物語も、各行が `save` の書く形で"
            + "なければなりません。"),
    Phrase(
        "shell.save.no-source",
        en: "This world was not read from a file, so its story could not be lived again.",
        ja: "この世界はファイルから読み込んだものではないので、物語を再現できません。"),
    Phrase(
        "shell.save.other-file",
        en: "{file} is there and is no story: take another name, so that it is not lost.",
        ja: "{file} はすでにあり、物語のファイルではありません。上書きしないよう、別の名前にしてください。"),
    Phrase(
        "shell.save.done",
        en: "{file}: the story so far (actions: {count}). `load {file}` lives it again, here or "
            + "elsewhere.",
        ja: "{file}: ここまでの物語 (操作 {count} 件) を保存しました。`load {file}` で、ここでも別の"
            + "環境でも再現できます。"),
    Phrase(
        "shell.save.secret",
        en: "The file holds the secret seed of this world, and with it every key and password "
            + "that crossed it: only you can read it (mode 0600). Keep it so.",
        ja: "このファイルには世界の秘密のシードが入っており、通信の鍵もパスワードもすべて求められます。"
            + "読めるのはあなただけです (モード 0600)。ほかの人に渡さないでください。"),
    Phrase(
        "shell.load.done",
        en: "{file}: world {world}, lived again (actions: {count}).",
        ja: "{file}: 世界 {world}、操作 {count} 件を再現しました。"),
    Phrase(
        "shell.load.differs",
        en: "It came out differently from when it was saved: another version of maillab or of "
            + "OpenSSL wrote it, or it was changed.",
        ja: "保存したときと違う経過になりました。maillabかOpenSSLの版が違うか、ファイルが変更されています。"),
    Phrase(
        "shell.load.cut-off",
        en: "The program that wrote it was cut off: the story goes as far as its last whole line.",
        ja: "書いていたプログラムが途中で止まったため、物語は最後の完全な行までです。"),
    Phrase(
        "shell.load.stopped",
        en: "Stopped: nothing was loaded, and the world is as it was.",
        ja: "中断しました。何も読み込まず、世界は元のままです。"),
    Phrase(
        "shell.load.no-lab",
        en: "The lab {lab}, which was open then, is not here: the world is, without it.",
        ja: "保存時に開いていたラボ {lab} はここにありません。世界だけを読み込みました。"),
    Phrase(
        "shell.seed.secret",
        en: "World {world}. Its chance is the system's, 256 bits that nobody can foresee; `save` "
            + "keeps them with the story.",
        ja: "世界 {world}。乱数の種はシステムから得た256ビットで、だれにも予測できません。`save` で物語と"
            + "一緒に保存できます。"),
    Phrase(
        "shell.seed.secret-keys",
        en: "Since real programs came, its keys come from the system's chance; `save` keeps it.",
        ja: "実際のプログラムを招いてからは、鍵はシステムの乱数で作られています。`save` で一緒に保存できます。"),
    Phrase(
        "shell.serve.ready-secret",
        en: "The world is {world}, its chance the system's: nobody can foresee its keys. The "
            + "lab's certificate authority is {ca}: let only your test programs trust it. {end}",
        ja: "世界は {world}、乱数の種はシステムのもので、鍵はだれにも予測できません。ラボの認証局の証明書は "
            + "{ca} にあります。試験用のプログラムにだけ信頼させてください。{end}"),
    Phrase(
        "shell.serve.saving",
        en: "The story is written to {file} while it happens; `load` in the lab lives it again.",
        ja: "起きたことは {file} に書き続けます。ラボの `load` で再現できます。"),
    Phrase(
        "trouble.live-past",
        en: "You are looking back: the past cannot be changed while real programs are here. "
            + "`goto now` leads to the present.",
        ja: "いまは過去を見ています。実際のプログラムがつながっている間、過去は変えられません。"
            + "`goto now` で現在に戻れます。"),
    Phrase(
        "shell.where.live-past",
        en: "You are looking back while the world goes on: `step` and `run` play what is "
            + "recorded, `goto now` leads to the present.",
        ja: "世界が進む間に過去を見ています。`step` と `run` で記録を再生し、`goto now` で現在に戻ります。"),
    Phrase("shell.where.present", en: "This is the present.", ja: "ここが現在です。"),
    Phrase("shell.help.save", en: "Keep the story so far in a file.", ja: "ここまでの物語をファイルに保存する"),
    Phrase(
        "shell.help.save.more",
        en: "A story is the world's file, the seed and every action with its time, also what real "
            + "programs did. Where you stand, and the lab that is open, are kept with it. The "
            + "file is text; only you can read it.",
        ja: "物語とは、世界のファイル、シード、そしてすべての操作とその時刻です。実際のプログラムがしたことも"
            + "含みます。いまいる場所と開いているラボも一緒に保存します。ファイルはテキストで、読めるのは"
            + "あなただけです。"),
    Phrase("shell.help.load", en: "Live a saved story again.", ja: "保存した物語を再現する"),
    Phrase(
        "shell.help.load.more",
        en: "The world of the story takes the place of this one; `back`, `events`, `why`, `export` "
            + "and a lab's check work on it as if it had just happened. Ctrl-C stops, and leaves "
            + "everything as it was.",
        ja: "物語の世界がいまの世界に代わります。`back`、`events`、`why`、`export`、ラボの確認は、いま起きた"
            + "ことと同じように使えます。Ctrl-C で中断すると、元のままです。"),
]
