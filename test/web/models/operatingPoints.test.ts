import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decisionCurve,
  precisionRecallCurve,
  reliabilityCurve,
  rocCurve,
} from '../../../shared/evaluation/curves.ts'
import { auroc, confusionAt } from '../../../shared/evaluation/metrics.ts'
import { alertFigures, areaUnder, operatingPoints } from '../../../web/models/operatingPoints.ts'

/** The curves of predictions as a card holds them. */
function cardOf(labels: readonly number[], probabilities: Float64Array) {
  return {
    curves: {
      roc: rocCurve(labels, probabilities).map(point => ({
        x: point.falsePositiveRate,
        y: point.truePositiveRate,
      })),
      precisionRecall: precisionRecallCurve(labels, probabilities).map(point => ({
        x: point.recall,
        y: point.precision,
      })),
      reliability: reliabilityCurve(labels, probabilities).map(bin => ({
        predicted: bin.meanPredicted,
        observed: bin.observed,
        low: 0,
        high: 1,
        count: bin.rows,
      })),
      decision: decisionCurve(labels, probabilities).map(({ netBenefit, ...point }) => ({
        ...point,
        netBenefit: { value: netBenefit, low: null, high: null },
      })),
    },
    operation: { confusion: confusionAt(labels, probabilities, 0.5) },
  }
}

const stays = fc
  .array(fc.record({ died: fc.boolean(), risk: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    minLength: 2,
    maxLength: 400,
  })
  .filter(rows => new Set(rows.map(({ died }) => died)).size === 2)
  .map(rows => ({
    labels: rows.map(({ died }) => Number(died)),
    probabilities: Float64Array.from(rows, ({ risk }) => risk),
  }))

describe('operatingPoints', () => {
  it('counts at each threshold what the predictions themselves give', () => {
    fc.assert(
      fc.property(stays, ({ labels, probabilities }) => {
        const points = operatingPoints(cardOf(labels, probabilities))
        expect(points).toHaveLength(99)
        for (const { threshold, confusion } of points) {
          expect({ threshold, confusion }).toEqual({
            threshold,
            confusion: confusionAt(labels, probabilities, threshold),
          })
        }
      }),
    )
  })

  it('has nothing to say of a card without counts', () => {
    const { curves, operation } = cardOf([0, 1], Float64Array.of(0.2, 0.7))
    const decision = curves.decision.map(({ threshold, netBenefit, treatAll }) => ({
      threshold,
      netBenefit,
      treatAll,
    }))
    expect(operatingPoints({ curves: { decision }, operation })).toEqual([])
    expect(operatingPoints({ curves: { decision: [] }, operation })).toEqual([])
  })
})

describe('alertFigures', () => {
  it('gives what a table of two by two gives by hand', () => {
    expect(
      alertFigures({
        truePositives: 15,
        falsePositives: 30,
        trueNegatives: 45,
        falseNegatives: 10,
      }),
    ).toEqual({
      sensitivity: 0.6,
      specificity: 0.6,
      precision: 1 / 3,
      negativePredictiveValue: 45 / 55,
      alertsPerHundred: 45,
      alertsPerTruePositive: 3,
    })
  })

  it('divides by nobody where nobody is called positive, or nobody negative', () => {
    const none = { truePositives: 0, falsePositives: 0, trueNegatives: 8, falseNegatives: 2 }
    expect(alertFigures(none)).toMatchObject({ precision: null, alertsPerTruePositive: null })
    const everyone = { truePositives: 2, falsePositives: 8, trueNegatives: 0, falseNegatives: 0 }
    expect(alertFigures(everyone)).toMatchObject({ negativePredictiveValue: null })
  })
})

describe('areaUnder', () => {
  it('is the AUROC of a whole ROC curve', () => {
    fc.assert(
      fc.property(stays, ({ labels, probabilities }) => {
        const { curves } = cardOf(labels, probabilities)
        expect(areaUnder(curves.roc)).toBeCloseTo(auroc(labels, probabilities), 10)
      }),
    )
  })
})
