"""Reports of runs: one page with all figures, plots and checklists, as HTML and PDF."""
