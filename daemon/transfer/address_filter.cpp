#include "daemon/transfer/address_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace tasksched::daemon {
namespace {

using base::AddressRange;
using base::IpAddress;

constexpr int kFour = 96;  ///< what an IPv4 prefix is longer by in the IPv6 form

constexpr IpAddress four(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
    return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d};
}

/// RFC 1122 3.2.1.3, RFC 3927, RFC 4291 2.4; and where a cloud's metadata are under a unique local
/// address.
constexpr std::array kRefused{
    AddressRange{.base = four(0, 0, 0, 0), .prefix = kFour + 8},
    AddressRange{.base = four(127, 0, 0, 0), .prefix = kFour + 8},
    AddressRange{.base = four(169, 254, 0, 0), .prefix = kFour + 16},
    AddressRange{.base = {}, .prefix = 128},
    AddressRange{.base = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, .prefix = 128},
    AddressRange{.base = {0xfe, 0x80}, .prefix = 10},
    AddressRange{.base = {0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54},
                 .prefix = 128},
};

/// A range of IPv6 whose addresses have one of IPv4 in them, and at which byte.
struct Embedding {
    AddressRange range;
    std::size_t at;
};

/// IPv4-compatible (RFC 4291 2.5.5.1), NAT64 (RFC 6052) and 6to4 (RFC 3056).
constexpr std::array kEmbeddings{
    Embedding{.range = {.base = {}, .prefix = 96}, .at = 12},
    Embedding{.range = {.base = {0x00, 0x64, 0xff, 0x9b}, .prefix = 96}, .at = 12},
    Embedding{.range = {.base = {0x20, 0x02}, .prefix = 16}, .at = 2},
};

std::optional<IpAddress> embedded(const IpAddress& address) {
    for (const Embedding& embedding : kEmbeddings) {
        if (embedding.range.contains(address)) {
            const auto* bytes = address.data() + embedding.at;
            return four(bytes[0], bytes[1], bytes[2], bytes[3]);
        }
    }
    return std::nullopt;
}

template <typename Ranges>
bool any_contains(const Ranges& ranges, const IpAddress& address) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const AddressRange& range) { return range.contains(address); });
}

}  // namespace

bool AddressFilter::allows(const IpAddress& address) const {
    if (any_contains(allowed_, address)) {
        return true;
    }
    if (any_contains(kRefused, address)) {
        return false;
    }
    const auto inner = embedded(address);
    return !inner || any_contains(allowed_, *inner) || !any_contains(kRefused, *inner);
}

std::string address_not_allowed(const std::string& address) {
    return fmt::format(
        "the address {} may not be called: to permit it, list it as 'allow' in [http] of "
        "tasksched.toml",
        address);
}

}  // namespace tasksched::daemon
