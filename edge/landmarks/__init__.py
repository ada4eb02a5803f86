"""Where the parts of a face are, finer than a detector says: 468 points of a mesh."""
