#!/bin/sh
# Playwright wants one executable: this one is a browser in a network namespace. Its pipes pass through exec.
exec ip netns exec "$LAB_NAMESPACE" "$LAB_BROWSER" "$@"
