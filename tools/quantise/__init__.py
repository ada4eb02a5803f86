"""Static INT8 quantisation: prepare, calibrate, quantise, choose float layers, compact."""

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
