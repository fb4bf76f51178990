"""Moving house, and the keurmerk (PKVW)."""
