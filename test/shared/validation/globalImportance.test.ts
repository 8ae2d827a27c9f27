import { describe, expect, it } from 'vitest'
import { FAMILY } from '../../../shared/models/families.ts'
import { applyPreprocessor } from '../../../shared/preprocessing/applyPreprocessor.ts'
import { parsePreprocessor } from '../../../shared/preprocessing/preprocessor.ts'
import type { ModelArtifact } from '../../../shared/registry/artifact.ts'
import type { Column, Frame } from '../../../shared/tables/frame.ts'
import { refit } from '../../../shared/tuning/refit.ts'
import { globalImportance } from '../../../shared/validation/globalImportance.ts'
import { MADE_UP_FEATURES, madeUpGold } from '../tuning/madeUpGold.ts'
import { refitInput, search } from '../tuning/searchInMemory.ts'

const searched = search(madeUpGold({ patients: 100, seed: 3, signal: 1 }), ['logistic'])
const artifact = refit(refitInput(searched))
const { frame } = searched.study

function marginsOf({ preprocessor, model, family }: ModelArtifact, given: Frame): Float64Array {
  const matrix = applyPreprocessor(parsePreprocessor(preprocessor), given)
  return FAMILY[family].margins(FAMILY[family].parse(model), matrix)
}

/** All stays with what one of them has. */
function everyoneAs(column: Column, row: number): Column {
  return column.kind === 'number'
    ? { kind: 'number', values: new Float64Array(column.values.length).fill(column.values[row]!) }
    : { kind: 'text', values: column.values.map(() => column.values[row] ?? null) }
}

/**
 * What an input of a linear model does to each score: the score less what it is on average with the values of this input
 * that others have (Lundberg and Lee, 2017, corollary 1), by computing all of these scores.
 */
function meanMove(name: string): number {
  const column = frame.columns[name]!
  const moved = marginsOf(artifact, frame)
  for (let row = 0; row < frame.rows; row++) {
    const swapped = {
      ...frame,
      columns: { ...frame.columns, [name]: everyoneAs(column, row) },
    }
    marginsOf(artifact, swapped).forEach((margin, at) => {
      moved[at] = moved[at]! - margin / frame.rows
    })
  }
  return moved.reduce((sum, move) => sum + Math.abs(move), 0) / frame.rows
}

describe('globalImportance', () => {
  it('is how far each input of a linear model moves the scores, all of its columns together', () => {
    const { stays, inputs } = globalImportance(artifact, searched.study, 1)
    expect(stays).toBe(frame.rows)
    const found = new Map(inputs.map(({ feature, value }) => [feature, value]))
    expect(found.size).toBeGreaterThan(3)
    for (const { name } of MADE_UP_FEATURES) {
      expect([name, found.get(name) ?? 0]).toEqual([name, expect.closeTo(meanMove(name), 8)])
    }
    const values = inputs.map(({ value }) => value)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
  })

  it('puts what the deaths depend on before what they do not', () => {
    const { inputs } = globalImportance(artifact, searched.study, 1)
    const strongest = inputs.slice(0, 3).map(({ feature }) => feature)
    expect(['gcs_min', 'heart_rate_max', 'lactate_max', 'heart_rate_min']).toEqual(
      expect.arrayContaining(strongest),
    )
  })

  it('draws 500 of many stays, the same for the same seed', () => {
    const many = search(madeUpGold({ patients: 700, seed: 5, signal: 1 }), ['severity'])
    const severity = refit(refitInput(many))
    const first = globalImportance(severity, many.study, 1)
    expect(first.stays).toBe(500)
    expect(globalImportance(severity, many.study, 1)).toEqual(first)
    expect(globalImportance(severity, many.study, 2)).not.toEqual(first)
    // of OASIS, whose points are of one or the other
    expect(first.inputs.map(({ feature }) => feature)).toContain('heart_rate_max')
  })
})
