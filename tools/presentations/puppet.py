"""A puppet: one still picture of a face, warped by its landmarks so that it answers gestures.

What somebody can do who has a photograph of a person and puts himself in the camera's place. The
468 points of the mesh are turned in space, lids are drawn over the eyes and the mouth's corners
apart; the picture follows, triangle by triangle, those behind hidden by those in front. No pixel is
new: what a real head would uncover is stretched from what the photograph shows. On top come a small
sway, light that wanders and noise made anew in every frame, as of a sensor.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from edge.challenge.guidance import Prompt
from edge.types import F32, U8

F64 = NDArray[np.float64]
Rng = np.random.Generator

OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""Points of the mesh on the outline of the face, in turn."""

LIDS = (
    ((246, 161, 160, 159, 158, 157, 173), (7, 163, 144, 145, 153, 154, 155),
     (247, 30, 29, 27, 28, 56, 190)),
    ((466, 388, 387, 386, 385, 384, 398), (249, 390, 373, 374, 380, 381, 382),
     (467, 260, 259, 257, 258, 286, 414)),
)  # fmt: skip
"""Of each eye the edge of the upper lid, of the lower lid, and the crease above, in one order."""

CORNERS = (61, 291)
"""Of the mouth."""

AXIS = 0.75
"""Depth of the axis the head turns about, over the face's breadth, behind its middle."""

DEEPEST = 0.3
"""The sides of a face, which the picture shows edge-on, are taken to lie no deeper than this share
of its breadth: they would be torn."""

HAIR, NECK = 1.25, 1.9
"""Rings around the outline, over its size: the first turns with the head, the second stays."""

EASE_S, REACTION_S = 0.3, 0.4
"""How long a gesture takes, and how long after its prompt it begins."""


@dataclass(frozen=True, slots=True)
class PuppetPose:
    """yaw, pitch: degrees, towards the image's right and up. Ratios are 1 at rest."""

    yaw: float = 0.0
    pitch: float = 0.0
    size: float = 1.0
    eyes: float = 1.0
    mouth: float = 1.0

    def towards(self, other: PuppetPose, share: float) -> PuppetPose:
        """So much of the way to another pose, 0..1."""
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
"""A prompt that stays is answered by so much more each second, and at most by so many times."""

NOD_S = 1.3
"""Down, up and down again."""


class Puppet:
    """still: uint8 (H, W, 3) BGR, the face looking ahead. mesh: float32 (468, 3), px of it."""

    def __init__(self, still: U8, mesh: F32) -> None:
        self._still = still
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
        """The picture with the face in that pose, uint8 (H, W, 3)."""
        place = self._posed(pose)
        corners = place[self._triangles]
        nearest_last = np.argsort(-corners[:, :, 2].mean(axis=1))
        x1, y1, x2, y2 = self._part
        # which triangle each pixel shows, drawn in eighths of a pixel
        shown = np.zeros((y2 - y1, x2 - x1), np.int32)
        fixed = np.rint((corners[:, :, :2] - (x1, y1)) * 8).astype(np.int32)
        for index in nearest_last:
            cv2.fillConvexPoly(shown, fixed[index], int(index), lineType=cv2.LINE_8, shift=3)
        back = _affine(corners[:, :, :2], self._rest[self._triangles][:, :, :2])
        x, y = np.arange(x1, x2, dtype=np.float32), np.arange(y1, y2, dtype=np.float32)[:, None]
        flat = back.reshape(len(back), 6).T.astype(np.float32)
        a, b, c, d, e, f = (row[shown] for row in flat)
        warped = cv2.remap(
            self._still, a * x + b * y + c, d * x + e * y + f, cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        )  # fmt: skip
        whole = self._still.copy()
        whole[y1:y2, x1:x2] = warped
        if pose.size == 1.0:
            return whole
        (cx, cy), zoom = self._middle[:2], pose.size
        closer = np.array([[zoom, 0, cx - zoom * cx], [0, zoom, cy - zoom * cy]])
        size = (whole.shape[1], whole.shape[0])
        mode = cv2.BORDER_REFLECT_101
        return np.asarray(cv2.warpAffine(whole, closer, size, borderMode=mode), np.uint8)

    def mesh(self, pose: PuppetPose) -> F32:
        """The mesh, (468, 3), as the picture in that pose has it; its size apart."""
        return self._posed(pose)[: self._faces].astype(np.float32)

    def _posed(self, pose: PuppetPose) -> F64:
        """All points, (N, 3), where that pose has them."""
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
        """Move the corners apart and a little up, and what is near them along."""
        corners = face[list(CORNERS)].copy()
        half = (corners[1] - corners[0]) / 2
        for corner, way in zip(corners, (-1, 1), strict=True):
            near = np.exp(-((face - corner) ** 2).sum(axis=1) / (2 * (0.5 * np.abs(half[0])) ** 2))
            pull = (mouth - 1) * (way * half + np.array([0, -0.25 * np.abs(half[0]), 0]))
            face += near[:, None] * pull


def _part(still: U8, around: F64) -> tuple[int, int, int, int]:
    """x1, y1, x2, y2 of what moves: these points, as far as the picture reaches."""
    height, width = still.shape[:2]
    (left, top), (right, low) = around[:, :2].min(axis=0), around[:, :2].max(axis=0)
    return max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(low))


def _rotation(yaw: float, pitch: float) -> F64:
    """Of a head that looks at us along -z; x to the right, y down. As the ruler measures it."""
    y, p = np.radians(yaw), np.radians(pitch)
    across = np.array([[np.cos(y), 0, -np.sin(y)], [0, 1, 0], [np.sin(y), 0, np.cos(y)]])
    upwards = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
    return np.asarray(across @ upwards)


def _affine(source: F64, target: F64) -> F64:
    """(T, 2, 3): of each triangle (T, 3, 2) the affine map from source to target."""
    homogeneous = np.concatenate([source, np.ones((*source.shape[:2], 1))], axis=-1)
    flat = np.abs(np.linalg.det(homogeneous)) < 1e-6  # seen edge-on: no pixel is of it
    homogeneous[flat] = np.eye(3)
    return np.asarray(np.swapaxes(np.linalg.solve(homogeneous, target), 1, 2))


class Puppeteer:
    """Sees the prompts and moves the puppet as they say, as fast as a person would."""

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
        """What the camera is given at a time (s) at which that prompt is shown."""
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
