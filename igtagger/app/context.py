"""Settings, catalogue, weights, library, speeds: wired once, for both faces."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from igtagger.app.pace import Speeds
from igtagger.domain import Reason
from igtagger.errors import Cancelled, SettingsError
from igtagger.models.catalog import Catalog, ModelSpec
from igtagger.models.own_models import load_models
from igtagger.models.weights.store import WeightsStore
from igtagger.settings import Settings, keep_private

if TYPE_CHECKING:
    from igtagger.app.layers import Managers, Passes
    from igtagger.app.learned_tags.taught_tags import TaughtTags
    from igtagger.engines.loading import Loader, ModelManager
    from igtagger.labels.naming import Naming
    from igtagger.labels.taught_names import TaughtNames
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait
    from igtagger.models.taught import TaughtTag


_log = logging.getLogger(__name__)


class Context:
    """Settings, catalogue and weights at once; library and model manager on demand.

    Args:
        settings: where things are.
        on_message: told what the engine has to say, from any thread.
        on_warning: told what happened to the library, likewise: a damaged one was set aside.
    """

    def __init__(
        self,
        settings: Settings,
        on_message: Callable[[Reason], None] = lambda reason: None,
        on_warning: Callable[[Reason], None] = lambda reason: None,
    ) -> None:
        self.settings = settings
        self.catalog: Catalog = load_models(settings)
        for error in self.catalog.damaged.values():
            _log.info("%s", error)
        self.store = WeightsStore(settings.weights_dir, server=settings.weights_url)
        self.speeds = Speeds(settings.speeds_file, self.catalog)
        self._on_message, self._on_warning = on_message, on_warning
        self.loader: Loader | None = None
        """What loads a model; None for the real thing. To be set before the first run."""
        self._opening = Lock()
        self._library: Library | None = None
        self._closed = False
        self._waiting: LockWait | None = None
        self._managers: Managers | None = None
        self._naming: dict[str, Naming] = {}
        self._taught: tuple[TaughtTag, ...] | None = None
        self._taught_store: TaughtTags | None = None

    @classmethod
    def from_environment(cls) -> Context:
        """As the environment and the preferences say; what is kept there is made private."""
        settings = Settings.from_environment()
        keep_private(settings)
        _log.info("The data folder is %s.", settings.data_dir)
        return cls(settings)

    def find(self, name: str) -> ModelSpec:
        """The model of that id or alias. Raises UsageError where there is none."""
        return self.catalog.find(name)

    def renew_models(self) -> bool:
        """Read the models anew: some may have been trained, imported or removed meanwhile.

        Returns:
            Whether any of them is another one now. Where the catalogue of the site cannot be read
            any more, all stay as they were.
        """
        try:
            found = load_models(self.settings)
        except SettingsError as error:
            _log.warning("%s", error)
            return False
        return self.catalog.become(found)

    def naming(
        self, language: str = "", tell: Callable[[Reason], None] = lambda reason: None
    ) -> Naming:
        """What things are called for this person, in that language: see :mod:`igtagger.app.names`.

        What is wrong in a file of theirs is told once, to ``tell``.
        """
        if language not in self._naming:
            from igtagger.app.names import load_naming

            naming = load_naming(self.settings, language, tell)
            self._naming[language] = naming.teaching(self._taught_names(tell))
        return self._naming[language]

    def forget_names(self) -> None:
        """The person's rules or names have changed: read them anew when they are next needed."""
        self._naming.clear()

    @property
    def taught_store(self) -> TaughtTags:
        """Where tags are kept that were taught; whoever changes them says :meth:`forget_taught`."""
        if self._taught_store is None:
            from igtagger.app.learned_tags.taught_tags import TaughtTags

            self._taught_store = TaughtTags(self.settings.taught_dir, self._on_warning)
        return self._taught_store

    def taught_tags(
        self, tell: Callable[[Reason], None] = lambda reason: None
    ) -> tuple[TaughtTag, ...]:
        """The tags that were taught, as they were when they were first asked for.

        So runs, keys and names are of the same ones. Where they cannot be read, which ``tell`` is
        told, there are none.
        """
        if self._taught is None:
            self._taught = ()
            if self._is_any_taught():
                try:
                    self._taught = self.taught_store.tags()
                except SettingsError as error:
                    tell(error.reason)
        return self._taught

    def _is_any_taught(self) -> bool:
        """Without that, nothing is imported for it: most people never teach."""
        return self.settings.taught_dir.is_dir()

    def _taught_names(self, tell: Callable[[Reason], None] = lambda reason: None) -> TaughtNames:
        from igtagger.labels.taught_names import NONE_TAUGHT

        if not (tags := self.taught_tags(tell)):
            return NONE_TAUGHT
        from igtagger.app.learned_tags.taught_layers import names_of

        return names_of(tags)

    def taught_changed(self) -> bool:
        """Whether they are others by now, as another program may have changed them."""
        if self._taught is None or not self._is_any_taught():
            return bool(self._taught)
        with suppress(SettingsError):
            return self.taught_store.tags() != self._taught
        return False

    def forget_taught(self) -> None:
        """They are others now: all that asks from now on is told of those."""
        self._taught = None
        names = self._taught_names()
        self._naming = {code: each.teaching(names) for code, each in self._naming.items()}

    @property
    def library(self) -> Library:
        """The library; opened by the first who asks, which may take a while: on a job's thread.

        Raises:
            LibraryError: it cannot be used; asked again, it is tried again.
            Cancelled: it was closed before; late work does not open it again.
        """
        with self._opening:
            if self._closed:
                raise Cancelled
            if self._library is None:
                from igtagger.library.facade import Library
                from igtagger.library.opening import LockWait

                self._waiting = LockWait()
                self._library = Library.open(
                    self.settings.library_file, on_message=self._on_warning, waiting=self._waiting
                )
            return self._library

    @property
    def waited_seconds(self) -> float:
        """How long another program that holds the library has been waited for; 0 if it is not."""
        return self._waiting.seconds if self._waiting is not None else 0.0

    @property
    def managers(self) -> Managers:
        """Keep loaded the model that was chosen, and the one that is run beside it."""
        if self._managers is None:
            from igtagger.app.layers import Managers
            from igtagger.engines.loading import ModelManager

            def manager() -> ModelManager:
                return ModelManager(self.store, on_message=self._on_message, loader=self.loader)

            self._managers = Managers(manager(), manager())
        return self._managers

    def passes(
        self, spec: ModelSpec, *, kinds: bool, features: bool = True, tell: bool = False
    ) -> Passes:
        """What a run with ``spec`` makes of each picture: see :func:`igtagger.app.layers.plan`.

        Taught tags are part of it.

        Args:
            spec: the chosen model.
            kinds: whether kinds are wanted.
            features: whether what the models' bodies say is kept.
            tell: say why there are none though they are wanted.

        Raises:
            WeightsError: the weights of ``spec`` are not here.
        """
        from igtagger.app.layers import plan
        from igtagger.app.learned_tags.taught_layers import with_taught

        hear = self._on_message if tell else (lambda reason: None)
        made = plan(spec, self.catalog, self.store, kinds=kinds, features=features, tell=hear)
        return with_taught(made, self.taught_tags(self._on_warning))

    def stop_waiting(self) -> None:
        """Wait for no other program that holds the library, from now on: for closing."""
        if self._waiting is not None:
            self._waiting.cancel.set()

    def close(self) -> None:
        """Let go of the library's file, for good."""
        with self._opening:
            self._closed = True
            if self._library is not None:
                self._library.close()
                self._library = None
