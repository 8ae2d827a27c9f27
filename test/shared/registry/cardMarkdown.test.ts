import { describe, expect, it } from 'vitest'
import type { ModelCard } from '../../../shared/registry/card.ts'
import { cardMarkdown, findings } from '../../../shared/registry/cardMarkdown.ts'
import { metricsOf, sampleFeature, sampleProof, samplePublication } from './sampleVersion.ts'

function card(changes: Partial<ModelCard> = {}): ModelCard {
  return { ...samplePublication(1).card, version: '0123456789ab', ...changes }
}

const oasis = (value: number) => ({
  name: 'oasis' as const,
  description: 'OASIS',
  metrics: metricsOf({ value, low: null, high: null }),
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
    expect(said).toContain('OASIS, a published score, does at least as well')
    expect(said).toContain('0.600 (0.450–0.750) against 0.720 (0.600–0.830)')
    expect(said).toContain('not shown to be better than a coin')
    expect(said).toContain('The evidence is thin: 29 deaths among 105 stays')
  })

  it('calls a lead that the interval does not bear out what it may be: chance', () => {
    const metrics = metricsOf({ value: 0.8, low: 0.7, high: 0.9 }, 400)
    expect(textsOf(card({ metrics, baseline: oasis(0.75) }))).toEqual([
      expect.stringContaining('this may be chance'),
      ...LEAKAGE,
    ])
  })

  it('claims to be better than OASIS only where the whole interval is', () => {
    const metrics = metricsOf({ value: 0.8, low: 0.78, high: 0.82 }, 400)
    expect(textsOf(card({ metrics, baseline: oasis(0.75) }))).toEqual([
      'It does better than OASIS on the same patients: AUROC 0.800 (0.780–0.820) against 0.750.',
      ...LEAKAGE,
    ])
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
    expect(cardMarkdown(card({ availability }))).toContain(
      '0.600; by the time they were stored: unknown',
    )
  })

  it('admits that the family `severity` is OASIS', () => {
    expect(textsOf(card({ family: 'severity' }))[0]).toContain('This is OASIS itself')
  })
})

describe('cardMarkdown', () => {
  it('opens with what the model is not for and lists every limit', () => {
    const text = cardMarkdown(card({ limits: ['One limit.', 'Another.'] }))
    expect(text).toMatch(/^# In-hospital mortality, version 0123456789ab\n\n\*\*A research tool\./)
    expect(text).toContain('- One limit.\n- Another.')
  })

  it('prints in bold what nobody may overlook', () => {
    expect(cardMarkdown(card())).toMatch(/^- \*\*OASIS, a published score, .*\*\*$/m)
    expect(cardMarkdown(card())).toMatch(/^- \*\*The evidence is thin: .*\*\*$/m)
  })

  it('says which way the figures were measured', () => {
    expect(cardMarkdown(card())).toContain('BBC-CV')
    const metrics = {
      ...metricsOf({ value: 0.8, low: 0.7, high: 0.9 }),
      basis: 'held-out' as const,
    }
    expect(cardMarkdown(card({ metrics }))).toContain('Measured once on patients')
  })

  it('shows other published scores, and no Brier score where there is no probability', () => {
    expect(cardMarkdown(card())).toContain(
      '| SOFA as published | 0.690 (0.570–0.800) | 0.450 (0.300–0.620) | – | – |',
    )
  })

  it('lists every kind of mutation, and what it moved though it may not', () => {
    const text = cardMarkdown(card({ leakage: sampleProof('age') }))
    expect(text).toContain('| CHARTEVENTS moved | 300 | age |')
    expect(text).toContain('| DIAGNOSES_ICD changed | 200 | nothing |')
    expect(text).toContain('| within the window: LABEVENTS deleted | 200 | nothing |')
    expect(text).toContain('Never read: DRGCODES, CPTEVENTS.')
  })

  it('keeps a bar in a description inside its table cell', () => {
    const features = [{ ...sampleFeature('x'), description: 'a | b' }]
    expect(cardMarkdown(card({ features }))).toContain('| `x` | a \\| b | – | 25 % |')
  })
})
