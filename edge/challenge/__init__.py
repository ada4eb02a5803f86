"""What a person is asked to do that a picture of them cannot: gestures, and the screen's light."""
