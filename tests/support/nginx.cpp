#include "tests/support/nginx.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <stdexcept>
#include <vector>

#include "common/base/unique_fd.h"
#include "tests/support/eventually.h"
#include "tests/support/scripted_server.h"

namespace tasksched::support {
namespace {

void openssl(std::vector<std::string> arguments, const std::string& home) {
    ProcessSpec spec;
    spec.program = "openssl";
    spec.arguments = std::move(arguments);
    spec.environment = plain_environment(home);
    spec.directory = home;
    if (const ProcessResult result = run(spec); result.exit_code != 0) {
        throw std::runtime_error("openssl: " + result.err);
    }
}

void make_key(const std::string& file, const std::string& home) {
    openssl({"ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", file}, home);
}

bool is_listening(int port) {
    const base::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return ::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

std::string nginx_config(const std::string& server, const Certificate* tls, int port,
                         const std::string& home) {
    const std::string keys = tls == nullptr
                                 ? ""
                                 : fmt::format("ssl_certificate {}; ssl_certificate_key {};",
                                               tls->certificate, tls->key);
    return fmt::format(R"(daemon off; master_process off;
pid {3}/nginx.pid; error_log stderr error; worker_rlimit_nofile 20000;
events {{ worker_connections 9000; }}
http {{
    log_format short '$request_method $uri $server_protocol $status';
    access_log {3}/access.log short;
    client_body_temp_path {3}/body; proxy_temp_path {3}/proxy; fastcgi_temp_path {3}/fastcgi;
    uwsgi_temp_path {3}/uwsgi; scgi_temp_path {3}/scgi;
    keepalive_requests 100000;
    server {{
        listen 127.0.0.1:{0}{1} backlog=8192;
        {2}
        {4}
    }}
}}
)",
                       port, tls == nullptr ? "" : " ssl", keys, home, server);
}

}  // namespace

TestAuthority::TestAuthority() {
    make_key("ca.key", home_.path());
    openssl({"req", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=tasksched test", "-days", "30",
             "-out", "ca.pem"},
            home_.path());
    static_cast<void>(home_.write("index.txt", ""));
    static_cast<void>(home_.write("ca.conf", R"([ca]
default_ca = test
[test]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
)"));
}

Certificate TestAuthority::issue(const std::string& names) const {
    return issue(names, "20990101000000Z");
}

Certificate TestAuthority::issue_expired(const std::string& names) const {
    return issue(names, "20200102000000Z");
}

Certificate TestAuthority::issue(const std::string& names, const std::string& end) const {
    static int count = 0;
    const std::string name = fmt::format("server{}", ++count);
    make_key(name + ".key", home_.path());
    openssl({"req", "-new", "-key", name + ".key", "-subj", "/CN=" + name, "-addext",
             "subjectAltName=" + names, "-out", name + ".csr"},
            home_.path());
    openssl({"ca", "-batch", "-notext", "-config", "ca.conf", "-cert", "ca.pem", "-keyfile",
             "ca.key", "-startdate", "20200101000000Z", "-enddate", end, "-in", name + ".csr",
             "-out", name + ".pem"},
            home_.path());
    return {.certificate = home_.file(name + ".pem"), .key = home_.file(name + ".key")};
}

Nginx::Nginx(const std::string& server, const Certificate* tls) : speaks_tls_(tls != nullptr) {
    // Somebody else may take the port in between.
    constexpr int kTries = 5;
    for (int i = 0; i < kTries; ++i) {
        if (start(server, tls)) {
            return;
        }
    }
    throw std::runtime_error("nginx does not start:\n" + process_->err());
}

bool Nginx::start(const std::string& server, const Certificate* tls) {
    port_ = free_port();
    ProcessSpec spec;
    spec.program = "/usr/sbin/nginx";
    spec.environment = plain_environment(home_.path());
    spec.arguments = {
        "-e", "stderr",
        "-p", home_.path(),
        "-c", home_.write("nginx.conf", nginx_config(server, tls, port_, home_.path()))};
    process_ = std::make_unique<Process>(spec);
    return eventually([&] { return is_listening(port_) || !process_->running(); }) &&
           process_->running();
}

std::string Nginx::url(const std::string& path, const std::string& host) const {
    return fmt::format("{}://{}:{}{}", speaks_tls_ ? "https" : "http", host, port_, path);
}

}  // namespace tasksched::support
