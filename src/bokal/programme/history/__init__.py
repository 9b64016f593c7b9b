"""What happened, who did it, when and from where: append only, chained by hash."""
