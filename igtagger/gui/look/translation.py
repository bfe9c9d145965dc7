"""The languages of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from igtagger import resources

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Code and own name of each language that the window speaks."""
_CATALOGUE = "igtagger"


def language_of(chosen: str) -> str:
    """The language to show: the one that was chosen, else the system's, else English."""
    if chosen in LANGUAGES:
        return chosen
    for name in QLocale.system().uiLanguages():
        if (code := name.replace("_", "-").split("-")[0]) in LANGUAGES:
            return code
    return "en"


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
    same = system.name().startswith(f"{language}_")
    QLocale.setDefault(system if same else QLocale(language))
    return language
