/** Every page in every state in a real Chromium, before a whole server, a simulated PBX that does what the test says, and a real MariaDB. */
@NullMarked
package org.usher.server.pages;

import org.jspecify.annotations.NullMarked;
