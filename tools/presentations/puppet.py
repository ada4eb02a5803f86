"""A puppet: a photograph of a face, warped by its landmarks so that it performs gestures.

This is an injection attack by somebody who has one photograph of a person and controls the camera's
signal. The 468 mesh points are rotated in space, the eyelids closed and the corners of the mouth
moved apart; the image is warped triangle by triangle, and nearer triangles hide those behind. No
new pixels are generated: regions that a real head would uncover are stretched from the photograph.
A small sway, a slow change of brightness and a fresh noise pattern in each frame imitate a camera.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from edge.challenge.guidance import Prompt
from edge.types import F32, U8
from tools.presentations.relighting import Relighting

F64 = NDArray[np.float64]
Rng = np.random.Generator

OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""Mesh points on the outline of the face, in order around it."""

LIDS = (
    ((246, 161, 160, 159, 158, 157, 173), (7, 163, 144, 145, 153, 154, 155),
     (247, 30, 29, 27, 28, 56, 190)),
    ((466, 388, 387, 386, 385, 384, 398), (249, 390, 373, 374, 380, 381, 382),
     (467, 260, 259, 257, 258, 286, 414)),
)  # fmt: skip
"""Mesh points of each eye: the edge of the upper lid, that of the lower lid and the crease above;
points at the same position correspond."""

CORNERS = (61, 291)
"""Mesh points at the corners of the mouth."""

AXIS = 0.75
"""Distance of the head's axis of rotation behind the middle of the face, over the face's width."""

DEEPEST = 0.3
"""Limit of a mesh point's depth, over the face's width: the sides of a face are seen edge-on in the
photograph and would be torn apart in a rotation."""

HAIR, NECK = 1.25, 1.9
"""Scale of two rings of points around the outline: the first rotates with the head, the second is
fixed."""

EASE_S, REACTION_S = 0.3, 0.4
"""Seconds from rest to the full gesture, and from the prompt to its beginning."""


@dataclass(frozen=True, slots=True)
class PuppetPose:
    """A pose. yaw, pitch: degrees, positive to the right of the image and up. size, eyes, mouth:
    ratios to the photograph's, 1 at rest."""

    yaw: float = 0.0
    pitch: float = 0.0
    size: float = 1.0
    eyes: float = 1.0
    mouth: float = 1.0

    def towards(self, other: PuppetPose, share: float) -> PuppetPose:
        """Interpolate linearly to another pose; share: 0 this pose, 1 the other, above 1 beyond."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return PuppetPose(*(a + share * (b - a) for a, b in pairs))


REST = PuppetPose()
ANSWERS = {
    Prompt.TURN_LEFT: PuppetPose(yaw=32),
    Prompt.TURN_RIGHT: PuppetPose(yaw=-32),
    Prompt.NOD: PuppetPose(pitch=-24),
    Prompt.BLINK: PuppetPose(eyes=0.1),
    Prompt.SMILE: PuppetPose(mouth=1.35),
    Prompt.COME_CLOSER: PuppetPose(size=1.32),
}
HARDER, HARDEST = 0.3, 1.8
"""While a prompt stays on, the gesture grows by HARDER of its size each second, up to HARDEST
times."""

NOD_S = 1.3
"""Period of a nod, s."""


class Puppet:
    """Renders one photograph in other poses.

    still: uint8 (H, W, 3) BGR, a frontal face. mesh: float32 (468, 3), its landmarks in px.
    relighting: paints the photograph anew as it turns; None: every pixel is a copy.
    """

    def __init__(self, still: U8, mesh: F32, relighting: Relighting | None = None) -> None:
        self._still = still
        self._relighting = relighting
        points = mesh.astype(np.float64)
        self._faces = len(points)
        breadth = float(np.ptp(points[:, 0]))
        points[:, 2] = DEEPEST * breadth * np.tanh(points[:, 2] / (DEEPEST * breadth))
        self._middle = np.array([*points[:, :2].mean(axis=0), AXIS * breadth])
        outline = points[list(OVAL)]
        rings = [outline.copy(), outline.copy()]
        for ring, size in zip(rings, (HAIR, NECK), strict=True):
            ring[:, :2] = self._middle[:2] + size * (outline[:, :2] - self._middle[:2])
        self._turning = self._faces + len(outline)
        self._part = _part(still, rings[1])
        x1, y1, x2, y2 = self._part
        neck = rings[1][(rings[1][:, :2] > (x1, y1)).all(1) & (rings[1][:, :2] < (x2, y2)).all(1)]
        depth = float(outline[:, 2].mean())
        ends = [(x, y, depth) for x in np.linspace(x1, x2, 7) for y in (y1, y2)]
        ends += [(x, y, depth) for y in np.linspace(y1, y2, 7)[1:-1] for x in (x1, x2)]
        self._rest: F64 = np.vstack([points, rings[0], neck, ends])
        self._triangles = Delaunay(self._rest[:, :2]).simplices

    def render(self, pose: PuppetPose) -> U8:
        """The photograph with the face in that pose, uint8 (H, W, 3) BGR."""
        still = self._still
        if self._relighting is not None:
            still = self._relighting.still(float(np.hypot(pose.yaw, pose.pitch)))
        place = self._posed(pose)
        corners = place[self._triangles]
        nearest_last = np.argsort(-corners[:, :, 2].mean(axis=1))
        x1, y1, x2, y2 = self._part
        # the index of the triangle at each pixel; vertices have a precision of 1/8 px
        shown = np.zeros((y2 - y1, x2 - x1), np.int32)
        fixed = np.rint((corners[:, :, :2] - (x1, y1)) * 8).astype(np.int32)
        for index in nearest_last:
            cv2.fillConvexPoly(shown, fixed[index], int(index), lineType=cv2.LINE_8, shift=3)
        back = _affine(corners[:, :, :2], self._rest[self._triangles][:, :, :2])
        x, y = np.arange(x1, x2, dtype=np.float32), np.arange(y1, y2, dtype=np.float32)[:, None]
        flat = back.reshape(len(back), 6).T.astype(np.float32)
        a, b, c, d, e, f = (row[shown] for row in flat)
        warped = cv2.remap(
            still, a * x + b * y + c, d * x + e * y + f, cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        )  # fmt: skip
        whole = still.copy()
        whole[y1:y2, x1:x2] = warped
        if pose.size == 1.0:
            return whole
        (cx, cy), zoom = self._middle[:2], pose.size
        closer = np.array([[zoom, 0, cx - zoom * cx], [0, zoom, cy - zoom * cy]])
        size = (whole.shape[1], whole.shape[0])
        mode = cv2.BORDER_REFLECT_101
        return np.asarray(cv2.warpAffine(whole, closer, size, borderMode=mode), np.uint8)

    def mesh(self, pose: PuppetPose) -> F32:
        """The mesh (468, 3) in that pose, px, without the pose's `size`."""
        return self._posed(pose)[: self._faces].astype(np.float32)

    def _posed(self, pose: PuppetPose) -> F64:
        """The mesh, ring and border points (N, 3) in that pose, px."""
        points = self._rest.copy()
        face = points[: self._faces]
        for upper, lower, crease in LIDS:
            down = face[list(lower)] - face[list(upper)]
            face[list(upper)] += (1 - pose.eyes) * down
            face[list(crease)] += 0.4 * (1 - pose.eyes) * down
        self._widen(face, pose.mouth)
        turned = (points[: self._turning] - self._middle) @ _rotation(pose.yaw, pose.pitch).T
        points[: self._turning] = turned + self._middle
        return points

    def _widen(self, face: F64, mouth: float) -> None:
        """Move the corners of the mouth, and points near them, apart and a little up, in place."""
        corners = face[list(CORNERS)].copy()
        half = (corners[1] - corners[0]) / 2
        for corner, way in zip(corners, (-1, 1), strict=True):
            near = np.exp(-((face - corner) ** 2).sum(axis=1) / (2 * (0.5 * np.abs(half[0])) ** 2))
            pull = (mouth - 1) * (way * half + np.array([0, -0.25 * np.abs(half[0]), 0]))
            face += near[:, None] * pull


def _part(still: U8, around: F64) -> tuple[int, int, int, int]:
    """The bounding box (x1, y1, x2, y2) of the moving region, cut at the border of the image."""
    height, width = still.shape[:2]
    (left, top), (right, low) = around[:, :2].min(axis=0), around[:, :2].max(axis=0)
    return max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(low))


def _rotation(yaw: float, pitch: float) -> F64:
    """Rotation (3, 3) of a head that faces the camera along -z; x to the right, y down; degrees."""
    y, p = np.radians(yaw), np.radians(pitch)
    across = np.array([[np.cos(y), 0, -np.sin(y)], [0, 1, 0], [np.sin(y), 0, np.cos(y)]])
    upwards = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
    return np.asarray(across @ upwards)


def _affine(source: F64, target: F64) -> F64:
    """(T, 2, 3): of each triangle (T, 3, 2) the affine map from source to target."""
    homogeneous = np.concatenate([source, np.ones((*source.shape[:2], 1))], axis=-1)
    flat = np.abs(np.linalg.det(homogeneous)) < 1e-6  # degenerate: covers no pixel
    homogeneous[flat] = np.eye(3)
    return np.asarray(np.swapaxes(np.linalg.solve(homogeneous, target), 1, 2))


class Puppeteer:
    """Performs the gestures that the prompts ask for, with the timing of a person.

    noise: range of the sensor noise's sigma, grey levels.
    """

    def __init__(
        self, puppet: Puppet, rng: Rng, *, noise: tuple[float, float] = (0.5, 2.5)
    ) -> None:
        self._puppet = puppet
        self._rng = rng
        self._sigma = rng.uniform(*noise)
        self._phases = rng.uniform(0, 2 * np.pi, 6)
        self._hertz = rng.uniform(0.1, 0.5, 6)
        self._prompt: Prompt | None = None
        self._since = self._last = 0.0
        self._share = 0.0
        self._answer = REST
        height, width = puppet.render(REST).shape[:2]
        self._grain = rng.standard_normal((height + 64, width + 64, 3)).astype(np.float32)

    def frame(self, prompt: Prompt, at: float) -> U8:
        """The camera frame, uint8 (H, W, 3) BGR, at a time (s) at which that prompt is shown.

        Times must not decrease from call to call.
        """
        if prompt is not self._prompt:
            self._prompt, self._since = prompt, at
        step, self._last = (at - self._last) / EASE_S, at
        asked = at - self._since - REACTION_S
        if prompt in ANSWERS and asked >= 0:
            self._answer = ANSWERS[prompt]
            self._share = min(min(HARDEST, 1.0 + HARDER * asked), self._share + step)
        elif prompt not in ANSWERS and asked >= 0:
            self._share = max(0.0, self._share - step)
        wave = np.sin(2 * np.pi * self._hertz * at + self._phases)
        answer = REST.towards(self._answer, self._share)
        nods = np.cos(2 * np.pi * max(0.0, asked) / NOD_S) if prompt is Prompt.NOD else 1.0
        pose = PuppetPose(
            answer.yaw + 1.5 * wave[0], nods * answer.pitch + 1.2 * wave[1],
            answer.size * (1 + 0.01 * wave[2]), answer.eyes, answer.mouth,
        )  # fmt: skip
        seen = self._puppet.render(pose)
        height, width = seen.shape[:2]
        shift = np.array([[1, 0, 2.5 * wave[3]], [0, 1, 2.0 * wave[4]]])
        seen = cv2.warpAffine(seen, shift, (width, height), borderMode=cv2.BORDER_REFLECT_101)
        y, x = self._rng.integers(0, 64, 2)
        noise = self._sigma * self._grain[y : y + height, x : x + width]
        out = np.clip(seen * (1 + 0.02 * wave[5]) + noise, 0, 255)
        return np.asarray(out, np.uint8)
