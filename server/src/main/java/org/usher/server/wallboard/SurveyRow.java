package org.usher.server.wallboard;

/**
 * What a queue's customers said of their talks today.
 *
 * @param answers how many gave a score
 * @param mean of their scores, 1 to 5, to one hundredth
 */
public record SurveyRow(long answers, double mean) {}
