from igtagger import errors as errors
from igtagger import models as models
from igtagger.api.python_tagger import Tagger as Tagger

__all__ = ["Tagger", "errors", "models"]
__version__: str
