"""What takes a process of the desk seconds to load. Imported once, in the process that the others are forked from."""

from __future__ import annotations

import flows.mirror  # noqa: F401 - Prefect takes a second to import
from nlp.classifier import Classifier

READER = Classifier.load()
