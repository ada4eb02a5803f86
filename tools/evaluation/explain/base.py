"""Explainers that need the runtime's session alone: exact evidence, and occlusion."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from edge.errors import MissingExtraError, ModelError
from edge.infer.preprocess import to_tensor
from edge.infer.scorer import Scorer
from edge.types import F32, U8, Box
from edge.vision.crop import crop_face


@dataclass(frozen=True, slots=True)
class Explanation:
    """map: float32 (h, w) on the model's widest crop, positive where the image speaks for attack.

    how: the method's name, as reports print it.
    """

    map: F32
    how: str


class Explainer(Protocol):
    """Explains one face at a time."""

    def explain(self, image: U8, box: Box) -> Explanation:
        """image: BGR uint8 (H, W, 3); box: the face, image px."""
        ...


@contextmanager
def one_torch_thread() -> Iterator[None]:
    """Torch's pool of threads spins between the small steps of an explanation: one is faster."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class EvidenceExplainer:
    """Reads the model's own evidence output; costs one inference."""

    def __init__(self, scorer: Scorer) -> None:
        if scorer.spec.output.evidence is None:
            raise ModelError(f"{scorer.spec.id} has no evidence output")
        self._scorer = scorer

    def explain(self, image: U8, box: Box) -> Explanation:
        evidence = self._scorer.score(image, [box])[0].evidence
        if evidence is None:
            raise ModelError(f"{self._scorer.spec.id} has an evidence output that gave no maps")
        return Explanation(evidence, "evidence")


PATCH, STRIDE = 0.25, 0.125  # of the input's side


class OcclusionExplainer:
    """Some fifty inferences a face."""

    def __init__(self, scorer: Scorer) -> None:
        try:
            from captum.attr import Occlusion
        except ImportError:
            raise MissingExtraError("captum", "train") from None
        self._scorer = scorer
        self._occlusion = Occlusion(self._logits)

    def explain(self, image: U8, box: Box) -> Explanation:
        import torch

        spec = self._scorer.spec.scoring_input
        crops = [crop_face(image, box, e, spec.size) for e in spec.expansions]
        tensor = torch.from_numpy(to_tensor([crops], spec))
        # a covered patch is the crop's own mean colour: black would itself look like a screen
        axes = (2, 3) if spec.layout == "NCHW" else (1, 2)
        baseline = tensor.mean(dim=axes, keepdim=True).expand_as(tensor)
        patch, stride = max(2, int(PATCH * spec.size)), max(1, int(STRIDE * spec.size))
        channels = 3 * len(spec.expansions)
        nchw = spec.layout == "NCHW"
        window = (channels, patch, patch) if nchw else (patch, patch, channels)
        strides = (channels, stride, stride) if nchw else (stride, stride, channels)
        with one_torch_thread():
            found = self._occlusion.attribute(
                tensor,
                sliding_window_shapes=window,
                strides=strides,
                baselines=baseline,
                perturbations_per_eval=1 if self._scorer.session.one_by_one else 16,
            )
        values: F32 = found[0].mean(0 if nchw else -1).numpy().astype(np.float32)
        return Explanation(values, "occlusion")

    def _logits(self, tensor):  # type: ignore[no-untyped-def]
        import torch

        outputs = self._scorer.session.run(np.ascontiguousarray(tensor.numpy(), np.float32))
        return torch.from_numpy(self._scorer.raw_logits(outputs, tensor.shape[0]))
