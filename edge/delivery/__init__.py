"""Where events go that leave the gate: broker, webhook, relay, lines; and the queue before them."""
