//go:build tools

// Package runtime names the command whose modules go.mod and go.sum pin.
package runtime

import _ "github.com/rancher/local-path-provisioner"
