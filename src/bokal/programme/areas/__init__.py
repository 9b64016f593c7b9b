"""Find: boundaries, indicators, observations, index runs and the choice of areas."""
