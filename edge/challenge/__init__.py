"""Challenges that a picture cannot pass: gestures, and the reflection of the screen's light."""
