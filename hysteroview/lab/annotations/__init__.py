"""Annotations of other programs (LabelMe, COCO, CVAT) and exams of the store, as manifests."""
