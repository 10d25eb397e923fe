/** The server's certificate: read, held against its key, and taken anew while the server runs. */
@NullMarked
package org.usher.server.tls;

import org.jspecify.annotations.NullMarked;
