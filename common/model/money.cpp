#include "common/model/money.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "common/base/check.h"
#include "common/base/text.h"

namespace tasksched::model {

namespace {

/// The currencies whose minor unit has so many digits.
struct Digits {
    int digits;
    std::string_view codes;
};

/// ISO 4217, list one (SIX Financial Information, the maintenance agency), without precious metals,
/// bond units, the codes for tests and 'no currency', and what has been withdrawn.
constexpr std::array<Digits, 4> kCurrencies{{
    {0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"},
    {2,
     "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD "
     "CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
     "GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD "
     "LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB "
     "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
     "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW "
     "ZWG"},
    {3, "BHD IQD JOD KWD LYD OMR TND"},
    {4, "CLF UYW"},
}};

constexpr std::size_t kCodeLength = 3;

bool is_code(std::string_view text) {
    return text.size() == kCodeLength &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool are_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

tl::unexpected<base::Error> no_amount(std::string_view text, std::string_view currency,
                                      int digits) {
    const std::string example =
        digits == 0 ? "12" : "12." + std::string(static_cast<std::size_t>(digits) - 1, '5') + "0";
    return base::fail(base::ErrorCode::kInvalid,
                      "{} is not an amount; one such as {} {} is expected", base::quoted(text),
                      example, currency);
}

}  // namespace

std::optional<int> minor_digits(std::string_view currency) {
    if (!is_code(currency)) {
        return std::nullopt;
    }
    for (const Digits& group : kCurrencies) {
        if (group.codes.find(currency) != std::string_view::npos) {
            return group.digits;
        }
    }
    return std::nullopt;
}

base::Result<std::int64_t> parse_amount(std::string_view text, std::string_view currency) {
    const auto digits = minor_digits(currency);
    if (!digits) {
        return base::fail(base::ErrorCode::kInvalid,
                          "{} is not the code of a currency (ISO 4217), such as EUR",
                          base::quoted(currency));
    }
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, point);
    const bool has_point = point < text.size();
    const std::string_view fraction = has_point ? text.substr(point + 1) : std::string_view();
    if (!are_digits(whole) || (has_point && !are_digits(fraction))) {
        return no_amount(text, currency, *digits);
    }
    const auto places = static_cast<std::size_t>(*digits);
    if (fraction.size() > places) {
        return base::fail(base::ErrorCode::kInvalid,
                          "{} has {} digits after the point; {} has {} at most", base::quoted(text),
                          fraction.size(), currency, *digits);
    }
    std::string all(whole);
    all += fraction;
    all.append(places - fraction.size(), '0');
    const auto amount = base::parse_integer(all);
    if (!amount) {
        return base::fail(
            base::ErrorCode::kInvalid, "{} is too much; {} {} is the most", base::quoted(text),
            format_amount(std::numeric_limits<std::int64_t>::max(), currency), currency);
    }
    if (*amount == 0) {
        return base::fail(base::ErrorCode::kInvalid, "{} is nothing; an amount is expected",
                          base::quoted(text));
    }
    return *amount;
}

std::string format_amount(std::int64_t minor_units, std::string_view currency) {
    const auto digits = minor_digits(currency);
    TASKSCHED_CHECK(digits && minor_units >= 0);
    const auto places = static_cast<std::size_t>(*digits);
    std::string text = fmt::format("{:0{}}", minor_units, places + 1);
    if (places > 0) {
        text.insert(text.size() - places, 1, '.');
    }
    return text;
}

}  // namespace tasksched::model
