"""Files by their content: typed, cleaned, limited and read under guard."""
