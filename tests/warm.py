"""What takes a process of ours a second to load. Imported once, in the process that the others are forked from.

Not Prefect: most of our processes live without it, and it takes over the log.
"""

from __future__ import annotations

import flows.cli
import flows.commands.reading
import flows.processes.services
from nlp.classifier import Classifier

READER = Classifier.load()
COMMAND_LINE = flows.cli.main
