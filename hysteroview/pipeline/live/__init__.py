"""The live session: capture, analysis and recording beside one another."""
