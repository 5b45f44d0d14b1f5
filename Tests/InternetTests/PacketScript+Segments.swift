import Internet
import Wire

// The words for segments, both ways.
extension PacketScript {
    func value(_ name: String, in words: [String]) -> Int? {
        word(name, in: words).flatMap { Int($0) }
    }

    func word(_ name: String, in words: [String], offset: Int = 1) -> String? {
        guard let index = words.firstIndex(of: name), index + offset < words.count else {
            return nil
        }
        return words[index + offset]
    }

    func flags(_ text: String) -> TCPFlags {
        TCPFlags.names.filter { text.split(separator: ",").map(String.init).contains($0.name) }
            .reduce(into: TCPFlags()) { $0.insert($1.flag) }
    }

    /// The far end's segment; its sequence numbers begin just before they wrap round.
    func segment(_ words: [String]) -> TCPSegment {
        let flags = flags(words[0])
        let port = value("port", in: words).map { UInt16($0) }
        var segment = TCPSegment(
            sourcePort: port ?? (remotePort == 0 ? 40_000 : remotePort),
            destinationPort: localPort == 0 ? 25 : localPort,
            sequence: peerStart &+ UInt32(truncatingIfNeeded: value("seq", in: words) ?? 0),
            acknowledgment: value("ack", in: words).map {
                (ownStart ?? 0) &+ UInt32(truncatingIfNeeded: $0)
            } ?? 0,
            flags: flags, window: UInt16(value("win", in: words) ?? 65_535),
            options: options(words),
            data: ArraySlice(repeating: 0x78, count: value("len", in: words) ?? 0))
        segment.urgentPointer = UInt16(value("urg", in: words) ?? 0)
        return segment
    }

    private func options(_ words: [String]) -> TCPOptions {
        var options = TCPOptions(
            maximumSegmentSize: value("mss", in: words).map { UInt16($0) },
            windowScale: value("wscale", in: words).map { UInt8($0) },
            isSACKPermitted: words.contains("sackok"))
        if let clock = value("ts", in: words) {
            let echo = word("ts", in: words, offset: 2).flatMap { Int($0) } ?? 0
            options.timestamps = TCPTimestamps(
                value: UInt32(truncatingIfNeeded: clock),
                echo: flags(words[0]).contains(.ack)
                    ? (ownClock ?? 0) &+ UInt32(truncatingIfNeeded: echo) : 0)
        }
        for block in word("sack", in: words)?.split(separator: ",") ?? [] {
            let ends = block.split(separator: ":").compactMap { Int($0) }
            guard ends.count == 2 else { continue }
            let start = ownStart ?? 0
            options.sack.append(
                SACKBlock(
                    start: start &+ UInt32(truncatingIfNeeded: ends[0]),
                    end: start &+ UInt32(truncatingIfNeeded: ends[1])))
        }
        return options
    }

    /// What the script expects, in the order in which `text` says it.
    func wanted(_ words: [String]) -> String {
        var wanted = "\(flags(words[0]))"
        for name in ["seq", "ack", "win", "mss", "len", "wscale"] {
            if let value = value(name, in: words) { wanted += " \(name) \(value)" }
        }
        if words.contains("sackok") { wanted += " sackok" }
        if let clock = word("ts", in: words), let echo = word("ts", in: words, offset: 2) {
            wanted += " ts \(clock) \(echo)"
        }
        if let blocks = word("sack", in: words) { wanted += " sack \(blocks)" }
        if words.contains("bare") { wanted += " bare" }
        return wanted
    }

    /// The segment in the script's words; `showing` leaves out what the script does not ask.
    func text(_ segment: TCPSegment, showing words: [String]? = nil) -> String {
        var text = "\(segment.flags)"
        func add(_ name: String, _ value: Int?, always: Bool = false) {
            guard let value, words?.contains(name) ?? true || always else { return }
            text += " \(name) \(value)"
        }
        add("seq", Int(Int32(bitPattern: segment.sequence &- (ownStart ?? 0))))
        if segment.flags.contains(.ack) {
            add("ack", Int(Int32(bitPattern: segment.acknowledgment &- peerStart)))
        }
        add("win", Int(segment.window))
        add("mss", segment.maximumSegmentSize.map(Int.init))
        add("len", segment.data.isEmpty ? nil : segment.data.count, always: true)
        add("wscale", segment.options.windowScale.map(Int.init))
        if segment.options.isSACKPermitted, words?.contains("sackok") ?? true { text += " sackok" }
        if let stamp = segment.options.timestamps, words?.contains("ts") ?? true {
            text += " ts \(Int32(bitPattern: stamp.value &- (ownClock ?? 0))) \(stamp.echo)"
        }
        if words?.contains("sack") ?? true { text += " sack \(blocks(of: segment))" }
        if words?.contains("bare") ?? false, segment.options.count == 0 { text += " bare" }
        return text
    }

    private func blocks(of segment: TCPSegment) -> String {
        let sack = segment.options.sack
        guard !sack.isEmpty else { return "none" }
        return (0..<sack.count).map {
            "\(Int32(bitPattern: sack[$0].start &- peerStart)):"
                + "\(Int32(bitPattern: sack[$0].end &- peerStart))"
        }.joined(separator: ",")
    }
}
