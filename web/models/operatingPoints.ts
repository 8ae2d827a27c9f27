import type { Curves, Operation } from '../../shared/registry/card.ts'

export type Confusion = Operation['confusion']

/** What comes of calling everyone positive whose risk is at least `threshold`. */
export interface OperatingPoint {
  readonly threshold: number
  readonly confusion: Confusion
}

interface CardOfCurves {
  readonly curves: Pick<Curves, 'decision'>
  readonly operation: Pick<Operation, 'confusion'>
}

/**
 * The counts at each threshold of the decision curve, ascending.
 *
 * @returns none where the card has no curves, or is of a format before 4, which kept no counts
 */
export function operatingPoints({ curves, operation }: CardOfCurves): readonly OperatingPoint[] {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = operation.confusion
  const deaths = truePositives + falseNegatives
  const survivors = falsePositives + trueNegatives
  return curves.decision.flatMap(({ threshold, ...called }) => {
    if (called.truePositives === undefined || called.falsePositives === undefined) return []
    const confusion = {
      truePositives: called.truePositives,
      falsePositives: called.falsePositives,
      trueNegatives: survivors - called.falsePositives,
      falseNegatives: deaths - called.truePositives,
    }
    return [{ threshold, confusion }]
  })
}

/** What a clinician asks of an operating point; null where nobody is called positive, or nobody negative. */
export interface AlertFigures {
  readonly sensitivity: number
  readonly specificity: number
  /** Positive predictive value. */
  readonly precision: number | null
  readonly negativePredictiveValue: number | null
  readonly alertsPerHundred: number
  readonly alertsPerTruePositive: number | null
}

export function alertFigures(confusion: Confusion): AlertFigures {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion
  const alerts = truePositives + falsePositives
  const silent = trueNegatives + falseNegatives
  return {
    sensitivity: truePositives / (truePositives + falseNegatives),
    specificity: trueNegatives / (trueNegatives + falsePositives),
    precision: alerts === 0 ? null : truePositives / alerts,
    negativePredictiveValue: silent === 0 ? null : trueNegatives / silent,
    alertsPerHundred: (100 * alerts) / (alerts + silent),
    alertsPerTruePositive: truePositives === 0 ? null : alerts / truePositives,
  }
}

/** The area under a curve by trapezoids. @param curve - by rising x */
export function areaUnder(curve: Curves['roc']): number {
  return curve.reduce((area, { x, y }, index) => {
    const before = curve[index - 1]
    return before === undefined ? area : area + ((x - before.x) * (y + before.y)) / 2
  }, 0)
}
