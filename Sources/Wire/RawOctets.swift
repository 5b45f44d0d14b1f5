// Numbers in network order in memory (RFC 791, appendix B), for the hot paths that write a packet
// into one piece of memory or change a packet in place. Callers have checked the bounds.

extension UnsafeMutableRawBufferPointer {
    /// Writes two octets.
    @inlinable
    package func store(_ value: UInt16, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
    }

    /// Writes four octets.
    @inlinable
    package func store(_ value: UInt32, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt32.self)
    }

    /// Writes eight octets.
    @inlinable
    package func store(_ value: UInt64, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt64.self)
    }

    /// Reads two octets.
    @inlinable
    package func word(at offset: Int) -> UInt16 {
        UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
}

extension UnsafeRawBufferPointer {
    /// Reads two octets.
    @inlinable
    package func word(at offset: Int) -> UInt16 {
        UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// Reads four octets.
    @inlinable
    package func longWord(at offset: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Reads eight octets.
    @inlinable
    package func quadWord(at offset: Int) -> UInt64 {
        UInt64(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
