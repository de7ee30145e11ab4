// Web answers every request with its host's name and its version, and logs each to standard output.
//
// It listens on 80 and 8080, or on what PORT names. A program that may not listen on 80 goes on with
// the rest.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const grace = 5 * time.Second

func main() {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	version := os.Getenv("VERSION")
	ports := strings.Fields(os.Getenv("PORT"))
	if len(ports) == 0 {
		ports = []string{"80", "8080"}
	}

	server := &http.Server{ReadHeaderTimeout: grace, Handler: http.HandlerFunc(
		func(answer http.ResponseWriter, request *http.Request) {
			fmt.Printf("%s %s %s %s\n", time.Now().UTC().Format(time.RFC3339),
				request.RemoteAddr, request.Method, request.URL.Path)
			answer.Header().Set("Content-Type", "text/plain; charset=utf-8")
			fmt.Fprintf(answer, "%s\nweb %s\n", host, version)
		})}

	ended := make(chan error, len(ports))
	listening := 0
	for _, port := range ports {
		listener, err := net.Listen("tcp", ":"+port)
		if err != nil {
			fmt.Fprintf(os.Stderr, "not listening on %s: %v\n", port, err)
			continue
		}
		listening++
		fmt.Printf("listening on %s\n", port)
		go func() { ended <- server.Serve(listener) }()
	}
	if listening == 0 {
		os.Exit(1)
	}

	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case <-stop.Done():
		last, done := context.WithTimeout(context.Background(), grace)
		defer done()
		_ = server.Shutdown(last)
	}
}
