"""Static INT8 that is faster, not only smaller: prepare, calibrate, quantise, choose, compact."""

from tools.quantise.automatic import Choice, quantise_auto
from tools.quantise.sensitivity import LayerLoss, layer_sensitivity
from tools.quantise.static import QuantReport, quantise_static

__all__ = [
    "Choice",
    "LayerLoss",
    "QuantReport",
    "layer_sensitivity",
    "quantise_auto",
    "quantise_static",
]
