import Clockwork
import OrderedCollections
import Wire

/// Addresses as a person names them: `203.0.113.0/24, @office except @own-mail`.
///
/// An exception may have exceptions of its own: each `except` takes away from what stands before
/// it, so `10.0.0.0/8 except 10.1.0.0/16 except 10.1.2.0/24` holds 10.1.2.9.
package struct AddressExpression: Hashable, Sendable, CustomStringConvertible {
    /// One thing of a list.
    package enum Item: Hashable, Sendable, CustomStringConvertible {
        case any
        case prefix(IPPrefix)
        /// A named set, written `@name`.
        case set(String)
        /// A host of the world by its name: all of its addresses.
        case host(String)

        package var description: String {
            switch self {
            case .any: "any"
            case .prefix(let prefix):
                prefix.length == prefix.base.bitWidth ? "\(prefix.base)" : "\(prefix)"
            case .set(let name): "@" + name
            case .host(let name): name
            }
        }
    }

    package var items: [Item]
    /// What is taken away again: one entry for each `except`, from the left.
    package var exceptions: [[Item]]

    package init(_ items: [Item], except exceptions: [[Item]] = []) {
        self.items = items
        self.exceptions = exceptions
    }

    package init(_ prefixes: [IPPrefix]) { self.init(prefixes.map { .prefix($0) }) }

    package static let any = AddressExpression([.any])

    /// Whether it holds every address, so that nothing need be asked.
    package var isAny: Bool { exceptions.isEmpty && items.contains(.any) }

    package var description: String {
        items.isEmpty ? "none" : ([items] + exceptions).map(Self.text).joined(separator: " except ")
    }

    /// The items alone, without what is taken away.
    var base: AddressExpression { AddressExpression(items) }

    /// What is taken away, with its own exceptions.
    var exception: AddressExpression? {
        exceptions.first.map { AddressExpression($0, except: Array(exceptions.dropFirst())) }
    }

    private static func text(_ items: [Item]) -> String {
        items.map(\.description).joined(separator: ", ")
    }
}

/// What the names in a firewall's rules stand for: its own sets, and the hosts of the world.
package struct AddressBook: Sendable {
    /// Why a name cannot be used.
    package enum Problem: Error, Hashable, Sendable {
        case unknownSet(String)
        case unknownHost(String)
        /// The set holds itself, straight or round corners.
        case circle(String)
    }

    package var sets = OrderedDictionary<String, AddressExpression>()
    package var hosts = OrderedDictionary<String, [IPAddress]>()

    package init() {}

    /// The addresses that an expression holds.
    func ranges(_ expression: AddressExpression) throws(Problem) -> AddressRanges {
        // Each set is worked out once, however often others name it.
        var known = Lookup<String, AddressRanges>()
        return try ranges(expression, inside: [], &known)
    }

    /// The addresses of a set; none when nobody has defined it.
    func ranges(ofSet name: String) throws(Problem) -> AddressRanges {
        sets[name] == nil ? AddressRanges() : try ranges(AddressExpression([.set(name)]))
    }

    private func ranges(
        _ expression: AddressExpression, inside open: [String],
        _ known: inout Lookup<String, AddressRanges>
    ) throws(Problem) -> AddressRanges {
        var result = AddressRanges()
        for item in expression.items { result.formUnion(try ranges(item, inside: open, &known)) }
        if let exception = expression.exception {
            result.subtract(try ranges(exception, inside: open, &known))
        }
        return result
    }

    private func ranges(
        _ item: AddressExpression.Item, inside open: [String],
        _ known: inout Lookup<String, AddressRanges>
    ) throws(Problem) -> AddressRanges {
        switch item {
        case .any: return .all
        case .prefix(let prefix):
            var ranges = AddressRanges()
            ranges.add(prefix)
            return ranges
        case .set(let name):
            if let ranges = known[name] { return ranges }
            guard !open.contains(name) else { throw .circle(name) }
            guard let set = sets[name] else { throw .unknownSet(name) }
            let ranges = try ranges(set, inside: open + [name], &known)
            known[name] = ranges
            return ranges
        case .host(let name):
            guard let addresses = hosts[name] else { throw .unknownHost(name) }
            var ranges = AddressRanges()
            for address in addresses {
                if let prefix = IPPrefix(address, length: address.bitWidth) { ranges.add(prefix) }
            }
            return ranges
        }
    }
}
