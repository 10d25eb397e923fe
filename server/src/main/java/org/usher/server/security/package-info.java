/** Who may do what: principals with their roles, scopes and queues, how they prove who they are, and the access that every endpoint states. */
@NullMarked
package org.usher.server.security;

import org.jspecify.annotations.NullMarked;
