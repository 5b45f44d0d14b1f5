/// One direction of a TCP connection, put together again from the segments that pass.
///
/// The first octets that are heard of a place count; repetitions and overlaps are cut away. A gap
/// is known to be one when the receiver acknowledges what has not passed here (RFC 9293 §3.4).
struct StreamAssembler: Hashable, Sendable {
    /// What comes out, in the order of the stream.
    enum Piece: Hashable, Sendable {
        case octets([UInt8])
        case missing(Int)
        case end
    }

    private struct Waiting: Hashable, Sendable {
        let sequence: UInt32
        let octets: [UInt8]
    }

    /// What is kept while something before it is missing.
    static let octetLimit = 262_144
    static let pieceLimit = 256

    /// The next octet that is expected; nil before the first segment.
    private var next: UInt32?
    /// In the order of the stream.
    private var waiting: [Waiting] = []
    private var waitingOctets = 0
    private var finPlace: UInt32?
    private(set) var hasEnded = false

    /// Whether any octet or number of this direction is known.
    var hasBegun: Bool { next != nil }

    mutating func begin(at sequence: UInt32) { next = sequence }

    /// How far `place` is ahead of what is expected; negative behind it.
    private func distance(_ place: UInt32) -> Int {
        Int(Int32(bitPattern: place &- (next ?? place)))
    }

    mutating func take(
        _ data: some Collection<UInt8>, at sequence: UInt32, isLast: Bool
    ) -> [Piece] {
        guard !hasEnded else { return [] }
        if next == nil { next = sequence }
        let ahead = distance(sequence)
        // No window is so large: it belongs to another life of these ports.
        guard abs(ahead) < 1 << 24 else { return [] }
        if isLast { finPlace = sequence &+ UInt32(truncatingIfNeeded: data.count) }
        var pieces: [Piece] = []
        if ahead <= 0 {
            deliver(Array(data.dropFirst(-ahead)), into: &pieces)
        } else if !data.isEmpty {
            keep(Waiting(sequence: sequence, octets: Array(data)))
        }
        drain(into: &pieces)
        return pieces
    }

    /// The receiver has everything before `sequence`: what is missing of it will not come.
    mutating func acknowledge(_ sequence: UInt32) -> [Piece] {
        guard next != nil, !hasEnded else { return [] }
        var pieces: [Piece] = []
        while !hasEnded, (1..<(1 << 24)).contains(distance(sequence)) {
            // The number of the FIN is no octet.
            if let finPlace, distance(finPlace) == 0 { break }
            let until = waiting.first.map { min(distance($0.sequence), distance(sequence)) }
            var count = until ?? distance(sequence)
            if let finPlace { count = min(count, max(0, distance(finPlace))) }
            guard count > 0, let place = next else { break }
            pieces.append(.missing(count))
            next = place &+ UInt32(truncatingIfNeeded: count)
            drain(into: &pieces)
        }
        return pieces
    }

    private mutating func deliver(_ octets: [UInt8], into pieces: inout [Piece]) {
        guard !octets.isEmpty, let place = next else { return }
        pieces.append(.octets(octets))
        next = place &+ UInt32(truncatingIfNeeded: octets.count)
    }

    private mutating func drain(into pieces: inout [Piece]) {
        while let first = waiting.first, distance(first.sequence) <= 0 {
            waiting.removeFirst()
            waitingOctets -= first.octets.count
            deliver(Array(first.octets.dropFirst(-distance(first.sequence))), into: &pieces)
        }
        if let finPlace, distance(finPlace) <= 0, !hasEnded {
            hasEnded = true
            waiting = []
            waitingOctets = 0
            pieces.append(.end)
        }
    }

    private mutating func keep(_ piece: Waiting) {
        guard waiting.count < Self.pieceLimit,
            waitingOctets + piece.octets.count <= Self.octetLimit
        else { return }
        let place =
            waiting.firstIndex { distance($0.sequence) > distance(piece.sequence) }
            ?? waiting.endIndex
        waiting.insert(piece, at: place)
        waitingOctets += piece.octets.count
    }
}
