// The one place in which fmt's functions are compiled. Everywhere else its headers only declare
// them: that halves the time to build, and the programs need no shared library of it.
#define FMT_HEADER_ONLY 1
#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <string>

namespace {

/// Inline functions are compiled where they are used; this uses those that others call.
[[gnu::used]] std::string (*const kFormat)(fmt::string_view, fmt::format_args) = &fmt::vformat;
[[gnu::used]] void (*const kPrint)(fmt::string_view, fmt::format_args) = &fmt::vprint;
[[gnu::used]] bool (*const kIsPrintable)(std::uint32_t) = &fmt::detail::is_printable;
[[gnu::used]] void (*const kPrintTo)(std::FILE*, fmt::string_view, fmt::format_args) = &fmt::vprint;

}  // namespace
