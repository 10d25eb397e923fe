package org.usher.core.estimate;

/**
 * Least squares by their normal equations: sums of products, so that a sample costs memory only once, and is forgotten with time by
 * halving all sums. Rows are sparse: only the columns named are touched.
 *
 * <p>Ridge regression (A. Hoerl and R. Kennard, "Ridge regression: biased estimation for nonorthogonal problems", Technometrics 12,
 * 1970): each coefficient is drawn to 0 in proportion to the spread of its column, and the constant is free.
 */
final class NormalEquations {
    private static final double LEAST_SPREAD = 1e-9;

    /** Products of columns, the lower half; column 0 is 1 in every sample, or the root of the sample's weight, and so is a factor of all. */
    private final double[][] products;

    private final double[] withTarget;

    NormalEquations(int columns) {
        products = new double[columns][];
        for (int row = 0; row < columns; row++) {
            products[row] = new double[row + 1];
        }
        withTarget = new double[columns];
    }

    /** One sample: columns in ascending order, the first of them 0. */
    void add(int[] columns, double[] values, double target) {
        for (int i = 0; i < columns.length; i++) {
            double[] row = products[columns[i]];
            for (int j = 0; j <= i; j++) {
                row[columns[j]] += values[i] * values[j];
            }
            withTarget[columns[i]] += values[i] * target;
        }
    }

    double count() {
        return products[0][0];
    }

    /** What was learnt so far counts half from now on. */
    void halve() {
        for (double[] row : products) {
            for (int column = 0; column < row.length; column++) {
                row[column] /= 2;
            }
        }
        for (int column = 0; column < withTarget.length; column++) {
            withTarget[column] /= 2;
        }
    }

    /**
     * Columns that are 0 in most samples, in groups that each begin with a flag.
     *
     * @param from the first of them; all that follow are of them
     * @param prior they are drawn to 0 as if so many more samples, of their group's own size, had shown no effect
     */
    record Sparse(int from, int group, double prior) {}

    /**
     * The coefficients.
     *
     * @param ridge by how much they are drawn to 0, in parts of their columns' spread
     */
    double[] solve(double ridge, Sparse sparse) {
        int last = withTarget.length - 1;
        double[][] factor = new double[last][];
        double[] solution = new double[last];
        boolean[] varies = new boolean[last];
        for (int i = 0; i < last; i++) {
            factor[i] = new double[i + 1];
            double mean = products[i + 1][0] / count();
            double spread = products[i + 1][i + 1] - mean * products[i + 1][0];
            varies[i] = spread > LEAST_SPREAD * count();
            if (!varies[i]) {
                // nothing can be said of it
                factor[i][i] = 1;
                continue;
            }
            for (int j = 0; j < i; j++) {
                factor[i][j] = varies[j] ? products[i + 1][j + 1] - mean * products[j + 1][0] : 0;
            }
            factor[i][i] = spread * (1 + ridge) + prior(i + 1, sparse);
            solution[i] = withTarget[i + 1] - mean * withTarget[0];
        }
        cholesky(factor, solution);
        double[] coefficients = new double[last + 1];
        coefficients[0] = withTarget[0];
        for (int i = 0; i < last; i++) {
            coefficients[i + 1] = solution[i];
            coefficients[0] -= solution[i] * products[i + 1][0];
        }
        coefficients[0] /= count();
        return coefficients;
    }

    private double prior(int column, Sparse sparse) {
        if (column < sparse.from) {
            return 0;
        }
        int flag = column - (column - sparse.from) % sparse.group;
        return sparse.prior * products[column][column] / Math.max(1, products[flag][flag]);
    }

    /** Solves in place: the matrix, positive definite and given by its lower half, becomes its factor, the right side the solution. */
    private static void cholesky(double[][] matrix, double[] right) {
        for (int i = 0; i < right.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= matrix[i][k] * matrix[j][k];
                }
                matrix[i][j] = i == j ? Math.sqrt(Math.max(sum, Double.MIN_NORMAL)) : sum / matrix[j][j];
            }
        }
        for (int i = 0; i < right.length; i++) {
            for (int k = 0; k < i; k++) {
                right[i] -= matrix[i][k] * right[k];
            }
            right[i] /= matrix[i][i];
        }
        for (int i = right.length - 1; i >= 0; i--) {
            for (int k = i + 1; k < right.length; k++) {
                right[i] -= matrix[k][i] * right[k];
            }
            right[i] /= matrix[i][i];
        }
    }
}
