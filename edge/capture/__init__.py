"""Sources of frames (cameras, streams, files) and the supervisor that reopens a lost one."""
