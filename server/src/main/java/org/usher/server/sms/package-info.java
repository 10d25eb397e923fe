/** Text messages to customers' phones, by a gateway of the operator's. */
@NullMarked
package org.usher.server.sms;

import org.jspecify.annotations.NullMarked;
