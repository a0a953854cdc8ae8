"""Scenarios: tests of orchestrations on a virtual clock, played by the real engine with everything outside made up."""
