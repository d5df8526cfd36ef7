"""Makes the session of a source, and begins its exam."""

from __future__ import annotations

from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.live.exam.open_exam import OpenExam, begin_exam
from hysteroview.gui.live.options import WindowOptions
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.live import CurrentSettings


def begin_session(
    source: VideoSource,
    entry: ExamEntry | None,
    card: ModelCard,
    settings: CurrentSettings,
    options: WindowOptions,
) -> tuple[LiveSession, OpenExam | None]:
    """Make a session that is not started yet; with an entry, begin an exam of it.

    Parameters
    ----------
    options
        With the store and its key.

    Raises
    ------
    StorageError
        The exam cannot be begun; the source is closed.
    """
    session = LiveSession(
        source,
        card,
        settings,
        runtime=options.runtime,
        view=options.view or settings.now.views.of(source.info.name),
    )
    if entry is None:
        return session, None
    store = options.store or settings.now.storage.store
    try:
        return session, begin_exam(session, store, settings, entry, key=options.key)
    except HysteroViewError:
        session.close()
        raise
