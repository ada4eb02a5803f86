{"key": "e45b4abbea1624d0", "signature": "NN1fc/+F2dTLw2x+F7AhN3Iddx7vR2qf7w87MczD9/6UJL+BOTywGuFpxte0FZ4nHl1/c6fGldlKXuPUuuYQAQ==", "version": 2, "expires": "2029-11-29"}
