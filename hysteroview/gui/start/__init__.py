"""The start page: choose a source, complete an exam."""
