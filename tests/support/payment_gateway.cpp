#include "tests/support/payment_gateway.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace tasksched::support {
namespace {

/// The value of a header, empty where it is not there.
std::string header(const std::string& request, const std::string& name) {
    const std::string begin = "\r\n" + name + ": ";
    const std::size_t end_of_head = request.find("\r\n\r\n");
    const std::size_t at = request.find(begin);
    if (at == std::string::npos || at > end_of_head) {
        return {};
    }
    const std::size_t from = at + begin.size();
    return request.substr(from, request.find("\r\n", from) - from);
}

std::string text_at(const nlohmann::json& order, const char* name) {
    const auto found = order.find(name);
    return found != order.end() && found->is_string() ? found->get<std::string>() : std::string();
}

ScriptedReply cut_off() {
    return {.bytes = "HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{\"booked\"",
            .then = ScriptedReply::Then::kClose};
}

ScriptedReply silence() { return {.bytes = {}, .then = ScriptedReply::Then::kHang}; }

}  // namespace

PaymentGateway::PaymentGateway(Script script)
    : script_(std::move(script)),
      server_([this](const std::string& request) { return answer(request); }) {}

void PaymentGateway::set_script(Script script) {
    const std::lock_guard lock(mutex_);
    script_ = std::move(script);
}

void PaymentGateway::set_token(const std::string& token) {
    const std::lock_guard lock(mutex_);
    token_ = token;
}

void PaymentGateway::forget_keys() {
    const std::lock_guard lock(mutex_);
    bodies_.clear();
}

std::string PaymentGateway::configuration(const std::string& token_file,
                                          const std::string& more) const {
    return fmt::format(
        "[payment]\ngateway = \"generic\"\nurl = \"{}\"\ntoken_file = \"{}\"\n{}\n"
        "[http]\nallow = [\"127.0.0.0/8\"]\n",
        url(), token_file, more);
}

std::vector<Booking> PaymentGateway::ledger() const {
    const std::lock_guard lock(mutex_);
    return ledger_;
}

std::size_t PaymentGateway::booked(const std::string& receiver) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(ledger_.begin(), ledger_.end(),
                      [&](const Booking& booking) { return booking.receiver == receiver; }));
}

int PaymentGateway::repeats() const {
    const std::lock_guard lock(mutex_);
    return repeats_;
}

int PaymentGateway::conflicts() const {
    const std::lock_guard lock(mutex_);
    return conflicts_;
}

ScriptedReply PaymentGateway::answer(const std::string& request) {
    const std::lock_guard lock(mutex_);
    if (!request.starts_with("POST /transfers ")) {
        return http_reply(404);
    }
    if (header(request, "Authorization") != "Bearer " + token_) {
        return http_reply(401, {}, R"({"message": "this token is not known"})");
    }
    const std::string key = header(request, "Idempotency-Key");
    const std::string body = request.substr(request.find("\r\n\r\n") + 4);
    const auto order = nlohmann::json::parse(body, nullptr, false);
    if (key.empty() || header(request, "Content-Type") != "application/json" ||
        !order.is_object()) {
        return http_reply(400, {}, R"({"message": "not an order"})");
    }
    const std::string receiver = text_at(order, "receiver");
    const int calls = ++calls_[receiver];
    const Behaviour behaviour = script_ ? script_(receiver, calls) : Behaviour{};
    switch (behaviour.fault) {
        case Fault::kStatus:
            return http_reply(behaviour.status, behaviour.headers, behaviour.body);
        case Fault::kHang:
            return silence();
        case Fault::kCut:
            return cut_off();
        case Fault::kNone:
        case Fault::kBookAndCut:
        case Fault::kBookAndHang:
            break;
    }
    return book(key, body, behaviour.fault);
}

ScriptedReply PaymentGateway::book(const std::string& key, const std::string& body, Fault fault) {
    const auto known = bodies_.find(key);
    if (known != bodies_.end() && known->second != body) {
        ++conflicts_;
        return http_reply(422, {}, R"({"message": "this key belongs to another order"})");
    }
    const bool is_new = known == bodies_.end();
    if (is_new) {
        const auto order = nlohmann::json::parse(body);
        bodies_[key] = body;
        ledger_.push_back({.key = key,
                           .sender = text_at(order, "sender"),
                           .receiver = text_at(order, "receiver"),
                           .amount = text_at(order, "amount"),
                           .currency = text_at(order, "currency"),
                           .reference = text_at(order, "reference")});
    } else {
        ++repeats_;
    }
    if (fault == Fault::kBookAndCut) {
        return cut_off();
    }
    return fault == Fault::kBookAndHang ? silence()
                                        : http_reply(is_new ? 201 : 200, {}, R"({"booked": true})");
}

}  // namespace tasksched::support
