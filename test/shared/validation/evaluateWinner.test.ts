import { describe, expect, it } from 'vitest'
import { auroc, brier } from '../../../shared/evaluation/metrics.ts'
import { sapsiiComponents, sapsiiProbability } from '../../../shared/features/sapsii.ts'
import { scorePoints, scoreSums } from '../../../shared/features/severityScore.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { refit } from '../../../shared/tuning/refit.ts'
import { artifactProbabilities } from '../../../shared/validation/artifactProbabilities.ts'
import { compareOnHeldOut } from '../../../shared/validation/compareOnHeldOut.ts'
import { madeUpGold } from '../tuning/madeUpGold.ts'
import { refitInput, search } from '../tuning/searchInMemory.ts'
import { evaluateSearched } from './evaluateSearched.ts'

const small = madeUpGold({ patients: 120, seed: 1, signal: 1 })

function numbersOf(frame: Frame, name: string): Float64Array {
  const column = frame.columns[name]
  return column?.kind === 'number' ? column.values : new Float64Array()
}

describe('evaluateWinner', () => {
  it('judges few deaths by corrected cross-validation, beside OASIS, and says so', () => {
    const searched = search(small)
    const evaluation = evaluateSearched(searched)
    const { metrics, baseline, difference } = evaluation
    expect(metrics).toMatchObject({ basis: 'bbc-cv', rows: small.rows, patients: 120 })
    expect(baseline.metrics).toMatchObject({ basis: 'bbc-cv', rows: small.rows, patients: 120 })
    expect(metrics.auroc.value).toBeGreaterThan(0.6)
    expect(difference.auroc.value).toBeCloseTo(
      metrics.auroc.value - baseline.metrics.auroc.value,
      1,
    )
    expect(evaluation.winnerSelected).toBeGreaterThan(0)
    const { truePositives, falseNegatives } = evaluation.confusion
    expect(truePositives + falseNegatives).toBe(metrics.positives)
    expect(evaluation.curves.reliability.reduce((sum, bin) => sum + bin.count, 0)).toBe(small.rows)
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation)
  })

  it('stands beside SAPS-II and SOFA as published, and marks what only hindsight knows', () => {
    const { otherBaselines } = evaluateSearched(search(small))
    expect(otherBaselines.map(({ name, hindsight }) => [name, hindsight])).toEqual([
      ['sapsii', false],
      ['sapsii-retrospective', true],
      ['sofa', false],
    ])
    const [strict, , sofa] = otherBaselines
    // made-up gold has what scores of age, heart rate and coma ask for
    const points = scoreSums(scorePoints(sapsiiComponents('strict'), small))
    const labels = numbersOf(small, 'hospital_expire_flag')
    expect(strict?.auroc.value).toBe(auroc(labels, points))
    expect(strict?.brier?.value).toBe(brier(labels, points.map(sapsiiProbability)))
    expect(sofa?.auroc.low).toBeLessThan(sofa?.auroc.value ?? 0)
    expect([sofa?.brier, sofa?.logLoss]).toEqual([null, null])
  })

  it('gives the same figures again', () => {
    expect(evaluateSearched(search(small), { resamples: 50 })).toEqual(
      evaluateSearched(search(small), { resamples: 50 }),
    )
  })

  it('reports no better than chance where there is nothing to learn', () => {
    const values = [11, 12, 13].map(
      seed =>
        evaluateSearched(search(madeUpGold({ patients: 90, seed, signal: 0 }))).metrics.auroc.value,
    )
    expect((values[0] ?? 0) / 3 + (values[1] ?? 0) / 3 + (values[2] ?? 0) / 3).toBeLessThan(0.56)
  })

  it('judges many deaths once, on the patients that the study never saw', () => {
    const large = madeUpGold({ patients: 1300, seed: 2, signal: 1 })
    const searched = search(large, ['severity', 'logistic'])
    const { heldOut, study } = searched
    expect(heldOut).not.toBeNull()
    if (heldOut === null) return
    const seen = new Set(study.patients)
    expect([...heldOut.patients].filter(patient => seen.has(patient))).toEqual([])

    const { metrics, baseline, difference } = evaluateSearched(searched)
    const artifact = refit(refitInput(searched))
    const probabilities = artifactProbabilities(artifact, large, heldOut.rows)
    expect(metrics.basis).toBe('held-out')
    expect(metrics.rows).toBe(heldOut.rows.length)
    expect(metrics.auroc.value).toBe(auroc(heldOut.labels, probabilities))
    expect(difference.auroc.value).toBeCloseTo(
      metrics.auroc.value - baseline.metrics.auroc.value,
      2,
    )

    const oasis = refit(refitInput(search(large, ['severity'])))
    const better = compareOnHeldOut(artifact, oasis, heldOut, { seed: 1, resamples: 200 })
    expect(better).toMatchObject({
      stays: heldOut.rows.length,
      deaths: heldOut.labels.reduce((sum, label) => sum + label, 0),
      auroc: { challenger: metrics.auroc.value },
    })
    if ('obstacle' in better) throw new Error(better.obstacle)
    expect(better.auroc.difference.low).toBeGreaterThan(0)
    const groups = better.groups.map(({ name }) => name)
    expect(groups).toContain('insurance: Medicare')
    expect(groups).toContain('age: 45 to 64')

    // a champion that wants what these data lack
    const { lactate_max: _, ...columns } = heldOut.frame.columns
    const lacking = { ...heldOut, frame: { ...heldOut.frame, columns } }
    expect(compareOnHeldOut(oasis, artifact, lacking, { seed: 1, resamples: 5 })).toEqual({
      obstacle: expect.stringContaining('lactate_max'),
    })
  })
})
