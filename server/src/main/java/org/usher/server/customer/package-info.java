/** Who a customer is: looked up by number or id, and what that means for the line by the centre's rules. */
@NullMarked
package org.usher.server.customer;

import org.jspecify.annotations.NullMarked;
