"""Moments offered: the days and clocks that a turn names, and what it does to those of before."""
