"""What a person is asked to do so that a picture of them cannot: gestures, and the screen's light."""
