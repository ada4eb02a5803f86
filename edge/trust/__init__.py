"""Whether what a camera says can be believed: where it comes from, what its frames are like."""
