"""Items of reporting checklists, in short words of our own, with what a run can fill in.

CLAIM: 2024 update (Tejani et al., Radiol Artif Intell 6:e240300), 44 items. STARD-AI: Sounderajah
et al. 2025, Nat Med 31:3283, 40 items. TRIPOD+AI: Collins et al. 2024, BMJ 385:e078378, 27 items.
Numbers and topics are those of the lists; the lists have the exact words and decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

AUTHOR: Final = "author must write"

Item = tuple[str, str, str]  # number, topic, name of the fact that fills it; empty for the author

CLAIM: Final[tuple[Item, ...]] = (
    ("1", "kind of AI named in title or abstract", "model"),
    ("2", "structured summary", ""),
    ("3", "background, and the role in care", ""),
    ("4", "aims and hypotheses", ""),
    ("5", "prospective or retrospective", ""),
    ("6", "goal of the study", ""),
    ("7", "sources of data", "sources"),
    ("8", "who was included and excluded", "flow"),
    ("9", "preprocessing", "preprocessing"),
    ("10", "selection of parts of the data", "subsets"),
    ("11", "de-identification", "deidentified"),
    ("12", "missing data", "missing"),
    ("13", "how pictures were acquired", "acquisition"),
    ("14", "reference standard defined", "reference"),
    ("15", "why this reference standard", ""),
    ("16", "who made the annotations", ""),
    ("17", "annotation of the test set", "masks"),
    ("18", "agreement of readers", ""),
    ("19", "how data were assigned to partitions", "assigned"),
    ("20", "level at which partitions are separate", "disjoint"),
    ("21", "sample size", "sample"),
    ("22", "model in detail", "model"),
    ("23", "software and versions", "software"),
    ("24", "initial parameters", "initial"),
    ("25", "training in detail", "training"),
    ("26", "how the final model was chosen", "selection"),
    ("27", "ensembles", "ensemble"),
    ("28", "metrics", "metrics"),
    ("29", "uncertainty and tests", "uncertainty"),
    ("30", "robustness", "robustness"),
    ("31", "explanations", "explain"),
    ("32", "testing on internal data", "internal"),
    ("33", "testing on external data", "external"),
    ("34", "registration of the trial", ""),
    ("35", "numbers included and excluded", "flow"),
    ("36", "characteristics of each partition", "partition"),
    ("37", "performance with uncertainty", "performance"),
    ("38", "diagnostic accuracy", "accuracy"),
    ("39", "analysis of wrong results", "errors"),
    ("40", "limitations", ""),
    ("41", "meaning for practice", ""),
    ("42", "where the protocol is", ""),
    ("43", "availability of software, model and data", "availability"),
    ("44", "funding", ""),
)
TRIPOD: Final[tuple[Item, ...]] = (
    ("1", "title", "model"), ("2", "abstract", ""), ("3a", "context in care", ""),
    ("3b", "target population and users", ""), ("3c", "known inequalities", ""),
    ("4", "objectives", ""), ("5a", "sources of data", "sources"), ("5b", "dates", ""),
    ("6a", "setting and sites", "sites"), ("6b", "eligibility", ""), ("6c", "treatments", ""),
    ("7", "preparation of the data", "preprocessing"), ("8a", "outcome", "reference"),
    ("8b", "who assessed the outcome", ""), ("8c", "blinding of the outcome", ""),
    ("9a", "choice of predictors", "input"), ("9b", "predictors defined, blinding", "input"),
    ("9c", "who assessed predictors", ""), ("10", "sample size", "sample"),
    ("11", "missing data", "missing"), ("12a", "use of the data", "assigned"),
    ("12b", "handling of predictors", "preprocessing"), ("12c", "model and its making", "training"),
    ("12d", "differences between clusters", "heterogeneity"),
    ("12e", "measures of performance", "metrics"), ("12f", "model updating", "updating"),
    ("12g", "how predictions are computed", "output"), ("13", "class imbalance", "imbalance"),
    ("14", "fairness", ""), ("15", "output and thresholds", "output"),
    ("16", "training against evaluation data", "partition"), ("17", "ethics approval", ""),
    ("18a", "funding", ""), ("18b", "conflicts of interest", ""), ("18c", "protocol", ""),
    ("18d", "registration", ""), ("18e", "sharing of data", ""),
    ("18f", "sharing of code", "availability"), ("19", "involvement of patients", ""),
    ("20a", "flow of participants", "flow"), ("20b", "characteristics", "partition"),
    ("20c", "development against evaluation", "partition"),
    ("21", "participants and events", "sample"), ("22", "the full model", "availability"),
    ("23a", "performance with intervals", "performance"),
    ("23b", "performance by cluster", "heterogeneity"), ("24", "results of updating", "updating"),
    ("25", "interpretation", ""), ("26", "limitations", ""),
    ("27a", "poor or missing input", "poor input"), ("27b", "what users have to do", ""),
    ("27c", "next steps", ""),
)  # fmt: skip
STARD_AI: Final[tuple[Item, ...]] = (
    ("1", "accuracy of AI named in title or abstract", ""), ("2", "structured summary", ""),
    ("3", "background, intended use and workflow", ""), ("4", "objectives", ""),
    ("5", "data before or after the test", ""), ("6", "ethics approval", ""),
    ("7", "eligibility of participants and of data", ""),
    ("8", "how participants were found", ""), ("9", "where and when", "sites"),
    ("10", "consecutive, random or convenience", ""), ("11", "source of the data", "sources"),
    ("12", "who annotated the data, and how", ""),
    ("13", "devices, and software with versions", "software"),
    ("14", "acquisition and preprocessing", "preprocessing"), ("15a", "index test", "model"),
    ("15b", "how the index test was developed", "training"),
    ("15c", "thresholds of the index test", "output"), ("15d", "users and their expertise", ""),
    ("16a", "reference standard", "reference"), ("16b", "why this reference standard", ""),
    ("16c", "categories of the reference", "classes"),
    ("17a", "blinding of the index test", "blinding"), ("17b", "blinding of the reference", ""),
    ("18", "estimates of accuracy", "metrics"), ("19", "indeterminate results", "poor input"),
    ("20", "missing data", "missing"), ("21", "variability", "heterogeneity"),
    ("22", "sample size", "sample"), ("23", "errors, bias and fairness", ""),
    ("24", "flow of participants", "flow"), ("25", "characteristics of each set", "partition"),
    ("26a", "severity of disease", "severity"), ("26b", "other diagnoses", ""),
    ("27", "interval between test and reference", ""),
    ("28", "whether the test set is representative", ""),
    ("29", "differences of external data", "external"),
    ("30", "table of test against reference", "errors"),
    ("31", "accuracy with intervals", "performance"), ("32", "adverse events", ""),
    ("33", "limitations", ""), ("34", "meaning for practice", ""),
    ("35", "ethics and fairness of the use", ""), ("36", "registration", ""),
    ("37", "protocol", ""), ("38", "funding", ""), ("39", "commercial interests", ""),
    ("40a", "availability of data and code", "availability"),
    ("40b", "whether outputs are kept and can be audited", "audit"),
)  # fmt: skip
CHECKLISTS: Final[Mapping[str, tuple[Item, ...]]] = {
    "CLAIM (2024)": CLAIM, "STARD-AI (2025)": STARD_AI, "TRIPOD+AI (2024)": TRIPOD,
}  # fmt: skip


def filled(items: tuple[Item, ...], facts: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Return each item with its value, or that the author must write it."""
    return tuple((number, topic, facts.get(fact) or AUTHOR) for number, topic, fact in items)
