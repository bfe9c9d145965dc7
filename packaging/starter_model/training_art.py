"""Real photographs, maps, drawings, icons, sprites, surfaces and ramps for training."""

from __future__ import annotations

import itertools
import json
import math
import re
import struct
import subprocess
import tempfile
from pathlib import Path
from random import Random

from ingredients import rasterise
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat
from rules import Found, Rule

SEED = 37

_PROGRAMS = (
    "ace-of-penguins", "aobook", "aravis-tools", "asciijump", "asunder", "ayatana-settings", "bbpager", "berusky", "bpython", "briquolo",
    "chemical-mime-data", "cinnamon-screensaver", "cinnamon-session-common", "clawsker", "clipit", "clusterssh", "confy", "convertall",
    "criticalmass", "cultivation", "dawg", "debconf", "deepin-picker", "dfcgen-gtk", "diffpdf", "ding", "ebumeter", "eiskaltdcpp-web",
    "fcitx-data", "fcitx-googlepinyin", "fcitx-hangul", "fcitx-table-boshiamy", "fcitx-table-latex", "fcitx5-hangul", "fcitx5-kkc",
    "fcitx5-module-fullwidth", "fcitx5-skk", "fcitx5-table-viqr", "filler", "fyre", "galculator", "ganyremote", "gbatnav", "gbgoffice",
    "gdpc", "gfsview", "gjiten", "gmanedit", "gmrun", "gmsh", "gmtp", "gnome-keysign", "gnome-split", "gpxviewer", "greed", "grsync",
    "gtans", "gxmessage", "helpman", "hitori", "ibus-hangul", "jkmeter", "kanatest", "kanyremote", "kasumi", "kcheckers", "kluppe",
    "kongress", "kookbook", "kshutdown", "kylin-scanner", "laptop-mode-tools", "lightdm-settings", "lxqt-archiver", "lxterminal",
    "matchbox-keyboard", "mate-notification-daemon-common", "mate-sensors-applet-common", "mednaffe", "megapixels", "monteverdi", "morris",
    "msva-perl", "mupen64plus-ui-console", "ncmpc", "nsxiv", "numberstation", "nuntius", "openstereogram", "pangoterm", "persalys",
    "persepolis", "peruse-common", "piper", "piperka-client", "plank", "progvis", "pronterface", "psk31lx", "ptask", "puredata-gui",
    "pyacidobasic", "qmidinet", "qterminal", "qtscrob", "quickcal", "quitcount", "rfdump", "sakura", "sasview", "satellite-gtk",
    "screenruler", "sensors-applet", "sequeler", "simple-image-reducer", "skanpage", "sopwith", "spek", "stoken", "supertransball2",
    "terminus", "thunar-volman", "uim-chewing", "usermode", "viewnior", "vim-common", "wmcalc", "wmshutdown", "wordwarvi", "xchm",
    "xdaliclock", "xfce4-clipman", "xfce4-cpufreq-plugin", "xfce4-fsguard-plugin", "xfce4-genmon-plugin", "xfce4-mount-plugin",
    "xfce4-notifyd", "xfce4-panel-profiles", "xfce4-screenshooter", "xfce4-whiskermenu-plugin", "xiterm+thai", "xjadeo", "xpdf", "xsok",
    "yabause-common", "zbd-utils", "zita-at1", "zita-dpl1", "zita-mu1", "zutty",
)  # fmt: skip
"""Small packages of one program each, for the icon of that program."""
PACKAGES = (
    "angband-data", "argyll-doc", "assimp-testmodels", "between", "biniax2-data", "blender-data", "boswars-data", "breeze-icon-theme",
    "btanks-data", "budgie-control-center-data", "budgie-weathershow-applet", "cairo-dock-core", "chroma", "cinnamon-common",
    "claws-mail-themes", "coccinella", "colobot-common", "colobot-common-textures", "crawl-tiles-data", "dart-doc", "digikam-data",
    "dolphin-emu-data", "elementary-xfce-icon-theme", "emelfm2-svg-icons", "enigma-data", "faba-icon-theme", "flobopuyo", "flowblade",
    "focuswriter", "fonts-noto-core", "forensics-samples-files", "freedink-data", "freeorion-data", "funnyboat", "gav-themes", "gemdropx",
    "gimp-data", "gimp-help-en", "glmark2-data", "gmt-gshhg-low", "gnome-breakout", "gnome-extra-icons", "gnome-theme-gilouche",
    "gnujump-data", "gnumed-server", "golang-1.19-src", "golang-github-disintegration-imaging-dev", "gpredict", "guitarix-common",
    "hannah-data", "hex-a-hop-data", "hplip-data", "hugin-data", "iso-flags-svg", "jmagick6-docs", "josm", "k3b-data", "ketm-data",
    "kgeography-data", "kodi-screensaver-shadertoy", "krita-data", "lbreakout2-data", "libelementary-data", "libirrlicht-doc",
    "libjs-jquery-backstretch", "libjs-jquery-colorbox", "libjs-jquery-slides", "libjs-jquery-ui-docs", "libjs-of-ocaml-doc",
    "libmagics++-data", "libopenzwave1.6", "libsight", "libterralib-doc", "libvisp-doc", "libvlfeat-doc", "lincity-ng-data", "lmms-common",
    "lugaru-data", "luma.lcd-doc", "maelstrom", "marble-qt-data", "mate-icon-theme", "mate-themes", "mate-user-admin", "minetest-data",
    "minetest-mod-3d-armor", "minetest-mod-character-creator", "minetest-mod-ethereal", "minetest-mod-homedecor", "minetest-mod-maidroid",
    "minetest-mod-moreblocks", "minetest-mod-nether", "minetest-mod-pipeworks", "minetest-mod-throwing-arrows", "mkdocs-material",
    "monsterz-data", "mricron-data", "nagios-images", "netmaze", "netrek-client-cow", "neverball-common", "nip2", "njam-data",
    "node-opencv", "numix-icon-theme-circle", "opencity-data", "openclipart-svg", "opencv-doc", "oxygen-icon-theme", "paper-icon-theme",
    "pd-extendedview", "pinball-data", "pinball-table-gnu-data", "plasma-workspace-wallpapers", "plee-the-bear-data", "pokerth-data",
    "powermanga-data", "psychtoolbox-3-common", "pyracerz", "python-pyresample-doc", "python3-bqplot", "python3-geopandas",
    "python3-pyclustering", "python3-pyimagetool", "qgis-providers-common", "r-cran-maptools", "r-cran-ncdfgeom", "r-cran-rgdal",
    "r-cran-rgl", "r-cran-sf", "r-cran-spdata", "r-cran-spdep", "r-cran-terra", "rabbit", "rafkill-data", "raintpl", "rawtherapee-data",
    "shogivar-data", "slashem-sdl", "tango-icon-theme", "teeworlds-data", "teg", "triplea", "tuxpaint-data", "tuxpaint-stamps-default",
    "warmux-data", "wesnoth-1.16-data", "wesnoth-1.16-did", "wesnoth-1.16-httt", "wesnoth-1.16-l", "wesnoth-1.16-sof", "wesnoth-1.16-sotbe",
    "wesnoth-1.16-tsg", "wesnoth-1.16-utbs", "wizznic-data", "wmaker-common", "x4d-icons", "xblast-tnt-images", "xboard",
    "xemacs21-support", "xfdesktop4-data", "xracer", "yorick",
    *_PROGRAMS,
)  # fmt: skip

_OLD_PIXELS = r"\.(png|gif|bmp|xpm|tga|ppm|pcx)$"

_LISTED_RULES = (
    Rule("photograph", "xemacs21-support", r"etc/photos/[^/]*\.(png|jpg)$", 30, but=r"m\.png$", least=50),
    Rule("photograph", "cinnamon-common", r"faces/[^/]*\.jpg$", 20, least=60),
    Rule("photograph", "budgie-control-center-data", r"budgie-faces/(legacy/)?[^/]*\.jpg$", 30, least=60),
    Rule("photograph", "mate-user-admin", r"face/[^/]*\.jpg$", 12, least=48),
    Rule("photograph", "libjs-jquery-slides", r"examples/.*\.(jpg|jpeg)$", 12, least=80),
    Rule("photograph", "libjs-jquery-backstretch", r"examples/[^/]*\.jpg$", 10),
    Rule("photograph", "libjs-jquery-colorbox", r"content/[^/]*\.jpg$", 6),
    Rule("photograph", "libjs-of-ocaml-doc", r"thumbnails/.*\.jpe?g$", 30, least=40),
    Rule("photograph", "raintpl", r"\.jpe?g$", 6, least=60),
    Rule("photograph", "nip2", r"examples/.*\.(jpg|jpeg)$", 14, least=60),
    Rule("photograph", "psychtoolbox-3-common", r"\.(jpg|jpeg)$", 26, least=60),
    Rule("photograph", "golang-github-disintegration-imaging-dev", r"testdata/(branches|flowers_small|girl|grad).*\.(png|jpg)$", 3, least=60),
    Rule("photograph", "golang-1.19-src", r"image/testdata/video-00[15]\.(jpeg|png)$", 2, least=60),
    Rule("photograph", "node-opencv", r"examples/files/.*\.(jpg|jpeg|png)$", 10, least=60),
    Rule("photograph", "libvisp-doc", r"img-[^/]*\.(jpg|jpeg)$", 20, least=100),
    Rule("photograph", "libvlfeat-doc", r"images/.*\.jpg$", 8, least=60),
    Rule("photograph", "focuswriter", r"themes/images/[^/]*\.jpg$", 8),
    Rule("photograph", "rabbit", r"sample/.*\.(jpg|jpeg)$", 12, least=60),
    Rule("photograph", "libopenzwave1.6", r"images/.*\.jpg$", 10, least=60),
    Rule("photograph", "python3-pyclustering", r"samples/images/[^/]*\.(jpg|png)$", 14, least=60),
    Rule("photograph", "hplip-data", r"images/devices/.*\.(png|jpg)$", 12, least=50),
    Rule("photograph", "opencv-doc", r"\.(jpg|jpeg)$", 40, least=100, but="colorscale|result|Result|plot|hist|screen|chess|board|calib|sudoku|digits|text|scheme|diagram"),
    Rule("photograph", "digikam-data", r"\.(jpg|jpeg)$", 10, least=100, but="pattern|border|frame"),
    Rule("photograph", "tuxpaint-stamps-default", r"\.(png|jpg)$", 60, least=60, but="asl|symbols|clipart|cartoon|money|flag|shapes|hanger|body_parts|seasonal|naturalforces"),
    Rule("photograph", "gimp-help-en", r"images/(filters/examples|tutorials|using)/.*(taj|example|orig|photo)[^/]*\.(jpg|jpeg)$", 14, least=100),
    Rule("photograph", "hugin-data", r"\.(jpg|JPG|jpeg)$", 40, least=90, but="preferences|Celeste|screen|PC_img|dialog|tab"),
    Rule("photograph", "libjs-jquery-ui-docs", r"(high_tatras\d?|flight|tower-bridge|st-stephens|rocket)\.jpg$", 8, least=60),
    Rule("photograph", "luma.lcd-doc", r"_images/[^/]*\.jpg$", 6),
    Rule("photograph", "jmagick6-docs", r"pics\.jpg$", 1),
    Rule("photograph", "pd-extendedview", r"(cam\d|container|rotterdam360)\.jpg$", 4),
    Rule("photograph", "argyll-doc", r"(CMP_DT|ColorMunki|Huey|DTP9\d|Spyd|SpydX|i1pro|JETI|ColorHug|SMCube|EX1|K10A|illumread|surface|Passport)[^/]*\.jpg$", 14),
    Rule("photograph", "forensics-samples-files", r"IMG[^/]*\.(jpg|JPG)$", 6),
    Rule("photograph", "libelementary-data", r"images/(mystrale|mystrale_2|plant_01|sky_0\d|rock_0\d)\.jpg$", 8),
    Rule("illustration", "gnumed-server", r"\.(jpg|jpeg)$", 8, least=60),
    Rule("photograph", "pokerth-data", r"avatars/default/misc/[^/]*\.png$", 30, least=48),
    Rule("map", "kgeography-data", r"share/kgeography/[^/]*\.png$", 60, but="flag"),
    Rule("map", "gpredict", r"pixmaps/gpredict/maps/[^/]*\.(jpg|png)$", 5, least=60),
    Rule("map", "marble-qt-data", r"maps/earth/(openstreetmap|srtm|citylights|bluemarble|plain)[^/]*/.*\.(jpg|png)$", 14, least=100, but="legend|preview"),
    Rule("map", "teg", r"(board|map|paises|tegland)[^/]*\.(png|jpg)$", 6, least=150),
    Rule("map", "python-pyresample-doc", r"_images/.*(png|jpg)$", 14, least=100),
    Rule("line drawing", "tuxpaint-data", r"starters/[^/]*\.(png|svg)$", 60, but="map|frame|grid|back|jigsaw|chess|reef|film|screen|skyline|house|puzzle|sudoku|flag"),
    Rule("line drawing", "tuxpaint-stamps-default", r"(asl|sign-language)[^/]*/[^/]*\.(png|svg)$|asl_[a-z]\.(png|svg)$", 26, least=60),
    Rule("line drawing", "gnumed-server", r"/data/[^/]*\.(png|gif)$", 30, least=100, but="screen|plot"),
    Rule("illustration", "wesnoth-1.16-data", r"portraits/.*\.(png|webp)$", 40, least=200),
    Rule("illustration", "wesnoth-1.16-data", r"story[^/]*/.*\.(jpg|webp)$", 30, least=200, but="overlay|map|parch|frame"),
    Rule("illustration", "wesnoth-1.16-httt", r"(portraits|story)/.*\.(jpg|png|webp)$", 24, least=150, but="map|journey|frame"),
    Rule("illustration", "wesnoth-1.16-did", r"(portraits|story)/.*\.(jpg|png|webp)$", 12, least=150, but="map|journey|frame"),
    Rule("illustration", "wesnoth-1.16-utbs", r"(portraits|story)/.*\.(jpg|png|webp)$", 16, least=150, but="map|journey|frame"),
    Rule("illustration", "wesnoth-1.16-sof", r"(portraits|story)/.*\.(jpg|png|webp)$", 14, least=150, but="map|journey|frame"),
    Rule("illustration", "wesnoth-1.16-tsg", r"(portraits|story)/.*\.(jpg|png|webp)$", 12, least=150, but="map|journey|frame"),
    Rule("illustration", "wesnoth-1.16-l", r"(portraits|story)/.*\.(jpg|png|webp)$", 14, least=150, but="map|journey|frame"),
    Rule("illustration", "wesnoth-1.16-sotbe", r"(portraits|story)/.*\.(jpg|png|webp)$", 12, least=150, but="map|journey|frame"),
    Rule("illustration", "tuxpaint-stamps-default", r"\.svg$", 60, but="asl|body_parts|shapes|symbols|money|glasses|hanger"),
    Rule("illustration", "gnujump-data", r"(background|menu|back)[^/]*\.(png|jpg)$", 12, least=200),
    Rule("illustration", "funnyboat", r"data/[^/]*\.(png|jpg)$", 4, least=150),
    Rule("illustration", "lincity-ng-data", r"images/tiles/[^/]*\.png$", 30, least=90),
    Rule("illustration", "freeorion-data", r"art/(splash|buildings|hulls|ship|galaxy_decoration|species|misc|encyclopedia|tech)[^/]*/.*\.(png|jpg)$", 26, least=128),
    Rule("illustration", "plee-the-bear-data", r"gfx/.*\.(png|jpg)$", 20, least=200),
    Rule("illustration", "warmux-data", r"(map|weapon|character)[^/]*/.*\.(png|jpg)$", 30, least=200, but="ground"),
    Rule("illustration", "gav-themes", r"background[^/]*\.(jpg|png)$", 6, least=150),
    Rule("illustration", "xfdesktop4-data", r"backgrounds/xfce/[^/]*\.(svg|jpg|png)$", 7, side=800),
    Rule("illustration", "pinball-data", r"\.(png|jpg)$", 4, least=200),
    Rule("illustration", "pinball-table-gnu-data", r"\.png$", 2, least=200),
    Rule("illustration", "flobopuyo", r"gfx/[^/]*\.(png|jpg)$", 8, least=150),
    Rule("illustration", "lbreakout2-data", r"(back|title|menu|img)[^/]*\.(png|jpg|bmp)$", 10, least=200),
    Rule("illustration", "biniax2-data", r"graphics/[^/]*\.png$", 4, least=200),
    Rule("illustration", "rafkill-data", r"data/[^/]*\.(pcx|bmp|png|tga)$", 4, least=200),
    Rule("illustration", "boswars-data", r"(ui|campaigns|screens|menus)/.*\.(png|jpg)$", 8, least=200),
    Rule("illustration", "plasma-workspace-wallpapers", r"contents/images/(1920x1080|2560x1600|1440x900|1280x800|5120x2880|3840x2160)[^/]*$", 20, but="BytheWater|ColdRipple|ColorfulCups|DarkestHour|EveningGlow|FallenLeaf|Grey|Kite|OneStandsOut|Path|summer_1am"),
    Rule("icon", "breeze-icon-theme", r"breeze/(apps|places|devices|mimetypes|categories|actions|emblems|status)/(48|64|32|22)/[^/]*\.svg$", 30, side=96),
    Rule("icon", "oxygen-icon-theme", r"(128x128|64x64|48x48|256x256)/[a-z]*/[^/]*\.png$", 30, least=32),
    Rule("icon", "elementary-xfce-icon-theme", r"/(32|48|64|96|128)/[^/]*\.(png|svg)$|(48|64|128)x?[^/]*/apps/[^/]*\.(png|svg)$", 24, least=32, side=128),
    Rule("icon", "tango-icon-theme", r"(32x32|22x22|scalable)/.*\.(png|svg)$", 20, least=22, side=256),
    Rule("icon", "mate-icon-theme", r"(48x48|scalable|256x256|24x24)/.*\.(png|svg)$", 20, least=24, side=200),
    Rule("icon", "wmaker-common", r"Icons/[^/]*\.(png|tiff|xpm)$", 10, least=32, but="tiff"),
    Rule("icon", "paper-icon-theme", r"Paper/(48x48|512x512|32x32|24x24)/[a-z]*/[^/]*\.png$", 30, least=24),
    Rule("icon", "faba-icon-theme", r"Faba/(48x48|64x64|symbolic|24x24)/[a-z]*/[^/]*\.(svg|png)$", 16, least=24, side=64),
    Rule("icon", "mate-themes", r"ContrastHigh[^/]*/(48x48|32x32|256x256|scalable)/.*\.(png|svg)$", 12, least=32, side=128),
    Rule("icon", "gnome-extra-icons", r"pixmaps/(other|large)/[^/]*\.png$", 24, least=32),
    Rule("icon", "claws-mail-themes", r"claws-mail/themes/[^/]*/[^/]*\.(png|svg|xpm)$", 20, least=20, side=64),
    Rule("icon", "x4d-icons", r"Icons/.*\.(png|gif)$", 8, least=16),
    Rule("icon", "emelfm2-svg-icons", r"\.svg$", 8, side=64),
    Rule("icon", "mkdocs-material", r"\.icons/.*\.svg$", 20, side=96),
    Rule("icon", "josm", r"josm/images/.*\.(svg|png)$", 20, least=16, side=64),
    Rule("icon", "libsight", r"(flaticons|icons)/[^/]*\.svg$", 10, side=96),
    Rule("icon", "nagios-images", r"logos/.*\.(png|gif|jpg)$", 20, least=32),
    Rule("icon", "iso-flags-svg", r"country-(4x3|squared)/[^/]*\.svg$", 16, side=128),
    Rule("icon", "budgie-weathershow-applet", r"weather_icons/[^/]*\.svg$", 8, side=128),
    Rule("icon", "numix-icon-theme-circle", r"48/apps/[^/]*\.svg$", 14, side=96),
    Rule("icon", "libelementary-data", r"Enlightenment-X/[a-z]*/128/[^/]*\.png$", 16, least=32),
    Rule("icon", "gnome-theme-gilouche", r"(48x48|256x256|32x32)/.*\.png$", 8, least=32),
    Rule("icon", "dolphin-emu-data", r"(Themes|Resources)/.*\.png$", 8, least=24),
    Rule("icon", "cairo-dock-core", r"cairo-dock/icons/[^/]*\.(svg|png)$", 10, side=96),
    Rule("icon", "cinnamon-common", r"hicolor/scalable/categories/[^/]*\.svg$", 10, side=96),
    Rule("icon", "colobot-common", r"icons/[^/]*\.png$", 8, least=32),
    Rule("icon", "focuswriter", r"hicolor/(64|48|32)/[^/]*\.png$", 6, least=32),
    Rule("icon", "coccinella", r"(32x32|64x64)/[^/]*\.png$|emoticons/.*\.(png|gif)$", 10, least=18),
    Rule("icon", "freeorion-data", r"art/icons/(species|ship_parts|tech|buttons|meter|focus)[^/]*/.*\.png$", 10, least=48),
    Rule("icon", "teeworlds-data", r"countryflags/[A-Z]*\.png$", 8, least=32),
    Rule("icon", "k3b-data", r"hicolor/(64x64|48x48|32x32)/.*\.png$", 4, least=32),
    Rule("icon", "lmms-common", r"themes/default/[^/]*\.png$|hicolor/.*128[^/]*/.*\.png$", 6, least=32),
    Rule("icon", "rawtherapee-data", r"rawtherapee/images/[^/]*\.svg$", 10, side=64),
    Rule("icon", "flowblade", r"res/img/[^/]*\.png$", 8, least=20),
    Rule("icon", "blender-data", r"icons/[^/]*\.png$", 3, least=24),
    Rule("pixel art", "wesnoth-1.16-data", r"core/images/(units|items|scenery|attacks|halo|terrain)/.*\.png$", 30, least=48),
    Rule("pixel art", "minetest-data", r"textures/[^/]*\.png$", 30, least=16),
    Rule("pixel art", "minetest-mod-homedecor", r"textures/[^/]*\.png$", 20, least=16),
    Rule("pixel art", "minetest-mod-ethereal", r"textures/[^/]*\.png$", 20, least=16),
    Rule("pixel art", "minetest-mod-character-creator", r"textures/[^/]*\.png$", 10, least=16),
    Rule("pixel art", "minetest-mod-pipeworks", r"textures/[^/]*\.png$", 14, least=16),
    Rule("pixel art", "minetest-mod-3d-armor", r"textures/[^/]*\.png$", 12, least=16),
    Rule("pixel art", "minetest-mod-maidroid", r"textures/[^/]*\.png$", 8, least=16),
    Rule("pixel art", "minetest-mod-nether", r"textures/[^/]*\.png$", 10, least=16),
    Rule("pixel art", "minetest-mod-throwing-arrows", r"textures/[^/]*\.png$", 8, least=16),
    Rule("pixel art", "minetest-mod-moreblocks", r"textures/[^/]*\.png$", 10, least=16),
    Rule("pixel art", "btanks-data", r"data/tiles/[^/]*\.png$", 26, least=32),
    Rule("pixel art", "wizznic-data", r"tiles/.*\.png$", 16, least=20),
    Rule("pixel art", "hannah-data", r"(pink|red|blue|hannah)/.*\.png$", 12, least=16),
    Rule("pixel art", "pyracerz", r"sprites/.*\.png$", 12, least=16),
    Rule("pixel art", "gemdropx", r"images/[^/]*\.bmp$", 12, least=16),
    Rule("pixel art", "gav-themes", r"\.png$", 10, least=24, but="back"),
    Rule("pixel art", "ketm-data", _OLD_PIXELS, 24, least=20, but="font"),
    Rule("pixel art", "between", r"graphics/[^/]*\.tga$", 12, least=8),
    Rule("pixel art", "maelstrom", r"\.(png|gif|bmp)$", 6, least=16),
    Rule("pixel art", "slashem-sdl", r"slashem/[^/]*\.(png|bmp)$", 6, least=64),
    Rule("pixel art", "netrek-client-cow", _OLD_PIXELS, 14, least=16),
    Rule("pixel art", "gnome-breakout", r"\.png$", 6, least=16),
    Rule("pixel art", "njam-data", _OLD_PIXELS, 8, least=16),
    Rule("pixel art", "freedink-data", r"graphics/.*\.bmp$", 30, least=24),
    Rule("pixel art", "freedink-data", r"Tiles/[^/]*\.bmp$", 16),
    Rule("pixel art", "gnujump-data", r"skins/[^/]*/[^/]*\.png$", 14, least=16, but="back|menu"),
    Rule("pixel art", "monsterz-data", r"\.png$", 4, least=16),
    Rule("pixel art", "powermanga-data", r"graphics/[^/]*\.(pcx|png)$", 3, least=16),
    Rule("pixel art", "triplea", r"units/[^/]*/[^/]*\.png$", 24, least=24),
    Rule("pixel art", "xblast-tnt-images", r"image/(block|explosion|sprite|misc)[^/]*/.*\.ppm$", 24, least=16),
    Rule("pixel art", "enigma-data", r"gfx(32|40|48|16)/[^/]*\.png$", 14, least=16),
    Rule("pixel art", "hex-a-hop-data", r"\.(png|bmp)$", 3, least=48, but="map|apps|title"),
    Rule("pixel art", "chroma", r"graphics/chroma-(marble|neon)/(16|24|32)_[^/]*\.png$", 6, least=16),
    Rule("pixel art", "shogivar-data", r"pieces/.*\.(gif|xpm|png)$", 6, least=16),
    Rule("pixel art", "angband-data", r"(8x8|16x16|8x13|32x32|8x16|64x64)[^/]*\.png$", 8),
    Rule("pixel art", "mate-icon-theme", r"16x16/.*\.png$", 4, least=16),
    Rule("texture", "gimp-data", r"patterns/.*\.pat$", 60, but="Clipboard"),
    Rule("texture", "krita-data", r"(patterns/[^/]*\.png|\.pat)$", 50, least=60),
    Rule("texture", "digikam-data", r"pattern[^/]*\.png$", 20, least=60),
    Rule("texture", "neverball-common", r"textures/mtrl/[^/]*\.(jpg|png)$", 30, least=64),
    Rule("texture", "colobot-common-textures", r"textures/[^/]*\.(png|jpg)$", 30, least=100, but="font|button|mouse|effect|clouds|objects|interface"),
    Rule("texture", "lugaru-data", r"Textures/(Skybox\([a-z]*\)/)?[^/]*\.(jpg|png)$", 26, least=64, but="Menu|Cursor|Loading|Font|Button|Skybox"),
    Rule("texture", "glmark2-data", r"textures/[^/]*\.(jpg|png)$", 10, least=64),
    Rule("texture", "xracer", r"\.(jpg|png|gif|tga)$", 14, least=32, but="powerup|flare|doc"),
    Rule("texture", "opencity-data", r"graphism/texture/[^/]*\.(png|jpg)$", 4, least=64),
    Rule("texture", "r-cran-rgl", r"textures/[^/]*\.(png|jpg)$", 8, least=64),
    Rule("texture", "assimp-testmodels", r"\.(jpg|png|bmp|tga)$", 12, least=64, but="ReferenceImages|sample|Error|normals"),
    Rule("texture", "netmaze", _OLD_PIXELS, 8, least=32),
    Rule("texture", "coccinella", r"(tiles|backgrounds)/[^/]*\.(gif|png|jpg)$", 4, least=32),
    Rule("texture", "guitarix-common", r"skins/[^/]*\.(png|jpg)$", 16, least=100),
    Rule("texture", "xboard", r"textures/[^/]*\.png$", 8, least=64),
    Rule("texture", "dart-doc", r"textures/[^/]*\.(png|jpg)$", 4, least=64),
    Rule("texture", "libirrlicht-doc", r"media/[^/]*\.(jpg|bmp|tga|png)$", 14, least=64),
    Rule("texture", "blender-data", r"archimesh/images/[^/]*\.(png|jpg)$", 1, least=64),
    Rule("texture", "kodi-screensaver-shadertoy", r"resources/tex[^/]*\.(png|jpg)$", 12, least=64),
    Rule("texture", "enigma-data", r"gfx(64|48)/(fl-|fl_)[^/]*\.(png|jpg)$", 20, least=64),
    Rule("texture", "boswars-data", r"patches/[^/]*/[^/]*\.png$", 20, least=64),
    Rule("plain colour", "gimp-data", r"gradients/.*\.ggr$", 60),
    Rule("plain colour", "krita-data", r"gradients/.*\.ggr$", 30),
    Rule("plain colour", "opencv-doc", r"colorscale_[^/]*\.jpg$", 20, least=10),
    Rule("plain colour", "python3-pyimagetool", r"cmaps/data/[^/]*\.(jpg|png)$", 30, least=8),
)  # fmt: skip
_OF_PROGRAMS = tuple(
    Rule("icon", package, r"icons/hicolor/(48x48|64x64|128x128|256x256|scalable)/apps/.*\.(png|svg)$|pixmaps/[^/]*\.(png|svg)$", 1, least=32, side=128)
    for package in _PROGRAMS
)  # fmt: skip
RULES = (*_LISTED_RULES, *_OF_PROGRAMS)

THROWN_OUT: frozenset[str] = frozenset((
    "argyll-doc: usr/share/doc/argyll-doc/i1proHiRes.jpg",
    "argyll-doc: usr/share/doc/argyll-doc/illumread_2.jpg",
    "argyll-doc: usr/share/doc/argyll-doc/illumread_5.jpg",
    "argyll-doc: usr/share/doc/argyll-doc/illumread_6.jpg",
    "assimp-testmodels: usr/share/assimp/models/Collada/Collada_Sample.jpg",
    "assimp-testmodels: usr/share/assimp/models/IQM/Head.jpg",
    "assimp-testmodels: usr/share/assimp/models/LWO/LWO2/MappingModes/earthSpherical.jpg",
    "assimp-testmodels: usr/share/assimp/models/OBJ/SpiderTex.jpg",
    "assimp-testmodels: usr/share/assimp/models/X/updown.tga",
    "assimp-testmodels: usr/share/assimp/models/glTF2/BoxTextured-glTF/CesiumLogoFlat.png",
    "assimp-testmodels: usr/share/assimp/models/glTF2/ClearCoat-glTF/ClearCoatLabels.png",
    "basket-data: usr/share/basket/backgrounds/abstract.png",
    "basket-data: usr/share/basket/backgrounds/basket-title.png",
    "basket-data: usr/share/basket/backgrounds/green-curves.png",
    "basket-data: usr/share/basket/backgrounds/light.png",
    "basket-data: usr/share/basket/backgrounds/painting.png",
    "basket-data: usr/share/basket/backgrounds/pens.png",
    "basket-data: usr/share/basket/backgrounds/pins.png",
    "basket-data: usr/share/basket/backgrounds/rainbow-balls.png",
    "basket-data: usr/share/basket/backgrounds/strings.png",
    "basket-data: usr/share/basket/backgrounds/todo.png",
    "basket-data: usr/share/basket/backgrounds/working.png",
    "biniax2-data: usr/share/games/biniax2/graphics/font.png",
    "boswars-data: usr/share/games/boswars/campaigns/islands/crescents.png",
    "boswars-data: usr/share/games/boswars/graphics/ui/ui_bpanel_200x264.png",
    "boswars-data: usr/share/games/boswars/graphics/ui/ui_bpanel_200x432.png",
    "boswars-data: usr/share/games/boswars/graphics/ui/ui_bpanel_200x624.png",
    "boswars-data: usr/share/games/boswars/graphics/ui/ui_info.png",
    "boswars-data: usr/share/games/boswars/patches/gosh/terrain0000.png",
    "boswars-data: usr/share/games/boswars/patches/gosh/terrain1004.png",
    "boswars-data: usr/share/games/boswars/patches/gosh/terrain1016.png",
    "boswars-data: usr/share/games/boswars/patches/gosh/terrain3019.png",
    "boswars-data: usr/share/games/boswars/patches/gosh/terrain3020.png",
    "boswars-data: usr/share/games/boswars/patches/goshgeom/terrain1031.png",
    "boswars-data: usr/share/games/boswars/patches/goshgeom/terrain4034.png",
    "boswars-data: usr/share/games/boswars/patches/goshgeom/terrain4052.png",
    "boswars-data: usr/share/games/boswars/patches/goshgeom/terrain6032.png",
    "boswars-data: usr/share/games/boswars/patches/goshgeom/terrain6057.png",
    "boswars-data: usr/share/games/boswars/patches/goshroad/road3012.png",
    "boswars-data: usr/share/games/boswars/patches/goshroad/road4005.png",
    "boswars-data: usr/share/games/boswars/patches/grass/Grass-cliff-curve-SE.png",
    "boswars-data: usr/share/games/boswars/patches/grass/Grass-road-tee-S.png",
    "boswars-data: usr/share/games/boswars/patches/grass/Water-coast-curve-WS.png",
    "coccinella: usr/share/coccinella/themes/Oxygen/backgrounds/roster-default.png",
    "colobot-common-textures: usr/share/games/colobot/textures/back22.png",
    "colobot-common-textures: usr/share/games/colobot/textures/planet03.png",
    "colobot-common-textures: usr/share/games/colobot/textures/planet04.png",
    "colobot-common-textures: usr/share/games/colobot/textures/relief03.png",
    "colobot-common-textures: usr/share/games/colobot/textures/relief04.png",
    "colobot-common-textures: usr/share/games/colobot/textures/relief06.png",
    "colobot-common-textures: usr/share/games/colobot/textures/relief09.png",
    "colobot-common-textures: usr/share/games/colobot/textures/relief10.png",
    "colobot-common-textures: usr/share/games/colobot/textures/relief17.png",
    "colobot-common-textures: usr/share/games/colobot/textures/relief34.png",
    "colobot-common-textures: usr/share/games/colobot/textures/res05.png",
    "colobot-common-textures: usr/share/games/colobot/textures/res08.png",
    "colobot-common-textures: usr/share/games/colobot/textures/res09.png",
    "colobot-common-textures: usr/share/games/colobot/textures/res11.png",
    "colobot-common-textures: usr/share/games/colobot/textures/res14.png",
    "colobot-common-textures: usr/share/games/colobot/textures/rocb2.png",
    "dart-doc: usr/share/doc/dart/data/mjcf/openai/robotics/textures/block_hidden.png",
    "dart-doc: usr/share/doc/dart/data/sdf/materials/textures/drc_labels_1.jpg",
    "dart-doc: usr/share/doc/dart/data/sdf/materials/textures/drc_torso_head_diffuse.jpg",
    "dart-doc: usr/share/doc/dart/data/sdf/materials/textures/extremities_diffuse_unplugged.jpg",
    "digikam-data: usr/share/digikam/themes/html5responsive/resources/images/BrownCard/brownCardAlbum.jpg",
    "digikam-data: usr/share/digikam/themes/html5responsive/resources/images/Lightbox/LightBox_topless.jpg",
    "digikam-data: usr/share/digikam/themes/html5responsive/resources/images/Lightbox/Lightbox_top.jpg",
    "digikam-data: usr/share/digikam/themes/html5responsive/resources/images/Lightbox/Monochrome-strip.jpg",
    "digikam-data: usr/share/digikam/themes/html5responsive/resources/images/Lightbox/SafetyFilm-strip.jpg",
    "dossizola-data: usr/share/games/dossizola/images/dossa-cours.png",
    "dossizola-data: usr/share/games/dossizola/images/fond1.jpg",
    "dossizola-data: usr/share/games/dossizola/images/fond2.jpg",
    "dossizola-data: usr/share/games/dossizola/images/fond4.jpg",
    "dossizola-data: usr/share/games/dossizola/images/fond5.jpg",
    "enigma-data: usr/share/games/enigma/gfx48/fl_slope.png",
    "enigma-data: usr/share/games/enigma/gfx64/fl_bright.png",
    "enigma-data: usr/share/games/enigma/gfx64/fl_dark.png",
    "enigma-data: usr/share/games/enigma/gfx64/fl_inverse_gray.png",
    "enigma-data: usr/share/games/enigma/gfx64/fl_lawn.png",
    "enigma-data: usr/share/games/enigma/gfx64/fl_scales.png",
    "enigma-data: usr/share/games/enigma/gfx64/fl_slope.png",
    "enigma-data: usr/share/games/enigma/gfx64/fl_wood_framed.png",
    "enigma-data: usr/share/games/enigma/gfx64/fl_yinyang_yang.png",
    "enigma-data: usr/share/games/enigma/gfx64/fl_yinyang_yin.png",
    "flobopuyo: usr/share/games/flobopuyo/gfx/Background.jpg",
    "flobopuyo: usr/share/games/flobopuyo/gfx/BackgroundDark.jpg",
    "flowblade: usr/share/flowblade/Flowblade/res/img/flowblade_splash_black_small.png",
    "focuswriter: usr/share/focuswriter/themes/images/writingdesk.jpg",
    "freeorion-data: usr/share/games/freeorion/default/data/art/galaxy_decoration/blue_set/gaseous04.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/galaxy_decoration/gaseous03.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/galaxy_decoration/gaseous15.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/galaxy_decoration/grey_set/gaseous01.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/galaxy_decoration/haze_set/gaseous04.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/galaxy_decoration/obsidian_set/gaseous08.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/galaxy_decoration/obsidian_set/gaseous12.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/galaxy_decoration/red_set/gaseous03.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/galaxy_decoration/rust_set/gaseous01.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/galaxy_decoration/rust_set/gaseous02.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/misc/colonizing.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/misc/invading.png",
    "freeorion-data: usr/share/games/freeorion/default/data/art/misc/system_selection/system_selection5.png",
    "gav-themes: usr/share/games/gav/themes/inverted/background.png",
    "gav-themes: usr/share/games/gav/themes/inverted/background_big.png",
    "gav-themes: usr/share/games/gav/themes/unnamed/background_big.jpg",
    "gimp-help-en: usr/share/gimp/2.0/help/en/images/filters/examples/decor-taj-carve-it.jpg",
    "gimp-help-en: usr/share/gimp/2.0/help/en/images/filters/examples/distort-taj-newsprint.jpg",
    "gimp-help-en: usr/share/gimp/2.0/help/en/images/filters/examples/edge-taj-edge-differential.jpg",
    "gimp-help-en: usr/share/gimp/2.0/help/en/images/filters/examples/edge-taj-sobel.jpg",
    "gimp-help-en: usr/share/gimp/2.0/help/en/images/filters/examples/generic-taj-erode.jpg",
    "gimp-help-en: usr/share/gimp/2.0/help/en/images/filters/examples/noise-taj-slur.jpg",
    "gimp-help-en: usr/share/gimp/2.0/help/en/images/filters/examples/render-taj-linear-sinusoid.jpg",
    "glmark2-data: usr/share/glmark2/textures/effect-2d.png",
    "glmark2-data: usr/share/glmark2/textures/jellyfish-caustics-12.png",
    "glmark2-data: usr/share/glmark2/textures/jellyfish-caustics-17.png",
    "glmark2-data: usr/share/glmark2/textures/jellyfish-caustics-28.png",
    "glmark2-data: usr/share/glmark2/textures/jellyfish-caustics-32.png",
    "glmark2-data: usr/share/glmark2/textures/nasa1.png",
    "gnujump-data: usr/share/games/gnujump/skins/wincrash/menu.png",
    "gnujump-data: usr/share/games/gnujump/skins/xjump/menu.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/arm-lower-palm_up.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/elbow-joint-front.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/foot-ankle-joint-lateral.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/foot-ankle-joint-medial.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/hip-bone-back.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/intestine-large.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/knee-joint-front.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/larynx-lateral.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/leg-lower-back.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/leg-lower-front.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/shoulder-front-bones.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/shoulder-muscles-dorsal.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/skeleton-frontal.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/skeleton-lateral-frontal.png",
    "gnumed-server: var/lib/gnumed/server/sql/v12-v13/data/skull-vertebral_column-lateral.png",
    "gnumed-server: var/lib/gnumed/server/sql/v14-v15/data/CoD_fsfe_Pocket_watch_icon.png",
    "gnumed-server: var/lib/gnumed/server/sql/v14-v15/data/weather-few-clouds.png",
    "gnumed-server: var/lib/gnumed/server/sql/v14-v15/data/weather-storm.png",
    "guitarix-common: usr/share/gx_head/skins/live_wallpaper_aluminium.png",
    "guitarix-common: usr/share/gx_head/skins/live_wallpaper_copper.png",
    "guitarix-common: usr/share/gx_head/skins/live_wallpaper_gold.png",
    "guitarix-common: usr/share/gx_head/skins/live_wallpaper_grandma.png",
    "guitarix-common: usr/share/gx_head/skins/live_wallpaper_grungy_sun.png",
    "guitarix-common: usr/share/gx_head/skins/live_wallpaper_hippie.png",
    "guitarix-common: usr/share/gx_head/skins/live_wallpaper_lavender.png",
    "guitarix-common: usr/share/gx_head/skins/live_wallpaper_orange.png",
    "guitarix-common: usr/share/gx_head/skins/live_wallpaper_psycedelic.png",
    "guitarix-common: usr/share/gx_head/skins/live_wallpaper_white_oak.png",
    "hplip-data: usr/share/hplip/data/images/devices/deskjet_5100.png",
    "hugin-data: usr/share/hugin/xrc/data/help_en_EN/120px-Flatfield1_Munich.jpg",
    "hugin-data: usr/share/hugin/xrc/data/help_en_EN/200px-Big_ben_cubic.jpg",
    "hugin-data: usr/share/hugin/xrc/data/help_en_EN/250px-Cubic.jpg",
    "hugin-data: usr/share/hugin/xrc/data/help_en_EN/Big_ben_cubic.jpg",
    "hugin-data: usr/share/hugin/xrc/data/help_en_EN/Interpolate_none.jpg",
    "hugin-data: usr/share/hugin/xrc/data/help_en_EN/Interpolate_sinc256.jpg",
    "kodi-screensaver-shadertoy: usr/share/kodi/addons/screensaver.shadertoy/resources/tex04.png",
    "kodi-screensaver-shadertoy: usr/share/kodi/addons/screensaver.shadertoy/resources/tex10.png",
    "kodi-screensaver-shadertoy: usr/share/kodi/addons/screensaver.shadertoy/resources/tex11.png",
    "kodi-screensaver-shadertoy: usr/share/kodi/addons/screensaver.shadertoy/resources/tex16.png",
    "lbreakout2-data: usr/share/games/lbreakout2/gfx/AbsoluteB/back0.png",
    "lbreakout2-data: usr/share/games/lbreakout2/gfx/AbsoluteB/back1.png",
    "lbreakout2-data: usr/share/games/lbreakout2/gfx/AbsoluteB/back2.png",
    "lbreakout2-data: usr/share/games/lbreakout2/gfx/AbsoluteB/back3.png",
    "lbreakout2-data: usr/share/games/lbreakout2/gfx/AbsoluteB/menuback.png",
    "lbreakout2-data: usr/share/games/lbreakout2/gfx/Oz/back0.png",
    "lbreakout2-data: usr/share/games/lbreakout2/gfx/Oz/back3.png",
    "lbreakout2-data: usr/share/games/lbreakout2/gfx/Oz/back4.png",
    "lbreakout2-data: usr/share/games/lbreakout2/gfx/back5.png",
    "lbreakout2-data: usr/share/games/lbreakout2/gfx/menuback.png",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/004shot.jpg",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/010shot.jpg",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/011shot.jpg",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/016shot.jpg",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/019shot.jpg",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/022shot.jpg",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/bigfont.png",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/directxlogo.png",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/dotnetback.jpg",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/earth.jpg",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/enano.jpg",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/opengllogo.png",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/skydome2.jpg",
    "libirrlicht-doc: usr/share/doc/libirrlicht-dev/media/smoke3.jpg",
    "libjs-jquery-colorbox: usr/share/doc/libjs-jquery-colorbox/examples/content/homer.jpg",
    "libopenzwave1.6: etc/openzwave/images/shenzen_neo/ls03ch.jpg",
    "libopenzwave1.6: etc/openzwave/images/shenzen_neo/nas-cs01z.jpg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-contrib-module.jpg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-eye2hand-camera-poses.jpg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-getting-started-iOS-issue-libxml.jpg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-getting-started-iOS-rename.jpg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-java-apriltag-import-file-apriltag.jpg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-java-mbt-generic-import.jpg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-mbot-shield-wiring.jpg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-opencv-issue-test-big-endian.jpg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-tutorial-java-eclipse-add-libraries2.jpeg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-tutorial-java-eclipse-new-class.jpeg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-tutorial-java-eclipse-started-console.jpeg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-tutorial-java-eclipse-workspace.jpg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-win10-msvc17-visp-images-3.5.0.jpg",
    "libvisp-doc: usr/share/doc/libvisp-dev/html/img-win10-msvc17-visp-install.jpg",
    "libvlfeat-doc: usr/share/doc/libvlfeat-dev/doc/images/caltech-collage.jpg",
    "libvlfeat-doc: usr/share/doc/libvlfeat-dev/doc/images/placeholder.jpg",
    "libvlfeat-doc: usr/share/doc/libvlfeat-dev/doc/images/sift-mosaic.jpg",
    "lincity-ng-data: usr/share/games/lincity-ng/images/tiles/industryl-smoke0088.png",
    "lincity-ng-data: usr/share/games/lincity-ng/images/tiles/roaddr.png",
    "lincity-ng-data: usr/share/games/lincity-ng/images/tiles/roadur.png",
    "lmms-common: usr/share/lmms/themes/default/effect_plugin.png",
    "lmms-common: usr/share/lmms/themes/default/output_graph.png",
    "lmms-common: usr/share/lmms/themes/default/shadow_p.png",
    "lmms-common: usr/share/lmms/themes/default/track_shadow_p.png",
    "lugaru-data: usr/share/games/lugaru/Textures/Blood.png",
    "lugaru-data: usr/share/games/lugaru/Textures/BloodFlame.png",
    "lugaru-data: usr/share/games/lugaru/Textures/BloodKnifeLight.png",
    "lugaru-data: usr/share/games/lugaru/Textures/BloodParticleInverse.png",
    "lugaru-data: usr/share/games/lugaru/Textures/Bodyprint.png",
    "lugaru-data: usr/share/games/lugaru/Textures/Bush.png",
    "lugaru-data: usr/share/games/lugaru/Textures/ClFeng.png",
    "lugaru-data: usr/share/games/lugaru/Textures/ClShan.png",
    "lugaru-data: usr/share/games/lugaru/Textures/ClShui.png",
    "lugaru-data: usr/share/games/lugaru/Textures/Fur.jpg",
    "lugaru-data: usr/share/games/lugaru/Textures/FurBrownWhite.jpg",
    "lugaru-data: usr/share/games/lugaru/Textures/FurLynx.jpg",
    "lugaru-data: usr/share/games/lugaru/Textures/FurWolfDark.jpg",
    "lugaru-data: usr/share/games/lugaru/Textures/FurWolfGrey.jpg",
    "lugaru-data: usr/share/games/lugaru/Textures/LeatherWristRight.png",
    "lugaru-data: usr/share/games/lugaru/Textures/LongSleeve.png",
    "lugaru-data: usr/share/games/lugaru/Textures/Mask.png",
    "lugaru-data: usr/share/games/lugaru/Textures/Smoke.png",
    "lugaru-data: usr/share/games/lugaru/Textures/Sword.jpg",
    "lugaru-data: usr/share/games/lugaru/Textures/Wireframe.jpg",
    "lugaru-data: usr/share/games/lugaru/Textures/World.png",
    "marble-data: usr/share/doc/HTML/en/marble/mapview-1.png",
    "marble-qt-data: usr/share/marble/data/maps/earth/openstreetmap/Kheops Pyramid.jpg",
    "marble-qt-data: usr/share/marble/data/maps/earth/openstreetmap/Palace Het Loo.jpg",
    "marble-qt-data: usr/share/marble/data/maps/earth/openstreetmap/Russell Square.jpg",
    "marble-qt-data: usr/share/marble/data/maps/earth/openstreetmap/Vesuvius.jpg",
    "marble-qt-data: usr/share/marble/data/maps/earth/srtm/3/000007/000007_000012.jpg",
    "marble-qt-data: usr/share/marble/data/maps/earth/srtm/3/000007/000007_000013.jpg",
    "mgp: usr/share/doc/mgp/examples/dad.jpg",
    "mgp: usr/share/doc/mgp/examples/mgp-old2.jpg",
    "mgp: usr/share/doc/mgp/examples/mgp-old3.jpg",
    "mgp: usr/share/doc/mgp/examples/mgp1.jpg",
    "mgp: usr/share/doc/mgp/examples/mgp3.jpg",
    "mgp: usr/share/doc/mgp/examples/v6header.jpg",
    "miceamaze: usr/share/games/miceamaze/images/eagle.png",
    "miceamaze: usr/share/games/miceamaze/images/eagle2.png",
    "miceamaze: usr/share/games/miceamaze/images/first.png",
    "miceamaze: usr/share/games/miceamaze/images/house.png",
    "miceamaze: usr/share/games/miceamaze/images/mouse.png",
    "miceamaze: usr/share/games/miceamaze/images/sick_mouse.png",
    "miceamaze: usr/share/games/miceamaze/images/snake.png",
    "miceamaze: usr/share/games/miceamaze/images/spawner.png",
    "mricron-data: AICHAmc.nii.lut",
    "mricron-data: JHU-WhiteMatter-labels-1mm.nii.lut",
    "mricron-data: JHU-WhiteMatter-labels-2mm.nii.lut",
    "mricron-data: aal.nii.lut",
    "mricron-data: blue_otto.lut",
    "mricron-data: brodmann.nii.lut",
    "mricron-data: overlay_classic.lut",
    "mricron-data: red_otto.lut",
    "netmaze: usr/lib/games/netmaze/lib/texture1.bmp",
    "netmaze: usr/lib/games/netmaze/nmlogo.gif",
    "neverball-common: usr/share/games/neverball/textures/mtrl/arrow-green-light.png",
    "neverball-common: usr/share/games/neverball/textures/mtrl/hole.png",
    "neverball-common: usr/share/games/neverball/textures/mtrl/orb-blue.png",
    "neverball-common: usr/share/games/neverball/textures/mtrl/poof-blue.png",
    "neverball-common: usr/share/games/neverball/textures/mtrl/poof-yellow.png",
    "neverball-common: usr/share/games/neverball/textures/mtrl/rainbow.png",
    "neverball-common: usr/share/games/neverball/textures/mtrl/rotate180.png",
    "neverball-common: usr/share/games/neverball/textures/mtrl/thwomp-whistler.png",
    "neverball-common: usr/share/games/neverball/textures/mtrl/words-ca.png",
    "neverball-common: usr/share/games/neverball/textures/mtrl/words-fr.png",
    "neverball-common: usr/share/games/neverball/textures/mtrl/words-sk.png",
    "nip2: usr/share/doc/nip2/examples/2_point_mosaic/example_im_02.jpg",
    "nip2: usr/share/doc/nip2/examples/2_point_mosaic/example_im_03.jpg",
    "nip2: usr/share/doc/nip2/examples/2_point_mosaic/example_im_04.jpg",
    "nip2: usr/share/doc/nip2/examples/2_point_mosaic/example_im_05.jpg",
    "nip2: usr/share/doc/nip2/examples/2_point_mosaic/example_im_06.jpg",
    "nip2: usr/share/doc/nip2/examples/overlays_and_blending/blend_example_ir.jpg",
    "nip2: usr/share/doc/nip2/examples/overlays_and_blending/blend_example_vis.jpg",
    "nip2: usr/share/doc/nip2/examples/overlays_and_blending/blend_example_xray.jpg",
    "nip2: usr/share/doc/nip2/examples/registering/example_im_2.jpg",
    "nip2: usr/share/doc/nip2/examples/registering/example_im_3.jpg",
    "nip2: usr/share/doc/nip2/examples/registering/example_im_4.jpg",
    "node-opencv: usr/share/doc/node-opencv/examples/files/mona.png",
    "node-opencv: usr/share/doc/node-opencv/examples/files/note.png",
    "node-opencv: usr/share/doc/node-opencv/examples/files/opencv.png",
    "node-opencv: usr/share/doc/node-opencv/examples/files/over_text.png",
    "opencity-data: usr/share/games/opencity/graphism/texture/terrain_64x4096_texture.png",
    "opencity-data: usr/share/games/opencity/map/heightmap/Mallorca-93x61.png",
    "opencity-data: usr/share/games/opencity/map/heightmap/Sao_Tome-101x101.png",
    "openclipart-svg: usr/share/openclipart/svg/education/books/open_bible_01_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/geography/carte_de_france_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/office/certificate.svg",
    "openclipart-svg: usr/share/openclipart/svg/office/envelope_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_101_02.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_102_02.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_103_02.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_104_02.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_105_02.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_106_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_107_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_108_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_109_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_110_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_201_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_202_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_203_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_204_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_205_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_206_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_207_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_208_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_209_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_210_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_211_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_212_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_301_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_302_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_303_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_304_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_305_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/stickmen/blueman_306_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/people/wedding_sign_theerud_law_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/recreation/games/cards/celtic-vine-corner_steve_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/recreation/religion/discordian_sacred_chao_01r.svg",
    "openclipart-svg: usr/share/openclipart/svg/recreation/religion/discordian_sacred_chao_t_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/special/patterns/pattern-circles-1.svg",
    "openclipart-svg: usr/share/openclipart/svg/special/patterns/pattern-curves-anglo-roman-2.svg",
    "openclipart-svg: usr/share/openclipart/svg/special/patterns/pattern-curves-anglo-roman-3.svg",
    "openclipart-svg: usr/share/openclipart/svg/special/patterns/pattern-diamond-squares-3.svg",
    "openclipart-svg: usr/share/openclipart/svg/special/patterns/pattern-dots-square-grid-02.svg",
    "openclipart-svg: usr/share/openclipart/svg/special/patterns/pattern-dots-square-grid-03.svg",
    "openclipart-svg: usr/share/openclipart/svg/special/patterns/pattern-dots-square-grid-04.svg",
    "openclipart-svg: usr/share/openclipart/svg/special/patterns/pattern-dots-square-grid-05.svg",
    "openclipart-svg: usr/share/openclipart/svg/special/patterns/pattern-line-explosion-0002.svg",
    "openclipart-svg: usr/share/openclipart/svg/special/patterns/pattern-puzzle-jigsaw-1.svg",
    "openclipart-svg: usr/share/openclipart/svg/transportation/vehicles/1989_chevrolet_celebrit_01.svg",
    "openclipart-svg: usr/share/openclipart/svg/transportation/vehicles/1989_chevrolet_celebrit_02.svg",
    "openclipart-svg: usr/share/openclipart/svg/transportation/vehicles/_chevrolet_celebirt_.svg",
    "opencv-doc: usr/share/doc/opencv-doc/examples/data/HappyFish.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/04_default_filter_view.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/12.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/13_raw_view.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/Canny_Detector_Tutorial_Original_Image.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/Histogram_Equalization_Equalized_Histogram.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/Hough_Lines_Tutorial_Theory_1.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/Laplace_Operator_Tutorial_Theory_ddIntensity.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/OpenCV_Install_Directory.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/Sobel_Derivatives_Tutorial_Theory_dIntensity_Function.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/bin.jpeg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/black_car.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/canny1.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/deskew.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/espcn_comic.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/homography_camera_displacement_poses.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/houghcircles2.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/lapsrn_comic.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/newspaper.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/nlm_multi.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/none.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/opencv_logo.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/opticalfb.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/orig_comic.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/resgmg.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/resmog.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/sample_rec_ste.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/surf_kp2.jpg",
    "opencv-doc: usr/share/doc/opencv-doc/opencv4/html/template_sqdiff_5.jpg",
    "openssn-data: usr/share/games/openssn/images/Mapscreen.png",
    "openssn-data: usr/share/games/openssn/images/Sonarscreen.png",
    "openssn-data: usr/share/games/openssn/images/sweep15.png",
    "openssn-data: usr/share/games/openssn/images/sweep2.png",
    "openssn-data: usr/share/games/openssn/images/sweep21.png",
    "openssn-data: usr/share/games/openssn/images/sweep23.png",
    "openssn-data: usr/share/games/openssn/images/sweep28.png",
    "openssn-data: usr/share/games/openssn/images/sweep29.png",
    "openssn-data: usr/share/games/openssn/images/sweep34.png",
    "openssn-data: usr/share/games/openssn/images/sweep8.png",
    "pinball-data: usr/share/games/pinball/font_34.png",
    "pinball-data: usr/share/games/pinball/tux/face2.png",
    "pinball-data: usr/share/games/pinball/tux/floor2.png",
    "pinball-data: usr/share/games/pinball/tux/tiles.png",
    "pinball-table-gnu-data: usr/share/games/pinball/gnu/tiles.png",
    "pinball-table-gnu-data: usr/share/games/pinball/gnu/tiles2.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/bonus-box-2.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/effect/air-blast.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/forest/boss/fall-exploded.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/forest/ground-ceiling.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/forest/hollow-trunk.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/forest/little-slope-wall.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/forest/right-corner.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/forest/woodlog-thrower.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/plee/plee-2.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/plee/plee-alt-1.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/plee/plee-alt-4.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/power-filter-door/power-filter-door-1.png",
    "plee-the-bear-data: usr/share/games/plee-the-bear/gfx/weather/rain-medium.png",
    "pokerth-data: usr/share/games/pokerth/gfx/avatars/default/misc/44d23de146bd9d753571915226c44cfd.png",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychDemos/OpenGL4MatlabDemos/earth_512by256.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/EyelinkToolbox/EyelinkDemos/SR-ResearchDemo/EyelinkFixationWindow/HappyFace.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/EyelinkToolbox/EyelinkDemos/SR-ResearchDemo/EyelinkFixationWindow/SadFace.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/EyelinkToolbox/EyelinkDemos/SR-ResearchDemo/change/REG1A.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/EyelinkToolbox/EyelinkDemos/SR-ResearchDemo/change/REG1B.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/EyelinkToolbox/EyelinkDemos/SR-ResearchDemo/change/REG2A.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/EyelinkToolbox/EyelinkDemos/SR-ResearchDemo/change/REG2B.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/EyelinkToolbox/EyelinkDemos/SR-ResearchDemo/change/RND1A.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/EyelinkToolbox/EyelinkDemos/SR-ResearchDemo/change/RND1B.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/EyelinkToolbox/EyelinkDemos/SR-ResearchDemo/change/RND2A.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/EyelinkToolbox/EyelinkDemos/SR-ResearchDemo/change/RND2B.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/EyelinkToolbox/EyelinkDemos/SR-ResearchDemo/composite.jpg",
    "psychtoolbox-3-common: usr/share/psychtoolbox-3/PsychHardware/iViewXToolbox/tcp_udp_ip/ws_demo.jpg",
    "python-pyresample-doc: usr/share/doc/python-pyresample-doc/html/_images/time_vs_nproc_1-12.png",
    "python3-bqplot: EuropeMap.json, drawn 0",
    "python3-bqplot: EuropeMap.json, drawn 1",
    "python3-bqplot: EuropeMap.json, drawn 11",
    "python3-bqplot: USStatesMap.json, drawn 0",
    "python3-bqplot: USStatesMap.json, drawn 9",
    "python3-pyclustering: usr/share/pyclustering/samples/images/ImageBuildings.png",
    "python3-pyclustering: usr/share/pyclustering/samples/images/ImageNile.png",
    "python3-pyclustering: usr/share/pyclustering/samples/images/ImageNileSmall.png",
    "python3-pyclustering: usr/share/pyclustering/samples/images/ImageSimple11.png",
    "python3-pyclustering: usr/share/pyclustering/samples/images/ImageWhiteSea.png",
    "python3-pyclustering: usr/share/pyclustering/samples/images/ImageWhiteSeaSmall.png",
    "r-cran-rgl: usr/lib/R/site-library/rgl/textures/nightfire.png",
    "r-cran-rgl: usr/lib/R/site-library/rgl/textures/particle.png",
    "r-cran-rgl: usr/lib/R/site-library/rgl/textures/refmap.png",
    "r-cran-rgl: usr/lib/R/site-library/rgl/textures/rgl2.png",
    "r-cran-rgl: usr/lib/R/site-library/rgl/textures/sunsleep.png",
    "r-cran-rgl: usr/lib/R/site-library/rgl/textures/world.png",
    "r-cran-rgl: usr/lib/R/site-library/rgl/textures/worldsmall.png",
    "raintpl: usr/share/raintpl/templates/image_resize/img/logo.jpeg",
    "raintpl: usr/share/raintpl/templates/image_resize/img/wysiwyg.jpg",
    "raintpl: usr/share/raintpl/templates/raintpl3/img/easy.jpg",
    "raintpl: usr/share/raintpl/templates/raintpl3/img/fast.jpg",
    "raintpl: usr/share/raintpl/templates/raintpl3/img/useful.jpg",
    "sasview: usr/share/pixmaps/sasview.svg",
    "supertransball2: usr/share/icons/hicolor/128x128/apps/supertransball2.png",
    "tuxpaint-stamps-default: usr/share/tuxpaint/stamps/clothes/t_glove.png",
    "tuxpaint-stamps-default: usr/share/tuxpaint/stamps/clothes/t_scarf.png",
    "tuxpaint-stamps-default: usr/share/tuxpaint/stamps/household/dishes/glass.png",
    "tuxpaint-stamps-default: usr/share/tuxpaint/stamps/household/dishes/mug.png",
    "tuxpaint-stamps-default: usr/share/tuxpaint/stamps/town/roadsigns/crossroads.png",
    "tuxpaint-stamps-default: usr/share/tuxpaint/stamps/town/roadsigns/t-junction.png",
    "tuxpaint-stamps-default: usr/share/tuxpaint/stamps/town/usps_mailbox.png",
    "tuxpaint-stamps-default: usr/share/tuxpaint/stamps/vehicles/auto/sportscar2.png",
    "warmux-data: usr/share/games/warmux/map/catacombes/sky1.jpg",
    "warmux-data: usr/share/games/warmux/map/chess/sky0.png",
    "warmux-data: usr/share/games/warmux/map/electronik/sky.jpg",
    "wesnoth-1.16-sof: usr/share/games/wesnoth/1.16/data/campaigns/Sceptre_of_Fire/images/portraits/alanin-winter-overlay.png",
    "xboard: usr/share/games/xboard/themes/textures/xqboard-9x10.png",
    "xracer: usr/share/games/xracer/backdrops/mountains4-alpha.jpg",
    "xracer: usr/share/games/xracer/fonts/crillee14.jpg",
    "xracer: usr/share/games/xracer/fonts/crillee24.jpg",
    "xracer: usr/share/games/xracer/fonts/crillee36.jpg",
    "xracer: usr/share/games/xracer/fonts/crillee48.jpg",
    "xracer: usr/share/games/xracer/scene-textures/golgotha/5sqtunnelroaddark.jpg",
    "xsok: usr/share/icons/hicolor/256x256/apps/xsok.png",
))  # fmt: skip
"""Sources that a rule took and that are of another kind, or of none, by the definitions."""

_Ring = list[tuple[float, float]]
_SHAPES = (
    ("python3-geopandas", "naturalearth_lowres.shp", 14), ("r-cran-spdata", "world.shp", 10), ("libmagics++-data", "110m/ne_110m_land.shp", 6),
    ("libmagics++-data", "50m/ne_50m_land.shp", 8), ("libmagics++-data", "50m/ne_50m_rivers_lake_centerlines.shp", 4), ("libmagics++-data", "10m/ne_10m_admin_0_boundary_lines_land.shp", 4),
    ("r-cran-sf", "shape/olinda1.shp", 5), ("r-cran-sf", "shape/nc.shp", 6), ("r-cran-spdata", "NY8_utm18.shp", 4),
    ("r-cran-spdata", "boston_tracts.shp", 5), ("r-cran-spdata", "auckland.shp", 5), ("r-cran-spdata", "columbus.shp", 4), ("r-cran-spdata", "eire.shp", 5),
    ("r-cran-maptools", "co51_d90.shp", 5), ("r-cran-maptools", "co37_d90.shp", 4), ("r-cran-maptools", "co45_d90.shp", 5), ("r-cran-maptools", "fylk-val.shp", 2),
    ("r-cran-rgdal", "scot_BNG.shp", 5), ("r-cran-ncdfgeom", "hucPolygons.shp", 4), ("r-cran-terra", "lux.shp", 5), ("r-cran-spdep", "bhicv.shp", 5),
    ("libterralib-doc", "Mapa_Distritos_SP.shp", 6), ("libterralib-doc", "Mapa_Drenagem_SP.shp", 3),
)  # fmt: skip
"""Outlines of land in ESRI's format, and how many maps are drawn of each."""
_GROUNDS = (
    "#ffffff",
    "#ffffff",
    "#ffffff",
    "#cfe3ef",
    "#a8c8e0",
    "#e8eef2",
    "#16212c",
    "#f4efe0",
    "#3b6ea0",
    "#b5d0d0",
)
_LANDS = (
    ("#f3efe6",), ("#d8d8d8",), ("#8fb573", "#b7cf8b", "#d9dba0", "#c5b072", "#9a7d4e"), ("#fbb4ae", "#b3cde3", "#ccebc5", "#decbe4", "#fed9a6", "#ffffcc"),
    ("#8dd3c7", "#ffffb3", "#bebada", "#fb8072", "#80b1d3", "#fdb462", "#b3de69"), ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c"),
    ("#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026"), ("#edf8e9", "#bae4b3", "#74c476", "#31a354", "#006d2c"), ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"),
    ("#e6d3a7",), ("#ffffff",), ("#4c8c4a",), ("#f7f7f7", "#cccccc", "#969696", "#525252"), ("#e41a1c", "#377eb8", "#4daf4a", "#984ea3", "#ff7f00", "#ffff33"),
)  # fmt: skip


def _shapes(file: Path) -> list[list[_Ring]]:
    """The polygons or lines of a shapefile, as rings of points."""
    data = file.read_bytes()
    at, found = 100, []
    while at + 8 < len(data):
        (length,) = struct.unpack(">i", data[at + 4 : at + 8])
        body = data[at + 8 : at + 8 + 2 * length]
        at += 8 + 2 * length
        (form,) = struct.unpack("<i", body[:4])
        if form not in {3, 5, 13, 15, 23, 25}:
            continue
        parts, points = struct.unpack("<2i", body[36:44])
        starts = [*struct.unpack(f"<{parts}i", body[44 : 44 + 4 * parts]), points]
        base = 44 + 4 * parts
        flat = struct.unpack(f"<{2 * points}d", body[base : base + 16 * points])
        pairs = list(zip(flat[::2], flat[1::2], strict=True))
        found.append([pairs[a:b] for a, b in itertools.pairwise(starts)])
    return found


def _topology(file: Path) -> list[list[_Ring]]:
    """The polygons of a TopoJSON file."""
    data = json.loads(file.read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = data["transform"]["scale"], data["transform"]["translate"]
    arcs: list[_Ring] = []
    for arc in data["arcs"]:
        x = y = 0
        line = []
        for dx, dy, *_ in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)

    def ring(numbers: list[int]) -> _Ring:
        return [p for n in numbers for p in (arcs[n] if n >= 0 else arcs[~n][::-1])]

    found = []
    for layer in data["objects"].values():
        for item in layer.get("geometries", [layer]):
            if item.get("type") == "Polygon":
                found.append([ring(r) for r in item["arcs"]])
            elif item.get("type") == "MultiPolygon":
                found.append([ring(r) for polygon in item["arcs"] for r in polygon])
    return found


def _draw_land(
    shapes: list[list[_Ring]], rng: Random, degrees: bool, lines: bool
) -> Image.Image | None:
    """A map of all, or of the neighbourhood of one shape, in one plain style."""
    points = [p for shape in shapes for r in shape for p in r]
    left, right = min(p[0] for p in points), max(p[0] for p in points)
    low, high = min(p[1] for p in points), max(p[1] for p in points)
    alone = False
    if rng.random() < (0.25 if lines else 0.75) and len(shapes) > 6:
        chosen = rng.choice(shapes)
        ring = max(chosen, key=len)
        x0, x1 = min(p[0] for p in ring), max(p[0] for p in ring)
        y0, y1 = min(p[1] for p in ring), max(p[1] for p in ring)
        room = max(x1 - x0, y1 - y0, (right - left) / 200)
        grow = room * rng.choice((0.08, 0.08, 0.5, 1.5, 3))
        alone = grow < room * 0.1 and not lines and len(ring) > 60
        left, right = max(left, x0 - grow), min(right, x1 + grow)
        low, high = max(low, y0 - grow), min(high, y1 + grow)
        if alone:
            shapes = [chosen]
    squeeze = max(0.35, math.cos(math.radians((low + high) / 2))) if degrees else 1.0
    width, height = (right - left) * squeeze, high - low
    if not alone and len(max((r for s in shapes for r in s), key=len)) < 12:
        return None
    if width <= 0 or height <= 0 or not 0.25 < width / height < 4:
        return None
    scale = rng.choice((700, 900, 1200)) / max(width, height)
    size = (max(16, round(width * scale)), max(16, round(height * scale)))
    ground, lands = rng.choice(_GROUNDS), rng.choice(_LANDS)
    border = rng.choice(("#000000", "#000000", "#555555", "#ffffff", "#888888", "#9a3b2f"))
    style = rng.choice(("filled", "filled", "filled", "outline", "no borders"))
    if style == "outline" and ground in {"#16212c", "#3b6ea0"}:
        border = "#ffffff"
    elif style == "outline" and border == "#ffffff":
        border = "#000000"
    if len(lands) == 1 and style == "no borders" and lands[0] == ground:
        return None
    out = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(out)
    pen = rng.choice((2, 2, 3, 4))
    if lines or style == "outline":
        border = "#ffffff" if ground in {"#16212c", "#3b6ea0"} else "#202020"
    for shape in shapes:
        colour = rng.choice(lands)
        for ring in shape:
            if len(ring) < 2:
                continue
            place = [((x - left) * squeeze * scale, (high - y) * scale) for x, y in ring]
            if not lines and style != "outline" and len(place) > 2:
                draw.polygon(place, fill=colour)
            if lines or style != "no borders":
                draw.line(place, fill=border, width=pen)
    if rng.random() < 0.3:
        step = size[0] / rng.randint(4, 9)
        for i in range(1, 12):
            draw.line((i * step, 0, i * step, size[1]), fill="#999999")
            draw.line((0, i * step, size[0], i * step), fill="#999999")
    return out.resize((size[0] // 2, size[1] // 2), Image.Resampling.LANCZOS)


def outline_maps(work: Path) -> Found:
    """Countries, provinces, counties, districts and rivers from outline data, plainly drawn."""
    listed = [(p, n, c, _shapes) for p, n, c in _SHAPES]
    listed += [("python3-bqplot", f"{n}Map.json", c, _topology)
               for n, c in (("World", 8), ("Europe", 14), ("USStates", 10), ("USCounties", 8))]  # fmt: skip
    for package, name, count, read in listed:
        (file,) = sorted((work / "packages" / package).rglob(f"*/{name}"))[:1] or (None,)
        if file is None:
            continue
        shapes = [s for s in read(file) if s]
        points = [p for shape in shapes for r in shape for p in r]
        degrees = all(abs(x) <= 181 and abs(y) <= 91 for x, y in points)
        lines = bool(re.search(r"river|boundary_lines|Drenagem", name))
        for number in range(count):
            image = _draw_land(shapes, Random(f"{SEED} {name} {number}"), degrees, lines)
            if image is not None:
                yield "map", image, f"{package}: {name}, drawn {number}"


_REGIONS = (
    "-180/180/-70/80", "-12/35/35/62", "-85/-32/-57/14", "-20/55/-37/38", "60/150/5/55", "110/160/-48/0", "-130/-60/20/55", "6/19/36/48", "-10/4/35/45",
    "-11/3/49/60", "3/32/54/72", "-100/-58/5/32", "95/142/-12/22", "128/147/30/46", "165/180/-48/-33", "20/45/34/48", "30/60/12/38", "66/98/5/38", "-75/-10/58/84",
    "-180/-125/50/72", "-6/10/41/52", "19/30/34/42", "40/52/-27/-10", "-85/-74/19/24", "78/83/5/11", "8/17/54/59", "120/127/5/20", "115/120/3/8",
)  # fmt: skip
_PROJECTIONS = ("M15c", "M15c", "Q15c", "X15cd/10cd", "M12c")
_WORLDS = (
    "N15c",
    "H15c",
    "W15c",
    "R15c",
    "Kf15c",
    "G20/30/12c",
    "G-90/20/12c",
    "G140/-10/12c",
    "G0/90/12c",
    "A100/50/12c",
    "I15c",
    "V15c",
    "E0/45/13c",
)


def gmt_maps(work: Path) -> Found:
    """Coasts, rivers and borders as the Generic Mapping Tools draw them."""
    data = work / "packages/gmt-gshhg-low/usr/share/gmt-gshhg"
    for number in range(90):
        rng = Random(f"{SEED} gmt {number}")
        if number % 3 == 2:
            region, projection, detail = "g", rng.choice(_WORLDS), rng.choice("cl")
        else:
            region, projection = _REGIONS[number % len(_REGIONS)], rng.choice(_PROJECTIONS)
            detail = rng.choice("lli")
        colours = rng.choice((("white", "white"), ("tan", "lightblue"), ("lightgray", "white"), ("darkgreen", "navy"), ("230/240/210", "180/210/235"),
                              ("black", "white"), ("255/250/220", "steelblue"), ("gray40", "gray90"), ("olivedrab3", "lightcyan"), ("lightyellow", "white")))  # fmt: skip
        options = [f"-G{colours[0]}", f"-S{colours[1]}"]
        if colours[1] == "white" or rng.random() < 0.6:
            options.append(
                f"-W{rng.choice((0.25, 0.5, 1))}p,{rng.choice(('black', 'gray30', 'navy', 'brown'))}"
            )
        if rng.random() < 0.5:
            options.append(
                f"-N1/{rng.choice(('0.5p,black', '0.8p,red', '0.4p,gray40,-', '1p,white'))}"
            )
        if rng.random() < 0.35:
            options.append(
                f"-I{rng.choice('12')}/0.4p,{rng.choice(('blue', 'dodgerblue', 'navy'))}"
            )
        frame = rng.choice(("-B0", "-Bg", "-Baf", "-Bafg", "-B+n"))
        with tempfile.TemporaryDirectory() as scratch:
            command = ["gmt", "pscoast", f"-R{region}", f"-J{projection}", f"-D{detail}", "-A200",
                       *options, "-P", f"--DIR_GSHHG={data}"]  # fmt: skip
            command += [] if frame == "-B+n" else [frame]
            page = subprocess.run(command, cwd=scratch, check=False, capture_output=True).stdout
            subprocess.run(["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=png16m", "-r80", "-dTextAlphaBits=4",
                            "-dGraphicsAlphaBits=4", "-sOutputFile=map.png", "-"], input=page, cwd=scratch, check=False, capture_output=True)  # fmt: skip
            drawn = Path(scratch) / "map.png"
            if not drawn.exists():
                continue
            with Image.open(drawn) as image:
                sheet = image.convert("RGB")
        box = ImageChops.invert(sheet).getbbox()
        if box and min(box[2] - box[0], box[3] - box[1]) > 60:
            yield "map", sheet.crop(box), f"gmt-gshhg-low: {region} {projection}, drawn {number}"


_CLIPS = "stars/|flat-theme|/icons|computer|flag|logo|signs|symbol|map|shapes|arrow|chart|diagram|letter|alphabet|text|silhouette|frame|border"


def clip_lines(work: Path) -> Found:
    """Clip art that is drawn in dark lines on nothing."""
    folder = work / "packages/openclipart-svg"
    files = [f for f in sorted(folder.rglob("*.svg")) if not re.search(_CLIPS, str(f)) and 3000 < f.stat().st_size < 120_000]  # fmt: skip
    Random(SEED).shuffle(files)
    count = 0
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace")
        colours = {
            c.lower()
            for c in re.findall(r"(?:fill|stroke|color)[:=]\s*\"?(#[0-9a-fA-F]{3,6})", text)
        }
        if "Gradient" in text or "<image" in text or any(not _is_grey(c) for c in colours):
            continue
        image = rasterise(file, 500)
        if image is None or min(image.size) < 150:
            continue
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        small = ground.convert("L").resize((96, 96), Image.Resampling.BOX)
        histogram = small.histogram()
        light, dark = sum(histogram[235:]) / 9216, sum(histogram[:60]) / 9216
        if light < 0.45 or dark > 0.16 or ImageStat.Stat(small).stddev[0] < 12:
            continue
        yield "line drawing", ground, f"openclipart-svg: {file.relative_to(folder)}"
        count += 1
        if count == 170:
            return


def _is_grey(colour: str) -> bool:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:4])
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return max(red, green, blue) - min(red, green, blue) < 12 and not 70 < green < 215


def hieroglyphs(work: Path) -> Found:
    """Egyptian hieroglyphs: outlined figures of people, animals and things."""
    folder = work / "packages/fonts-noto-core/usr/share/fonts/truetype/noto"
    rng = Random(SEED)
    for number in range(70):
        font = ImageFont.truetype(
            str(folder / "NotoSansEgyptianHieroglyphs-Regular.ttf"), rng.choice((160, 240, 320))
        )
        sign = chr(rng.choice((rng.randint(0x13000, 0x1307F), rng.randint(0x13080, 0x1320F), rng.randint(0x13210, 0x13400))))  # fmt: skip
        box = font.getbbox(sign)
        if box[2] - box[0] < 70 or box[3] - box[1] < 70:
            continue
        edge = rng.randint(10, 50)
        paper, ink = rng.choice(
            (("white", "black"), ("white", "black"), ("#f3ead2", "#3a2a1a"), ("white", "#1c3a70"))
        )
        out = Image.new("RGB", (box[2] - box[0] + 2 * edge, box[3] - box[1] + 2 * edge), paper)
        ImageDraw.Draw(out).text((edge - box[0], edge - box[1]), sign, font=font, fill=ink)
        yield "line drawing", out, f"fonts-noto-core: hieroglyph {ord(sign):x}, drawn {number}"


_SPRITES = (
    ("freedink-data", r"graphics/.*\.bmp$", 16), ("minetest-data", r"textures/.*\.png$", 16), ("minetest-mod-ethereal", r"textures/.*\.png$", 10),
    ("minetest-mod-homedecor", r"textures/.*\.png$", 8), ("minetest-mod-3d-armor", r"textures/.*\.png$", 6), ("triplea", r"units/.*\.png$", 12),
    ("between", r"graphics/.*\.tga$", 10),
    ("gemdropx", r"images/.*\.bmp$", 6), ("netrek-client-cow", r"\.(xpm|png)$", 8),
    ("wizznic-data", r"tiles/.*\.png$", 8),
    ("xblast-tnt-images", r"image/block/.*\.ppm$", 10), ("enigma-data", r"gfx16/.*\.png$", 8), ("crawl-tiles-data", r"(main|feat|floor|wall|player)\.png$", 12), ("wesnoth-1.16-data", r"units/.*\.png$", 12),
    ("pyracerz", r"sprites/.*\.png$", 6), ("gnujump-data", r"hero.*\.png$", 6), ("angband-data", r"(16x16|32x32|8x8).*\.png$", 20),
)  # fmt: skip
"""Where the sprites come from that are shown larger, and how many."""


def large_sprites(work: Path) -> Found:
    """Single sprites, and pieces of sheets, enlarged by a whole number on one colour."""
    for package, pattern, count in _SPRITES:
        folder = work / "packages" / package
        rng = Random(f"{SEED} {package}")
        files = [
            f
            for f in sorted(folder.rglob("*"))
            if re.search(pattern, str(f.relative_to(folder))) and f.is_file()
        ]
        files = rng.sample(files, min(len(files), 4 * count))
        while len(files) < count and files:
            files += files
        taken = 0
        for number, file in enumerate(files):
            try:
                with Image.open(file) as opened:
                    sprite = opened.convert("RGBA")
            except OSError:
                continue
            if max(sprite.size) > 130:
                side = rng.choice((32, 48, 64, 96, 128))
                x, y = (rng.randrange(max(1, s - side + 1)) // 16 * 16 for s in sprite.size)
                sprite = sprite.crop(
                    (x, y, min(sprite.width, x + side), min(sprite.height, y + side))
                )
            if min(sprite.size) < 8 or sprite.getchannel("A").getextrema()[1] < 128:
                continue
            factor = max(1, rng.choice((96, 160, 256, 400)) // max(sprite.size))
            big = sprite.resize(
                (sprite.width * factor, sprite.height * factor), Image.Resampling.NEAREST
            )
            colour = rng.choice(
                ("white", "white", "black", "#404858", "#7ab0e0", "#6aa84f", "#c8c8c8")
            )
            edge = rng.choice((0, 0, factor, 4 * factor))
            out = Image.new("RGBA", (big.width + 2 * edge, big.height + 2 * edge), colour)
            out.alpha_composite(big, (edge, edge))
            if ImageStat.Stat(out.convert("L")).stddev[0] < 8:
                continue
            yield "pixel art", out, f"{package}: {file.relative_to(folder)}, enlarged {number}"
            taken += 1
            if taken == count:
                break


_PATCHED = (
    ("minetest-data", r"default_(stone|brick|wood|sand|gravel|cobble|desert|dirt|grass|snow|ice|clay|obsidian|acacia_wood|pine_wood|aspen_wood|jungle)[^/]*\.png$", 12),
    ("xblast-tnt-images", r"block/.*\.ppm$", 8), ("minetest-mod-ethereal", r"(dirt|stone|wood|brick|leaves|sand)[^/]*\.png$", 8),
    ("minetest-mod-nether", r"textures/[^/]*\.png$", 6), ("minetest-mod-moreblocks", r"textures/[^/]*\.png$", 6), ("wizznic-data", r"tiles/.*\.png$", 6),
)  # fmt: skip


def tile_scenes(work: Path) -> Found:
    """Floors of small tiles, as old games lay them, with some other tiles strewn in."""
    for package, pattern, count in _PATCHED:
        folder = work / "packages" / package
        tiles: dict[tuple[int, int], list[Image.Image]] = {}
        for file in sorted(folder.rglob("*")):
            if file.is_file() and re.search(pattern, str(file.relative_to(folder))):
                with Image.open(file) as opened:
                    tile = opened.convert("RGBA")
                if min(tile.size) >= 12 and max(tile.size) <= 64:
                    tiles.setdefault(tile.size, []).append(tile)
        if not tiles:
            continue
        (wide, high), chosen = max(tiles.items(), key=lambda item: len(item[1]))
        for number in range(count):
            rng = Random(f"{SEED} {package} scene {number}")
            across, down = rng.randint(6, 14), rng.randint(5, 10)
            base, second, *others = rng.choices(chosen, k=5)
            out = Image.new(
                "RGBA", (across * wide, down * high), rng.choice(("black", "#3a6a30", "#7ab0e0"))
            )
            level = rng.randint(1, down - 1)
            for y in range(down):
                for x in range(across):
                    level = min(down, max(1, level + (rng.choice((-1, 0, 1)) if y == 0 else 0)))
                    tile = base if y < level else second
                    out.alpha_composite(tile, (x * wide, y * high))
                    if rng.random() < 0.14:
                        out.alpha_composite(rng.choice(others), (x * wide, y * high))
            factor = rng.choice((1, 1, 2, 3))
            out = out.resize((out.width * factor, out.height * factor), Image.Resampling.NEAREST)
            yield "pixel art", out, f"{package}: tiles laid, {number}"


def ramps(work: Path) -> Found:
    """Colour tables of programs for pictures of measurements, as ramps."""
    for package in ("mricron-data", "yorick"):
        folder = work / "packages" / package
        for file in [f for f in sorted(folder.rglob("*")) if f.suffix in {".lut", ".gp"}]:
            data = file.read_bytes()
            if file.suffix == ".lut" and len(data) >= 768:
                colours = list(zip(data[-768:-512], data[-512:-256], data[-256:], strict=True))
            else:
                found = re.findall(r"^\s*(\d+)\s+(\d+)\s+(\d+)", data.decode("latin-1"), re.M)
                colours = [tuple(min(255, int(v)) for v in row) for row in found]
            if len(colours) < 100:
                continue
            rng = Random(f"{SEED} {file.name}")
            row = Image.new("RGB", (len(colours), 1))
            row.putdata(colours)
            image = row.resize(
                rng.choice(((512, 384), (640, 200), (300, 60))), Image.Resampling.BILINEAR
            )
            turned = image.transpose(Image.Transpose.ROTATE_90) if rng.random() < 0.3 else image
            yield "plain colour", turned, f"{package}: {file.name}"


def city_ramps(work: Path) -> Found:
    """Smooth ramps of the cpt-city collection, without the frame that they are drawn in."""
    folder = work / "packages/qgis-providers-common"
    files = [
        f for f in sorted(folder.rglob("*.svg")) if "cpt-city" in str(f) and "/cb/" not in str(f)
    ]
    Random(SEED).shuffle(files)
    count = 0
    for file in files[:400]:
        rng = Random(f"{SEED} {file.name}")
        drawn = rasterise(file, 400)
        if drawn is None:
            continue
        ramp = (
            drawn.convert("RGB")
            .crop((12, drawn.height // 3, 388, drawn.height // 3 + 4))
            .resize((376, 1))
        )
        values = list(ramp.getdata())
        steps = [
            max(abs(p - q) for p, q in zip(a, b, strict=True))
            for a, b in itertools.pairwise(values)
        ]
        if max(steps) > 24 or sum(steps) < 60:
            continue
        image = ramp.resize(
            rng.choice(((512, 384), (640, 400), (400, 400), (300, 60))), Image.Resampling.BILINEAR
        )
        turned = image.transpose(Image.Transpose.ROTATE_90) if rng.random() < 0.4 else image
        yield "plain colour", turned, f"qgis-providers-common: {file.relative_to(folder)}"
        count += 1
        if count == 90:
            return


def plain_grounds(work: Path) -> Found:
    """The colours of palettes as whole pictures: one colour, or two that pass into one another."""
    folder = work / "packages/gimp-data"
    for file in sorted(folder.rglob("*.gpl"))[:40]:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        colours = [
            tuple(map(int, line.split()[:3]))
            for line in lines
            if re.match(r"\s*\d+\s+\d+\s+\d+", line)
        ]
        rng = Random(f"{SEED} {file.name}")
        if len(colours) < 4:
            continue
        for number in range(3):
            size = rng.choice(((640, 400), (400, 640), (512, 512), (320, 200)))
            first, second = rng.sample(colours, 2)
            out = Image.new("RGB", size, first)
            if number:
                shape = Image.linear_gradient("L") if number == 1 else Image.radial_gradient("L")
                mask = shape.rotate(rng.choice((0, 90, 180, 270))).resize(size)
                out.paste(Image.new("RGB", size, second), (0, 0), mask)
            yield "plain colour", out, f"gimp-data: {file.name}, {number}"


MAKERS = (
    outline_maps, gmt_maps, clip_lines, hieroglyphs, large_sprites, tile_scenes, ramps, city_ramps, plain_grounds,
)  # fmt: skip
