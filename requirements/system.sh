#!/bin/sh
# The browsers that the companion is tested in: Chromium for all of it, Firefox ESR and WebKitGTK (with a screen to draw on) for the main story;
# and poppler's tools, which open the PDF that the summary makes.
# Installed where this may be done; otherwise one line says what is missing.
set -u
found() { for name in "$@"; do command -v "$name" > /dev/null && return; done; false; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
install() { as_root apt-get install -y -q --no-install-recommends "$@" > /dev/null 2>&1; }

wanted=""
found chromium chromium-browser google-chrome || wanted="chromium fonts-dejavu-core"
found firefox-esr firefox || wanted="$wanted firefox-esr"
found WebKitWebDriver || wanted="$wanted webkit2gtk-driver"
found pdfinfo || wanted="$wanted poppler-utils"
found Xvfb || wanted="$wanted xvfb"
[ -n "$wanted" ] || exit 0
if found apt-get; then
  echo "Installing for the tests: $wanted"
  # shellcheck disable=SC2086 # several words on purpose
  install $wanted || { as_root apt-get update -q > /dev/null 2>&1 && install $wanted; } && exit 0
  # Where one of them is not to be had, the others still are.
  left=""
  for package in $wanted; do install "$package" || left="$left $package"; done
  [ -n "$left" ] || exit 0
  wanted=$left
fi
echo "Not found, and not to be installed here: $wanted. The tests of the web companion that need them will be skipped."
