target "_common" {
  context = "src"
  tags = ["acme/common:1"]
}
target "web" {
  inherits = ["_common"]
  tags = ["acme/web:1"]
}
target "loop" {
  inherits = ["loop"]
  tags = ["acme/loop:1"]
}
