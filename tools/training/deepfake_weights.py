"""The weights of a release: the mean of checkpoints, optionally mixed with the initial weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from edge.errors import ModelError
from models.deepfake import DeepfakeNet
from tools.training import checkpoint
from tools.training.batch_norms import fold_norms
from tools.training.deepfake_start import layers_of, read_release
from tools.training.weight_mean import mean_state


def released(
    net: DeepfakeNet, trained: Sequence[Path], start: Path | None = None, share: float = 0.0
) -> dict[str, Any]:
    """Load the mean of the checkpoints' averaged weights into `net`, and set eval mode.

    start, share: the FP32 file (.onnx) of the initial weights, and its share in the result; batch
    norms are folded before mixing. Fine-tuning on few sources then loses less of the generalisation
    of the initial weights (Wortsman et al. 2022, arXiv 2109.01903). Returns the last checkpoint.
    Raises ModelError.
    """
    if not 0 <= share < 1:
        raise ModelError(f"the share of the initial weights must be between 0 and 1, got {share:g}")
    states = [checkpoint.load(path) for path in trained]
    weights = [state["ema"]["weights"] for state in states]
    net.load_state_dict(mean_state(weights, [1.0] * len(weights)))
    net.eval()
    if start is not None and share:
        fold_norms(*layers_of(net))
        ended = {name: value.clone() for name, value in net.state_dict().items()}
        read_release(net, start)
        net.load_state_dict(mean_state([net.state_dict(), ended], [share, 1 - share]))
    return states[-1]
