#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tests/support/scripted_server.h"

namespace tasksched::support {

/// A transfer as the gateway booked it.
struct Booking {
    std::string key;
    std::string sender;
    std::string receiver;
    std::string amount;
    std::string currency;
    std::string reference;
};

/// A payment gateway that speaks the generic protocol and keeps a ledger. It knows the keys that it
/// has booked under: the same order under the same key is booked once, another order under a known
/// key is refused. It lives in the test's process, so whatever happens to a daemon leaves it as it
/// is.
class PaymentGateway {
  public:
    enum class Fault {
        kNone,
        kStatus,       ///< answers with `status`, and books nothing
        kHang,         ///< books nothing and never answers
        kCut,          ///< books nothing and hangs up in the middle of a reply
        kBookAndCut,   ///< books it and hangs up in the middle of the reply
        kBookAndHang,  ///< books it and never answers
    };
    struct Behaviour {
        Fault fault = Fault::kNone;
        int status = 500;
        std::string headers = {};  ///< each with its CRLF
        std::string body = R"({"message": "as told"})";
    };

    /// Asked at each call for a transfer to that receiver; `calls` counts them, from 1.
    using Script = std::function<Behaviour(const std::string& receiver, int calls)>;

    explicit PaymentGateway(Script script = {});

    /// What it does from now on.
    void set_script(Script script);

    /// The token that it takes; any other one is answered with 401.
    void set_token(const std::string& token);

    /// From now on it knows no key from before, as after its key window.
    void forget_keys();

    [[nodiscard]] std::string url() const { return server_.url("/transfers"); }

    /// The sections of a daemon's configuration that send payments here, with `more` keys of
    /// [payment]; the token stands in the file `token_file`, which is the caller's to write.
    [[nodiscard]] std::string configuration(const std::string& token_file,
                                            const std::string& more = {}) const;

    [[nodiscard]] std::vector<Booking> ledger() const;
    [[nodiscard]] std::size_t booked(const std::string& receiver) const;
    [[nodiscard]] std::vector<std::string> requests() const { return server_.requests(); }

    /// Calls that gave a key that was there with the same order, and with another one.
    [[nodiscard]] int repeats() const;
    [[nodiscard]] int conflicts() const;

  private:
    ScriptedReply answer(const std::string& request);
    ScriptedReply book(const std::string& key, const std::string& body, Fault fault);

    mutable std::mutex mutex_;
    Script script_;
    std::string token_ = "test-token-8d1f";
    std::map<std::string, int> calls_;           ///< by receiver
    std::map<std::string, std::string> bodies_;  ///< of booked orders, by key
    std::vector<Booking> ledger_;
    int repeats_ = 0;
    int conflicts_ = 0;
    ScriptedServer server_;  ///< the last: it asks for answers until it is gone
};

}  // namespace tasksched::support
