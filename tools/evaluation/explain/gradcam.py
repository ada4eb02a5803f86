"""Grad-CAM for torch models: where the last spatial features speak for attack.

Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based
Localization", ICCV 2017, through captum.attr.LayerGradCam. Unlike the paper's, the map keeps its
sign, so that evidence for bona fide is seen too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from edge.errors import MissingExtraError, ModelError
from edge.infer.evidence import merge
from edge.infer.preprocess import to_tensor
from edge.types import U8, Box
from edge.vision.crop import crop_face
from models.spec import InputSpec, OutputSpec
from tools.evaluation.explain.base import Explanation, one_torch_thread


class GradCamExplainer:
    """One forward and one backward pass a face and layer.

    layer: dotted name of the layer whose features are weighed, else the last convolution whose
    output has more than one position: of every tower, where the network has `towers`, one a crop;
    their maps are laid onto the widest crop, each where its crop is.
    """

    def __init__(
        self, module: Any, spec: InputSpec, output: OutputSpec, layer: str | None = None
    ) -> None:
        try:
            from captum.attr import LayerGradCam
        except ImportError:
            raise MissingExtraError("captum", "train") from None
        self._module = module
        self._spec = spec
        self._output = output
        self._cams = [LayerGradCam(self._logit, one) for one in self._layers(layer)]

    def explain(self, image: U8, box: Box) -> Explanation:
        import torch

        crops = [crop_face(image, box, e, self._spec.size) for e in self._spec.expansions]
        tensor = torch.from_numpy(to_tensor([crops], self._spec)).requires_grad_()
        with one_torch_thread():
            found = [cam.attribute(tensor, relu_attributions=False) for cam in self._cams]
        maps = [one[0, 0].detach().numpy().astype(np.float32) for one in found]
        if len(maps) == 1:
            return Explanation(maps[0], "Grad-CAM")
        finest = max(one.shape[0] for one in maps)
        even = [np.kron(one, np.ones((finest // one.shape[0],) * 2, np.float32)) for one in maps]
        return Explanation(merge(np.stack(even), self._spec.expansions), "Grad-CAM")

    def _logit(self, tensor: Any) -> Any:
        """(N,) logit towards attack."""
        values = self._module(tensor)
        if isinstance(values, tuple | list):
            values = values[0]
        values = values.reshape(tensor.shape[0], -1)
        index = self._output.attack_index
        if self._output.kind == "pair":
            return values[:, index] - values[:, 1 - index]
        return values[:, 0] if index == 1 else -values[:, 0]

    def _layers(self, name: str | None) -> list[Any]:
        if name is not None:
            try:
                return [self._module.get_submodule(name)]
            except AttributeError:
                raise ModelError(f"the torch model has no layer '{name}'") from None
        spatial = self._spatial()
        towers = list(getattr(self._module, "towers", ()))
        parts = towers if len(towers) == len(self._spec.expansions) else [self._module]
        last = [[s for s in spatial if any(s is m for m in part.modules())][-1:] for part in parts]
        if not all(last):
            raise ModelError(
                "the torch model has no convolution with a spatial output; name a layer"
            )
        return [layers[0] for layers in last]

    def _spatial(self) -> list[Any]:
        """Convolutions whose output has more than one position, in the order they are run."""
        import torch

        spatial: list[Any] = []
        hooks = [
            layer.register_forward_hook(
                lambda module, _, out: (
                    spatial.append(module)
                    if torch.is_tensor(out) and out.ndim == 4 and out.shape[-1] > 1
                    else None
                )
            )
            for layer in self._module.modules()
            if isinstance(layer, torch.nn.Conv2d)
        ]
        try:
            size, channels = self._spec.size, 3 * len(self._spec.expansions)
            with torch.no_grad():
                self._module(torch.zeros(1, channels, size, size))
        except RuntimeError as error:
            raise ModelError(
                f"the torch model fails on the input of its contract: {error}"
            ) from error
        finally:
            for hook in hooks:
                hook.remove()
        return spatial
