/** What PBXs have recorded: where the files are, and who may have a talk recorded. */
@NullMarked
package org.usher.server.recording;

import org.jspecify.annotations.NullMarked;
