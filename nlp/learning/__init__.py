"""Learning: the hand-written examples, training, corrections by people, and which model is in use."""
