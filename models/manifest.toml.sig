{"key": "e45b4abbea1624d0", "signature": "0hGdQYpJ5CnFb/LNzZ3HprHbKVLtnLWiwctdDCqx2vNkFwiwBmq0z8Qt15TblO2K16gcQeVWLh4y6BdDX9k+BA==", "version": 1, "expires": "2029-11-29"}
