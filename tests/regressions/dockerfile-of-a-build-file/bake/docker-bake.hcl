# what CI builds
variable "REGISTRY" { default = "ghcr.io/acme" }
variable "TAG" { default = "dev" }
variable "OWNER" {}
function "tagged" {
  params = [name]
  result = ["${REGISTRY}/${name}:${TAG}"]
}
group "default" { targets = ["app", "db"] }
target "app" {
  context    = "./app"
  dockerfile = "prod.dockerfile"
  tags       = ["${REGISTRY}/shop:${TAG}", TAG == "dev" ? "" : "${REGISTRY}/other:x"]
  platforms  = concat(["linux/amd64"], [for each in ["arm64"] : "linux/${each}"])
}
target "db" {
  context = "db"
  tags = [
    "ghcr.io/${OWNER}/shop-db:${TAG}", # whose it is, CI says
  ]
  args = { VERSION = null, "PORT" : 5432 }
}
