import Clockwork
import Session
import Support
import Testing

/// Puts one session on a stage: gives it inputs, answers its questions, keeps what it does.
///
/// Generic over every `ByteSession`; it would stand in Support, if Support could import Session.
struct Stage<Actor: ByteSession> {
    var session: Actor
    var now = Instant.zero
    /// Answers a question at once, or leaves it open by nil.
    var answer: (Actor.Question) -> Actor.Answer?
    var questions: [Actor.Question] = []
    var notes: [Note] = []

    init(_ session: Actor, answer: @escaping (Actor.Question) -> Actor.Answer?) {
        self.session = session
        self.answer = answer
    }

    /// Gives one input and everything that follows from answers.
    mutating func give(_ input: SessionInput<Actor.Answer>) -> [Transcript.Heard] {
        var heard: [Transcript.Heard] = []
        var inputs = [input]
        while !inputs.isEmpty {
            var outbox: [SessionOutput<Actor.Question>] = []
            session.handle(inputs.removeFirst(), at: now, into: &outbox)
            for output in outbox {
                switch output {
                case .send(let octets): heard.append(.octets(octets))
                case .ask(let question):
                    questions.append(question)
                    if let answer = answer(question) { inputs.append(.answered(answer)) }
                case .startTLS: heard.append(.deed("startTLS"))
                case .close: heard.append(.deed("close"))
                case .abort: heard.append(.deed("abort"))
                case .note(let note): notes.append(note)
                }
            }
        }
        return heard
    }

    /// Takes a line of a transcript.
    mutating func hear(_ said: Transcript.Said) -> [Transcript.Heard] {
        switch said {
        case .octets(let octets): return give(.received(octets))
        case .event("opened"): return give(.opened)
        case .event("closedByPeer"): return give(.closedByPeer)
        case .event("shuttingDown"): return give(.shuttingDown)
        case .event("secured"):
            return give(.secured(TLSFacts(protocolVersion: "TLSv1.3", cipherSuite: "lab")))
        case .event("silence"):
            guard let deadline = session.nextDeadline else { return [] }
            now = deadline
            return give(.deadlinePassed)
        case .event("writable"): return give(.writable(16))
        case .event("failed"): return give(.failed(.reset))
        case .event(let name): preconditionFailure("no event \(name)")
        }
    }

    /// The octets alone of what the session did.
    func sentOctets(_ heard: [Transcript.Heard]) -> [UInt8] {
        heard.flatMap { item -> [UInt8] in
            if case .octets(let octets) = item { octets } else { [] }
        }
    }
}

/// Plays a transcript in every cut, each time from the start.
func expect<Actor: ByteSession>(
    _ text: String, engine: Transcript.Side = .server, of session: Actor,
    sourceLocation: SourceLocation = #_sourceLocation,
    answer: @escaping (Actor.Question) -> Actor.Answer?
) {
    let transcript = Transcript(text, engine: engine)
    for size in Seeds.pieceSizes {
        var stage = Stage(session, answer: answer)
        let difference = transcript.firstDifference(pieceSize: size) { stage.hear($0) }
        #expect(difference == nil, "\(difference ?? "")", sourceLocation: sourceLocation)
        if difference != nil { return }
    }
}
