#!/usr/bin/env bash
# make_dmg.sh APP VERSION: signs the app where there is an identity, and makes a disk image of it.
#
#   IGTAGGER_SIGNING_IDENTITY   such as "Developer ID Application: NAME (TEAM)"; none: an ad-hoc one
#   IGTAGGER_NOTARY_PROFILE     a profile of `xcrun notarytool store-credentials`; none: not notarised
set -euo pipefail
app=$1 version=$2
here=$(cd "$(dirname "$0")" && pwd)
identity=${IGTAGGER_SIGNING_IDENTITY:--}
options=(--force --timestamp --options runtime --entitlements "$here/entitlements.plist")
if [ "$identity" = - ]; then
    options=(--force)
fi
# From the inside out: a signature covers those of what it holds.
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
    xargs -0 codesign "${options[@]}" --sign "$identity"
codesign "${options[@]}" --sign "$identity" "$app"
codesign --verify --deep --strict "$app"

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
image="$(dirname "$app")/igtagger-$version-macos-$(uname -m).dmg"
rm -f "$image"
hdiutil create -volname igtagger -srcfolder "$stage" -fs HFS+ -format UDZO "$image"
if [ "$identity" != - ]; then
    codesign --timestamp --sign "$identity" "$image"
fi
if [ -n "${IGTAGGER_NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$IGTAGGER_NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
