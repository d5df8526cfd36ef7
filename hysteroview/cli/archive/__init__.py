"""`hysteroview archive`: the analysis of many recordings."""
