"""A letter and the files that prove it -> one packet, in parts if it is large, and its manifest."""
