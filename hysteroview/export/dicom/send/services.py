"""UIDs of the services of an archive (PS3.6, table A-1)."""

from __future__ import annotations

from typing import Final

from pydicom.uid import UID

ECHO: Final = UID("1.2.840.10008.1.1")
COMMITMENT: Final = UID("1.2.840.10008.1.20.1")
COMMITMENT_INSTANCE: Final = UID("1.2.840.10008.1.20.1.1")
STEP: Final = UID("1.2.840.10008.3.1.2.3.3")  # Modality Performed Procedure Step
FIND: Final = UID("1.2.840.10008.5.1.4.1.2.2.1")  # Study Root Query/Retrieve - FIND
