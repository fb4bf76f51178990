"""What colleagues see and answer in Prefect, and the clocks that ring there."""
