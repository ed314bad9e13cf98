"""Which matcher the settings ask for, and whether what it needs is there."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bot.adapters.cache import EmbeddingCache, ModelCache
from bot.core.encoding import Encoders, MatcherName
from bot.errors import SettingsError
from bot.semantic import INSTALL
from bot.settings import Settings

__all__ = ["Choice", "choose_matcher"]

_PACKAGES = ("onnxruntime", "tokenizers")

_FETCH = "python -m bot model fetch"


@dataclass(frozen=True, slots=True)
class Choice:
    """The matcher that is used."""

    encoders: Encoders | None
    """For the semantic one."""
    because: str
    """Why this one, in half a sentence."""

    @property
    def name(self) -> MatcherName:
        """Which one it is."""
        return MatcherName.SEMANTIC if self.encoders else MatcherName.LIGHT


def choose_matcher(settings: Settings, cache: ModelCache) -> Choice:
    """Load what the settings ask for, if it is there.

    Raises:
        SettingsError: MATCHER is semantic, and something is lacking for that.

    """
    wanted = MatcherName(settings.matcher)
    if wanted is MatcherName.LIGHT:
        return Choice(None, "MATCHER is light")
    found = _load(settings.model_folder(), cache)
    if isinstance(found, Encoders):
        return Choice(found, f"the model in {settings.model_folder()} is used")
    if wanted is MatcherName.SEMANTIC:
        message = f"MATCHER is semantic, but {found}. Mend that, or set MATCHER to auto or light."
        raise SettingsError(message)
    return Choice(None, found)


def _load(folder: Path, cache: ModelCache) -> Encoders | str:
    """The encoders from a folder, or what is lacking."""
    if not all(map(find_spec, _PACKAGES)):
        return f"the semantic extra is not installed ({INSTALL})"
    if not folder.is_dir():
        return f"there is no model in {folder} ({_FETCH} brings one)"
    # Only who has the extra can import these, and they take their time.
    from bot.adapters.embedding import ModelFolderError, SentenceEncoder  # noqa: PLC0415
    from bot.semantic.kept import KeptEmbeddings  # noqa: PLC0415

    try:
        encoder = SentenceEncoder(folder)
    except ModelFolderError as error:
        return str(error)
    return Encoders(encoder, KeptEmbeddings(folder, encoder.digest, EmbeddingCache(cache.folder)))
