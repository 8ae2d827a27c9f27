import { type Confusion, operatingPoint } from './metrics.ts'

/** How one class, or a mean over both, was recognised; each 0..1, a share of nothing is 0. */
export interface ClassFigures {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Stays of the class. */
  readonly support: number
}

/** What scikit-learn's `classification_report` tells, for the two outcomes. */
export interface ClassificationReport {
  readonly survived: ClassFigures
  readonly died: ClassFigures
  readonly accuracy: number
  /** Mean over the classes, each as heavy as the other. */
  readonly macro: ClassFigures
  /** Mean over the classes, each as heavy as its support. */
  readonly weighted: ClassFigures
}

/** The classification report of a confusion matrix, as scikit-learn's with `zero_division=0`. */
export function classificationReport(confusion: Confusion): ClassificationReport {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion
  const survived = classFigures({
    truePositives: trueNegatives,
    falsePositives: falseNegatives,
    trueNegatives: truePositives,
    falseNegatives: falsePositives,
  })
  const died = classFigures(confusion)
  return {
    survived,
    died,
    accuracy: operatingPoint(confusion).accuracy,
    macro: meanFigures(survived, died, 0.5),
    weighted: meanFigures(survived, died, survived.support / (survived.support + died.support)),
  }
}

function classFigures(confusion: Confusion): ClassFigures {
  const { precision, recall, f1 } = operatingPoint(confusion)
  return { precision, recall, f1, support: confusion.truePositives + confusion.falseNegatives }
}

/** @param share - of `first` */
function meanFigures(first: ClassFigures, second: ClassFigures, share: number): ClassFigures {
  const blend = (a: number, b: number) => share * a + (1 - share) * b
  return {
    precision: blend(first.precision, second.precision),
    recall: blend(first.recall, second.recall),
    f1: blend(first.f1, second.f1),
    support: first.support + second.support,
  }
}
