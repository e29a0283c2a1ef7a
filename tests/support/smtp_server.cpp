#include "tests/support/smtp_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/support/eventually.h"

namespace tasksched::support {
namespace {

std::string from_base64(const std::string& text) {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned group = 0;
    int bits = 0;
    for (const char c : text) {
        const std::size_t value = kLetters.find(c);
        if (value == std::string_view::npos) {
            continue;
        }
        group = (group << 6U) | static_cast<unsigned>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>((group >> static_cast<unsigned>(bits)) & 0xFFU);
        }
    }
    return bytes;
}

bool equal_names(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return std::tolower(static_cast<unsigned char>(x)) ==
                      std::tolower(static_cast<unsigned char>(y));
           });
}

}  // namespace

SmtpServer::SmtpServer(Options options) : options_(std::move(options)) { start(); }

void SmtpServer::start() {
    ProcessSpec spec;
    spec.program = "/usr/bin/python3";
    spec.arguments = {TASKSCHED_TEST_SMTP_SERVER, home_.path()};
    if (options_.tls != nullptr) {
        spec.arguments.insert(spec.arguments.end(),
                              {"--tls", options_.tls->certificate, options_.tls->key});
    }
    if (!options_.user.empty()) {
        spec.arguments.insert(spec.arguments.end(), {"--user", options_.user, options_.password});
    }
    if (options_.pipelining) {
        spec.arguments.emplace_back("--pipelining");
    }
    if (port_ != 0) {
        spec.arguments.insert(spec.arguments.end(), {"--port", std::to_string(port_)});
    }
    spec.environment = plain_environment(home_.path());
    std::remove(home_.file("port").c_str());
    process_ = std::make_unique<Process>(spec);
    const bool is_there =
        eventually([&] { return !home_.read("port").empty() || !process_->running(); });
    if (!is_there || home_.read("port").empty()) {
        throw std::runtime_error("smtp_server.py: " + process_->err());
    }
    port_ = std::stoi(home_.read("port"));
}

void SmtpServer::stop() { process_.reset(); }

void SmtpServer::restart() {
    stop();
    start();
}

std::string SmtpServer::url() const { return fmt::format("smtp://127.0.0.1:{}", port_); }

void SmtpServer::set_mode(const std::string& mode) const {
    static_cast<void>(home_.write("mode", mode));
}

std::vector<ReceivedMail> SmtpServer::received() const {
    std::vector<ReceivedMail> all;
    const std::string text = home_.read("received");
    // A line that is being written has no end yet.
    std::istringstream lines(text.substr(0, text.rfind('\n') + 1));
    for (std::string line; std::getline(lines, line);) {
        const auto json = nlohmann::json::parse(line);
        all.push_back({.from = json.at("from"),
                       .to = json.at("to"),
                       .content = from_base64(json.at("content")),
                       .tls = json.at("tls"),
                       .user = json.at("user"),
                       .took = json.at("took")});
    }
    return all;
}

std::vector<ReceivedMail> SmtpServer::wait_for(std::size_t count) const {
    eventually([&] { return received().size() >= count; });
    return received();
}

std::vector<std::string> header_values(const std::string& content, const std::string& name) {
    std::vector<std::string> values;
    std::istringstream lines(content.substr(0, content.find("\r\n\r\n") + 2));
    bool is_wanted = false;
    for (std::string line; std::getline(lines, line);) {
        line.erase(line.find_last_not_of("\r\n") + 1);
        if (line.starts_with(' ') || line.starts_with('\t')) {
            if (is_wanted) {
                values.back() += line;
            }
            continue;
        }
        const std::size_t colon = line.find(':');
        is_wanted = equal_names(line.substr(0, colon), name);
        if (is_wanted) {
            values.push_back(line.substr(std::min(line.size(), colon + 2)));
        }
    }
    return values;
}

}  // namespace tasksched::support
