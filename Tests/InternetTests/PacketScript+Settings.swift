import Clockwork
import Internet

// The words for settings: pairs of a name and a value, on one line.
extension PacketScript {
    mutating func set(_ words: [String]) throws {
        var settings = network.tcpSettings(of: host)
        var index = 0
        while index + 1 < words.count {
            try change(words[index], to: words[index + 1], in: &settings)
            index += 2
        }
        network.setTCPSettings(settings, on: host)
    }

    private func change(
        _ name: String, to value: String, in settings: inout TCPSettings
    ) throws {
        let isOn = value == "on"
        let number = Double(value) ?? 0
        let time = Interval(nanoseconds: Int64((number * 1e9).rounded()))
        switch name {
        case "syn": settings.synSchedule = value == "classic" ? .classic : .linux
        case "min-rto": settings.leastTimeout = time
        case "retries": settings.retransmissionLimit = Int(number)
        case "delayed-ack": settings.acknowledgmentDelay = time
        case "nagle": settings.usesNagle = isOn
        case "wscale": settings.offersWindowScale = isOn
        case "timestamps": settings.offersTimestamps = isOn
        case "sack": settings.offersSACK = isOn
        case "buffer": settings.receiveBufferOctets = Int(number)
        case "initial-window": settings.initialWindowSegments = Int(number)
        case "time-wait": settings.timeWait = time
        case "backlog": settings.backlog = Int(number)
        case "reuse": settings.reusesTimeWait = isOn
        case "keep-alive":
            var keepAlive = TCPSettings.KeepAlive()
            let parts = value.split(separator: "/").compactMap { Int($0) }
            guard parts.count == 3 else { throw failure("keep-alive IDLE/INTERVAL/LIMIT") }
            keepAlive.idle = .seconds(parts[0])
            keepAlive.interval = .seconds(parts[1])
            keepAlive.limit = parts[2]
            settings.keepAlive = keepAlive
        default: throw failure("unknown setting \(name)")
        }
    }
}
