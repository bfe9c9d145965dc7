"""The window in the language that the person chose, or that the system speaks."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from igtagger import resources
from igtagger.gui.look.languages import LANGUAGES, SOURCE

_CATALOGUE = "igtagger"


def language_of(chosen: str) -> str:
    """The language to show: the one that was chosen, else the system's, else English."""
    if chosen in LANGUAGES:
        return chosen
    for name in QLocale.system().uiLanguages():
        whole = name.replace("-", "_")
        for code in (whole, whole.split("_")[0]):
            if code in LANGUAGES:
                return code
    return SOURCE


def install(app: QCoreApplication, chosen: str) -> str:
    """Show ``app`` in a language (empty: the system's) from now on; returns its code.

    Windows that exist already keep their texts, so it comes before the first of them.
    """
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    language = language_of(chosen)
    folders = (
        QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
        str(resources.path("translations")),
    )
    # English has a catalogue too: its plurals ("1 picture", "2 pictures").
    for name, folder in zip(("qtbase", _CATALOGUE), folders, strict=True):
        translator = QTranslator(app)
        if translator.load(f"{name}_{language}", folder):
            app.installTranslator(translator)
    system = QLocale.system()
    same = f"{system.name()}_".startswith(f"{language}_")
    QLocale.setDefault(system if same else QLocale(language))
    return language
