"""The gate as a service: REST, WebSocket, metrics and a status page. Needs the extra `serve`."""
