{"key": "e9f7971c73b94599", "signature": "zMX15x5j5OTpoefes4fLtLHch5KxgBSj4j1v5LubwOr8g6uTSEo2J26qRxF7rMr/adxSkC6kd3pFS8rYa+LwAQ==", "version": 4, "expires": "2029-11-29"}
