target "app" {
  context = "app"
  tags = ["acme/x:1"
