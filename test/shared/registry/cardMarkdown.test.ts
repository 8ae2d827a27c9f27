import { describe, expect, it } from 'vitest'
import type { ModelCard } from '../../../shared/registry/card.ts'
import { cardMarkdown, findings } from '../../../shared/registry/cardMarkdown.ts'
import { metricsOf, sampleFeature, samplePublication } from './sampleVersion.ts'

function card(changes: Partial<ModelCard> = {}): ModelCard {
  return { ...samplePublication(1).card, version: '0123456789ab', ...changes }
}

const oasis = (value: number) => ({
  name: 'oasis' as const,
  description: 'OASIS',
  metrics: metricsOf({ value, low: null, high: null }),
})

const textsOf = (of: ModelCard) => findings(of).map(({ text }) => text)

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
    ])
  })

  it('claims to be better than OASIS only where the whole interval is', () => {
    const metrics = metricsOf({ value: 0.8, low: 0.78, high: 0.82 }, 400)
    expect(textsOf(card({ metrics, baseline: oasis(0.75) }))).toEqual([
      'It does better than OASIS on the same patients: AUROC 0.800 (0.780–0.820) against 0.750.',
    ])
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

  it('keeps a bar in a description inside its table cell', () => {
    const features = [{ ...sampleFeature('x'), description: 'a | b' }]
    expect(cardMarkdown(card({ features }))).toContain('| `x` | a \\| b | – | 25 % |')
  })
})
