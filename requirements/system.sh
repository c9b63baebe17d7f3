#!/bin/sh
# The browser that the companion is tested in. Installed where this may be done; otherwise one line says what is missing.
set -u
for browser in chromium chromium-browser google-chrome; do command -v "$browser" > /dev/null && exit 0; done
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
install() { as_root apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core > /dev/null 2>&1; }
if command -v apt-get > /dev/null; then
  echo "Installing Chromium, for the tests"
  install || { as_root apt-get update -q > /dev/null 2>&1 && install; } && exit 0
fi
echo "No Chromium was found, and it could not be installed here. The tests of the web companion will be skipped: install Chromium to run them."
