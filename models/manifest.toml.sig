{"key": "546b1f2525317933", "signature": "gjZV7T63pQWNivCFtdQICGMQZy/lTFUIW3pf0O2n/dCt9ajyBrtrdFdlrjp6VZj1PskMXfO5o7nIass2/KVhBw=="}
