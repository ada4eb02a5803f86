"""Speed and memory, always against something else measured in the same run."""
