"""A letter and the files that prove it -> one packet, in parts if it is large, and its manifest."""

from letters.packet.foreign import foreign
from letters.packet.manifest import Manifest, basis, manifest
from letters.packet.model import Bounds, Exhibit, ExhibitError, Opened, Remark
from letters.packet.opening import open_exhibits
from letters.packet.packet import MEGABYTE, Enclosed, Packet, pack
from letters.packet.pointing import cited, unenclosed
from letters.packet.sparing import unspared

__all__ = [
    "MEGABYTE",
    "Bounds",
    "Enclosed",
    "Exhibit",
    "ExhibitError",
    "Manifest",
    "Opened",
    "Packet",
    "Remark",
    "basis",
    "cited",
    "foreign",
    "manifest",
    "open_exhibits",
    "pack",
    "unenclosed",
    "unspared",
]
