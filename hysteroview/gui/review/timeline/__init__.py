"""The timeline of a recording: what the AI showed at each time, and what was done."""
