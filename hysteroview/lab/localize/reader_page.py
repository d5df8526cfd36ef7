"""A page on which a reader judges marked areas, and the share of lesions from the answers."""

from __future__ import annotations

import base64
import csv
import html
import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded
from hysteroview.lab.localize.measures import enlarged
from hysteroview.lab.statistics.resampling import Figure, PatientSamples, Share

ANSWERS = ("lesion", "no lesion", "cannot tell")
_COLUMNS = ("case", "patient", "answer")
_SHOWN_PX = 448
_LINE = (255, 255, 0)  # RGB, yellow: rare in the uterus
_MOST_BYTES = 16 << 20
_QUALITY = 90


@dataclass(frozen=True, slots=True, eq=False)
class MarkedPicture:
    """A picture with the area above half of the heatmap's maximum.

    Attributes
    ----------
    case
        Row in the index.
    patient
        Key of the patient, which is a number on the page.
    """

    case: int
    patient: str
    crop: NDArray[np.uint8]
    class_map: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ReaderResult:
    """The paper's share: how many marked areas are lesion, with an interval by patient."""

    share: Figure
    answered: int
    cannot_tell: int
    unanswered: int
    patients: int


def reader_page(pictures: Sequence[MarkedPicture], title: str) -> str:
    """Return one HTML file without any other: pictures beside their marked areas, and a CSV.

    Answers stay in the page's storage of the browser until they are saved. Patients are numbers, so
    that the page has no keys of patients.
    """
    numbers = {name: k for k, name in enumerate(dict.fromkeys(each.patient for each in pictures))}
    cases = [
        {"case": each.case, "patient": numbers[each.patient], "plain": _jpeg(each.crop),
         "marked": _jpeg(_marked(each))}
        for each in pictures
    ]  # fmt: skip
    content = json.dumps({"cases": cases, "answers": ANSWERS}).replace("</", "<\\/")
    return _PAGE.replace("%TITLE%", html.escape(title)).replace("%CONTENT%", content)


def read_answers(file: Path) -> ReaderResult:
    """Compute the share of marked areas that are lesion, picture by picture.

    Pictures about which the reader cannot tell are counted apart, neither as lesion nor as not.

    Raises
    ------
    HysteroViewError
        The file is not the CSV of the page, or has no answer.
    """
    try:
        text = read_bounded(file, _MOST_BYTES).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        answers = [(row["patient"], (row["answer"] or "").strip().casefold()) for row in rows]
    except (OSError, UnfitFileError, ValueError, KeyError, csv.Error) as error:
        raise _unfit(file, f"{error}") from error
    unknown = sorted({answer for _, answer in answers} - {"", *ANSWERS})
    if unknown:
        raise _unfit(file, f"“{unknown[0]}” is not an answer")
    known = [(patient, answer) for patient, answer in answers if answer in ANSWERS[:2]]
    if not known:
        raise _unfit(file, "there is no answer in it")
    right = np.array([answer == ANSWERS[0] for _, answer in known])
    drawn = PatientSamples([patient for patient, _ in known])
    share = drawn.figure("lesion", Share(right, np.ones(len(right), np.bool_)))
    counts = [answer for _, answer in answers]
    return ReaderResult(
        share, len(known), counts.count(ANSWERS[2]), counts.count(""), drawn.patients
    )


def reader_words(found: ReaderResult) -> str:
    """Return the share that a reader found, in a sentence."""
    return (
        f"Marked areas that are lesion: {_interval(found.share)} of {found.answered} pictures of "
        f"{found.patients} patients. The reader could not tell for {found.cannot_tell}; "
        f"{found.unanswered} have no answer."
    )


def _marked(picture: MarkedPicture) -> NDArray[np.uint8]:
    """Draw the outline of the marked area; nothing without evidence."""
    shown = np.array(cv2.resize(picture.crop, (_SHOWN_PX, _SHOWN_PX)))
    evidence = enlarged(picture.class_map, _SHOWN_PX)
    if evidence.max() > 0:
        area = (evidence > evidence.max() / 2).astype(np.uint8)
        outlines, _ = cv2.findContours(area, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(shown, outlines, -1, _LINE, 2)
    return np.asarray(shown, np.uint8)


def _jpeg(crop: NDArray[np.uint8]) -> str:
    shown = cv2.resize(crop, (_SHOWN_PX, _SHOWN_PX))
    bgr = np.ascontiguousarray(shown[..., ::-1])
    content = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1]
    return "data:image/jpeg;base64," + base64.b64encode(content.tobytes()).decode()


def _interval(share: Figure) -> str:
    if math.isnan(share.low):
        return f"{share.value:.3f} (no interval: too few patients)"
    return f"{share.value:.3f} ({share.low:.3f} to {share.high:.3f})"


def _unfit(file: Path, reason: str) -> HysteroViewError:
    return HysteroViewError(
        f"The answers {file.name} cannot be used: {reason}.",
        remedy=f"Save them on the page; the columns are {', '.join(_COLUMNS)}.",
    )


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>%TITLE%</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 960px; padding: 16px;
  background: #16181c; color: #e8e8e8; }
header, footer { display: flex; gap: 16px; align-items: baseline; flex-wrap: wrap; }
h1 { font-size: 20px; flex: 1; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
img { width: 100%; border-radius: 4px; display: block; }
.buttons { display: flex; gap: 8px; margin: 16px 0; flex-wrap: wrap; }
button { font: inherit; padding: 8px 16px; border: 1px solid #5a606b; border-radius: 4px;
  background: #2a2e36; color: inherit; cursor: pointer; }
button[aria-pressed=true] { background: #2f6fd0; border-color: #2f6fd0; }
button:focus-visible { outline: 2px solid #9cc2ff; }
</style></head><body>
<header><h1>%TITLE%</h1><span id="progress"></span></header>
<p>Is what the yellow line encloses a lesion, wholly or for the most part? Left: the picture
without the line. Research use only.</p>
<div class="pair"><img id="plain" alt="Picture"><img id="marked" alt="Picture with line"></div>
<div class="buttons" id="answers"></div>
<footer><button id="back">Back</button><button id="next">Next</button>
<button id="save">Save the answers</button><span>Keys: 1, 2, 3, ← and →</span></footer>
<script>
const { cases, answers } = %CONTENT%;
const key = "answers:" + document.title + ":" + cases.map(c => c.case).join(",");
let given = {};
try { given = JSON.parse(localStorage.getItem(key)) || {}; } catch (error) { given = {}; }
let at = Math.max(0, cases.findIndex(c => !(c.case in given)));
const find = id => document.getElementById(id);
const buttons = answers.map((text, k) => {
  const button = document.createElement("button");
  button.textContent = (k + 1) + "  " + text;
  button.onclick = () => answer(text);
  find("answers").append(button);
  return button;
});
function show() {
  const shown = cases[at];
  find("plain").src = shown.plain;
  find("marked").src = shown.marked;
  buttons.forEach((button, k) =>
    button.setAttribute("aria-pressed", given[shown.case] === answers[k]));
  find("progress").textContent = "Picture " + (at + 1) + " of " + cases.length + ", " +
    Object.keys(given).length + " answered";
}
function move(by) { at = Math.min(cases.length - 1, Math.max(0, at + by)); show(); }
function answer(text) {
  given[cases[at].case] = text;
  try { localStorage.setItem(key, JSON.stringify(given)); } catch (error) { /* until closed */ }
  move(1);
}
function save() {
  const rows = cases.map(c => [c.case, c.patient, given[c.case] || ""].join(","));
  const text = ["case,patient,answer", ...rows].join("\\n") + "\\n";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = "answers.csv";
  link.click();
}
find("back").onclick = () => move(-1);
find("next").onclick = () => move(1);
find("save").onclick = save;
document.onkeydown = event => {
  if (event.key >= "1" && event.key <= String(answers.length)) answer(answers[event.key - 1]);
  if (event.key === "ArrowLeft") move(-1);
  if (event.key === "ArrowRight") move(1);
};
show();
</script></body></html>
"""
