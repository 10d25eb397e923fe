package org.usher.server.api;

import org.usher.server.people.AuditLog;
import org.usher.server.people.AuditStore;
import org.usher.server.people.People;
import org.usher.server.security.RateLimits;

/** What stands at the door: who may come in, how often, and what is taken down of it. */
public record Guard(People people, RateLimits limits, AuditLog audit, AuditStore audited) {}
