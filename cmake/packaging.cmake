# `cpack -G DEB` in the directory of a release build writes the Debian package. tests/package/run.sh
# installs, upgrades and removes it.
set(CPACK_PACKAGE_NAME tasksched)
set(CPACK_PACKAGE_VENDOR "The tasksched authors")
set(CPACK_PACKAGE_CONTACT "The tasksched authors <tasksched@example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian_files.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS tzdata)
# libical is loaded where a calendar is read.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "default-mta | mail-transport-agent, libical3")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "task scheduler: one command, one daemon, one durable store")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Schedules one-off and recurring tasks: commands, emails, payments, reports,
HTTP calls, and what plugins add. What was acknowledged stands in a durable
store, nothing due is lost, nothing happens twice, and every run leaves a
record of when it ran, how it ended, and what it printed.

Each user runs a daemon of their own, which takes the place of cron, at and
hand-made queues of jobs.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/share/debian/conffiles)
include(CPack)
