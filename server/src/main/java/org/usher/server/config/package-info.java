/** What the operator wrote in {@code usher.toml} and {@code centre.toml}, checked, as values. */
@NullMarked
package org.usher.server.config;

import org.jspecify.annotations.NullMarked;
