#include "daemon/transfer/easy_options.h"

namespace tasksched::daemon {
namespace {

/// How long a file of authorities is taken as read.
constexpr long kAuthoritiesSeconds = 600;

}  // namespace

void set_options_of_all(CURL* easy, const std::string& ca_file) {
    set_option(easy, CURLOPT_NOSIGNAL, 1L);
    set_option(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set_option(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    // Cut off while it looks a name up, libcurl would wait for the thread that does so.
    set_option(easy, CURLOPT_QUICK_EXIT, 1L);
    set_option(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set_option(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set_option(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    // Without a directory libcurl keeps the authorities in memory instead of reading them for each
    // connection, which would cost it most of its time.
    const char* no_directory = nullptr;
    set_option(easy, CURLOPT_CAPATH, no_directory);
    set_option(easy, CURLOPT_CA_CACHE_TIMEOUT, kAuthoritiesSeconds);
    if (!ca_file.empty()) {
        set_option(easy, CURLOPT_CAINFO, ca_file.c_str());
    }
}

}  // namespace tasksched::daemon
