{"key": "9485365129ef462b", "signature": "77bhOht6H4bre5YqzfVYm37Q/BnSRrfCBQHqdCInC3ovdK2TcvG9KKoVIVDGUEVQzpwkhPpDDEukEX6dEhTCCw==", "version": 9, "expires": "2029-11-29"}
