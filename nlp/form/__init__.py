"""Filling the form: who writes, about whom, where, when; each field with the words it was read from."""
