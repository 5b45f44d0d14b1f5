#ifndef MAILLAB_COPENSSL_SHIM_H
#define MAILLAB_COPENSSL_SHIM_H

#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/objects.h>
#include <openssl/opensslv.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/* Swift sees neither macros that compute nor functions of any number of arguments: each that is
   needed has a function here. */

/* A provider that offers one random generator, and hands every wish to its owner. All instances
   of the generator (OpenSSL makes some for each thread) are one and the same. */
typedef struct maillab_chance {
    void (*fill)(void *owner, unsigned char *octets, size_t count);
    void *owner;
} maillab_chance;

static inline void *maillab_rand_new(
    void *provider, void *parent, const OSSL_DISPATCH *parent_calls) {
    (void)parent;
    (void)parent_calls;
    return provider;
}

static inline void maillab_rand_free(void *state) { (void)state; }

static inline int maillab_rand_instantiate(
    void *state, unsigned int strength, int resistance, const unsigned char *text,
    size_t length, const OSSL_PARAM params[]) {
    (void)state;
    (void)strength;
    (void)resistance;
    (void)text;
    (void)length;
    (void)params;
    return 1;
}

static inline int maillab_rand_uninstantiate(void *state) {
    (void)state;
    return 1;
}

static inline int maillab_rand_generate(
    void *state, unsigned char *octets, size_t count, unsigned int strength, int resistance,
    const unsigned char *text, size_t length) {
    maillab_chance *chance = (maillab_chance *)state;
    (void)strength;
    (void)resistance;
    (void)text;
    (void)length;
    if (chance->fill == NULL) return 0;
    chance->fill(chance->owner, octets, count);
    return 1;
}

static inline int maillab_rand_reseed(
    void *state, int resistance, const unsigned char *entropy, size_t entropy_length,
    const unsigned char *text, size_t length) {
    (void)state;
    (void)resistance;
    (void)entropy;
    (void)entropy_length;
    (void)text;
    (void)length;
    return 1;
}

/* The owner holds a lock of its own around every call into OpenSSL. */
static inline int maillab_rand_enable_locking(void *state) {
    (void)state;
    return 1;
}

static inline int maillab_rand_lock(void *state) {
    (void)state;
    return 1;
}

static inline void maillab_rand_unlock(void *state) { (void)state; }

static inline const OSSL_PARAM *maillab_rand_gettable(void *state, void *provider) {
    static const OSSL_PARAM known[] = {
        OSSL_PARAM_int(OSSL_RAND_PARAM_STATE, NULL),
        OSSL_PARAM_uint(OSSL_RAND_PARAM_STRENGTH, NULL),
        OSSL_PARAM_size_t(OSSL_RAND_PARAM_MAX_REQUEST, NULL),
        OSSL_PARAM_END,
    };
    (void)state;
    (void)provider;
    return known;
}

static inline int maillab_rand_get(void *state, OSSL_PARAM params[]) {
    OSSL_PARAM *found;
    (void)state;
    found = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STATE);
    if (found != NULL && !OSSL_PARAM_set_int(found, EVP_RAND_STATE_READY)) return 0;
    found = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STRENGTH);
    if (found != NULL && !OSSL_PARAM_set_uint(found, 256)) return 0;
    found = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_MAX_REQUEST);
    if (found != NULL && !OSSL_PARAM_set_size_t(found, 1 << 16)) return 0;
    return 1;
}

static inline const OSSL_ALGORITHM *maillab_provider_query(
    void *provider, int operation, int *no_cache) {
    static const OSSL_DISPATCH calls[] = {
        {OSSL_FUNC_RAND_NEWCTX, (void (*)(void))maillab_rand_new},
        {OSSL_FUNC_RAND_FREECTX, (void (*)(void))maillab_rand_free},
        {OSSL_FUNC_RAND_INSTANTIATE, (void (*)(void))maillab_rand_instantiate},
        {OSSL_FUNC_RAND_UNINSTANTIATE, (void (*)(void))maillab_rand_uninstantiate},
        {OSSL_FUNC_RAND_GENERATE, (void (*)(void))maillab_rand_generate},
        {OSSL_FUNC_RAND_RESEED, (void (*)(void))maillab_rand_reseed},
        {OSSL_FUNC_RAND_ENABLE_LOCKING, (void (*)(void))maillab_rand_enable_locking},
        {OSSL_FUNC_RAND_LOCK, (void (*)(void))maillab_rand_lock},
        {OSSL_FUNC_RAND_UNLOCK, (void (*)(void))maillab_rand_unlock},
        {OSSL_FUNC_RAND_GETTABLE_CTX_PARAMS, (void (*)(void))maillab_rand_gettable},
        {OSSL_FUNC_RAND_GET_CTX_PARAMS, (void (*)(void))maillab_rand_get},
        {0, NULL},
    };
    static const OSSL_ALGORITHM generators[] = {
        {"MAILLAB-RAND", "provider=maillab", calls, "seeded"},
        {NULL, NULL, NULL, NULL},
    };
    (void)provider;
    *no_cache = 0;
    return operation == OSSL_OP_RAND ? generators : NULL;
}

static inline void maillab_provider_teardown(void *provider) { free(provider); }

static inline int maillab_provider_init(
    const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *core, const OSSL_DISPATCH **calls,
    void **provider) {
    static const OSSL_DISPATCH own[] = {
        {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))maillab_provider_query},
        {OSSL_FUNC_PROVIDER_TEARDOWN, (void (*)(void))maillab_provider_teardown},
        {0, NULL},
    };
    (void)handle;
    (void)core;
    *provider = calloc(1, sizeof(maillab_chance));
    if (*provider == NULL) return 0;
    *calls = own;
    return 1;
}

/* Loads the generator of `owner` into `library`; NULL when this OpenSSL will not have it. */
static inline OSSL_PROVIDER *maillab_load_chance(
    OSSL_LIB_CTX *library, void (*fill)(void *, unsigned char *, size_t), void *owner) {
    OSSL_PROVIDER *provider;
    maillab_chance *chance;
    if (!OSSL_PROVIDER_add_builtin(library, "maillab", maillab_provider_init)) return NULL;
    provider = OSSL_PROVIDER_load(library, "maillab");
    if (provider == NULL) return NULL;
    chance = (maillab_chance *)OSSL_PROVIDER_get0_provider_ctx(provider);
    chance->fill = fill;
    chance->owner = owner;
    if (!RAND_set_DRBG_type(library, "MAILLAB-RAND", NULL, NULL, NULL)) {
        OSSL_PROVIDER_unload(provider);
        return NULL;
    }
    return provider;
}

/* Keys. */

static inline EVP_PKEY *maillab_make_ec_key(OSSL_LIB_CTX *library, const char *curve) {
    return EVP_PKEY_Q_keygen(library, NULL, "EC", curve);
}

static inline EVP_PKEY *maillab_make_rsa_key(OSSL_LIB_CTX *library, size_t bits) {
    return EVP_PKEY_Q_keygen(library, NULL, "RSA", bits);
}

/* Authenticated ciphers. */

static inline int maillab_set_nonce_length(EVP_CIPHER_CTX *context, int count) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, count, NULL);
}

static inline int maillab_get_tag(EVP_CIPHER_CTX *context, int count, void *tag) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, count, tag);
}

static inline int maillab_set_tag(EVP_CIPHER_CTX *context, int count, void *tag) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, count, tag);
}

/* TLS contexts and sessions. */

static inline int maillab_set_versions(SSL_CTX *context, int lowest, int highest) {
    return SSL_CTX_set_min_proto_version(context, lowest)
        && SSL_CTX_set_max_proto_version(context, highest);
}

static inline void maillab_set_options(SSL_CTX *context) {
    /* Without tickets and renegotiation a session is its handshake and two streams of records.
       Without "encrypt then MAC" the old block ciphers have one form of record, not two. */
    SSL_CTX_set_options(
        context,
        SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION
            | SSL_OP_NO_ENCRYPT_THEN_MAC | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
}

static inline int maillab_set_groups(SSL_CTX *context, const char *list) {
    return (int)SSL_CTX_set1_groups_list(context, list);
}

static inline int maillab_set_signatures(SSL_CTX *context, const char *list) {
    return (int)SSL_CTX_set1_sigalgs_list(context, list);
}

static inline int maillab_add_to_chain(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

static inline int maillab_set_server_name(SSL *session, const char *name) {
    return (int)SSL_set_tlsext_host_name(session, name);
}

static inline int maillab_negotiated_group(SSL *session) {
    return (int)SSL_get_negotiated_group(session);
}

static inline const char *maillab_server_name(const SSL *session) {
    return SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
}

static inline size_t maillab_pending(BIO *memory) { return BIO_ctrl_pending(memory); }

static inline SSL *maillab_session_of(X509_STORE_CTX *store) {
    return (SSL *)X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
}

/* The certificates that the peer sent, without the first one. */
static inline int maillab_intermediate_count(X509_STORE_CTX *store) {
    STACK_OF(X509) *chain = X509_STORE_CTX_get0_untrusted(store);
    return chain == NULL ? 0 : sk_X509_num(chain);
}

static inline X509 *maillab_intermediate(X509_STORE_CTX *store, int index) {
    return sk_X509_value(X509_STORE_CTX_get0_untrusted(store), index);
}

static inline int maillab_error_reason(unsigned long code) { return ERR_GET_REASON(code); }

static inline int maillab_error_is_of_tls(unsigned long code) {
    return ERR_GET_LIB(code) == ERR_LIB_SSL;
}

#endif
