/** What customers say of their talks when they are over, and who hears of it. */
@NullMarked
package org.usher.server.survey;

import org.jspecify.annotations.NullMarked;
