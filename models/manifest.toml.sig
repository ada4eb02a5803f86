{"key": "e9f7971c73b94599", "signature": "2P/y4+x+p/3/9jL2W/S4NOjSWUXKwoNWiH932GBiqtjunN+DdqVSqybWXMkQ8GWSsHKvD3gyVk+A3fEQoBwjCw==", "version": 8, "expires": "2029-11-29"}
