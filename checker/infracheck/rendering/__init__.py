"""The second stage of every command: charts and overlays give way to what their own tools make of them."""
