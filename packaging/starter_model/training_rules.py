"""Files of packages that are shown in training as they are, by kind, as a person who looked says."""

from __future__ import annotations

from rules import Rule

PACKAGES = (
    "angband-data",
    "asymptote-doc",
    "breeze-icon-theme",
    "debian-handbook",
    "dia-common",
    "digikam-data",
    "doxygen-doc",
    "elementary-xfce-icon-theme",
    "gimp-data",
    "gimp-help-en",
    "gnome-user-docs",
    "gnucash-docs",
    "gnuplot-doc",
    "graphviz-doc",
    "hugin-data",
    "inkscape-tutorials",
    "kate5-data",
    "kgeography-data",
    "kicad-doc-en",
    "krita-data",
    "libboost1.81-doc",
    "libjs-jquery-mobile",
    "mate-icon-theme",
    "mate-user-guide",
    "minetest-data",
    "octave-doc",
    "okular",
    "opencv-doc",
    "oxygen-icon-theme",
    "plasma-workspace-wallpapers",
    "postgresql-doc-15",
    "python-pandas-doc",
    "python-sklearn-doc",
    "python-statsmodels-doc",
    "python3.11-doc",
    "qtbase5-doc-html",
    "qtcharts5-doc-html",
    "qtdeclarative5-doc-html",
    "qtlocation5-doc-html",
    "qtquickcontrols2-5-doc-html",
    "r-cran-ggplot2",
    "tango-icon-theme",
    "texlive-science-doc",
    "tuxpaint-data",
    "tuxpaint-stamps-default",
    "wesnoth-1.16-data",
    "wireshark-doc",
    "wmaker-common",
)

_OPENCV_PHOTOS = (
    r"/(000|aloeL|baboon|building|messi5|black_car|boat|budapest|HDRtoneMapping_candleSample|"
    r"Pyramids_Tutorial_Original_Image|Warp_Affine_Tutorial_Original_Image|"
    r"VideoDemo_RGB_PETS2006|Threshold_Tutorial_Original_Image|Canny_Detector_Tutorial_Original_Image|"
    r"227943776_1|apple|butterfly|left01|fruits|home|tree|orange|stuff|lena|"
    r"water_coins|ambush_5_left|choriginal|chaxis)\.(jpe?g|png)$"
)
_HUGIN_PHOTOS = (
    r"/(100px-PC_img0[13]|120px-Flatfield1|150px-Ben_Equi|180px-Lag|300px-21|300px-Lamp|360px-Pan|600px-Tuebingen_"
    r"Neckarfront_small|800px-C_Marchi|AliasingPScubic\.|Barrel|CA_fringes00|CA_strange01|Medinet_habu_horizontal_f|"
    r"Vertical-st|Big_ben_rectilinear|SB_Blended).*\.jpe?g$"
)
_GIMP_PHOTOS = (
    r"images/(filters/examples/(taj_orig|enhance-red-eye-before|distort/spherize-ex-orig|light-and-shadow/vignette-ex-orig|"
    r"map/pan-project-origin|map/little_planet-origin|tone-mapping-stress)|tutorials/(quickie-background-free-select|"
    r"quickie-crop-example-source|quickie-flip-example-source|quickie-jpeg-100|quickie-rotate-example-source|"
    r"quickie-scale-example|tone-mapping/power-lines|tone-mapping/apple-orchard-truck-from-camera)).*\.(jpe?g|png)$"
)
_PLASMA_PHOTOS = (
    r"(BytheWater|ColdRipple|ColorfulCups|DarkestHour|EveningGlow|FallenLeaf|Grey|Kite|OneStandsOut|Path|summer_1am)/"
    r"contents/images/2560x1600"
)

RULES = (
    Rule("photograph", "plasma-workspace-wallpapers", _PLASMA_PHOTOS, 20),
    Rule("photograph", "opencv-doc", _OPENCV_PHOTOS, 30),
    Rule("photograph", "hugin-data", _HUGIN_PHOTOS, 20, least=60),
    Rule("photograph", "gimp-help-en", _GIMP_PHOTOS, 20),
    Rule("desktop screenshot", "gnome-user-docs", r"/C/.*shell-.*\.png$", 4, least=250),
    Rule(
        "desktop screenshot",
        "mate-user-guide",
        r"/C/.*(caja|screen|control|dialog|window|search).*\.png$",
        8,
        least=180,
    ),
    Rule(
        "desktop screenshot",
        "gnucash-docs",
        r"/C/.*\.png$",
        8,
        least=220,
        but=r"anchor|icon|diagram|net_worth|bar|graph|chart",
    ),
    Rule(
        "desktop screenshot",
        "wireshark-doc",
        r"ws-.*\.png$",
        8,
        least=250,
        but=r"diagram|flow|graph",
    ),
    Rule(
        "desktop screenshot",
        "kicad-doc-en",
        r"/en/.*(dialog|main|window|setup|options|chooser|properties).*\.png$",
        8,
        least=250,
        but="icons/",
    ),
    Rule("desktop screenshot", "okular", r"/en/okular/.*\.png$", 4, least=250),
    Rule("desktop screenshot", "kate5-data", r"/en/.*\.png$", 4, least=250),
    Rule(
        "desktop screenshot",
        "debian-handbook",
        r"en-US/images/(evolution|gnome|kde|kmail|lxde|lxqt|mate|xfce|cinnamon|synaptic|thunderbird|fwbuilder|gnome-packagekit|wireshark)\.png$",
        8,
    ),
    Rule("desktop screenshot", "gimp-help-en", r"/(dialogs|preferences)/.*\.png$", 6, least=250),
    Rule(
        "desktop screenshot",
        "qtbase5-doc-html",
        r"images/(windows|fusion|gtk|macos|plastique|widgets|wizard|qtwizard|standarddialogs|tabdialog|configdialog|addressbook)[^/]*\.png$",
        8,
        least=150,
        but="layout|label|tool|header|edit",
    ),
    Rule(
        "phone screenshot",
        "qtquickcontrols2-5-doc-html",
        r"(gallery|chattutorial|sidepanel|swipetoremove|flat|todolist)[^/]*\.(png|jpg)$",
        8,
        least=200,
        but="button|welcome",
    ),
    Rule("chart", "octave-doc", r"\.png$", 8, least=200),
    Rule("chart", "python-statsmodels-doc", r"html/(plots|_images)/.*\.png$", 8, least=200),
    Rule(
        "chart",
        "python-pandas-doc",
        r"_images/.*(plot|hist|box|scatter|area|kde|pie|bar)[^/]*\.png$",
        6,
        least=200,
    ),
    Rule(
        "chart",
        "qtcharts5-doc-html",
        r"images/(examples|api)_[^/]*\.png$",
        10,
        least=150,
        but="theme|weather|dashboard|model|interact",
    ),
    Rule(
        "chart",
        "python-sklearn-doc",
        r"_images/sphx_glr_plot_(roc|precision|learning|train|gpr|isotonic|kde|lasso|ols|cost|mlp|forest_imp|det|calib|partial)[^/]*\.png$",
        6,
        least=200,
        but="thumb",
    ),
    Rule(
        "chart",
        "r-cran-ggplot2",
        r"_snaps/(geom-(dotplot|violin|boxplot|path|raster|hex|smooth)|theme|scale_date|coord-polar|stat-sum|position-stack)/.*\.svg$",
        10,
    ),
    Rule(
        "chart",
        "libboost1.81-doc",
        r"/(for_each_any|insert_any|remez-\d|find_any|.*_cdf|.*_pdf|.*graph.*)[^/]*\.(png|svg)$",
        6,
    ),
    Rule(
        "chart",
        "asymptote-doc",
        r"/(lineargraph|histogram|legend|parametricgraph|generalaxis|errorbars|log\w*|irregularcontour|penfunctionimage|scaledgraph|secondaryaxis|monthaxis|filegraph|exp)[^/]*\.(png|gif)$",
        8,
    ),
    Rule(
        "diagram",
        "graphviz-doc",
        r"\.png$",
        10,
        least=60,
        but=r"n_|c_|e_|none_|_none|arrow|lin|rad",
    ),
    Rule(
        "diagram",
        "dia-common",
        r"html/en/graphics/.*(diagram|example|uml|network|line|object|select)[^/]*\.png$",
        3,
        but="toolbox|icon|dialog",
    ),
    Rule(
        "diagram",
        "doxygen-doc",
        r"/(class|inherit|diagrams|struct|infoflow|.*__incl|.*__dep)[^/]*\.(png|svg)$",
        10,
        least=60,
        but="legend",
    ),
    Rule(
        "diagram",
        "debian-handbook",
        r"en-US/images/(autobuilder|case-study|developers-map|dot2?|existing-setup-\d|mail-server|netfilter|package|package-lifecycle|release-cycle|selinux-\w+|ssh-[LR]|startup-\w+|virtual-package)\.png$",
        14,
    ),
    Rule(
        "diagram",
        "asymptote-doc",
        r"/(flowchartdemo|binarytreetest|eetomumu|CAD|bezier|subpictures|bigdiagonal|dots|oneway|unitcircle)[^/]*\.(png|gif)$",
        6,
    ),
    Rule(
        "diagram",
        "kicad-doc-en",
        r"/(schematic|eeschema_simple|hierarch|circuit)[^/]*\.(png|svg)$",
        6,
        but="dialog|icon|setup|main|window",
    ),
    Rule(
        "diagram",
        "qtbase5-doc-html",
        r"images/(coordinatesystem|qrect-diagram|model|treemodel|modelview|modelindex|eventflow|inherit|pagesequence|move-blocks|dom|stack|session|tcpstream|network|state|statemachine|layer|graphicsview-items|gl-|abstract-conn|brush|animations|conn)[^/]*\.png$",
        10,
        but="example|window|chat|client|layout|demo|server|dialog|completer|clock|addressbook|simpletree|editable|sql|movie",
    ),
    Rule("diagram", "postgresql-doc-15", r"\.svg$", 4),
    Rule("map", "kgeography-data", r"share/kgeography/[^/]*\.png$", 24),
    Rule(
        "map",
        "qtlocation5-doc-html",
        r"images/(mapviewer|planespotter|minimal_map|itemview_transit|api-map(polyline|quickitem)|places|places_map)[^/]*\.png$",
        8,
        but="list",
    ),
    Rule("map", "tuxpaint-data", r"starters/worldmap[^/]*\.(png|svg)$", 6, but="back"),
    Rule(
        "map",
        "r-cran-ggplot2",
        r"_snaps/(geom-sf|coord-map)/.*(north-carolina|usa|albers)[^/]*\.svg$",
        4,
    ),
    Rule(
        "line drawing",
        "tuxpaint-data",
        r"starters/[^/]*\.(png|svg)$",
        24,
        but="map|frame|grid|back|jigsaw|chess|reef|film|screen|skyline|house|puzzle|sudoku|flag",
    ),
    Rule(
        "line drawing",
        "tuxpaint-stamps-default",
        r"(asl|sign-language)[^/]*/[^/]*\.(png|svg)$|asl_[a-z]\.(png|svg)$",
        8,
        least=60,
    ),
    Rule("line drawing", "angband-data", r"att-512\.png$", 1),
    Rule(
        "illustration",
        "tuxpaint-stamps-default",
        r"\.svg$",
        16,
        but="asl|body_parts|shapes|symbols|money|glasses|hanger",
    ),
    Rule("illustration", "wesnoth-1.16-data", r"portraits/.*\.(png|webp)$", 10, least=200),
    Rule(
        "illustration",
        "wesnoth-1.16-data",
        r"(story|maps/background|data/core/images/story).*\.(jpg|webp)$",
        8,
        least=200,
        but="overlay|map|parch",
    ),
    Rule(
        "illustration",
        "plasma-workspace-wallpapers",
        r"(Altai|Autumn|FlyingKonqui|SafeLanding|Patak|Flow|IceCold|Kokkini|Honeywave)/contents/images/(1920x1080|2560x1600|3840x2160|5120x2880)",
        9,
    ),
    Rule("illustration", "opencv-doc", r"/(HappyFish|starry_night)\.jpg$", 2),
    Rule("illustration", "inkscape-tutorials", r"/(story|butterfly)[^/]*\.(svg|png)$", 3, least=80),
    Rule(
        "icon",
        "breeze-icon-theme",
        r"breeze/(apps|places|devices|mimetypes|categories)/(48|64)/[^/]*\.svg$",
        8,
        side=64,
    ),
    Rule(
        "icon",
        "oxygen-icon-theme",
        r"128x128/(apps|places|devices|mimetypes|actions|status)/[^/]*\.png$",
        8,
        least=32,
    ),
    Rule(
        "icon",
        "elementary-xfce-icon-theme",
        r"/(48|64|96|128)/[^/]*\.(png|svg)$|(48|64|128)x?[^/]*/apps/[^/]*\.(png|svg)$",
        6,
        least=32,
        side=128,
    ),
    Rule("icon", "tango-icon-theme", r"(32x32|scalable)/.*\.(png|svg)$", 6, least=32, side=256),
    Rule(
        "icon", "mate-icon-theme", r"(48x48|scalable|256x256)/.*\.(png|svg)$", 6, least=32, side=256
    ),
    Rule("icon", "wmaker-common", r"Icons/[^/]*\.png$", 4, least=32),
    Rule("pixel art", "wesnoth-1.16-data", r"core/images/units/.*\.png$", 8, least=60),
    Rule(
        "pixel art",
        "minetest-data",
        r"textures/(default|farming|fire|flowers|beds|doors|tnt|vessels|bucket|boats|carts|wool)[^/]*\.png$",
        14,
        least=16,
    ),
    Rule("pixel art", "angband-data", r"(8x8|16x16|8x13|32x32|8x16|64x64)[^/]*\.png$", 5),
    Rule("texture", "gimp-data", r"patterns/.*\.pat$", 24, but="Clipboard"),
    Rule("texture", "krita-data", r"patterns/[^/]*\.png$", 14, least=60),
    Rule("texture", "digikam-data", r"pattern[^/]*\.png$", 6, least=60),
    Rule("plain colour", "gimp-data", r"gradients/.*\.ggr$", 22),
    Rule("plain colour", "opencv-doc", r"colorscale_[^/]*\.jpg$", 6, least=10),
)
THROWN_OUT: frozenset[str] = frozenset()
