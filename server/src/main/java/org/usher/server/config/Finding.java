package org.usher.server.config;

/**
 * Something in a centre's file that is written well and yet hardly meant so.
 *
 * @param grave somebody would wait for nobody, or work for nobody: {@code usher apply} wants to be told twice
 */
public record Finding(boolean grave, ConfigProblem problem) {

    @Override
    public String toString() {
        return problem + (grave ? "" : " (a hint)");
    }
}
