"""Real pictures of screens and pages for training, of more packages: files, and what programs make.

Desktop and phone screenshots, web pages, source code, text documents, tables, charts, diagrams and
handwriting. The files were chosen one by one on sheets of what the packages hold; the pages are
drawn by Chromium, pypdfium2, Qt Quick and the programs that colour listings.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pypdfium2
from browser import Browser, picture
from common import Page, scanned
from manuals import files_of
from PIL import Image, ImageDraw, ImageFont
from rules import Found, Rule

SEED = 37

PACKAGES = (
    "accerciser", "akregator", "alembic", "anjuta-common", "ant-doc", "aplus-fsf-doc", "aptitude-doc-en", "arduino", "asciidoctor-doc",
    "asymptote-doc", "awstats", "balsa-data", "beancount", "beets-doc", "breathe-doc", "brz-doc", "cafeobj", "calligrasheets-data",
    "cantor", "cargo-web-doc", "chirp", "cinder-doc", "circuit-macros", "cmor-tables", "context-modules", "copyq-doc",
    "cppreference-doc-en-html", "cyclonedds-doc", "ddd-doc", "dde-calendar", "deap-doc", "debian-edu-doc-en", "debian-faq",
    "debian-handbook", "debian-history", "debian-refcard", "deepin-log-viewer", "deepin-music", "deepin-terminal", "derby-doc",
    "displaycal", "dnsviz", "docker-doc", "dot2tex", "doxygen-doc", "drawing", "drgeo-doc", "dx-doc", "dynare-doc",
    "elpa-color-theme-modern", "elpa-smart-mode-line", "emscripten-doc", "etherape-data", "euler-doc", "eyes17", "fastqc", "ffmpeg-doc",
    "fio-examples", "fish-common", "fltk1.3-doc", "fonts-sil-charis", "freeplane", "frr-doc", "ganeti-doc", "gchempaint", "genius-common",
    "genometools-doc", "gentoo", "ggobi", "git-annex", "glances-doc", "gle-graphics-library", "glogic", "glom-doc", "glpk-doc",
    "gm-assistant-doc", "gmpc-data", "gnome-applets-data", "gnome-commander-data", "gnome-system-tools", "gnote", "gnucash-docs",
    "gnustep-make-doc", "gnutls-doc", "golang-github-jung-kurt-gofpdf-dev", "gpsman", "grace", "granule-docs", "graphviz-doc",
    "gri-html-doc", "groff", "groovy-doc", "gsequencer-doc", "haproxy-doc", "homebank-data", "httraqt", "i3-wm", "icinga2-doc",
    "icingaweb2-module-businessprocess", "icingaweb2-module-director", "imagemagick-6-doc", "imagination-common", "iptraf-ng",
    "jmeter-help", "kaddressbook", "kannel-docs", "kdevelop-data", "kdiff3-doc", "kea-doc", "keepass2-doc", "kexi-data", "kgpg",
    "khelpcenter", "kicad-doc-en", "kile-doc", "kitty-doc", "kmail", "knot-resolver-doc", "kolourpaint", "konversation-data", "krb5-doc",
    "krusader", "kwave", "kwin-data", "kxstitch-common", "labplot-data", "lava-server-doc", "ledgersmb", "lemonldap-ng-doc", "lepton-eda",
    "libblis-dev", "libfinal-dev", "libfolks-doc", "libforms-doc", "libfox-1.6-doc", "libghc-brick-doc", "libgoogle-perftools-dev",
    "libgtkextra-3.0-doc", "libgwenhywfar-doc", "libhandy-1-dev", "libhwloc-doc", "libjas-java", "libjcsp-java-doc",
    "libjfreechart-java-doc", "libjs-bootstrap", "libjs-bootstrap5", "libjs-dygraphs", "libjs-material-design-lite", "libjs-milligram",
    "libjs-rickshaw", "libjs-spectre", "libjs-spectre-docs", "liblemon-doc", "libnghttp2-doc", "libopenmesh-doc", "librust-csv-dev",
    "libspreadsheet-parseexcel-perl", "libstxxl-doc", "libsuitesparse-doc", "libtbb-doc", "libtuiwidgets-doc", "libxbae-dev",
    "live-manual-pdf", "llvm-16-doc", "lomiri-ui-toolkit-doc", "lookatme", "luckybackup-data", "lure-of-the-temptress", "maint-guide-ja",
    "mate-user-guide", "mate-utils-common", "maxima-sage-doc", "mit-scheme-doc", "mkdocs-doc", "modem-manager-gui-help", "mopidy-doc",
    "msc-generator-doc", "mu-editor-doc", "mummer-doc", "munipack-doc", "murano-doc", "mypy-doc", "neutron-doc", "nextcloud-desktop-doc",
    "ngspice-doc", "nova-doc", "ntpsec-doc", "numba-doc", "nut-doc", "octave-doc", "octave-interval-doc", "octavia-doc", "omegat",
    "openmsx-catapult", "openqa-doc", "oregano", "parallel", "partitionmanager", "pcb-rnd-doc", "pcp-doc", "php-tcpdf", "php-twig-doc",
    "pioneers-data", "pitivi", "poezio", "polyphone", "postfixadmin", "postgresql-15-pgrouting-doc", "powerline-doc", "pspp",
    "pybind11-doc", "pyspread", "python-aiohttp-doc", "python-ara-doc", "python-astroplan-doc", "python-attr-doc", "python-babel-doc",
    "python-behave-doc", "python-black-doc", "python-bottle-doc", "python-bumps-doc", "python-can-doc", "python-celery-doc",
    "python-click-doc", "python-cryptography-doc", "python-discord-doc", "python-djangorestframework-doc", "python-fluids-doc",
    "python-guizero-doc", "python-lmfit-doc", "python-mpmath-doc", "python-nipy-doc", "python-pmw-doc", "python-qutip-doc",
    "python-qwt-doc", "python-ruffus-doc", "python-sasmodels-doc", "python-silx-doc", "python-sklearn-doc", "python-statsmodels-doc",
    "python-taurus-doc", "python-urwid-doc", "python-wxmplot-doc", "python-xarray-doc", "python3-dialog", "python3-libpysal",
    "python3-ndcube-doc", "python3-plotly", "python3-pyx-doc", "python3-relational", "python3-traitsui", "python3-vega-datasets",
    "qstopmotion", "qtcharts5-doc-html", "qtconnectivity5-doc-html", "qtcreator-doc", "qtdeclarative5-examples",
    "qtquickcontrols2-5-doc-html", "qtquickcontrols2-5-examples", "qtquickcontrols5-doc-html", "qtscxml5-doc-html", "qtsensors5-doc-html",
    "qtvirtualkeyboard5-doc-html", "qtwebengine5-doc-html", "qtwebview5-doc-html", "r-cran-boolnet", "r-cran-cmstatr", "r-cran-cutpointr",
    "r-cran-dslabs", "r-cran-flextable", "r-cran-ggalluvial", "r-cran-ggplot2", "r-cran-ggridges", "r-cran-hsaur3", "r-cran-metafor",
    "r-cran-patchwork", "r-cran-plotly", "r-cran-proc", "r-cran-qtl", "r-cran-rcpp", "r-cran-readr", "r-cran-readxl", "r-cran-spatstat",
    "r-cran-survival", "r-cran-vegan", "r-cran-zoo", "rakarrack", "rsyslog-doc", "ruby-tioga-doc", "saods9-doc", "sbws-doc", "scilab-doc",
    "sctk-doc", "setzer", "simh", "skanlite", "skrooge-common", "slurm-wlm-doc", "smlnj-doc", "snakemake-doc", "snd-doc", "stilts-doc",
    "swi-prolog-doc", "swift-doc", "synaptic", "tap-plugins-doc", "tcm-doc", "tellico-doc", "texlive-lang-german", "texlive-lang-italian",
    "texlive-lang-polish", "texlive-lang-spanish", "texlive-science-doc", "texstudio-doc", "tilp2", "tipa-doc", "tkgate-doc",
    "tomcat10-docs", "topcat-doc", "tortoisehg", "transcriber", "treesheets", "twisted-doc", "uhd-doc", "umbrello-data", "vitables",
    "webissues", "winff-doc", "wireplumber-doc", "wireshark-doc", "wxglade", "xiphos-data", "xorg-docs", "xsane-common", "xschem",
    "xyscan", "yacas-doc", "yade-doc", "yoshimi-doc", "zenity-common", "zoneminder-doc",
)  # fmt: skip

_TAKEN: dict[str, dict[str, tuple[str, ...]]] = {
    "desktop screenshot": {
        "accerciser": ("C/accerciser/figures/IPython_plugin.png", "C/accerciser/figures/event_monitor_plugin.png", "C/accerciser/figures/interface_viewer_plugin.png", "C/accerciser/figures/accerciser-view.png", "C/accerciser/figures/validator_report.png"),
        "akregator": ("share-services-tab.png", "en/akregator/advanced-tab.png", "en/akregator/general-tab.png", "en/akregator/browser-tab.png", "en/akregator/main-window3.png"),
        "anjuta-common": ("C/anjuta-build-tutorial/figures/configure-dialog.png", "C/anjuta-build-tutorial/figures/new-project-select.png", "C/anjuta-build-tutorial/figures/new-project-message.png", "C/anjuta-build-tutorial/figures/new-project-summary.png", "C/anjuta-build-tutorial/figures/new-project-basic.png"),
        "ant-doc": ("remacc.gif", "toolmenu.gif", "anttool1.gif"),
        "awstats": ("screen_shot_large_4.jpg",),
        "balsa-data": ("message-window.png", "address-book.png", "newmsg-window.png", "msg-part-select.png", "main-window.png"),
        "beets-doc": ("beetsweb.png",),
        "calligrasheets-data": ("cellprotection2.png", "cellformat2.png", "configure6.png", "copy1.png", "cellformat3.png"),
        "cantor": ("en/cantor/plot-dlg2.png", "en/cantor/solve-equations-dlg.png", "en/cantor/integrate-dlg.png", "en/cantor/plot3d-dlg.png", "en/cantor/screenshot.png"),
        "cinder-doc": ("emc-enabler.png",),
        "context-modules": ("calltip.jpg", "rightclickmenu.jpg", "nppexec2.jpg", "bookmark.png", "scite-tools.jpg"),
        "copyq-doc": ("encryption-install.png", "tags-add-command.png", "copyq-show.png", "encryption-password.png", "tags-config.png"),
        "cyclonedds-doc": ("_images/5.5-3.png", "_images/1.8.2.1.png", "_images/5.5-4.png", "_images/5.5-2.png", "_images/1.5-6.png"),
        "dde-calendar": ("en_US/fig/main.png", "en_US/fig/create.png", "en_US/fig/manage.png", "zh_HK/fig/create.png"),
        "debian-edu-doc-en": ("debian-edu-bullseye-manual-images/06-Choose_Debian_Edu_profile.png", "140-debian-edu-router-config-internet-access.png", "080-debian-edu-router-config-networks.png", "070-debian-edu-router-config-uplink.png", "100-debian-edu-router-config-ipv4-ipv6.png"),
        "deepin-log-viewer": ("rsyslog.png", "eu_power_event.png", "zh_HK/fig/powerevent.png", "zh_HK/fig/eu_dnflog.png", "en_US/fig/powerevent.png"),
        "deepin-music": ("zh_HK/fig/infile.png", "zh_HK/fig/rename.png", "en_US/fig/remove.png", "en_US/fig/rename.png", "en_US/fig/equalizer.png"),
        "deepin-terminal": ("en_US/fig/deletessh.png", "zh_HK/fig/download.png", "en_US/fig/interface.png", "zh_HK/fig/splitscreen.png", "zh_HK/fig/openfile.png"),
        "displaycal": ("DisplayCAL-screenshot-GNOME.png", "DisplayCAL-screenshot-GNOME-adjust-1024x576.png", "DisplayCAL-screenshot-GNOME-calibration-settings.png", "DisplayCAL-screenshot-Win10.png", "DisplayCAL-screenshot-GNOME-profiling-settings.png"),
        "drawing": ("C/drawing/figures/screenshot_color_editor.png", "C/drawing/figures/screenshot_selection.png", "C/drawing/figures/screenshot_prefs_images.png", "C/drawing/figures/screenshot_zoom.png", "C/drawing/figures/screenshot_scale.png"),
        "drgeo-doc": ("c/figures/fig45.png", "c/figures/fig50.png", "c/figures/fig1.png", "c/figures/fig51.png", "c/figures/fig53.png"),
        "dx-doc": ("ctpangrp.gif", "setattr.gif", "vuctrl.gif", "xmodf11.gif", "dialint.gif"),
        "etherape-data": ("node_info.png", "protocol_edit_dlg.png", "pref_timings_dlg.png", "pref_colors_dlg.png", "appmain.png"),
        "euler-doc": ("shot1.gif", "pref2.gif", "shot6.gif", "pref1.gif"),
        "fltk1.3-doc": ("cubeview.png",),
        "freeplane": ("freeplane/Images/doc/HotKeysTable.png", "freeplane/Images/doc/MenusPropertiesPanel_nl.png", "doc/Images/other/workspace/Freeplane workspace (annotated).png", "freeplane/Images/other/workspace/Freeplane workspace.png", "freeplane/Images/doc/HotKeysTable_nl.png"),
        "gchempaint": ("curved-arrow-opts.png", "lasso-prop.png", "new-template.png", "bond-opts.png", "mol-menu-bases.png"),
        "genius-common": ("C/html/figures/genius_window.png", "C/figures/line_plot.png", "C/figures/parametric.png"),
        "gentoo": ("cfg_styles2.gif", "colsel.jpeg", "cfg_dirpane.gif", "cmd_selectre.gif", "layout.gif"),
        "git-annex": ("menu.png", "nautilusmenu.png"),
        "glom-doc": ("C/glom/figures/start_create.png", "C/glom/figures/glom_design_fields.png", "C/glom/figures/glom_import.png", "C/glom/figures/glom_report_result.png", "C/glom/figures/glom_design_reports_group_by.png"),
        "gm-assistant-doc": ("combat_preparation.png", "scenario_complet.png", "userguide_fr/add_item.png", "combat_fight.png", "simulateur_de_des.png"),
        "gmpc-data": ("browser-artist-browser.png", "database-columns.png", "preferences-interface.png", "gmpc-dev-install-guidestep_12.png", "gmpc-dev-install-guidestep_9.png"),
        "gnome-applets-data": ("C/battstat/figures/battstat-credits-hal.png", "C/gweather/figures/gweather-prefs-locations.png", "C/gweather/figures/gweather-prefs-general.png", "C/stickynotes_applet/figures/stickynote-right-menu-new.png", "C/stickynotes_applet/figures/stickynotes-note-prefs.png"),
        "gnome-commander-data": ("C/gnome-commander/figures/gnome-commander_dialog_file_metadata.png", "C/gnome-commander/figures/gnome-commander_dialog_application.png", "C/gnome-commander/figures/gnome-commander_options_layout.png", "C/gnome-commander/figures/gnome-commander_dialog_file_properties.png", "C/gnome-commander/figures/gnome-commander_options_filters.png"),
        "gnome-system-tools": ("C/network-admin/figures/network-tool.png", "C/time-admin/figures/time-tool-automatic.png", "C/time-admin/figures/time-servers.png", "C/users-admin/figures/groups.png", "C/time-admin/figures/time-map.png"),
        "gnote": ("C/gnote/figures/gnote-preferences-add-ins.png", "C/gnote/figures/delete-notebook.png", "C/gnote/figures/gnote-addin-table-of-contents.png", "C/gnote/figures/gnote-sync-progress.png", "C/gnote/figures/gnote-new-note.png"),
        "grace": ("mygraph.png",),
        "granule-docs": ("grapp-cardfile-new.png", "grapp-deckplayer-cbmode.png", "grapp-round-trip.png", "grapp-deckplayer-new.png", "grapp-deckplayer-fone.png"),
        "gri-html-doc": ("gri-screenshot-3.png", "gri-screenshot-2.png", "gri-screenshot-1.png", "gri-screenshot-4.png"),
        "gsequencer-doc": ("ags_midi_preferences.png", "ags_midi_export_wizard_no1.png", "ags_export_window.png", "ags_machine_envelope_editor.png", "ags_drum.png"),
        "homebank-data": ("dlg-prefs8.png", "dlg-filter5.png", "use-vehiclecost2.png", "dlg-filter6.png", "win-main1.png"),
        "httraqt": ("addurl3.png", "snap9_c.png", "addurl2.png", "snap9_f.png", "snap9_k.png"),
        "icinga2-doc": ("icinga2_windows_setup_wizard_05_nsclient_02.png", "icinga2_windows_setup_wizard_01.png", "icingaweb2_grafana.png", "icinga2_windows_setup_installer_01.png", "icinga_web_local_server.png"),
        "imagemagick-6-doc": ("configure.jpg",),
        "imagination-common": ("empty_slide_dialog2.png", "en/images/side_panel_audio.png", "en/images/slide_report_dialog.png", "en/images/new_dialog.png", "en/images/side_panel_video.png"),
        "jmeter-help": ("16_device.png", "http-header-manager.png", "12_jsr223_sampler.png", "module_controller.png", "jms_pub.png"),
        "kaddressbook": ("en/kaddressbook/addressbook00.png", "en/kaddressbook/addressbook112.png", "en/kaddressbook/addressbook95.png", "en/kaddressbook/addressbook94.png", "en/kaddressbook/addressbook81.png"),
        "kannel-docs": ("nearlydone.png",),
        "kdevelop-data": ("kdevelop-43.png", "kdevelop-template-inheritance.png", "kdevelop-41.png", "kdevelop-3.png", "kdevelop-5.png"),
        "kdiff3-doc": ("dirmergebig.png", "dirbrowser.png", "screenshot_diff.png", "screenshot_merge.png", "en/kdiff3/open_dialog.png"),
        "keepass2-doc": ("rtfeditor.png", "readonlymode.png", "gencsvimp.png", "main.jpg", "syncorsave.png"),
        "kexi-data": ("en/kexi/kexi_mainwindow.png", "en/kexi/kexi_propertyeditor.png", "en/kexi/kexi_kexi_tab.png", "en/kexi/kexi_openproject.png", "en/kexi/newproject.png"),
        "kgpg": ("en/kgpg/keys.png", "en/kgpg/select-secret-key.png", "en/kgpg/editor.png", "en/kgpg/options.png", "en/kgpg/keyprop.png"),
        "khelpcenter": ("en/fundamentals/visualdict-color-selector.png", "en/fundamentals/shortcuts-set.png", "en/fundamentals/colors.png", "en/fundamentals/find-replace.png", "en/fundamentals/files-locationbar-context-menu.png"),
        "kile-doc": ("en/kile/structureview-context1.png", "en/kile/config-complete.png", "en/kile/usermenu_03.png", "en/kile/usermenu_02.png", "en/kile/snap_ref_select.png"),
        "kmail": ("en/kmail2/miscinvite.png", "accountwizard.png", "readertools.png", "accountwizard2.png", "en/kmail2/sending.png"),
        "kolourpaint": ("en/kolourpaint/image_flatten.png", "en/kolourpaint/image_soften_sharpen.png", "en/kolourpaint/image_resize_scale.png", "en/kolourpaint/KolourPaint.png", "en/kolourpaint/image_invert.png"),
        "konversation-data": ("en/konversation/serverlist_co.png", "en/konversation/identities_adv_co.png", "en/konversation/checkidentities.png", "en/konversation/channellist_screen_co.png", "en/konversation/osd_screen_co.png"),
        "krusader": ("en/krusader/mountman.png", "en/krusader/search_general.png", "en/krusader/actionman.png", "en/krusader/syncdir.png", "en/krusader/bookmanadd.png"),
        "kwave": ("en/kwave/kwave-plugin-about.png", "en/kwave/kwave-plugin-insert_at.png", "en/kwave/kwave-plugin-selectrange.png", "en/kwave/kwave-plugin-sonagram-setup.png", "en/kwave/kwave-plugin-fileinfo.png"),
        "kwin-data": ("dolphin.png", "en/kcontrol/windowspecific/tbird-compose-attribute.png", "en/kcontrol/windowspecific/config-win-behavior.png", "en/kcontrol/windowspecific/kwin-rules-ordering.png", "konqueror.png"),
        "kxstitch-common": ("en/kxstitch/library-pattern-properties-dialog.png", "en/kxstitch/library-manager-dialog.png", "en/kxstitch/import-image-dialog.png", "en/kxstitch/page-properties-dialog.png", "en/kxstitch/pattern-element-properties-dialog.png"),
        "labplot-data": ("tutorial-xy-function3.png", "tutorial-spreadsheet1.png", "project-explorer.png", "tutorial-xy-function9.png", "tutorial-xy-function8.png"),
        "lepton-eda": ("dialogvac.png", "dialogmodel.png", "board-1.png"),
        "libforms-doc": ("genattr.png", "folders.png", "boxtypes.png", "input.png", "labelframe.png"),
        "libfox-1.6-doc": ("win32-tooloptions.png", "iims1.png", "adie_font.gif", "printdialog.png", "wintextedit.png"),
        "libgtkextra-3.0-doc": ("gtksheet_pack_combo.jpg", "html/gtkcharsel.jpg", "gtksheet_new_sheet.jpg", "gtkextra-3/gtkfilelist.jpg", "gtkextra-3/gtkcolorcombo.jpg"),
        "libhandy-1-dev": ("preferences-window.png",),
        "libstxxl-doc": ("install_windows_boost_msvc10.png", "install_windows_boost_cmake.png"),
        "libxbae-dev": ("pricing.jpg", "add.jpg", "grohtml-XbaeCaption2.png", "choice.png", "matrix.jpg"),
        "lomiri-ui-toolkit-doc": ("surudark-theme-13.png",),
        "luckybackup-data": ("scheduleAdded.png", "PatternEditor1.png", "rsync_operations_aborted.png", "manage_calcDifferences.png", "OperationPropertiesAdvancedDescription.png"),
        "mate-utils-common": ("C/mate-disk-usage-analyzer/figures/baobab_window.png", "C/mate-dictionary/figures/mate-dictionary-application.png", "C/mate-dictionary/figures/mate-dictionary-preferences-source.png", "C/mate-dictionary/figures/mate-dictionary-lookup.png", "C/mate-dictionary/figures/mate-dictionary-find.png"),
        "modem-manager-gui-help": ("C/modem-manager-gui/figures/sms-window.png", "C/modem-manager-gui/figures/traffic-window.png", "C/modem-manager-gui/figures/scan-window.png", "C/modem-manager-gui/figures/contacts-window.png", "C/modem-manager-gui/figures/network-info.png"),
        "mu-editor-doc": ("po4.png", "awesome.gif", "mu-debugger.png", "po3.png", "po2.png"),
        "mummer-doc": ("mummer_ps.jpg", "mapview_fig.jpg"),
        "nextcloud-desktop-doc": ("log_output_window.png", "remove.png", "open-share-dialog.png", "confirm.png", "unified-search-events.png"),
        "omegat": ("en/images/AsciiFilteroptions.png", "sh/images/NewProject.png", "ia/images/TextSearch25.png", "sq/images/NewProject.png", "OmegaT.svg"),
        "openmsx-catapult": ("session.png", "audio.png", "video.png", "input.png", "misc.png"),
        "oregano": ("oregano-main-window-2.png", "oregano-Simulate.png", "oregano-export.png", "oregano-fourier-settings.png", "oregano-simu-settings.png"),
        "partitionmanager": ("en/partitionmanager/copy_howto_1.png", "en/partitionmanager/installos_howto_4.png", "en/partitionmanager/installos_howto_5.png", "en/partitionmanager/resize_howto_1.png", "en/partitionmanager/installos_howto_7.png"),
        "pcb-rnd-doc": ("step1b.png", "base_window_highlight_coordsreadout.png", "result.png", "base_window_highlight_routestyle.png"),
        "pcp-doc": ("ovevents.png", "pmchart_open_view.png", "pmchart_new_chart_colors.png", "model_nasload.png", "pmchart_edit_chart.png"),
        "pioneers-data": ("monopoly-dialog.png", "join-private-dialog.png", "servers-dialog.png", "plenty-dialog.png", "trade.png"),
        "pitivi": ("C/pitivi/figures/mainwindow.jpg",),
        "polyphone": ("Home.png", "SoundfontBrowser.png", "SampleConfiguration.png", "InstrumentEditing.png"),
        "pspp": ("autorecode-ad.png", "frequencies-ad.png"),
        "pyspread": ("screenshot_macros.png", "screenshot_chartdialog.png", "Tutorial2.png", "screenshot_print_preview_1.png", "screenshot_print_preview_2.png"),
        "python-bumps-doc": ("fit-dream.png", "fit-amoeba.png", "dream-complete.png"),
        "python-can-doc": ("wireshark.png",),
        "python-guizero-doc": ("layout_auto.png", "titlebox.png", "combo_windows.png", "layout_boxes.png", "checkbox_function_windows.png"),
        "python-pmw-doc": ("CounterDialog.gif", "MessageDialog.gif", "Group.gif", "TextDialog.gif", "ScrolledText.gif"),
        "python-qwt-doc": ("testlauncher.png",),
        "python-silx-doc": ("imagefiledialog_edf.png", "datasetdialog.png", "shiftAction0.png", "SFViewParamTree.png", "arraywidget3D_0.png"),
        "python-taurus-doc": ("_images/taurusgui-extapp.png", "_images/forms-pendingops01.png", "_images/macrogui01.png", "_images/forms03.png", "_images/taurusarrayeditor01.png"),
        "python-wxmplot-doc": ("datafile_plot.png", "imagematrix.png", "tifffile_image.png", "PlotConfig_Ranges.png", "PlotConfig_Text.png"),
        "python3-traitsui": ("array_editors.png", "array_view_editor.jpg", "FontEditor_demo.png", "DatetimeEditor_demo.png", "TextEditor_demo.png"),
        "qstopmotion": ("prop_image_transform_zoom.png", "pref_grabber_windows.png", "menu_edit.png", "tooltab_project.png", "mode_playback.png"),
        "qtconnectivity5-doc-html": ("btchat-example.png",),
        "qtcreator-doc": ("qtcreator-add-library-wizard-ex-1.png", "qtcreator-build-steps-custom.png", "qtcreator-baremetal-devices.png", "qtcreator-performance-analyzer-create-memory-trace-points.png", "qtcreator-heob-settings.png"),
        "qtquickcontrols5-doc-html": ("systemdialogs-example.jpg", "qtquickcontrols-example-text.png"),
        "qtscxml5-doc-html": ("invoke-dynamic.png", "mediaplayer.png", "calculator.png"),
        "qtwebengine5-doc-html": ("customdialogs-file1.png",),
        "r-cran-boolnet": ("biotap_initval.png", "biotap_sim_properties.png", "biotap_logic.png", "biotap_model.png"),
        "rakarrack": ("df.jpg", "vib.jpg", "ecv.jpg", "pan.jpg", "screen.png"),
        "saods9-doc": ("binmenu.png", "cscsrc.png", "contour.png", "cubebox.png", "rgb/color.png"),
        "skanlite": ("en/skanlite/settings.png", "en/skanlite/main-window.png", "en/skanlite/zoom-in.png", "en/skanlite/preview.png", "en/skanlite/no-scanner-found.png"),
        "skrooge-common": ("en/skrooge/scheduled.png", "en/skrooge/before_mass_update.png", "en/skrooge/settings_general.png", "search_result.png", "en/skrooge/menu_go2.png"),
        "smlnj-doc": ("mandelbrot-region-survey.gif", "mandelbrot-opt.gif", "mandelbrot-ddg.gif", "mandelbrot-cdg-survey.gif", "mandelbrot-cfg-survey.gif"),
        "snd-doc": ("saveas.png", "toolbar.png"),
        "swi-prolog-doc": ("xrefchatdep.png", "xrefchatfile.png", "profnode.png"),
        "synaptic": ("html/figures/synaptic-categories.png", "C/figures/synaptic-packagelist.png", "C/figures/synaptic-repositories.png", "C/figures/synaptic-start.png", "html/figures/synaptic-filter.png"),
        "tap-plugins-doc": ("tap_deesser.png", "tap_pitch.png", "tap_sigmoid.png", "ports.png", "editor1.png"),
        "tcm-doc": ("usersguideimg17.gif", "usersguideimg21.gif"),
        "tellico-doc": ("en/tellico/print-options.png", "en/tellico/source-options.png", "en/tellico/export-options.png", "en/tellico/export-bibtex.png", "en/tellico/loan-dialog.png"),
        "texlive-lang-german": ("tlmgr-gui.png", "nsisinstaller.png", "wizard-w32.png", "tlshell-macos.png", "stdcoll.png"),
        "texlive-lang-italian": ("inkscape-tb.png", "inkscape.png"),
        "texstudio-doc": ("doc17.png", "doc12.png", "wizard_figure.png", "doc20.png", "doc15.png"),
        "tilp2": ("clock.png", "help/tilp.png", "scr_options1.png", "screenshot.png", "device.png"),
        "tkgate-doc": ("create1.gif", "edgat.gif", "edgat_delay.gif", "makemodinst2.gif", "gatewin.gif"),
        "topcat-doc": ("DensityStyleEditor.png", "LayerControl_spheregrid.png", "LegendControl_style.png", "SpectrogramLayerControl_data.png", "CubeAxisControl_view.png"),
        "tortoisehg": ("commit.png", "import.png", "init.png", "settings.png", "share.png"),
        "transcriber": ("inter_impspk.gif", "inter_seg1.gif", "inter_info.gif", "inter_over.gif", "inter2.gif"),
        "treesheets": ("screenshot_tutorial2.png", "screenshot_sales.png", "screenshot_personel.png", "screenshot_tutorial.png", "screenshot_unicode.png"),
        "umbrello-data": ("en/umbrello/font-settings.png", "en/umbrello/entity-relationship-diagram.png", "en/umbrello/activity-diagram.png", "en/umbrello/umbrello-ui.png", "en/umbrello/generation-options.png"),
        "vitables": ("zoomingCells.png", "helpBrowser.png", "treeSymbols.png", "newFilteredTable.png", "propertiesDlg.png"),
        "webissues": ("en/images/ch04-fig06.png",),
        "wxglade": ("Calculator_06_sizers.png", "wDesign.png", "CustomWidgetProperties.png", "wProperties.png", "Calculator_06_tree.png"),
        "xiphos-data": ("fa/xiphos/figures/sword_install.png", "fa/xiphos/figures/interface_biblepane-options.png", "fa/xiphos/figures/preferences_fonts-color.png", "C/xiphos/figures/preferences_general-misc.png", "C/xiphos/figures/sword_install.png"),
        "xsane-common": ("xsane-setup-fax.jpg", "xsane-setup-color-management.jpg", "xsane-email-project.jpg", "xsane-save.jpg", "xsane-standard.jpg"),
        "xschem": ("nmos4_editprop.png", "simulation7.png", "nmos_properties.png", "parameters5.png"),
        "xyscan": ("share/xyscan/docs/maps_step2.png", "share/xyscan/docs/maps_path.png", "share/xyscan/docs/coordinates.png", "doc/xyscan/docs/axis.png", "doc/xyscan/docs/error.png"),
        "yoshimi-doc": ("Main.png", "eq.png", "jack.png", "paste.png", "midi.png"),
        "zenity-common": ("C/zenity/figures/zenity-question-screenshot.png", "C/zenity/figures/zenity-error-screenshot.png", "C/zenity/figures/zenity-calendar-screenshot.png", "C/zenity/figures/zenity-password-screenshot.png", "C/zenity/figures/zenity-colorselection-screenshot.png"),
    },
    "table": {
        "groff": ("pic42.png",),
        "kxstitch-common": ("en/kxstitch/key-element.png",),
        "lepton-eda": ("ooo_changedpins.png",),
        "libgtkextra-3.0-doc": ("gtksheet_cell_text.jpg",),
        "libxbae-dev": ("grohtml-XbaeCaption4.png",),
        "pspp": ("aggregate.png", "chisquare.png", "tutorial2b.png", "tutorial5.png", "independent-samples-t.png", "tutorial6.png"),
        "r-cran-flextable": ("fig_merge_h_range_1.png", "fig_merge_v_2.png", "fig_fontsize_1.png", "fig_hline_top_1.png", "fig_set_header_footer_df_2.png", "fig_set_table_properties_1.png", "fig_border_inner_v_1.png", "fig_theme_zebra_1.png", "fig_colformat_image_1.png"),
        "r-cran-metafor": ("crayon1.png",),
        "sbws-doc": ("bwauth.svg",),
        "skrooge-common": ("dashboard_accounts_full.png",),
        "tcm-doc": ("usersguideimg116.gif", "usersguideimg170.gif", "usersguideimg106.gif"),
    },
    "source code": {
        "aplus-fsf-doc": ("DefnLM07.gif",),
        "aptitude-doc-en": ("mine-snapshot4.png", "install-snapshot.png", "solution-screen-snapshot.png", "search-snapshot.png", "preview-snapshot.png", "dselect-theme.png", "solution-screen-snapshot5.png", "solution-reject-and-approve-snapshot.png"),
        "cinder-doc": ("state.png",),
        "cyclonedds-doc": ("_images/4.5-1.png", "_images/1.6.2-1.png"),
        "debian-edu-doc-en": ("200-debian-edu-router-config-config-menu.png", "190-debian-edu-router-config-main-menu.png"),
        "docker-doc": ("git_bash.png",),
        "elpa-color-theme-modern": ("subdued-theme.png", "aalto-light-theme.png", "taming-mr-arneson-theme.png", "salmon-font-lock-theme.png", "shaman-theme.png", "dark-laptop-theme.png", "raspopovic-theme.png", "oswald-theme.png", "jb-simple-theme.png"),
        "elpa-smart-mode-line": ("screenshot-solarized-dark-theme.png", "screenshot-2013-11-11-light.png", "screenshot-solarized-light-theme.png", "screenshot-2013-11-11-dark.png"),
        "glances-doc": ("smart.png", "processlist.png", "screenshot-wide.png", "processlist-wide.png", "prometheus_exporter.png"),
        "gnutls-doc": ("gnutls-modauth.png",),
        "iptraf-ng": ("iptraf-ipfltdlg.png", "iptraf-pktsize.png", "iptraf-gstat1.png", "iptraf-othipfltdlg.png", "iptraf-tcpfltmenu.png", "iptraf-configmenu.png", "iptraf-ipfltnamedlg.png", "iptraf-dstat1.png", "iptraf-iptm1.png"),
        "kdiff3-doc": ("iteminfo.png",),
        "kile-doc": ("en/kile/complete_env1.png",),
        "kitty-doc": ("unicode.png", "remote_file.png", "screenshot.png", "splits.png", "hints_mode.png", "themes.png"),
        "libfinal-dev": ("first-steps_dialog.cpp.png", "first-steps_size-adjustment.cpp.png", "first-steps_callback-lambda.cpp.png", "progress-bar.png"),
        "libghc-brick-doc": ("brick-visibility-demo.png", "brick-dialog-demo.png", "brick-padding-demo.png", "brick-edit-demo.png", "brick-layer-demo.png", "brick-custom-event-demo.png", "brick-suspend-resume-demo.png", "brick-list-vi-demo.png"),
        "libtuiwidgets-doc": ("stack1.composite.png", "demo_gettingstarted.tpi.c46304fd6d.png"),
        "lookatme": ("_images/lookatme_dark3.png", "_images/lookatme_dark2.png", "_images/lookatme_light2.png", "_images/lookatme_live_updates.gif", "_images/lookatme_smart_splitting.gif"),
        "luckybackup-data": ("CommandLine_dirs_check.png",),
        "msc-generator-doc": ("ex22_csh.png", "ex96_csh.png", "exG3_csh.png", "exF9_csh.png", "ex97_csh.png"),
        "nova-doc": ("_images/rpc-state.png",),
        "poezio": ("list.png", "private.png", "conversation.png", "muc.png", "roster.png", "cert_warning.png", "bookmark_tab.png", "vert_tabs.png"),
        "python-ara-doc": ("_images/gerrit-new-patch.gif",),
        "python-can-doc": ("viewer.png", "viewer_changed_bytes_highlighting.png"),
        "python-celery-doc": ("celeryevshotsm.jpg",),
        "python-urwid-doc": ("tour2.png", "edit1.png", "subproc2.png", "cmenu2.png", "safe_combinations1.png", "cmenu4.png", "cmenu3.png"),
        "python3-dialog": ("gauge.png", "fselect.png", "inputmenu.png", "progressbox.png", "menu.png", "pause.png"),
        "qtwebengine5-doc-html": ("html2pdf-example.png",),
        "texstudio-doc": ("doc16.png",),
        "yade-doc": ("logging.png",),
    },
    "diagram": {
        "alembic": ("api_overview.png",),
        "anjuta-common": ("C/anjuta-build-tutorial/figures/autotools-process.png", "C/anjuta-build-tutorial/figures/compilation-stages.png"),
        "ant-doc": ("image-classdiagram.gif",),
        "aplus-fsf-doc": ("ClassHierarchy.gif",),
        "arduino": ("PhysicalPixel/schematic.png", "Arrays/schematic.png", "Ping/schematic.png", "switchCase/schematic.png", "barGraph/schematic.png", "DigitalInputPullup/schematic.png", "Midi/schematic.png"),
        "breathe-doc": ("graphviz-0bb51d4db46521ded05432c9d542780fb4bcc94c.png", "graphviz-6394b39de4cfdc54a0616b69fe200f8719d9451e.png", "graphviz-3b459dcceec47ce878646c9dce678f580aed435c.png", "graphviz-5d3201d3bcb84866d227cdd515b66d3327f59eeb.png", "graphviz-0ba0cdfbb49ee915dcb7d7c573d69ec6682b9753.png", "graphviz-eb67ab64ad3ee014c72b2c782a0d1e90ffe2b5b3.png", "graphviz-d37ecb05ac4dc32ab195d087459a233f9fc50089.png"),
        "brz-doc": ("workflows_localcommit.png", "workflows_peer.png", "workflows_pqm.png"),
        "cargo-web-doc": ("winapi-features.svg",),
        "cinder-doc": ("arch.png", "ibm-storage-nova-concept.png", "rabt.png", "graphviz-1927b7b703341156b920c37580b4936ef2f0db51.png", "ceph-architecture.png"),
        "cppreference-doc-en-html": ("std-time_put-inheritance.svg", "std-overflow_error-inheritance.svg", "std-system_error-inheritance.svg", "std-ctype_char-inheritance.svg"),
        "cyclonedds-doc": ("_images/pki_overview.png",),
        "deap-doc": ("genealogy.png", "gptypedtrees.png"),
        "dnsviz": ("ds-invalid-digest.png", "rrsig-rrset-expired.png", "dname.png", "nsec-ds.png", "nodes-insecure.png", "rrsig-rrset-invalid.png", "nsec-invalid.png"),
        "docker-doc": ("authz_allow.png", "authz_deny.png", "authz_connection_hijack.png"),
        "dot2tex": ("pstarrows.png", "fsm1.png", "dot2texiex2.png", "nodewidth1.png", "texmode.png", "ex1comb.png", "pgfarrows.png"),
        "dx-doc": ("transfrm.gif",),
        "emscripten-doc": ("FileSystemArchitecture.png",),
        "eyes17": ("helpFiles/schematics/gravity-tof.svg", "helpFiles/schematics/pnp_ce_char.svg"),
        "fio-examples": ("cross-stripe-verify.png", "cmdprio-percentage.png", "dfs.png", "libzbc-rand-write.png"),
        "fltk1.3-doc": ("classFl__Browser__.png", "classFl__Browser.png", "classFl__PostScript__File__Device.png", "classFl__Group.png"),
        "freeplane": ("doc/Images/doc/mapView v outlineView.png", "doc/freeplaneTutorial_nl.jpg"),
        "frr-doc": ("threadmaster-multiple.png", "frr/fig-normal-processing.png", "frr/fig-vnc-mesh.png", "frr-figures/fig-vnc-gw.png", "_images/fig-rs-processing.png", "_images/fig-vnc-commercial-route-reflector.png", "frr/fig-vnc-frr-route-reflector.png"),
        "ganeti-doc": ("graphviz-7784b01b30a02a993f9e068a72ae1607a14e7399.png", "graphviz-cc0e6c1dcba467f4a2f3224a528bf067128a1c42.png", "graphviz-6ccbf534232a8e8ca9c9a58af7124bc231fee362.png", "graphviz-dbcc4f71b8b9b73e1736286dee58019518a57de8.png", "graphviz-fde1c3670fac3cae1d3b86b74f1be96b701f7496.png", "graphviz-d7a6188befd605f1e300ffc606a2cd833491a6cb.png", "graphviz-9fdfe13dfe2b73c90d33eb562e9b3ab09c806f32.png"),
        "glances-doc": ("glances-influxdb.png",),
        "glogic": ("C/glogic/figures/dff-equiv.png", "C/glogic/figures/jkff-equiv.png"),
        "glom-doc": ("graph_legend.png",),
        "gnutls-doc": ("gnutls-client-server-use-case.png", "gnutls-handshake-state.png", "gnutls-layers.png", "gnutls-x509.png", "gnutls-internals.png", "gnutls-crypto-layers.png", "gnutls-handshake-sequence.png"),
        "groff": ("pic39.png", "pic32.png", "pic27.png", "pic49.png", "pic26.png"),
        "haproxy-doc": ("_images/channel.png",),
        "i3-wm": ("wsbar.png", "tree-layout1.png", "i3-sync.png"),
        "imagemagick-6-doc": ("MagickCore/graph_legend.svg",),
        "kannel-docs": ("wapdiagsmall.png", "fig1o.png", "fig4o.png", "fig10o.png", "sms-gateway.png", "fig9o.png", "fig6out1.png"),
        "kea-doc": ("currentHost4.svg", "assign-lease4.svg", "select4.svg", "appendRequestedOptions.svg", "lease-states.svg", "main-loop.svg", "packet4.svg"),
        "knot-resolver-doc": ("resolution.png", "server_terminology.svg"),
        "lava-server-doc": ("device-decision-tree.png", "test-job-decision-tree.png"),
        "lemonldap-ng-doc": ("lemonldap-ng-password-expiration-warning.png", "websocket-sso.png", "oauth2_handler.png", "websocket.png", "remote-interoperability.png", "devops.png"),
        "libfinal-dev": ("final-cut-application-structure.svg",),
        "libfolks-doc": ("Folks.RoleFieldDetails.png", "Folks.UrlFieldDetails.png"),
        "libgoogle-perftools-dev": ("overview.gif", "threadheap.gif", "pprof-vsnprintf.gif"),
        "libgwenhywfar-doc": ("db2.png",),
        "libhwloc-doc": ("hagrid.png", "netloc_draw.png", "ppc64-full-with-smt.png", "netloc_design.png", "ppc64-without-smt.png", "diagram.png", "dudley.png"),
        "libjas-java": ("PackageOverview.png",),
        "libjcsp-java-doc": ("api/org/jcsp/plugNplay/doc-files/Pairs2.gif", "core-api/org/jcsp/plugNplay/ints/doc-files/PairsInt2.gif", "core-api/org/jcsp/plugNplay/ints/doc-files/IntegrateInt2.gif", "core-api/org/jcsp/awt/doc-files/ActiveContainer1.gif", "core-api/org/jcsp/lang/doc-files/Any2AnyCallChannel3.gif", "core-api/org/jcsp/awt/doc-files/ActiveChoice1.gif", "api/org/jcsp/awt/doc-files/ActiveFrame1.gif"),
        "libjs-dygraphs": ("smooth-plotter-p7-adjusted.png", "smooth-plotter-p4-on-line.png", "smooth-plotter-p2-bezier.png"),
        "liblemon-doc": ("a05440.png", "a05488.png", "strongly_connected_components.png", "planar.png", "a05268.png"),
        "libopenmesh-doc": ("a02562.png", "dir_ed86e6dd04f855cd2fc3d8063edbec8a_dep.png", "dir_61d1ecf839236e56b0d91d4539891879_dep.png", "a03495.png", "a02727.png", "a00918.png", "a02171.png"),
        "libstxxl-doc": ("pipeline_randomgraph.png", "overlapping_runformation.png", "pdm_small.png", "san00b_pqueue_small.png", "graph_legend.png", "btree_uml_small.png", "overlapping_merging_small.png"),
        "libtbb-doc": ("make_edges_usage.png", "image008a.jpg", "make_edges_example.png", "image009a.jpg", "image007.jpg", "execution_timeline_dependence.jpg"),
        "llvm-16-doc": ("09-extension-form-aspace.example.png", "block-extract.png", "cycle-3.png"),
        "mate-utils-common": ("C/mate-disk-usage-analyzer/figures/baobab_treemaps.png",),
        "mopidy-doc": ("graphviz-ebd576f26593afb9abb135d66426cc6771073f12.png", "graphviz-91628d0779b8168c27aead76f0d777a0cbff2834.png", "graphviz-a14e4b5d852bd9aec350facc80b8f4541e1fee83.png", "graphviz-f7aaa44e16f0e7d4afccf822110260f79c0a1df1.png", "graphviz-5f0b5244ba4420904bd805c112bccb776250dc2c.png"),
        "msc-generator-doc": ("ex27.png", "exB2.png", "ex32.png", "exI6.png"),
        "neutron-doc": ("port-chain-diagram.png", "ovn-l3ha-bfd-3gw.png", "live-mig.png", "deploy-lb-ha-vrrp-overview.png", "ovn-hw.png", "networklayout.png", "deploy-ovs-selfservice-flowew1.png"),
        "ngspice-doc": ("34_build_ngspice-2zZkIS_ngspice-39_3+ds_doc_Images_Example_Circuit_C1.png", "41_build_ngspice-2zZkIS_ngspice-39_3+ds_doc_Images_Example_Circuit_1.png", "42_build_ngspice-2zZkIS_ngspice-39_3+ds_doc_Images_Example_Circuit_2.png"),
        "nova-doc": ("network2-services.png", "hwreqs.png", "network1-services.png", "_images/architecture.svg", "_images/rpc-arch.png", "SCH_5009_V00_NUAC-VNC_OpenStack.png", "_images/rpc-flow-1.png"),
        "ntpsec-doc": ("discipline.gif", "fig_3_1.gif", "description.jpg", "flt9.gif"),
        "numba-doc": ("recursion_callstack.svg",),
        "nut-doc": ("cables/images/cables/73-0724.png", "cables/images/cables/SOLA-330.png", "cables/images/cables/mge-db9-rj12.jpg", "user-manual/images/cables/mge-db9-rj45.jpg", "cables/images/cables/mge-66049.png", "cables/images/cables/Lansafecable.jpg", "cables/images/cables/belkin-f6cx-rkm-xu-cable.jpg"),
        "octavia-doc": ("MemberFlows-get_create_member_flow.svg", "L7PolicyFlows-get_delete_l7policy_flow1.svg", "AmphoraFlows-get_create_amphora_flow.svg", "seqdiag-a7845c5c5e2ddd0a51fc5936917ef24e607684db.png", "graphviz-09fff115e555c036214cf6bd4cd753556a9b956c.png"),
        "openqa-doc": ("architecture.svg",),
        "pcp-doc": ("rattle.png", "pmie_rule1.png", "systemlogs.png"),
        "postgresql-15-pgrouting-doc": ("undirected_sampledata_b.png", "Fig1-originalData.png", "leftDrivingSide.png", "Fig4-costUndirected.png", "graphviz-726b2c9e619c1609c8d06996b6392b09095c2986.png", "graphviz-d3e0d812756609c1050c29940fd38b77a9a039cd.png", "Fig1-AscendingOrder.png"),
        "python-aiohttp-doc": ("blockdiag-05bc7514e0a36c9153d89a94b45277a8b0854184.png", "blockdiag-9e4ca86db1dec60a9e840bbdca40a83459c051cc.png", "blockdiag-3ad72917c2bdf0fe2c75c1b7765b8ed745421c3b.png"),
        "python-ara-doc": ("_images/database-model.png", "_images/recording-workflow.png"),
        "python-fluids-doc": ("curved_wall_diffuser.png", "bend_rounded.png"),
        "python-nipy-doc": ("inheritance-f44ee8750d340142f8cda17e22da4fee6eacfde2.png", "inheritance-4c015d23908712a6872658f072d56afcf8674027.png"),
        "python-qutip-doc": ("guide-correlation-1_00.hires.png", "guide/guide-bloch-7.png"),
        "python-ruffus-doc": ("simple_tutorial_stage5_flowchart.png", "simple_tutorial_stage5_before.png", "subpipeline_example.png", "simple_tutorial_complex_flowchart.png", "gallery_snp_annotation_consequences.svg"),
        "python-sasmodels-doc": ("bcc_geometry.jpg", "triaxial_ellipsoid_geometry.jpg", "elliptical_cylinder_angle_definition1.png"),
        "python-urwid-doc": ("introduction.png",),
        "python3-ndcube-doc": ("ndcube_sliced_diagram.png", "inheritance-61e5db1179fab40fe6fae42baad0a3ef4c9b2eb7.svg"),
        "python3-pyx-doc": ("connector.png",),
        "qtscxml5-doc-html": ("pinball-statechart-onstate.png", "ftpclient-statechart.png", "pinball-statechart-workflow.png", "pinball-statechart-global.png"),
        "qtsensors5-doc-html": ("sensors-overview.png",),
        "rsyslog-doc": ("queue_analogy_tv.png", "direct_queue_rsyslog2.png", "gssapi.png", "dataflow.png", "tls_cert_100.jpg"),
        "sbws-doc": ("classes_original.svg", "activity_all.svg", "activity_scaling_as_torflow.svg"),
        "scilab-doc": ("test.png",),
        "slurm-wlm-doc": ("network_srun.gif", "topo_ex2.gif", "entities.gif"),
        "smlnj-doc": ("mlrisc-IR.png", "trace.png", "sharing2.png", "sharing3.png"),
        "snakemake-doc": ("dag.svg", "dag_call.png", "cufflinks/dag.png", "latex/dag.png", "src/dag.png"),
        "swi-prolog-doc": ("pltpruncolour.png", "broadcast.png", "pltpsynch.png", "penarch.png"),
        "swift-doc": ("objectstorage-buildingblocks.png", "sharding_db_states.svg", "objectstorage-usecase.png", "objectstorage-arch.png"),
        "tcm-doc": ("usersguideimg188.gif", "usersguideimg98.gif", "usersguideimg175.gif", "usersguideimg86.gif"),
        "tomcat10-docs": ("2_catalina_init.png", "41_basic.png", "7_catalina_context_config.png", "1_overview.png", "4_catalina_start_2.png"),
        "twisted-doc": ("web-process.png", "web-overview.png", "img/cred-login.png", "img/deferred-attach.png", "web-session.png", "_images/deferred-process.png", "deferred-states.svg"),
        "uhd-doc": ("x4xx_dio_source_muxes.svg", "classuhd_1_1soft__register__t.png", "x4xx_block_diagram.svg", "structuhd_1_1environment__error.png"),
        "umbrello-data": ("disjoint-specialization.png",),
        "wireplumber-doc": ("graphviz-619311c92f520dbd896a37c7b8e273d72a2fc5bc.svg", "graphviz-19f2acb4746ce2e169306788ccb48d43e4cdfc01.svg", "graphviz-37d5a015457d7ff4ecc327eeaa3d4e37e259d724.svg"),
        "xschem": ("parameters2.png", "creating_schematic13.png"),
        "yade-doc": ("graphviz-0e64c457f2b0e8780464861ae390c620b7912b77.png", "periodicpngmath2.png", "sweep-and-prune.png"),
    },
    "chart": {
        "aplus-fsf-doc": ("APlusRefV2_AFrame_45.gif", "Fig_12-6.gif"),
        "cargo-web-doc": ("build-unit-time.png", "cargo-concurrency-over-time.png"),
        "cppreference-doc-en-html": ("math-trunc.svg",),
        "deap-doc": ("_images/kursawe.png", "examples/nsga3_ref_points.png", "nsga3_ref_points_combined_plot.hires.png", "nsga3.png"),
        "drgeo-doc": ("c/figures/fig55.png",),
        "euler-doc": ("compl1.gif", "Mesh.gif", "Sinc.gif", "bezier1.gif", "bezier3.gif"),
        "eyes17": ("helpFiles/pics/RLtransient-screen.png", "helpFiles/pics/sqr-wave-screen.png", "helpFiles/pics/transistor-amplifier-screen.png", "helpFiles/pics/transformer-screen.png"),
        "fastqc": ("duplication_levels.png", "per_sequence_quality.png", "per_sequence_gc_content.png", "per_base_gc_content.png", "per_base_sequence_content.png", "per_base_quality.png", "per_tile_quality.png"),
        "glances-doc": ("graph-load.svg",),
        "gri-html-doc": ("FEM.png", "example1.png"),
        "imagemagick-6-doc": ("piechart.svg",),
        "libblis-dev": ("dgemm_rrr_has_nt1.png", "l3_perf_a64fx_jc1ic1jr12_nt12.png", "l3_perf_tx2_jc4ic7_nt28.png", "l3_perf_skx_jc4ic13_nt52.png"),
        "libgoogle-perftools-dev": ("tcmalloc-opspersec.vs.size.5.threads.png", "tcmalloc-opspersec.vs.size.20.threads.png", "tcmalloc-opspersec.vs.size.16.threads.png", "tcmalloc-opspercpusec.vs.threads.16384.bytes.png", "tcmalloc-opspercpusec.vs.threads.256.bytes.png", "tcmalloc-opspercpusec.vs.threads.128.bytes.png"),
        "libjfreechart-java-doc": ("StackedAreaRendererSample.png", "LayeredBarRendererSample.png", "BoxAndWhiskerRendererSample.png", "XYStepAreaRendererSample.png", "BarRenderer3DSample.png", "XYSplineRendererSample.png", "StatisticalLineRendererSample.png"),
        "libjs-dygraphs": ("Screenshot.png", "smooth-plotter-p1-recording.gif"),
        "libjs-rickshaw": ("status.png", "colors.png", "start.png", "simple.png", "logscale.png", "stops.png"),
        "libtbb-doc": ("image006.jpg",),
        "mate-utils-common": ("C/mate-disk-usage-analyzer/figures/baobab_ringschart2.png",),
        "maxima-sage-doc": ("draw_interpolate_color2.png", "draw_xugrid.png", "draw_point_type.png", "bodephase4.png", "draw_intro3.png", "introduction3.png", "bodephase8.png"),
        "mit-scheme-doc": ("logit.png", "logistichalf.png", "cn-logithalf.png", "log1p.png", "cn-expm1.png", "cn-logistichalf.png"),
        "mummer-doc": ("manual/dotplot.gif", "examples/dotplot.gif", "nucex.gif", "covplot.gif", "pro_proex.gif"),
        "munipack-doc": ("throat.png",),
        "ngspice-doc": ("44_build_ngspice-2zZkIS_ngspice-39_3+ds_doc_Images_Filter-IO.png", "29_build_ngspice-2zZkIS_ngspice-39_3+ds_doc_Images_fft_windows.png", "25_build_ngspice-2zZkIS_ngspice-39_3+ds_doc_Images_BJT-QS-Output.png", "33_build_ngspice-2zZkIS_ngspice-39_3+ds_doc_Images_gplot4.png"),
        "ntpsec-doc": ("flt1.gif", "flt2.gif"),
        "numba-doc": ("laplace_final.svg", "laplace_initial.svg"),
        "octave-interval-doc": ("interval-vs-normal-plot.m.png", "cameleon.m.png", "poly-example-surf.m.png", "contractor-rings-intersect.m.png"),
        "pybind11-doc": ("pybind11_vs_boost_python2.svg", "pybind11_vs_boost_python1.svg"),
        "python-astroplan-doc": ("plots-2.png", "plots-4.hires.png", "plots-6.hires.png", "plots-3.hires.png", "plots-7.hires.png", "summer_triangle-1.png", "summer_triangle-2.png"),
        "python-bumps-doc": ("entropy-continuous.png", "intermediate_mcmc.png", "corr.png", "sim.png", "error.png"),
        "python-fluids-doc": ("html/plots/entrance_distance_plot.hires.png", "html/plots/contraction_round_plot.png", "html/plots/bend_rounded_Crane_plot.png", "plot_directive/plots/bend_miter_plot.png", "_images/diffuser_conical_plot.png", "_images/contraction_conical_plot.png"),
        "python-lmfit-doc": ("sphx_glr_example_sympy_003_3_0x.png", "sphx_glr_example_two_dimensional_peak_001_3_0x.png", "sphx_glr_example_fit_with_bounds_001.png", "sphx_glr_example_brute_002_3_0x.png", "sphx_glr_example_two_dimensional_peak_004.png", "sphx_glr_example_detect_outliers_003_3_0x.png", "sphx_glr_example_fit_with_derivfunc_001_3_0x.png"),
        "python-mpmath-doc": ("_images/hankel1.png", "_images/ai_c.png", "plots/pcfd.png", "plots/hermite.png", "plots/gi.png", "plots/ellipf.png", "_images/lambertw.png"),
        "python-nipy-doc": ("_images/hrf_delta.png", "plots/enn_demo.png"),
        "python-qutip-doc": ("dynamics-monte-1_01.hires.png", "fermionic-5.hires.png", "sphx_glr_plot_qip_relaxation_001.png", "guide/guide-visualization-9.png", "bosonic-5.hires.png"),
        "python-qwt-doc": ("image.png", "symbol_path_example.png", "curvedemo2.png", "eventfilter.png", "curvedemo1.png", "bodedemo.png", "simple.png"),
        "python-sasmodels-doc": ("flexible_cylinder_autogenfig.png", "polymer_micelle_autogenfig.png", "hardsphere_autogenfig.png", "onion_autogenfig.png", "pd_schulz.jpg"),
        "python-silx-doc": ("sift_bench_gpu0.png", "netCounts.png"),
        "python-taurus-doc": ("_images/taurustrend02.png",),
        "python-wxmplot-doc": ("plot_alphafill_to_zero.png", "multiplot.png"),
        "python-xarray-doc": ("_images/ds_simple_streamplot.png", "_images/plotting_example_2d_irreg.png", "_images/ds_simple_scatter.png", "_images/ds_facet_streamplot.png", "_images/plotting_example_2d_simple.png"),
        "python3-ndcube-doc": ("plot_directive/visualization-16.hires.png", "plot_directive/visualization-6.hires.png", "plot_directive/visualization-8.hires.png", "plot_directive/visualization-12.hires.png"),
        "python3-pyx-doc": ("graph2.png", "graph3.png", "graph.png"),
        "r-cran-cmstatr": ("nested-data-plot-two-groupings.svg", "stat-esf.svg", "stat-normal-surv-func-and-stat-esf.svg", "nested-data-plot-color-and-fill.svg", "nested-data-plot-color.svg", "stat-normal-surv-func.svg", "nested-data-plot-single-obs-per-group.svg"),
        "r-cran-cutpointr": ("README-unnamed-chunk-38-1.png", "README-unnamed-chunk-38-2.png", "README-unnamed-chunk-36-6.png", "README-unnamed-chunk-24-1.png", "README-unnamed-chunk-15-1.png", "README-unnamed-chunk-36-4.png", "README-unnamed-chunk-7-1.png"),
        "r-cran-ggalluvial": ("_snaps/geom-flow/geom-flow-cubic-curve.svg", "_snaps/geom-flow/geom-flow-backward-orientation.svg", "figs/geom-flow/geom-flow-sine-curve.svg", "_snaps/geom-alluvium/geom-alluvium-bump-plot.svg", "figs/geom-flow/geom-flow-facets.svg", "_snaps/geom-flow/geom-flow-aesthetic.svg", "_snaps/geom-lode/geom-lode-one-axis.svg"),
        "r-cran-ggridges": ("geom-vridgeline-using-stat-ydensity.svg", "geom-density-ridges-gradient-continuous-fill.svg", "scale-fill-cyclical-red-green-blue-dots-with-legend.svg", "scale-fill-cyclical-red-green-blue-dots-no-legend.svg", "geom-density-ridges-gradient-probability-tails.svg", "geom-density-ridges2-solid-polygons.svg", "theme-ridges-without-grid.svg"),
        "r-cran-metafor": ("selmodel-preston-step.png", "selmodel-stepfun-fixed.png", "selmodel-preston.png", "ex_funnel_plot.png", "ex_forest_plot.png"),
        "r-cran-patchwork": ("stack-3-plots-p1-p2-p3.svg", "far-optimise-space-by-default-p1-p-f-p3-p4.svg", "complex-composition-p1-p2-p3-p4.svg", "adding-to-all-on-level-patchwork-theme-bw.svg", "README-unnamed-chunk-11-1.png", "README-unnamed-chunk-4-1.png", "add-patchwork-to-plot-p1-p2-p3.svg"),
        "r-cran-plotly": ("tooltip-date.svg", "plotly-subplot-sharey.svg", "contour-alpha.svg", "facet-wrap-free-y.svg", "ticks-boxes-scales-free.svg", "plotly-color-color-manual.svg", "polygon-aes-fill.svg"),
        "r-cran-proc": ("basic-s100b.svg", "ggroc-smooth-list-screenshot.svg", "plot-formula.svg", "advanced-screenshot-3.svg", "advanced-screenshot-4.svg", "ggroc-list-screenshot.svg", "ggroc-list-multi-aes.svg"),
        "ruby-tioga-doc": ("zams.png", "H_R_T_RHO.png", "two_ys_plot.png", "Legends.png"),
        "sbws-doc": ("torperf.png", "advertised_bandwidth.png", "20210111_consensushealth_bwauths.png"),
        "sctk-doc": ("grange.sys.png", "hist.png", "grange.spk.png", "det.png", "bhist.png"),
        "slurm-wlm-doc": ("k_function.gif", "allocation_pies.gif"),
        "snd-doc": ("polyfm.png", "tanh3.png", "comb.png", "sin300.png", "s64pi.png", "2pole.png"),
        "stilts-doc": ("sun256/plot2-layer-polygon.png", "examples/cube.jpeg", "examples/plot2-layer-skydensity.png", "sun256/plot2-layer-densogram.png", "examples/plot2-skysim.png", "sun256/plot2-layer-area.png", "sun256/plot2-layer-xyzvector.png"),
        "tap-plugins-doc": ("tap_dynamics_06.png",),
        "topcat-doc": ("plot2-layer-skyellipse.png", "plot2-layer-mark4.png"),
        "xyscan": ("share/xyscan/docs/crosshair.png", "share/xyscan/docs/histo.png"),
        "yade-doc": ("gnuplot.png",),
    },
    "web page": {
        "cargo-web-doc": ("org-level-acl.png", "auth-level-acl.png"),
        "debian-edu-doc-en": ("debian-edu-bookworm-manual-images/reset_passwords.png",),
        "docker-doc": ("fork_docker.png", "copy_url.png", "branch-sig.png"),
        "git-annex": ("repairrepository.png", "unused.png", "fsckconfig.png", "repositories.png", "dashboard.png"),
        "icinga2-doc": ("icinga2_distributed_windows_client_disk_icingaweb2.png",),
        "icingaweb2-module-businessprocess": ("doc/screenshot/14_web-components-tree-renderer/1401_tree-view.png", "icingaweb2-module-businessprocess/screenshot/16_dashboard/1601_add-to-dashboard-link.png", "doc/screenshot/07_state_overrides/0702_overridden_tile.png", "doc/screenshot/07_state_overrides/0701_override_config.png", "icingaweb2-module-businessprocess/screenshot/04_first-root-node/0302_add-new-node.png", "doc/screenshot/06_customize_node_order/0504_tree_drop_at_location.png", "icingaweb2-module-businessprocess/screenshot/03_getting-started/0209_new-empty-configuration.png", "icingaweb2-module-businessprocess/screenshot/16_dashboard/1602_add_to_dashboard-form.png", "icingaweb2-module-businessprocess/screenshot/00_preview/0005_readme-preview.png"),
        "icingaweb2-module-director": ("151_monitored_services.png", "166_host_snmp_v2c.png", "087_director_sync_properties_ad_host.png", "7403-director_self-service-settings.png", "2403_show_agent_instructions_1.png", "7402-director_self-service-choose-source.png", "143_add_host_template.png", "144_add_template_field.png", "2407_create_agent_based_load_check.png"),
        "lava-server-doc": ("ldap-user-login.png", "local-user-login.png", "first-results.png"),
        "lemonldap-ng-doc": ("nextcloud_saml_configuration.png", "liferay_1.png"),
        "mkdocs-doc": ("mkdocs.png", "search.png", "screenshot.png", "readthedocs.png"),
        "murano-doc": ("bundle_name.png", "chef_server.png", "qs_quick_env.png", "app_details.png", "add_more_apps.png", "add_component.png", "topology_wordpress.png", "app_filter_example.png", "chef_server_form.png"),
        "openqa-doc": ("tests-overview_multiple_groups.png", "review_badges.png", "build_tagging.png", "job_group-limit_builds.png", "test_suite_description_shown.png", "highlighting_job_dependencies.png", "filter_form.png"),
        "postfixadmin": ("postfixadmin-admin-create-mailbox.jpg", "postfixadmin-admin-create-alias.jpg", "postfixadmin-admin-create-domain.jpg", "postfixadmin-admin-virtual-list.jpg", "postfixadmin-mail-admin-login.jpg", "postfixadmin-admin-domain-list.jpg", "postfixadmin-inital-welcome.jpg", "postfixadmin-user-change-forward.jpg"),
        "python-ara-doc": ("_images/ubuntu-launchpad.png", "_images/ui-api-browser-playbook.png", "_images/ui-api-browser.png", "_images/admin_panel_users.png", "_images/gerrit-ssh-key.png"),
        "python-celery-doc": ("dashboard.png", "monitor.png"),
        "python-discord-doc": ("discord_bot_user_options.png", "discord_oauth2.png"),
        "python-djangorestframework-doc": ("api-docs.png",),
        "qtwebengine5-doc-html": ("videoplayer-example.png", "webengineaction-example.png", "minimal-example.png"),
        "webissues": ("en/images/ch03-fig04.png",),
        "zoneminder-doc": ("getting-started-enable-auth.png", "Options_email.png", "Options_images.png", "Options_web.png", "Options_Storage.png"),
    },
    "text document": {
        "texstudio-doc": ("html/template_Article_LuaLaTeX_French.png", "texstudio/template_Moderncv_French.png", "texstudio/template_Scrartcl.png"),
    },
    "phone screenshot": {
        "glances-doc": ("screenshot-web2.png",),
        "libhandy-1-dev": ("list.png", "keypad.png", "avatar.png"),
        "libjas-java": ("device-2012-11-18-jas-trinks-out-big.png", "device-2012-11-18-jas-trinks.png", "device-2012-11-18-jas-examples.png", "device-2012-11-18-jas-trinks-out-big-part.png"),
        "qtconnectivity5-doc-html": ("heartgame-result.png", "heartgame-search.png", "devicescan.png", "heartgame-running.png", "lowenergyscanner-services.png"),
        "qtquickcontrols5-doc-html": ("stackview.png", "qtquickcontrols-example-gallery-android-dark.png"),
        "qtscxml5-doc-html": ("calculator-qml.png",),
        "qtsensors5-doc-html": ("qmlqtsensors.png",),
        "qtwebview5-doc-html": ("webview-example.jpg",),
    },
}  # fmt: skip
"""Files by kind and package, each looked at on a sheet."""

THROWN_OUT: frozenset[str] = frozenset(
    (
        "asymptote-doc: usr/share/doc/asymptote/html/penfunctionimage.png",
        "r-cran-ggplot2: usr/share/doc/r-cran-ggplot2/tests/testthat/_snaps/geom-raster/3-x-1.svg",
        "r-cran-ggplot2: usr/share/doc/r-cran-ggplot2/tests/testthat/_snaps/theme/theme-gray.svg",
        "wireshark-doc: usr/share/doc/wireshark/wsug_html_chunked/images/ws-capture-file-properties.png",
        "wireshark-doc: usr/share/doc/wireshark/wsug_html_chunked/images/ws-mate-gop_analysis.png",
    )
)
"""On looking of another kind, or of none."""

RULES = (
    *(
        Rule(kind, package, rf"(^|/)({'|'.join(map(re.escape, names))})$", len(names))
        for kind, packages in _TAKEN.items()
        for package, names in packages.items()
    ),
    Rule("phone screenshot", "qtquickcontrols2-5-doc-html", r"images/qtquickcontrols2-(chattutorial|gallery|flatstyle|sidepanel)[^/]*\.(png|jpg)$", 12, least=200, but="welcome|button"),
    Rule("desktop screenshot", "gnucash-docs", r"/C/.*\.png$", 20, least=220, but=r"anchor|icon|diagram|net_worth|bar|graph|chart"),
    Rule("desktop screenshot", "wireshark-doc", r"ws-.*\.png$", 20, least=250, but=r"diagram|flow|graph"),
    Rule("desktop screenshot", "mate-user-guide", r"/C/.*(caja|screen|control|dialog|window|search).*\.png$", 20, least=180),
    Rule("desktop screenshot", "kicad-doc-en", r"/en/.*(dialog|main|window|setup|options|chooser|properties).*\.png$", 20, least=250, but="icons/"),
    Rule("desktop screenshot", "debian-handbook", r"en-US/images/(evolution|gnome|kde|kmail|lxde|lxqt|mate|xfce|cinnamon|synaptic|thunderbird|fwbuilder|gnome-packagekit|wireshark)\.png$", 20),
    Rule("chart", "octave-doc", r"\.png$", 20, least=200),
    Rule("chart", "python-statsmodels-doc", r"html/(plots|_images)/.*\.png$", 20, least=200),
    Rule("chart", "qtcharts5-doc-html", r"images/(examples|api)_[^/]*\.png$", 20, least=150, but="theme|weather|dashboard|model|interact"),
    Rule("chart", "python-sklearn-doc", r"_images/sphx_glr_plot_(roc|precision|learning|train|gpr|isotonic|kde|lasso|ols|cost|mlp|forest_imp|det|calib|partial)[^/]*\.png$", 20, least=200, but="thumb"),
    Rule("chart", "r-cran-ggplot2", r"_snaps/(geom-(dotplot|violin|boxplot|path|raster|hex|smooth|bar|area|point|quantile)|theme|scale_date|coord-polar|stat-sum|position-stack)/.*\.svg$", 20),
    Rule("chart", "asymptote-doc", r"/(lineargraph|histogram|legend|parametricgraph|generalaxis|errorbars|log\w*|irregularcontour|penfunctionimage|scaledgraph|secondaryaxis|monthaxis|filegraph|exp)[^/]*\.(png|gif|pdf|eps)$", 14),
    Rule("diagram", "graphviz-doc", r"\.png$", 20, least=60, but=r"n_|c_|e_|none_|_none|arrow|lin|rad"),
    Rule("diagram", "doxygen-doc", r"/(class|inherit|diagrams|struct|infoflow|.*__incl|.*__dep)[^/]*\.(png|svg)$", 14, least=60, but="legend"),
)  # fmt: skip

_PDFS = {
    "texlive-lang-german": 14, "texlive-lang-spanish": 8, "texlive-lang-italian": 8, "texlive-lang-polish": 5, "context-modules": 8,
    "xorg-docs": 6, "simh": 7, "r-cran-hsaur3": 5, "r-cran-survival": 3, "r-cran-boolnet": 2, "r-cran-rcpp": 5, "r-cran-spatstat": 3,
    "r-cran-qtl": 3, "r-cran-zoo": 2, "r-cran-vegan": 3, "libsuitesparse-doc": 4, "glpk-doc": 3, "debian-refcard": 4, "live-manual-pdf": 6,
    "krb5-doc": 3, "nut-doc": 3, "yacas-doc": 3, "mit-scheme-doc": 2, "tipa-doc": 2, "lure-of-the-temptress": 4, "fonts-sil-charis": 4,
    "debian-history": 6, "groff": 6, "aplus-fsf-doc": 2, "winff-doc": 3, "gnustep-make-doc": 2, "mummer-doc": 2,
    "genometools-doc": 3, "dynare-doc": 4, "maint-guide-ja": 1, "parallel": 4, "cafeobj": 3, "libblis-dev": 2, "jmeter-help": 3,
    "smlnj-doc": 3, "gpsman": 1, "ddd-doc": 2, "tcm-doc": 1, "kannel-docs": 2, "slurm-wlm-doc": 1, "ngspice-doc": 1, "gnutls-doc": 1,
    "grace": 1, "gsequencer-doc": 2, "debian-edu-doc-en": 2, "r-cran-metafor": 2, "circuit-macros": 2, "python-nipy-doc": 2,
    "ggobi": 2, "beancount": 1, "ledgersmb": 1, "python3-pyx-doc": 1, "debian-faq": 1, "snakemake-doc": 1, "php-tcpdf": 1,
    "texlive-science-doc": 20,
}  # fmt: skip
_WEB = (
    "alembic", "ant-doc", "aplus-fsf-doc", "aptitude-doc-en", "asciidoctor-doc", "awstats", "beets-doc", "breathe-doc", "brz-doc",
    "cargo-web-doc", "cinder-doc", "copyq-doc", "cppreference-doc-en-html", "cyclonedds-doc", "deap-doc", "debian-faq", "debian-history",
    "derby-doc", "dynare-doc", "emscripten-doc", "euler-doc", "eyes17", "ffmpeg-doc", "fish-common", "fltk1.3-doc", "frr-doc", "ganeti-doc",
    "genius-common", "gentoo", "git-annex", "glances-doc", "glom-doc", "gnutls-doc", "gpsman", "gri-html-doc", "groff", "groovy-doc",
    "httraqt", "i3-wm", "imagemagick-6-doc", "jmeter-help", "kannel-docs", "kea-doc", "keepass2-doc", "kitty-doc", "knot-resolver-doc",
    "krb5-doc", "lava-server-doc", "lemonldap-ng-doc", "lepton-eda", "libforms-doc", "libfox-1.6-doc", "libghc-brick-doc",
    "libgtkextra-3.0-doc", "libgwenhywfar-doc", "libhandy-1-dev", "libhwloc-doc", "libjcsp-java-doc", "libjfreechart-java-doc",
    "libjs-dygraphs", "libjs-spectre-docs", "liblemon-doc", "libnghttp2-doc", "libopenmesh-doc", "libstxxl-doc", "libtbb-doc", "libtuiwidgets-doc",
    "llvm-16-doc", "lomiri-ui-toolkit-doc", "lookatme", "maint-guide-ja", "maxima-sage-doc", "mit-scheme-doc", "mkdocs-doc", "mopidy-doc",
    "msc-generator-doc", "mu-editor-doc", "munipack-doc", "murano-doc", "mypy-doc", "neutron-doc", "nextcloud-desktop-doc", "nova-doc",
    "ntpsec-doc", "numba-doc", "nut-doc", "octavia-doc", "omegat", "parallel", "pcb-rnd-doc", "php-twig-doc", "poezio",
    "postgresql-15-pgrouting-doc", "powerline-doc", "pspp", "pybind11-doc", "python-aiohttp-doc", "python-ara-doc", "python-astroplan-doc",
    "python-attr-doc", "python-babel-doc", "python-behave-doc", "python-black-doc", "python-bottle-doc", "python-bumps-doc", "python-can-doc",
    "python-celery-doc", "python-click-doc", "python-cryptography-doc", "python-discord-doc", "python-djangorestframework-doc",
    "python-fluids-doc", "python-guizero-doc", "python-lmfit-doc", "python-mpmath-doc", "python-nipy-doc", "python-pmw-doc", "python-qutip-doc",
    "python-qwt-doc", "python-ruffus-doc", "python-sasmodels-doc", "python-silx-doc", "python-taurus-doc", "python-urwid-doc",
    "python-xarray-doc", "qtconnectivity5-doc-html", "qtcreator-doc", "qtquickcontrols5-doc-html", "qtscxml5-doc-html", "qtsensors5-doc-html",
    "qtvirtualkeyboard5-doc-html", "qtwebengine5-doc-html", "rsyslog-doc", "ruby-tioga-doc", "saods9-doc", "sbws-doc", "setzer", "slurm-wlm-doc",
    "smlnj-doc", "snakemake-doc", "snd-doc", "swi-prolog-doc", "swift-doc", "tap-plugins-doc", "tcm-doc", "tkgate-doc", "tomcat10-docs",
    "topcat-doc", "tortoisehg", "transcriber", "twisted-doc", "uhd-doc", "webissues", "wireplumber-doc", "xsane-common", "yade-doc", "zoneminder-doc",
)  # fmt: skip
_SCREENS = (
    (1280, 800),
    (1366, 768),
    (1024, 768),
    (1440, 900),
    (1920, 1080),
    (1000, 1100),
    (800, 600),
)
_PHONES = ((360, 740, 2), (390, 844, 2), (412, 915, 2), (360, 640, 2), (320, 568, 2))
_FOREIGN = r"/(\w\w[-_]\w\w|de|fr|es|ja|pt|it|ru|zh|nl|pl|ko|cs|sv)/|/search/|_static|/_sources|genindex|modindex"


def _files(work: Path, package: str, *patterns: str) -> list[Path]:
    """Files of any of the patterns, all in one order."""
    return sorted({p for pattern in patterns for p in files_of(work, package, pattern)})


def _own(name: str) -> Random:
    """Chances of one package or picture, whatever the others gave."""
    return Random(f"{SEED} {name}")


def _name(work: Path, package: str, file: Path) -> str:
    return f"{package}: {file.relative_to(work / 'packages' / package)}"


def pdf_pages(work: Path) -> Found:
    """Pages of running text: many letters, hardly any lines; every fourth as a scanner sees it."""
    for package, most in _PDFS.items():
        mine, count = _own(package), 0
        files = _files(work, package, "*.pdf", "*.pdf.gz")
        mine.shuffle(files)
        for file in files[:40]:
            data = file.read_bytes()
            try:
                document = pypdfium2.PdfDocument(
                    gzip.decompress(data) if file.suffix == ".gz" else data
                )
                pages = range(len(document))
            except (pypdfium2.PdfiumError, OSError):
                continue
            again = 2 if len(files) < most else 1
            for number in mine.sample(pages, min(8, len(pages))):
                page = document[number]
                drawn = sum(item.type != 1 for item in page.get_objects(max_depth=1))
                wide = page.get_width() > page.get_height() * 1.1
                if page.get_textpage().count_chars() < 1100 or drawn > 10 or wide:
                    continue
                image = page.render(scale=mine.choice((1, 1.3, 1.6))).to_pil().convert("RGB")
                if mine.random() < 0.25:
                    image = scanned(image, mine)
                yield "text document", image, f"{package}: {file.name}, page {number + 1}"
                count += 1
                again -= 1
                if not again or count == most:
                    break
            if count == most:
                break


_TABLES = """() => [...document.querySelectorAll('table')].slice(0, 60).map(table => {
    const box = table.getBoundingClientRect(), rows = [...table.rows].slice(0, 60);
    if (rows.length < 4 || /mem|aligned/.test(table.className) || table.querySelector('table, pre, img') || box.height < 100 || box.height > 1300
        || box.width < 220 || box.width > 1450) return false;
    const cells = rows.map(row => [...row.cells].map(cell => cell.innerText.trim()));
    const full = cells.filter(row => row.length >= 2 && row.filter(Boolean).length >= 2);
    const wide = cells.filter(row => row.length >= 3).length;
    const lengths = full.flat().map(text => text.length);
    return full.length >= Math.max(4, 0.7 * rows.length) && (wide > 3 || rows.length > 6)
        && lengths.reduce((a, b) => a + b, 0) / lengths.length < (wide > 3 ? 34 : 22); })"""
"""Which tables are values in rows and columns: at least four rows of short cells."""
_LISTINGS = """() => [...document.querySelectorAll('pre')].slice(0, 60).map(text => {
    const box = text.getBoundingClientRect();
    return box.height > 90 && box.height < 1300 && box.width > 220 && box.width < 1600
        && text.innerText.split('\\n').length > 5; })"""


def manuals(work: Path) -> Found:
    """Pages of HTML manuals in windows of many sizes and on phones, and their tables and listings."""
    browser = Browser(work / "scratch")
    desk = browser.window()
    desk.set_default_timeout(4000)
    chromium = desk.context.browser
    assert chromium is not None
    phones = [
        chromium.new_page(viewport={"width": w, "height": h}, is_mobile=True, has_touch=True, device_scale_factor=s)
        for w, h, s in _PHONES
    ]  # fmt: skip
    for package in _WEB:
        mine = _own(package)
        files = [
            f
            for f in _files(work, package, "*.html", "*.htm")
            if 6000 < f.stat().st_size < 600_000 and not re.search(_FOREIGN, str(f))
        ]
        texts = {f: f.read_bytes().lower() for f in mine.sample(files, min(len(files), 40))}
        yield from _on_desk(work, desk, package, texts, mine)
        yield from _on_phone(work, mine.choice(phones), package, texts, mine)
    browser.close()


def _go(window: object, file: Path) -> bool:
    try:
        window.goto(file.as_uri(), wait_until="domcontentloaded", timeout=5000)  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001  (a page that does not load is left out)
        return False
    return True


def _on_desk(work: Path, window: object, package: str, texts: dict[Path, bytes], rng: Random) -> Found:  # fmt: skip
    wanted = {"web page": 1 + len(package) % 2, "table": 2, "source code": 2}
    ranked = sorted(texts, key=lambda f: -(b"<table" in texts[f]) - (b"<pre" in texts[f]))
    for file in ranked[:2]:
        width, height = rng.choice(_SCREENS)
        window.set_viewport_size({"width": width, "height": height})  # type: ignore[attr-defined]
        if not _go(window, file):
            continue
        source = _name(work, package, file)
        long = window.evaluate("document.body ? document.body.innerText.length : 0")  # type: ignore[attr-defined]
        if wanted["web page"] and long > 1200:
            down = rng.choice((0, 0, 0.2, 0.5))
            window.evaluate(f"scrollTo(0, {down} * (document.body.scrollHeight - innerHeight))")  # type: ignore[attr-defined]
            yield "web page", picture(window.screenshot(type="jpeg", quality=95)), source  # type: ignore[attr-defined]
            wanted["web page"] -= 1
        for kind, selector, script in (
            ("table", "table", _TABLES),
            ("source code", "pre", _LISTINGS),
        ):
            for shot in _elements(window, selector, script, rng, min(wanted[kind], 1)):
                yield kind, shot, f"{source}, a {selector} element"
                wanted[kind] -= 1


def _elements(window: object, selector: str, script: str, rng: Random, most: int) -> Iterator[Image.Image]:  # fmt: skip
    """Some of the elements that the script finds fitting, each by itself."""
    fits = [i for i, fit in enumerate(window.evaluate(script)) if fit] if most else []  # type: ignore[attr-defined]
    for chosen in rng.sample(fits, min(most, len(fits))):
        try:
            element = window.query_selector_all(selector)[chosen]  # type: ignore[attr-defined]
            yield picture(element.screenshot(type="jpeg", quality=95))
        except Exception:  # noqa: BLE001  (hidden elements cannot be shot)
            continue


def _on_phone(work: Path, window: object, package: str, texts: dict[Path, bytes], rng: Random) -> Found:  # fmt: skip
    count = 0
    for file in [f for f in texts if b'name="viewport"' in texts[f]][:2]:
        if not _go(window, file):
            continue
        long, wide, tall = window.evaluate(  # type: ignore[attr-defined]
            "[document.body.innerText.length, document.documentElement.scrollWidth - screen.width, document.body.scrollHeight]"
        )
        if long > 600 and wide < 30:
            window.evaluate(f"scrollTo(0, {rng.choice((0, rng.random() * 0.7)) * tall})")  # type: ignore[attr-defined]
            shot = picture(window.screenshot(type="jpeg", quality=95))  # type: ignore[attr-defined]
            yield "phone screenshot", shot, f"{_name(work, package, file)}, on a phone"
            count += 1
        if count:
            return


_SHEETS = {
    "python3-vega-datasets": 5, "r-cran-dslabs": 5, "chirp": 6, "python3-libpysal": 5, "python3-plotly": 7, "ggobi": 8, "beancount": 3,
    "librust-csv-dev": 6, "libspreadsheet-parseexcel-perl": 3, "r-cran-readxl": 4, "r-cran-readr": 6, "python3-relational": 4,
    "cmor-tables": 5, "scilab-doc": 2, "labplot-data": 3, "eyes17": 2, "python-astroplan-doc": 2,
}  # fmt: skip
_TABLE_STYLES = (
    "table{border-collapse:collapse;font:13px Arial,sans-serif}td,th{border:1px solid #bbb;padding:3px 8px}th{background:#eee}",
    "table{border-collapse:collapse;font:14px 'DejaVu Sans'}td,th{padding:6px 14px;text-align:left}tr:nth-child(even){background:#f3f6fa}th{background:#2c5f8a;color:#fff}",
    "body{background:#1e1f26}table{border-collapse:collapse;font:13px 'DejaVu Sans';color:#ddd}td,th{border-bottom:1px solid #444;padding:5px 12px}th{color:#8fd0ff}",
    "table{border-collapse:collapse;font:15px 'Liberation Serif',serif;border-top:2px solid #000;border-bottom:2px solid #000}td,th{padding:2px 12px;text-align:right}th{border-bottom:1px solid #000}",
    "table{border-collapse:separate;border-spacing:1px;background:#999;font:12px Verdana,'DejaVu Sans'}td,th{background:#fff;padding:2px 6px}th{background:#ddd}",
    "table{border-collapse:collapse;font:14px 'DejaVu Sans Mono',monospace}td,th{border:1px dotted #777;padding:3px 7px}td:first-child{font-weight:bold;background:#fff7dd}",
    "table{border-collapse:collapse;font:12px 'Liberation Sans'}td,th{border:1px solid #d4d4d4;padding:2px 5px;min-width:60px}th{background:#f0f0f0;color:#444;font-weight:normal}td:first-child{background:#f0f0f0}",
)


def spreadsheets(work: Path) -> Found:
    """Values of files that programs bring as examples, as Gnumeric and as style sheets set them."""
    browser = Browser(work / "scratch")
    for package, most in _SHEETS.items():
        mine, count = _own(package), 0
        files = _files(work, package, "*.csv", "*.csv.gz", "*.tsv", "*.xls", "*.xlsx")
        mine.shuffle(files)
        for file in files[:24]:
            excel = file.suffix in (".xls", ".xlsx")
            rows = [] if excel else _rows(file)
            if not excel and (len(rows) < 6 or len(rows[0]) < 3):
                continue
            long, across = mine.choice((8, 14, 20, 30, 45)), mine.choice((4, 6, 8, 11))
            rows = [[cell[:26] for cell in row[:across]] for row in rows[:long]]
            if excel or mine.random() < 0.25:
                text, by = _by_gnumeric(file if excel else rows), "Gnumeric"
            else:
                text, by = _styled(rows, mine.choice(_TABLE_STYLES)), "a style sheet"
            if text is None:
                continue
            window = browser.window()
            window.set_viewport_size({"width": 1300, "height": 900})
            window.set_content(text)
            boxes = [e for e in window.query_selector_all("table") if e.bounding_box()]
            box = boxes[0].bounding_box() if boxes else None
            if not box or box["height"] < 110 or box["width"] < 200:
                continue
            edge = mine.choice((0, 4, 16))
            clip = {"x": max(0, box["x"] - edge), "y": max(0, box["y"] - edge),
                    "width": min(1250, box["width"] + 2 * edge), "height": min(1100, box["height"] + 2 * edge)}  # fmt: skip
            shot = picture(window.screenshot(clip=clip, full_page=True))
            yield "table", shot, f"{_name(work, package, file)}, set by {by}"
            count += 1
            if count == most:
                break
    browser.close()


def _rows(file: Path) -> list[list[str]]:
    data = file.read_bytes()[:400_000] if file.suffix != ".gz" else gzip.decompress(file.read_bytes())  # fmt: skip
    lines = data.decode("utf-8", "replace").splitlines()[:400]
    first = next((line for line in lines if line.strip()), "")
    mark = max(",;\t", key=first.count)
    rows = [row for row in csv.reader(lines, delimiter=mark) if any(row)]
    wide = max((len(r) for r in rows), default=0)
    return [r for r in rows if len(r) == wide]


def _styled(rows: list[list[str]], style: str) -> str:
    def cells(row: list[str], name: str) -> str:
        inside = "".join(f"<{name}>{c.replace('&', '&amp;').replace('<', '&lt;')}</{name}>" for c in row)  # fmt: skip
        return f"<tr>{inside}</tr>"

    body = cells(rows[0], "th") + "".join(cells(row, "td") for row in rows[1:])
    return f"<!doctype html><meta charset=utf-8><style>{style}</style><body><table>{body}</table>"


def _by_gnumeric(table: Path | list[list[str]]) -> str | None:
    with tempfile.TemporaryDirectory() as scratch:
        source, out = Path(scratch) / "t.csv", Path(scratch) / "t.html"
        if isinstance(table, Path):
            source = table
        else:
            with source.open("w", newline="", encoding="utf-8") as lines:
                csv.writer(lines).writerows(table)
        subprocess.run(["ssconvert", "-T", "Gnumeric_html:html40", str(source), str(out)],
                       check=False, capture_output=True, timeout=60)  # fmt: skip
        return out.read_text(encoding="utf-8", errors="replace") if out.exists() else None


_CODE = ("*.py", "*.c", "*.cpp", "*.h", "*.ino", "*.js", "*.qml", "*.el", "*.tcl", "*.java", "*.rb", "*.pl", "*.sh", "*.go", "*.php",
         "*.sql", "*.css", "*.lua", "*.hs", "*.sce", "*.R", "*.rs", "*.ml", "*.sml", "*.pro", "*.xml", "*.yaml")  # fmt: skip
_CODE_PACKAGES = (
    "arduino", "python-guizero-doc", "python-pmw-doc", "libfinal-dev", "libtuiwidgets-doc", "qtquickcontrols2-5-examples",
    "qtdeclarative5-examples", "elpa-color-theme-modern", "golang-github-jung-kurt-gofpdf-dev", "php-tcpdf", "librust-csv-dev", "scilab-doc",
    "r-cran-ggridges", "r-cran-survival", "r-cran-plotly", "smlnj-doc", "gle-graphics-library", "libxbae-dev", "libforms-doc", "jmeter-help",
    "saods9-doc", "eyes17", "beancount", "python3-libpysal", "ruby-tioga-doc", "libjs-rickshaw", "libjs-dygraphs", "fltk1.3-doc", "deap-doc",
    "python3-pyx-doc", "ledgersmb", "python3-dialog", "cargo-web-doc", "uhd-doc", "gsequencer-doc", "libjs-bootstrap5", "python3-traitsui",
    "i3-wm", "fish-common", "python-urwid-doc", "ganeti-doc", "swi-prolog-doc",
)  # fmt: skip
_VIM = ("default", "blue", "darkblue", "delek", "elflord", "koehler", "lunaperche", "murphy", "pablo", "quiet", "ron", "shine", "zellner", "desert", "morning")  # fmt: skip
_HIGHLIGHT = ("acid", "andes", "bright", "candy", "darkness", "edit-vim", "molokai", "navy", "night", "print", "zellner", "matrix", "edit-kwrite", "seashell", "peaksea", "solarized-dark", "solarized-light", "vampire")  # fmt: skip
_PYGMENTS = ("default", "monokai", "friendly", "colorful", "autumn", "murphy", "manni", "perldoc", "pastie", "borland", "trac", "native", "fruity", "vs", "tango", "rrt", "xcode", "igor", "paraiso-dark", "lovelace", "algol", "arduino", "solarized-dark", "solarized-light", "sas", "stata-dark", "material", "one-dark", "nord", "gruvbox-dark", "gruvbox-light", "dracula", "github-dark", "zenburn")  # fmt: skip
_KATE = ("Breeze Light", "Breeze Dark", "Solarized Dark", "Solarized Light", "Oblivion", "Radical", "ayu Mirage", "GitHub Light", "Monokai", "Nord", "Dracula", "Vim Dark", "Homunculus")  # fmt: skip


def listings(work: Path) -> Found:
    """Real source text from somewhere in a file, coloured by editors and other programs."""
    browser = Browser(work / "scratch")
    for package in _CODE_PACKAGES:
        mine, count = _own(package), 0
        files = [f for f in _files(work, package, *_CODE) if 900 < f.stat().st_size < 200_000 and ".min." not in f.name]  # fmt: skip
        mine.shuffle(files)
        for file in files[:8]:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
            if len(lines) < 12 or max(map(len, lines)) > 300:
                continue
            start = mine.randrange(0, max(1, len(lines) - 40))
            text = "\n".join(lines[start : start + 70])
            tool = mine.choice(("vim", "highlight", "pygments", "pygments", "kate", "plain"))
            with tempfile.TemporaryDirectory() as scratch:
                source = Path(scratch) / file.name
                source.write_text(text, encoding="utf-8")
                html = _COLOURED[tool](source, Path(scratch) / "out.html", mine)
            if html is None:
                continue
            size = mine.choice(((700, 500), (900, 700), (1280, 800), (600, 800), (500, 260), (1000, 360)))  # fmt: skip
            shot = browser.shoot(Page(html, *size, mine.choice((1, 1, 1.25, 1.5, 2))))
            yield "source code", shot, f"{_name(work, package, file)}, coloured by {tool}"
            count += 1
            if count == 2:
                break
    browser.close()


def _ran(command: list[str], out: Path) -> str | None:
    subprocess.run(command, check=False, capture_output=True, timeout=60)
    done = out.exists() and out.stat().st_size > 500
    return out.read_text(encoding="utf-8", errors="replace") if done else None


def _by_vim(source: Path, out: Path, rng: Random) -> str | None:
    ask = rng.choice(("set nonumber", "set number"))
    return _ran(["vim", "-E", "-s", "-u", "NONE", "-c", "set t_Co=256 termguicolors nocompatible", "-c", "syntax on", "-c", ask,
                 "-c", f"colorscheme {rng.choice(_VIM)}", "-c", "runtime syntax/2html.vim", "-c", f"write! {out}", "-c", "qa!", str(source)], out)  # fmt: skip


def _by_highlight(source: Path, out: Path, rng: Random) -> str | None:
    numbers = rng.choice(([], ["-l"]))
    return _ran(["highlight", "--force", "-I", "-s", rng.choice(_HIGHLIGHT), "-O", "html", *numbers, "-i", str(source), "-o", str(out)], out)  # fmt: skip


def _by_kate(source: Path, out: Path, rng: Random) -> str | None:
    return _ran(["kate-syntax-highlighter", "-t", rng.choice(_KATE), "-o", str(out), str(source)], out)  # fmt: skip


def _by_pygments(source: Path, _out: Path, rng: Random) -> str | None:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import TextLexer, get_lexer_for_filename
    from pygments.util import ClassNotFound

    text = source.read_text(encoding="utf-8")
    try:
        lexer = get_lexer_for_filename(source.name)
    except ClassNotFound:
        lexer = TextLexer()
    form = HtmlFormatter(full=True, style=rng.choice(_PYGMENTS), linenos=rng.choice((False, False, "inline")))  # fmt: skip
    ground = form.style.background_color
    face = rng.choice(("DejaVu Sans Mono", "Liberation Mono", "Hack", "Fira Code", "JetBrains Mono", "Inconsolata"))  # fmt: skip
    look = f"<style>body{{background:{ground}}}pre,.highlight pre{{font:{rng.choice((12, 13, 14, 16))}px/1.35 '{face}',monospace}}h2{{display:none}}</style>"
    return highlight(text, lexer, form) + look


def _plain(source: Path, _out: Path, rng: Random) -> str | None:
    """As a terminal or a printer shows it: in one colour."""
    ground, ink = rng.choice((("#000", "#ddd"), ("#fff", "#000"), ("#300a24", "#eee"), ("#001b00", "#3f3"), ("#fdf6e3", "#444"), ("#1c1c1c", "#ffb000"), ("#f4f4f4", "#222")))  # fmt: skip
    text = source.read_text(encoding="utf-8").replace("&", "&amp;").replace("<", "&lt;")
    return f"<!doctype html><meta charset=utf-8><body style='background:{ground};color:{ink};margin:{rng.choice((2, 8, 20))}px'><pre style=\"font:{rng.choice((12, 14, 16))}px 'DejaVu Sans Mono',monospace\">{text}</pre>"


_COLOURED: dict[str, Callable[[Path, Path, Random], str | None]] = {
    "vim": _by_vim, "highlight": _by_highlight, "kate": _by_kate, "pygments": _by_pygments, "plain": _plain,
}  # fmt: skip


def _people(work: Path) -> list[str]:
    """Names of places and short headings, for the screens of toolkits."""
    file = work / "packages/python3-vega-datasets"
    table = next(iter(sorted(file.rglob("airports.csv"))))
    rows = list(csv.reader(table.read_text(encoding="utf-8").splitlines()))[1:]
    return sorted({word for row in rows for word in (row[1], row[2]) if 3 < len(word) < 22})


def phone_toolkits(work: Path) -> Found:
    """Screens of toolkits for web applications that fit phones: lists, forms, chats, cards."""
    names = _people(work)
    browser = Browser(work / "scratch")
    window = browser.window(2)
    scratch = work / "scratch/phone-toolkit.html"
    for kit, (package, sheet) in _KITS.items():
        style = next(iter(_files(work, package, sheet)))
        for number in range(12):
            mine = _own(f"{kit} {number}")
            scratch.write_text(
                "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>"
                f"<link rel=stylesheet href='{style.as_uri()}'><body>{_screen(kit, mine, names)}"
            )
            width, height, _ = mine.choice(_PHONES)
            window.set_viewport_size({"width": width, "height": height})
            window.goto(scratch.as_uri())
            shot = picture(window.screenshot(type="jpeg", quality=95))
            yield "phone screenshot", shot, f"{package}: {kit}, screen {number + 1}"
    browser.close()


_KITS = {
    "Bootstrap 3": ("libjs-bootstrap", "bootstrap.min.css"),
    "Bootstrap 5": ("libjs-bootstrap5", "bootstrap.min.css"),
    "Spectre": ("libjs-spectre", "spectre.min.css"),
    "Material Design Lite": ("libjs-material-design-lite", "material.min.css"),
    "Milligram": ("libjs-milligram", "milligram.min.css"),
}


def _screen(kit: str, rng: Random, names: list[str]) -> str:
    def say(count: int = 1) -> str:
        return " ".join(rng.sample(names, count))

    tone = rng.choice(("#3f51b5", "#00796b", "#c62828", "#212529", "#0d6efd", "#5755d9", "#9b4dca", "#455a64", "#ffffff", "#f8f9fa"))  # fmt: skip
    ink = "#222" if tone in ("#ffffff", "#f8f9fa") else "#fff"
    bar = f"<div style='background:{tone};color:{ink};padding:14px 16px;font-size:20px;box-shadow:0 1px 4px #0005;display:flex;justify-content:space-between'><span>&#9776;&ensp;{say()}</span><span>&#8942;</span></div>"
    if rng.random() < 0.5:
        bar = f"<div style='background:{tone};color:{ink};font-size:12px;padding:3px 12px;display:flex;justify-content:space-between'><b>{rng.randint(0, 23)}:{rng.randint(10, 59)}</b><span>&#9650; &#9679; {rng.randint(8, 100)} %</span></div>{bar}"
    button, field, panel, entry, listed = {
        "Bootstrap 3": ("btn btn-primary btn-lg btn-block", "form-control", "panel panel-default panel-body", "list-group-item", "list-group"),
        "Bootstrap 5": ("btn btn-primary w-100 my-1", "form-control form-control-lg", "card card-body my-2", "list-group-item d-flex justify-content-between", "list-group list-group-flush"),
        "Spectre": ("btn btn-primary btn-block my-1", "form-input input-lg", "card p-2 my-2", "menu-item p-2", "menu"),
        "Material Design Lite": ("mdl-button mdl-button--raised mdl-button--colored", "mdl-textfield__input", "mdl-card mdl-shadow--2dp", "mdl-list__item mdl-list__item--two-line", "mdl-list"),
        "Milligram": ("button", "", "", "", ""),
    }[kit]  # fmt: skip
    kind = rng.choice(("list", "list", "form", "cards", "chat", "settings", "home"))
    out = []
    for _ in range(16):
        colour = f"hsl({rng.randint(0, 359)},55%,55%)"
        face = f"<span style='display:inline-block;flex:none;width:40px;height:40px;border-radius:50%;background:{colour};color:#fff;text-align:center;line-height:40px;margin-right:12px'>{say()[0]}</span>"
        if kind == "list":
            out.append(
                f"<div class='{entry}' style='display:flex;align-items:center;padding:10px 14px;border-bottom:1px solid #e4e4e4'>{face}<div style='flex:1'><b>{say()}</b><br><small style='color:#777'>{say(2)}</small></div><small style='color:#888'>{rng.randint(1, 23)}:{rng.randint(10, 59)}</small></div>"
            )
        elif kind == "form":
            out.append(rng.choice((f"<label>{say()}</label><input class='{field}' value='{say()}'>", f"<label>{say()}</label><input class='{field}' placeholder='{say()}'>",
                                   f"<p><label><input type=checkbox {rng.choice(('checked', ''))}> {say(2)}</label></p>", f"<button class='{button}'>{say()}</button>")))  # fmt: skip
        elif kind == "cards":
            out.append(
                f"<div class='{panel}' style='width:auto;min-height:0;margin:10px 0;padding:14px;border:1px solid #ddd;border-radius:6px'><h4 style='margin:0 0 6px'>{say()}</h4><p>{say(4)}, {rng.randint(2, 99)} km</p><button class='{button}'>{say()}</button></div>"
            )
        elif kind == "chat":
            side = rng.choice((("left", "#e9e9eb", "#111"), ("right", tone if ink == "#fff" else "#0b93f6", "#fff")))  # fmt: skip
            out.append(
                f"<div style='text-align:{side[0]};margin:7px 0'><span style='display:inline-block;max-width:75%;text-align:left;background:{side[1]};color:{side[2]};padding:8px 13px;border-radius:16px'>{say(rng.randint(1, 5))}</span></div>"
            )
        elif kind == "settings":
            on = rng.random() < 0.5
            knob = f"<span style='width:44px;height:24px;border-radius:12px;background:{'#34a853' if on else '#bbb'};position:relative;flex:none'><span style='position:absolute;top:2px;{'right' if on else 'left'}:2px;width:20px;height:20px;border-radius:50%;background:#fff'></span></span>"
            out.append(
                f"<div style='display:flex;align-items:center;justify-content:space-between;padding:13px 16px;border-bottom:1px solid #eee'><span>{say()}<br><small style='color:#888'>{say(2)}</small></span>{knob if rng.random() < 0.6 else '&#8250;'}</div>"
            )
        else:
            out.append(
                f"<div style='display:inline-block;width:25%;text-align:center;padding:12px 0;font-size:12px;overflow:hidden'><div style='width:52px;height:52px;border-radius:{rng.choice((14, 14, 26))}px;background:{colour};margin:0 auto 5px;color:#fff;font-size:26px;line-height:52px'>&#{rng.choice((9742, 9993, 9728, 9835, 9731, 9998, 9875, 9733))};</div>{say()[:9]}</div>"
            )
    dark = rng.random() < 0.25 and kind in ("chat", "settings", "home", "list")
    body = "".join(out)
    pad = "0" if kind in ("list", "settings") else "10px"
    group = f"<div class='{listed}' style='padding:{pad};margin:0;box-shadow:none'>{body}</div>"
    foot = f"<div style='position:fixed;bottom:0;left:0;right:0;background:{'#1b1b1f' if dark else '#fff'};border-top:1px solid #ccc;display:flex;justify-content:space-around;padding:8px;font-size:12px;text-align:center'>{''.join(f'<span>{s}<br>{say()[:8]}</span>' for s in ('&#8962;', '&#9906;', '&#9825;', '&#9881;'))}</div>"
    look = "<style>body{background:#121214!important;color:#e6e6e6!important}.list-group-item,.menu,.mdl-list__item{background:#121214!important;color:#e6e6e6!important}</style>" if dark else ""  # fmt: skip
    return f"<style>body{{margin:0;overflow:hidden}}</style>{look}{bar}{group}{foot if rng.random() < 0.5 else ''}"


_QUICK_STYLES = ("Material 0", "Material 1", "Universal 0", "Universal 1", "Basic 0", "Imagine 0")


def quick_controls(work: Path) -> Found:
    """The gallery of Qt Quick Controls in its styles for phones, drawn by Qt without a screen."""
    pages = work / "packages/qtquickcontrols2-5-examples"
    for style in _QUICK_STYLES:
        with tempfile.TemporaryDirectory() as scratch:
            name, dark = style.split()
            places = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "QT_QUICK_CONTROLS_STYLE": name}  # fmt: skip
            subprocess.run(
                [sys.executable, "-c", _QUICK_PROGRAM, str(pages), dark, scratch, "\n".join(_people(work)[:400])],
                check=False, capture_output=True, timeout=120, env=places,
            )  # fmt: skip
            for file in sorted(Path(scratch).glob("*.png")):
                shot = Image.open(io.BytesIO(file.read_bytes())).convert("RGB")
                yield (
                    "phone screenshot",
                    shot,
                    f"qtquickcontrols2-5-examples: {file.stem}, {name}{' dark' if dark == '1' else ''}",
                )


_QUICK_PROGRAM = '''
import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

folder, dark, out, names = Path(sys.argv[1]), sys.argv[2] == "1", Path(sys.argv[3]), sys.argv[4].split(chr(10))
random.seed(37)
application = QGuiApplication([])
engine = QQmlApplicationEngine()
theme = "Dark" if dark else "Light"
engine.loadData(f"""
import QtQuick
import QtQuick.Controls
import QtQuick.Controls.Material
import QtQuick.Controls.Universal
ApplicationWindow {{
    width: 360; height: 640; visible: true
    Material.theme: Material.{theme}; Universal.theme: Universal.{theme}
    header: ToolBar {{
        ToolButton {{ text: "\\u2630"; anchors.left: parent.left }}
        Label {{ text: page.title; anchors.centerIn: parent; font.pixelSize: 20 }}
        ToolButton {{ text: "\\u22ee"; anchors.right: parent.right }}
    }}
    footer: TabBar {{
        visible: page.tabs
        TabButton {{ text: "{names[3][:9]}" }} TabButton {{ text: "{names[70][:9]}" }} TabButton {{ text: "{names[150][:9]}" }}
    }}
    Loader {{ id: page; objectName: "page"; property string title; property bool tabs; anchors.fill: parent }}
}}""".encode())
window = engine.rootObjects()[0]
page = window.findChild(QObject, "page")


def rows(kind):
    made = []
    for _ in range(14):
        one, two = random.sample(names, 2)
        made.append({
            "people": f'ItemDelegate {{ width: 360; height: 64; Rectangle {{ x: 12; y: 12; width: 40; height: 40; radius: 20; color: Qt.hsva({random.random():.2f}, 0.5, 0.7, 1) }} Label {{ x: 68; y: 12; text: "{one}"; font.pixelSize: 16 }} Label {{ x: 68; y: 36; text: "{two}"; opacity: 0.6; font.pixelSize: 13 }} }}',
            "settings": f'SwitchDelegate {{ width: 360; text: "{one}"; checked: {random.choice(("true", "false"))} }}',
            "choices": f'{random.choice(("CheckDelegate", "RadioDelegate"))} {{ width: 360; text: "{one}"; checked: {random.choice(("true", "false"))} }}',
            "form": random.choice((f'TextField {{ width: 330; x: 15; placeholderText: "{one}" }}', f'TextField {{ width: 330; x: 15; text: "{two}" }}', f'Button {{ x: 15; width: 330; text: "{one}" }}', f'ComboBox {{ x: 15; width: 330; model: ["{one}"] }}', f'Slider {{ x: 15; width: 330; value: {random.random():.2f} }}', f'CheckBox {{ text: "{two}" }}')),
        }[kind])
    return "import QtQuick\\nimport QtQuick.Controls\\nColumn { spacing: 6\\n" + "\\n".join(made) + "}"


own = []
for number, kind in enumerate(("people", "settings", "choices", "form", "form")):
    file = out / f"{kind}{number}.qml"
    file.write_text(rows(kind), encoding="utf-8")
    own.append(file)
gallery = [f for f in sorted(folder.rglob("gallery/pages/*.qml")) if f.stem not in ("ScrollablePage", "BusyIndicatorPage", "StackViewPage", "SwipeViewPage", "ToolTipPage", "PageIndicatorPage", "DialogPage")]
for file in own + gallery:
    width, height = random.choice(((360, 640), (390, 780), (360, 740), (320, 568)))
    window.setProperty("width", width)
    window.setProperty("height", height)
    page.setProperty("tabs", random.random() < 0.35)
    page.setProperty("title", file.stem.removesuffix("Page") if file in gallery else random.choice(names))
    page.setProperty("source", QUrl.fromLocalFile(str(file)))
    end = time.monotonic() + 0.15
    while time.monotonic() < end:
        application.processEvents()
    window.grabWindow().save(str(out / f"{file.stem}.png"))
'''
"""Run by a Python of its own, as Qt's style is chosen once for a process."""

_HANDS = ("dkg", "Delphine", "SteveHand", "YuseiMagic", "ecolier_court", "Ecolier", "rufscript", "setofont.ttf")  # fmt: skip


def handwriting(work: Path) -> Found:
    """Notes, lists and letters in fonts made of people's hands, on sheets of several kinds."""
    listed = subprocess.run(["fc-list", "--format", "%{file}\n"], capture_output=True, text=True, check=True)  # fmt: skip
    hands = sorted({f for f in listed.stdout.split("\n") if any(h.lower() in f.lower() for h in _HANDS)})  # fmt: skip
    names = _people(work)
    prose = _files(work, "git-annex", "*.html")
    for i in range(64 if hands else 0):
        mine = _own(f"hand {i}")
        raw = mine.choice(prose).read_text(encoding="utf-8", errors="replace")
        words = re.sub(r"<(script|style).*?</\1>|<[^>]+>|&\w+;", " ", raw, flags=re.S).split()
        words = [word for word in words if word.isascii() and len(word) < 16]
        image = _note(hands[i % len(hands)], words, names, mine)
        if mine.random() < 0.35:
            image = scanned(image, mine)
        yield "handwriting", image, f"the font {Path(hands[i % len(hands)]).name}, sheet {i + 1}"


def _note(font: str, words: list[str], names: list[str], rng: Random) -> Image.Image:
    w, h = rng.choice(((800, 1000), (900, 600), (600, 400), (700, 700), (1000, 300), (420, 600)))
    ground, ink = rng.choice((("white", "#111"), ("#fdf6e3", "#1d2c66"), ("#eef3fb", "#223"), ("#fff7a8", "#333"), ("#f4efe6", "#402a1a"),
                              ("#1e2b24", "#e8efe6"), ("white", "#0b3ea8"), ("#fff", "#8a1c1c")))  # fmt: skip
    sheet = Image.new("RGB", (w, h), ground)
    draw = ImageDraw.Draw(sheet)
    size = rng.choice((24, 30, 38, 50, 68))
    face, step = ImageFont.truetype(font, size), round(size * rng.choice((1.3, 1.5, 1.8)))
    paper = rng.random()
    if paper < 0.3:
        for y in range(30 + round(size * 1.2), h, step):
            draw.line((0, y, w, y), "#b8c6dd", 1)
        draw.line((60, 0, 60, h), "#e0a0a0", 2)
    elif paper < 0.45:
        for at in range(0, max(w, h), 24):
            draw.line((at, 0, at, h), "#d5dfe8")
            draw.line((0, at, w, at), "#d5dfe8")
    left, y = rng.choice((30, 72)), 26
    start = rng.randrange(max(1, len(words) - 200))
    if rng.random() < 0.3:
        for item in rng.sample(names, 14):
            if y > h - step:
                break
            draw.text((left + rng.randrange(6), y), f"{rng.choice('-*+')} {item}", ink, face)
            y += step
    else:
        line = ""
        for word in words[start:]:
            if line and face.getlength(line + word) > w - left - 40:
                draw.text((left + rng.randrange(8), y + rng.randrange(4)), line, ink, face)
                line, y = "", y + step
            if y > h - step:
                break
            line += word + " "
    if rng.random() < 0.4:
        around = rng.choice(("#6b5a48", "#dddddd", "#33363b", "#ffffff"))
        sheet = sheet.rotate(rng.uniform(-5, 5), Image.Resampling.BICUBIC, fillcolor=around)
    return sheet


MAKERS = (
    pdf_pages,
    manuals,
    spreadsheets,
    listings,
    phone_toolkits,
    quick_controls,
    handwriting,
)
