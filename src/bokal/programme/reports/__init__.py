"""Report: frozen snapshots whose every figure can be recomputed."""
