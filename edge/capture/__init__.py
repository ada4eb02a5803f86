"""Where frames come from: cameras, streams, files, and what brings a lost one back."""
