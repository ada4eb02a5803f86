"""The exact map of a model whose tail is linear: its sum plus the bias is the logit."""

from __future__ import annotations

from edge.errors import ModelError
from edge.infer.scorer import Scorer
from edge.types import U8, Box
from tools.evaluation.explain.base import Explanation


class EvidenceExplainer:
    """Reads the model's own evidence output; costs one inference."""

    def __init__(self, scorer: Scorer) -> None:
        if scorer.spec.output.evidence is None:
            raise ModelError(f"{scorer.spec.id} has no evidence output")
        self._scorer = scorer

    def explain(self, image: U8, box: Box) -> Explanation:
        evidence = self._scorer.score(image, [box])[0].evidence
        if evidence is None:
            raise ModelError(f"{self._scorer.spec.id} promised evidence and gave none")
        return Explanation(evidence, "evidence")
