"""The programme itself: goals, period, units over time, and what is open now."""
