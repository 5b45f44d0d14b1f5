#ifndef MAILLAB_COPENSSL_SHIM_H
#define MAILLAB_COPENSSL_SHIM_H

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/opensslv.h>

#endif
