package org.usher.server.security;

/** Whoever makes a request, as the access log names it. */
public record Principal(String name, Role role) {}
