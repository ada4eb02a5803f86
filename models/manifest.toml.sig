{"key": "e9f7971c73b94599", "signature": "0ESwditjgCCvJ1DI/9vz7pjYTTlJUK1zi3CkOy9Qviv2QzppMjg5h/cLwVKmy5+9b+/55QesN++Zn2b2Mw/ZBA==", "version": 3, "expires": "2029-11-29"}
