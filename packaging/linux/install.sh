#!/bin/sh
# Puts igtagger into the menu and the "open with" of the person who runs this; --remove takes it out.
# The folder it lies in stays where it is.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
id=org.igtagger.igtagger
if [ "${1:-}" = --remove ]; then
    rm -f "$share/applications/$id.desktop" "$share/metainfo/$id.metainfo.xml"
    rm -f "$share"/icons/hicolor/*/apps/$id.png "$share/icons/hicolor/scalable/apps/$id.svg"
    rm -f "$share/man/man1/igtagger.1.gz" "$share/bash-completion/completions/igtagger"
    rm -f "$share/zsh/vendor-completions/_igtagger" "$share/fish/vendor_completions.d/igtagger.fish"
    rm -f "$HOME/.local/bin/igtagger"
else
    mkdir -p "$share" "$HOME/.local/bin"
    cp -R "$here/share/." "$share/"
    escaped=$(printf '%s' "$here/igtagger" | sed 's/[\\"`$]/\\\\&/g; s/[&|\\]/\\&/g')
    sed "s|^Exec=igtagger|Exec=\"$escaped\"|" \
        "$here/share/applications/$id.desktop" > "$share/applications/$id.desktop"
    ln -sf "$here/igtagger" "$HOME/.local/bin/igtagger"
fi
command -v update-desktop-database > /dev/null && update-desktop-database "$share/applications" || true
