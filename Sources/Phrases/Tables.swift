/// Every table of phrases, one a room, in the order of the floors.
let allTables: [[Phrase]] = [
    internetPhrases, addressPhrases, firewallPhrases, gatewayPhrases, dnsPhrases, tlsPhrases,
    tlsMessagePhrases,
    saslPhrases, authenticationPhrases, saslPartPhrases, smtpPhrases, attackPhrases,
    pop3Phrases, imapPhrases, postOfficePhrases, tapPhrases, simulationPhrases, dataPhrases,
    storyPhrases,
    labPhrases,
    shellPhrases, shellPhrasesEvents, shellPhrasesHelp, shellPhrasesLab, shellPhrasesLook,
    shellPhrasesProbe, shellPhrasesStory, shellPhrasesSASL, shellPhrasesFirewall,
    shellPhrasesSymptoms, shellPhrasesTap, shellPhrasesCompare,
]
