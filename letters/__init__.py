"""Letters: a clinic's export in, letters of medical necessity and appeal out."""

__version__ = "0.1.0"
