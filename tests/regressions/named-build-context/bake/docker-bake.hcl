variable "TOOLS" {
  default = "registry.example.com/tools:2.1"
}
target "_shared" {
  contexts = {
    tools = "docker-image://${TOOLS}"
    assets = "assets" // a folder
  }
}
target "base" {
  context = "base"
}
target "web" {
  inherits = ["_shared"]
  context = "web"
  contexts = { shop-base = "target:base" }
}
