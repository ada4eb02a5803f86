"""Why a face got its score: exact evidence where the network allows it, Grad-CAM, occlusion."""
