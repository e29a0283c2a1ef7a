#include "daemon/transfer/host_turns.h"

#include <utility>

namespace tasksched::daemon {
namespace {

/// Less than libcurl keeps a name in its cache (CURLOPT_DNS_CACHE_TIMEOUT, 60 s).
constexpr std::chrono::seconds kKnownFor{50};

/// How many names are looked up at once: a thread each.
constexpr std::size_t kLookupsAtOnce = 32;

/// Hosts beyond this number are looked through for those that are of no use any more.
constexpr std::size_t kManyHosts = 4096;

}  // namespace

bool HostTurns::is_known(const Host& host) {
    return !host.needs_lookup || (host.known_until && Clock::now() < *host.known_until);
}

bool HostTurns::may_start(const Host& host) const {
    return host.active < host.most &&
           (is_known(host) || (!host.looking && lookups_ < kLookupsAtOnce));
}

HostTurns::Ticket HostTurns::ask(Place place, Answer answer) {
    if (hosts_.size() >= kManyHosts) {
        std::erase_if(hosts_, [](const auto& entry) {
            return entry.second.active == 0 && entry.second.waiting.empty();
        });
    }
    const auto host = hosts_.try_emplace(std::move(place.host)).first;
    host->second.needs_lookup = place.needs_lookup;
    host->second.most = place.most;
    const Ticket ticket{++last_ticket_};
    askers_.emplace(ticket, Asker{.host = host, .answer = std::move(answer)});
    host->second.waiting.push_back(ticket);
    start_waiting(host);
    return ticket;
}

void HostTurns::start(Host& host, Ticket ticket) {
    ++host.active;
    if (!is_known(host)) {
        host.looking = ticket;
        ++lookups_;
    }
    Asker& asker = askers_.at(ticket);
    asker.standing = Asker::Standing::kHasTurn;
    asker.answer(std::nullopt);
}

void HostTurns::start_waiting(Hosts::iterator host) {
    Host& it = host->second;
    while (!it.waiting.empty() && may_start(it)) {
        const Ticket ticket = it.waiting.front();
        it.waiting.pop_front();
        start(it, ticket);
    }
    if (!it.waiting.empty() && !it.looking && !is_known(it) && lookups_ >= kLookupsAtOnce) {
        short_of_lookups_.insert(host->first);
    }
}

void HostTurns::stop_looking(Hosts::iterator host, Ticket ticket) {
    if (host->second.looking != ticket) {
        return;
    }
    host->second.looking.reset();
    --lookups_;
    start_waiting(host);
    start_others();
}

void HostTurns::start_others() {
    while (lookups_ < kLookupsAtOnce && !short_of_lookups_.empty()) {
        const auto name = short_of_lookups_.extract(short_of_lookups_.begin());
        if (const auto host = hosts_.find(name.value()); host != hosts_.end()) {
            start_waiting(host);
        }
    }
}

void HostTurns::looked_up(Ticket ticket) {
    const auto host = askers_.at(ticket).host;
    if (host->second.looking == ticket) {
        host->second.known_until = Clock::now() + kKnownFor;
    }
    stop_looking(host, ticket);
}

void HostTurns::needed_none(Ticket ticket) { stop_looking(askers_.at(ticket).host, ticket); }

void HostTurns::lookup_failed(Ticket ticket, const std::string& why) {
    const auto host = askers_.at(ticket).host;
    if (host->second.looking != ticket) {
        return;
    }
    for (const Ticket waiting : std::exchange(host->second.waiting, {})) {
        Asker& asker = askers_.at(waiting);
        asker.standing = Asker::Standing::kFailed;
        asker.answer(why);
    }
    stop_looking(host, ticket);
}

void HostTurns::give_back(Ticket ticket) {
    const auto asker = askers_.extract(ticket);
    if (!asker) {
        return;
    }
    const Asker::Standing standing = asker.mapped().standing;
    if (standing == Asker::Standing::kFailed) {
        return;
    }
    const auto host = asker.mapped().host;
    if (standing == Asker::Standing::kWaiting) {
        std::erase(host->second.waiting, ticket);
        return;
    }
    --host->second.active;
    stop_looking(host, ticket);
    start_waiting(host);
}

}  // namespace tasksched::daemon
