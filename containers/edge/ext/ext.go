// Package ext stands in for the package of the same name that Traefik's module leaves out: the two
// extension points its configuration embeds, both empty.
package ext

// HTTP has no further fields.
type HTTP struct{}

// Router has no further fields.
type Router struct{}
