"""The kiosk: a screen that guides one person after another, and the operator's pages with a PIN."""
