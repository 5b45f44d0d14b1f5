import COpenSSL

/// An OpenSSL library of its own whose every throw of chance comes from a `ChanceStream`.
///
/// A private library context holds a provider of ours that offers one random generator. Before
/// each call the stream of the caller is put in, after it the stream is taken out again: so many
/// sessions share the library, which is dear to make, and none moves the chance of another. The
/// generator of the process itself is not touched.
///
/// This is a class because it owns C memory; it has no state that outlives a call.
package final class SeededLibrary: @unchecked Sendable {
    /// The library that all worlds share.
    package static let shared = SeededLibrary()

    private let context: OpaquePointer
    private let lock: UnsafeMutableRawPointer
    private var standard: OpaquePointer?
    private var own: OpaquePointer?
    private var chance = ChanceStream(seed: [])

    package init() {
        guard let context = OSSL_LIB_CTX_new(), let lock = CRYPTO_THREAD_lock_new() else {
            preconditionFailure("OpenSSL has no memory left for a library context")
        }
        self.context = context
        self.lock = lock
        let owner = Unmanaged.passUnretained(self).toOpaque()
        own = maillab_load_chance(
            context,
            { owner, octets, count in
                guard let owner, let octets else { return }
                let library = Unmanaged<SeededLibrary>.fromOpaque(owner).takeUnretainedValue()
                library.fill(UnsafeMutableBufferPointer(start: octets, count: count))
            }, owner)
        standard = OSSL_PROVIDER_load(context, "default")
        precondition(
            own != nil && standard != nil,
            "MailLab needs OpenSSL 3 with its default provider: this one does not load it")
    }

    deinit {
        if let own { OSSL_PROVIDER_unload(own) }
        if let standard { OSSL_PROVIDER_unload(standard) }
        OSSL_LIB_CTX_free(context)
        CRYPTO_THREAD_lock_free(lock)
    }

    private func fill(_ octets: UnsafeMutableBufferPointer<UInt8>) {
        let made = chance.octets(octets.count)
        for index in octets.indices { octets[index] = made[index] }
    }

    /// Calls into the library with `stream` as its chance; one thread at a time.
    ///
    /// Calls must not be nested. The error queue of OpenSSL is empty before and after.
    package func with<Result, Failure: Error>(
        _ stream: inout ChanceStream, _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        CRYPTO_THREAD_write_lock(lock)
        swap(&chance, &stream)
        ERR_clear_error()
        defer {
            ERR_clear_error()
            swap(&chance, &stream)
            CRYPTO_THREAD_unlock(lock)
        }
        return try body(context)
    }

    /// Goes on with another stream; only inside `with`, by one who must look at his own state
    /// under the lock before he can name his stream.
    package func lend<Result>(_ stream: inout ChanceStream, _ body: () -> Result) -> Result {
        swap(&chance, &stream)
        defer { swap(&chance, &stream) }
        return body()
    }
}
