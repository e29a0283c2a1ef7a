#pragma once

#include <sys/stat.h>

#include <stdexcept>
#include <string>

#include "tests/support/daemon_fixture.h"

namespace tasksched::support {

/// Puts a plugin into the directory that use_plugins() names: a manifest, and a program for the
/// shell beside it.
inline void install_plugin(const DaemonFixture& daemon, const std::string& name,
                           const std::string& manifest, const std::string& script) {
    const std::string program = daemon.home().write("plugins/" + name, "#!/bin/sh\n" + script);
    const std::string toml = daemon.home().write("plugins/" + name + ".toml", manifest);
    const std::string directory = daemon.home().file("plugins");
    if (::chmod(program.c_str(), 0755) != 0 || ::chmod(toml.c_str(), 0644) != 0 ||
        ::chmod(directory.c_str(), 0755) != 0) {
        throw std::runtime_error("cannot set the modes of a plugin");
    }
}

/// The configuration by which the daemon and every command look there; `more` goes behind it.
inline void use_plugins(DaemonFixture& daemon, const std::string& more = {}) {
    daemon.configure("[plugins]\ndirectories = [\"" + daemon.home().file("plugins") + "\"]\n" +
                     more);
}

}  // namespace tasksched::support
