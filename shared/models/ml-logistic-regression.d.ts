/** What of ml-logistic-regression 2.0.0 is used here; the package has no types of its own. */
declare module 'ml-logistic-regression' {
  import type { Matrix } from 'ml-matrix'

  interface TwoClassOptions {
    numSteps: number
    learningRate: number
  }

  /** Gradient ascent on the log likelihood from weights of 0, without intercept and penalty. */
  interface LogisticRegressionTwoClasses {
    /** 1 × columns; null before training. */
    weights: Matrix | null
    /** @param target - rows × 1, of 0 and 1 */
    train(features: Matrix, target: Matrix): void
  }

  export default class LogisticRegression {
    classifiers: LogisticRegressionTwoClasses[]
    static load(model: {
      name: 'LogisticRegression'
      numberClasses: number
      classifiers: TwoClassOptions[]
    }): LogisticRegression
  }
}
