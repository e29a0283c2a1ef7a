#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/model/payment.h"
#include "common/time/clock.h"
#include "daemon/plugins/payment/call_wave.h"
#include "daemon/plugins/payment/payment_settings.h"
#include "daemon/plugins/plugin.h"

namespace tasksched::daemon {

/// One attempt at a payment: sends those of the run's transfers that have not come to their end.
///
/// A transfer is sent under one key and with the same bytes to the same place in all attempts, over
/// restarts, and only while the gateway is sure to know the key. Its key, the hash of what is sent
/// and the time of the first sending are durable before the first byte leaves, and what came of it
/// is before the attempt ends. Where it may have been booked and is not to be sent again, it is
/// unknown; where the gateway has said that it did nothing, it is as if it had not been sent.
class PaymentAttempt {
  public:
    /// `transfers`, `clock` and `control` outlive it.
    PaymentAttempt(TransferEngine& transfers, const time::Clock& clock, PaymentSettings settings,
                   AttemptContext context, AttemptControl& control);

    /// Once. None where it was abandoned.
    asio::awaitable<std::optional<model::AttemptResult>> carry_out();

  private:
    /// A transfer, how it stands, and what is sent for it.
    struct Part {
        model::Transfer transfer;
        model::RunItem item;
        GatewayBody body;
        bool was_sent = false;  ///< before the call that is under way
    };

    asio::awaitable<bool> take_up();
    void prepare(Part& part);
    [[nodiscard]] bool is_in_window(const Part& part);
    asio::awaitable<bool> send_all();
    std::vector<Part*> next_wave();
    void mark_sent(Part& part);
    [[nodiscard]] HttpRequest request_for(const Part& part, const std::string& token) const;
    void note(Part& part, const CallResult& result, const std::string& token);
    asio::awaitable<bool> record(std::span<Part* const> parts);
    bool may_go_on();

    model::AttemptResult result() const;
    [[nodiscard]] std::string describe(const model::ItemTally& tally) const;
    [[nodiscard]] std::optional<std::chrono::milliseconds> time_left() const;

    TransferEngine& transfers_;
    const time::Clock& clock_;
    PaymentSettings settings_;
    AttemptContext context_;
    AttemptControl& control_;
    std::optional<std::chrono::steady_clock::time_point> deadline_;
    std::vector<Part> parts_;
    std::size_t next_ = 0;           ///< the first part that no wave has had
    std::vector<Part*> unrecorded_;  ///< what came of them is not durable yet
    std::string problem_;            ///< the administrator's to mend
    std::string broken_;             ///< why the record of the parts is not to be trusted
    std::optional<std::chrono::seconds> retry_after_;
    int newly_rejected_ = 0;
    bool is_late_ = false;  ///< the attempt's own timeout is over
};

}  // namespace tasksched::daemon
