/** Who may do what: tokens, principals, roles, and the access that every endpoint states. */
@NullMarked
package org.usher.server.security;

import org.jspecify.annotations.NullMarked;
