#!/bin/sh
# Starts $CHROMIUM without what no test looks at: for each window two pages behind the address bar, which
# take more time than a page of ours, and a process kept ready for the next page. Playwright turns other
# features off, and of two such lists Chromium believes the last.
off=WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess
for argument; do
  shift
  case $argument in --disable-features=*) argument=$argument,$off ;; esac
  set -- "$@" "$argument"
done
exec "$CHROMIUM" "$@"
