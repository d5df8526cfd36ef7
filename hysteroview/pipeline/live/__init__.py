"""The live session: parallel capture, analysis and recording."""
