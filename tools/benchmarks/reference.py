"""The reference model's own loop, as its authors publish it: the baseline of the benchmark.

OpenCV decodes, YuNet detects on the whole frame, the largest face is cropped at 1.5 times its box,
the published INT8 model scores it in an onnxruntime session with default options.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort

from edge.errors import DataError, ModelError
from edge.types import U8, Box
from edge.vision.crop import crop_face

YUNET = "seed_yunet.onnx"
SCORER = "seed_minifasnet_v2_se_int8.onnx"
_SIDE, _EXPANSION, _CONFIDENCE, _NMS, _TOP_K = 128, 1.5, 0.8, 0.3, 5000


@dataclass(slots=True)
class ReferenceLoop:
    """score(frame) gives p(spoof) of every face. Used by one thread."""

    detector: cv2.FaceDetectorYN
    session: ort.InferenceSession

    @classmethod
    def open(cls, where: Path) -> ReferenceLoop:
        """Load both networks from a folder, or a scorer's file and the detector beside it.

        Raises DataError saying which files are missing.
        """
        folder, scorer = (where.parent, where.name) if where.is_file() else (where, SCORER)
        missing = [name for name in (YUNET, scorer) if not (folder / name).is_file()]
        if missing:
            raise DataError(
                f"the reference models are not in {folder}: {', '.join(missing)} missing; "
                "give their folder with --reference DIR"
            )
        try:
            detector = cv2.FaceDetectorYN.create(
                str(folder / YUNET), "", (320, 320), _CONFIDENCE, _NMS, _TOP_K
            )
        except cv2.error as error:
            raise ModelError(f"OpenCV {cv2.__version__} cannot load {YUNET}: {error.err}") from None
        return cls(detector, ort.InferenceSession(str(folder / scorer),
                                                  providers=["CPUExecutionProvider"]))  # fmt: skip

    def score(self, frame: U8) -> list[float]:
        """p(spoof), softmax of two logits, of every face found."""
        height, width = frame.shape[:2]
        self.detector.setInputSize((width, height))
        _, found = self.detector.detect(frame)
        scores = []
        for row in found if found is not None else []:
            x, y, w, h = (float(v) for v in row[:4])
            try:
                crop = crop_face(frame, Box(x, y, x + w, y + h), _EXPANSION, _SIDE)
            except ValueError:
                continue  # a box wholly outside the frame
            rgb = cv2.cvtColor(crop.bgr, cv2.COLOR_BGR2RGB)
            tensor = rgb.transpose(2, 0, 1)[None].astype(np.float32) / 255
            logits = self.session.run(None, {self.session.get_inputs()[0].name: tensor})[0][0]
            shifted = np.exp(logits - logits.max())
            scores.append(float(shifted[1] / shifted.sum()))
        return scores
