"""A letter and the files that prove it -> one packet, in parts if it is large, and its manifest."""

from letters.packet.foreign import foreign
from letters.packet.manifest import Manifest, basis, differing, manifest
from letters.packet.model import Bounds, Exhibit, ExhibitError, Opened, Remark, Seal
from letters.packet.opening import enclosable, open_exhibits, open_scan, refused
from letters.packet.packet import MEGABYTE, Enclosed, Packet, pack
from letters.packet.pointing import cited, proofs, unenclosed
from letters.packet.proving import unfound
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
    "Seal",
    "basis",
    "cited",
    "differing",
    "enclosable",
    "foreign",
    "manifest",
    "open_exhibits",
    "open_scan",
    "pack",
    "proofs",
    "refused",
    "unenclosed",
    "unfound",
    "unspared",
]
