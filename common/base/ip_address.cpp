#include "common/base/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace tasksched::base {
namespace {

constexpr int kBits = 128;
constexpr int kMappedPrefix = 96;  ///< of the range that IPv4 addresses lie in

bool is_ipv4(const IpAddress& address) {
    constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(kMapped.begin(), kMapped.end(), address.begin());
}

/// The address with all bits beyond the first `prefix` cleared.
IpAddress masked(IpAddress address, int prefix) {
    for (std::size_t i = 0; i < address.size(); ++i) {
        const int kept = std::clamp(prefix - static_cast<int>(8 * i), 0, 8);
        address[i] =
            static_cast<std::uint8_t>(address[i] & (0xff00U >> static_cast<unsigned>(kept)));
    }
    return address;
}

}  // namespace

IpAddress ipv4_address(std::array<std::uint8_t, 4> bytes) {
    return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, bytes[0], bytes[1], bytes[2], bytes[3]};
}

std::optional<IpAddress> parse_ip_address(std::string_view text) {
    const std::string whole(text);
    if (whole.size() != text.size() || whole.find('\0') != std::string::npos) {
        return std::nullopt;
    }
    std::array<std::uint8_t, 4> four{};
    if (::inet_pton(AF_INET, whole.c_str(), four.data()) == 1) {
        return ipv4_address(four);
    }
    IpAddress six{};
    if (::inet_pton(AF_INET6, whole.c_str(), six.data()) == 1) {
        return six;
    }
    return std::nullopt;
}

std::string to_string(const IpAddress& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool four = is_ipv4(address);
    ::inet_ntop(four ? AF_INET : AF_INET6, four ? address.data() + 12 : address.data(), text.data(),
                text.size());
    return text.data();
}

bool AddressRange::contains(const IpAddress& address) const {
    return masked(address, prefix) == masked(base, prefix);
}

Result<AddressRange> parse_address_range(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parse_ip_address(text.substr(0, slash));
    const bool four = text.find(':') == std::string_view::npos;
    const int most = four ? kBits - kMappedPrefix : kBits;
    int prefix = most;
    bool is_good = address.has_value();
    if (slash != std::string_view::npos) {
        const std::string_view digits = text.substr(slash + 1);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
        is_good = is_good && error == std::errc() && end == digits.data() + digits.size();
    }
    if (!is_good || prefix < 0 || prefix > most) {
        return fail(ErrorCode::kInvalid,
                    "'{}' is no range of addresses: expected CIDR such as 127.0.0.0/8 or fe80::/10",
                    text);
    }
    const AddressRange range{.base = *address, .prefix = four ? kMappedPrefix + prefix : prefix};
    if (const IpAddress first = masked(range.base, range.prefix); first != range.base) {
        return fail(ErrorCode::kInvalid,
                    "'{}' has bits beyond its prefix; the range begins at {}/{}", text,
                    to_string(first), prefix);
    }
    return range;
}

}  // namespace tasksched::base
