"""The number to call back."""
