"""Delivery of events: MQTT, webhook, door relay, JSON lines, and the durable queue."""
