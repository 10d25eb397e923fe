/** Logging in by what an OpenID provider says of somebody: authorization code flow with PKCE (OpenID Connect Core 1.0, RFC 7636). */
@NullMarked
package org.usher.server.openid;

import org.jspecify.annotations.NullMarked;
