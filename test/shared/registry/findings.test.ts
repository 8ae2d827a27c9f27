import { describe, expect, it } from 'vitest'
import type { ModelCard } from '../../../shared/registry/card.ts'
import { findings } from '../../../shared/registry/findings.ts'
import { metricsOf, sampleProof, samplePublication } from './sampleVersion.ts'

function card(changes: Partial<ModelCard> = {}): ModelCard {
  return { ...samplePublication(1).card, version: '0123456789ab', ...changes }
}

const against = (value: number, low: number, high: number) => ({
  ...card().evidence,
  againstBaseline: { value, low, high },
})

const textsOf = (of: ModelCard) => findings(of).map(({ text }) => text)

/** What is said of every card. */
const LEAKAGE = [
  expect.stringContaining('Leakage proof: 500 random changes'),
  expect.stringContaining('differs by −0.010 (−0.030 to +0.010)'),
]

describe('findings', () => {
  it('says that OASIS is better, that chance is not excluded, and that the evidence is thin', () => {
    const said = textsOf(card()).join('\n')
    expect(said).toContain(
      'OASIS, a published score, does at least as well: AUROC 0.600 (0.450–0.750) against 0.720 (0.600–0.830)',
    )
    expect(said).toContain('not shown to be better than a coin')
    expect(said).toContain('The evidence is thin: 29 deaths among 105 stays')
  })

  it('calls a lead that the paired interval does not bear out what it may be: chance', () => {
    const metrics = metricsOf({ value: 0.8, low: 0.78, high: 0.82 }, 400)
    expect(textsOf(card({ metrics, evidence: against(0.02, -0.01, 0.05) }))).toEqual([
      expect.stringContaining('It is not shown to be better than OASIS'),
      ...LEAKAGE,
    ])
  })

  it('claims to be better than OASIS where the whole paired interval is, however wide the two are', () => {
    const metrics = metricsOf({ value: 0.8, low: 0.6, high: 0.9 }, 400)
    expect(textsOf(card({ metrics, evidence: against(0.08, 0.01, 0.15) }))).toEqual([
      expect.stringMatching(/^It does better than OASIS: .* a difference of \+0.080/),
      ...LEAKAGE,
    ])
  })

  it('says in plain words that OASIS does better', () => {
    const worse = findings(card({ evidence: against(-0.1, -0.2, -0.01) }))[0]
    expect(worse?.text).toMatch(/^OASIS, a published score, does better: .*Nothing is gained/)
    expect(worse?.warning).toBe(true)
  })

  it('says which way its risks are off, and that it cannot tell where deaths are few', () => {
    const { operation } = card()
    const off = {
      slope: { value: 0.6, low: 0.4, high: 0.8 },
      intercept: { value: -0.5, low: -0.9, high: -0.1 },
    }
    expect(textsOf(card({ operation: { ...operation, calibration: off } }))).toContainEqual(
      expect.stringContaining(
        'it predicts too many deaths, and its high risks are too high and its low ones too low',
      ),
    )
    expect(textsOf(card({ operation: { ...operation, calibration: null } }))).toContainEqual(
      expect.stringContaining('a calibration slope is not estimable'),
    )
  })

  it('warns of features that know the future, and of windows that hear of others', () => {
    const leaking = findings(card({ leakage: sampleProof('los_icu_days', 'age') }))
    expect(leaking).toContainEqual({
      text: expect.stringContaining('It knows the future: los_icu_days, age moved'),
      warning: true,
    })
    const { window, ...proof } = sampleProof()
    const inexact = { ...proof, window: { ...window, exact: 199 } }
    expect(findings(card({ leakage: inexact }))).toContainEqual({
      text: expect.stringContaining('of 200 changes of what counts within the window 199 moved'),
      warning: true,
    })
  })

  it('says nothing of the time of storage where it could not be compared', () => {
    const auroc = { charttime: 0.6, storetime: null }
    const availability = { used: 'charttime' as const, auroc, difference: null }
    expect(textsOf(card({ availability })).join()).not.toContain('stored')
  })

  it('says first of a model that its study did not choose that it did not', () => {
    expect(findings(card({ role: 'best-trees' }))[0]).toEqual({
      text: expect.stringContaining('Its study did not choose this model'),
      warning: true,
    })
  })

  it('admits that the family `severity` is OASIS', () => {
    const [is, chance] = textsOf(card({ family: 'severity' }))
    expect(is).toMatch(/^This is OASIS itself.* ranks patients as OASIS does/)
    expect(is).toContain('AUROC of OASIS as published 0.720 (0.600–0.830); the 0.600 (0.450–0.750)')
    expect(is).toContain('the search as a whole, which chose OASIS in 40 % of the resamples')
    expect(is).not.toContain('worse')
    expect(chance).toContain('The interval of the search as a whole includes 0.5')
  })
})
