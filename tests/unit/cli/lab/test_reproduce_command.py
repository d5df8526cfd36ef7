"""What `lab reproduce` writes of its command into a report that others read."""

from __future__ import annotations

from hysteroview.cli.lab.reproduce import without_folders


def test_the_report_names_files_and_no_folders() -> None:
    words = [
        "lab", "reproduce", "--data", "/srv/Wang Xiu/manifest.csv", "--output=Wang Xiu/all/",
        "--weights", "resnet18", "../Wang Xiu/resnet18.pth", "--weights", "vgg16",
        "D:\\Wang Xiu\\vgg16.pth", "--learning-rate", "1e-3", "--size=32", "--corrupted",
    ]  # fmt: skip
    assert without_folders(words) == [
        "lab", "reproduce", "--data", "manifest.csv", "--output=all", "--weights", "resnet18",
        "resnet18.pth", "--weights", "vgg16", "vgg16.pth", "--learning-rate", "1e-3", "--size=32",
        "--corrupted",
    ]  # fmt: skip
