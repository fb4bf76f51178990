"""The tree of errors. Each room has one base, so that a door can name what it catches.

WeerbaarError
├── SettingsError     a setting is missing or wrong: the text says which and what to do
├── MailError         the mailbox or the mail server refused or fell silent
├── StorageError      the database refused, or holds something that cannot be
│   ├── DatabaseAway  the database does not answer; trying again later helps
│   ├── KeyMissing    a value is encrypted with a key that is not in the key ring
│   └── Overtaken     somebody else changed the same thing first
├── ReadingError      the reader (language model, phrase files) could not be loaded
├── WindowError       the Prefect server could not be reached or refused
└── Refusal           what was asked cannot be done; the text says why, and nothing has changed
    └── NoSuchCase    there is no case with this number (a StorageError too)
"""


class WeerbaarError(Exception):
    """Base of every error this project raises on purpose."""


class SettingsError(WeerbaarError):
    """A setting is missing or wrong."""


class MailError(WeerbaarError):
    """The mailbox or the mail server refused or fell silent."""


class StorageError(WeerbaarError):
    """The database refused, or holds something that cannot be."""


class DatabaseAway(StorageError):
    """The database does not answer; trying again later helps."""


class KeyMissing(StorageError):
    """A value is encrypted with a key that is not in the key ring."""


class Overtaken(StorageError):
    """Somebody else changed the same thing first; what was done for it is rolled back."""


class ReadingError(WeerbaarError):
    """The reader could not be loaded."""


class WindowError(WeerbaarError):
    """The Prefect server could not be reached or refused."""


class Refusal(WeerbaarError):
    """What was asked cannot be done; the text says why, and nothing has changed. The command line ends with 2."""


class NoSuchCase(Refusal, StorageError):
    """There is no case with this number."""
