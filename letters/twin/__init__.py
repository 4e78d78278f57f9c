"""The letter as an editable Word file, and an edited one back, traced to its rationale."""
