"""The work itself, as plain functions: one transaction each, without Prefect."""
