"""Case + Library -> Determination."""

from letters.determination.determine import determine
from letters.determination.model import Determination

__all__ = ["Determination", "determine"]
