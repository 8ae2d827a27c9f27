import { describe, expect, it } from 'vitest'
import { modelArtifact } from '../../../shared/registry/artifact.ts'
import { serialiseArtifact } from '../../../shared/registry/serialiseArtifact.ts'
import { refit } from '../../../shared/tuning/refit.ts'
import { madeUpGold } from '../tuning/madeUpGold.ts'
import { refitInput, search } from '../tuning/searchInMemory.ts'

describe('serialiseArtifact', () => {
  const artifact = refit(
    refitInput(search(madeUpGold({ patients: 60, seed: 1, signal: 1 }), ['severity'])),
  )

  it('does not depend on the order of keys', () => {
    const reversed = Object.fromEntries(Object.entries(artifact).toReversed())
    expect(serialiseArtifact(modelArtifact.parse(reversed))).toBe(serialiseArtifact(artifact))
  })

  it('refuses a NaN, naming its place', () => {
    const broken = { ...artifact, model: { slope: Number.NaN } }
    expect(() => serialiseArtifact(broken)).toThrow('model.model.slope is NaN')
  })

  it('refuses what JSON would write as something else', () => {
    const broken = { ...artifact, model: { weights: Float64Array.of(1) } }
    expect(() => serialiseArtifact(broken)).toThrow('model.model.weights is [object Float64Array]')
  })
})
