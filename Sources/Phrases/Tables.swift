/// Every table of phrases, one a room, in the order of the floors.
let allTables: [[Phrase]] = [
    internetPhrases, addressPhrases, firewallPhrases, dnsPhrases, tlsPhrases, tlsMessagePhrases,
    saslPhrases, authenticationPhrases, saslPartPhrases, smtpPhrases, attackPhrases,
    pop3Phrases, imapPhrases, postOfficePhrases, tapPhrases, simulationPhrases, labPhrases,
    shellPhrases, shellPhrasesEvents, shellPhrasesHelp, shellPhrasesLab, shellPhrasesLook,
    shellPhrasesProbe, shellPhrasesStory, shellPhrasesSASL, shellPhrasesFirewall,
    shellPhrasesSymptoms, shellPhrasesTap, shellPhrasesCompare,
]
