"""Ears and mouth: the only room that speaks IMAP, SMTP and chat."""
