/**
 * A busy minute of a contact center on the real thing, and a reader who checks its books. The reader ({@link
 * org.usher.server.acceptance.books.Audit} and what it reads: {@link org.usher.server.acceptance.books.Evidence}) knows nothing of Usher but
 * what anyone can see from outside: the SIP messages of the phones, the audio that they heard, the tables of the history, the wallboard's
 * totals. The rest makes the calls.
 */
@NullMarked
package org.usher.server.acceptance.books;

import org.jspecify.annotations.NullMarked;
