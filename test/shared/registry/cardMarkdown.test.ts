import { describe, expect, it } from 'vitest'
import type { ModelCard } from '../../../shared/registry/card.ts'
import { cardMarkdown } from '../../../shared/registry/cardMarkdown.ts'
import { metricsOf, sampleFeature, sampleProof, samplePublication } from './sampleVersion.ts'

function card(changes: Partial<ModelCard> = {}): ModelCard {
  return { ...samplePublication(1).card, version: '0123456789ab', ...changes }
}

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
    expect(cardMarkdown(card())).toContain('not corrected for having searched')
    expect(cardMarkdown(card())).toContain(
      '(6 would be among those kept for testing, 100 are needed)',
    )
    expect(cardMarkdown(card())).toContain('| metric | what the search chooses | OASIS |')
    const metrics = {
      ...metricsOf({ value: 0.8, low: 0.7, high: 0.9 }),
      basis: 'held-out' as const,
    }
    const heldOut = cardMarkdown(card({ metrics }))
    expect(heldOut).toContain('Measured once on patients')
    expect(heldOut).not.toContain('not corrected')
    expect(heldOut).toContain('| metric | this model | OASIS |')
  })

  it('says how many resamples are behind the intervals, and how many could not be used', () => {
    const { evidence } = card()
    const text = cardMarkdown(card({ evidence: { ...evidence, resamples: 2000, redrawn: 7 } }))
    expect(text).toContain('95 % intervals of 2000 resamples by patient (7 more held')
    expect(cardMarkdown(card({ evidence: { ...evidence, redrawn: 0 } }))).not.toContain(
      'drawn again',
    )
  })

  it('shows other published scores, and no Brier score where there is no probability', () => {
    expect(cardMarkdown(card())).toContain(
      '| SOFA as published | 0.690 (0.570–0.800) | 0.450 (0.300–0.620) | – | – |',
    )
  })

  it('lists what moves the score, and nothing of it where the card is older', () => {
    const text = cardMarkdown(card())
    expect(text).toContain('on average over 105 stays')
    expect(text).toContain('| age | `age` | 0.420 |')
    const { importance: _, ...older } = card()
    expect(cardMarkdown({ ...older, format: 3 })).not.toContain('What moves its score')
  })

  it('sums up what was changed table by table, and names what moved though it may not', () => {
    const proof = sampleProof('age')
    const byKind = { ...proof.future.byKind, 'CHARTEVENTS deleted': 40, 'CHARTEVENTS inserted': 2 }
    const text = cardMarkdown(card({ leakage: { ...proof, future: { ...proof.future, byKind } } }))
    expect(text).toContain('| CHARTEVENTS moved | 300 | **age** |')
    expect(text).toContain('| CHARTEVENTS | 42 | nothing |')
    expect(text).toContain('| DIAGNOSES_ICD | 200 | nothing |')
    expect(text).toContain('| within the window: LABEVENTS | 200 | nothing |')
    expect(text).toContain('Never read: DRGCODES, CPTEVENTS.')
  })

  it('tells what became of the trials of each family, also of one that completed none', () => {
    const none = { value: null, standardError: null, parameters: {} }
    const { leaderboard } = card()
    const failed = { family: 'boosting' as const, trials: 3, pruned: 1, failed: 2, ...none }
    const text = cardMarkdown(card({ leaderboard: [...leaderboard, failed] }))
    expect(text).toContain('33 trials: 21 complete, 9 stopped early')
    expect(text).toContain('| `logistic` | 30 | 8 | 1 | 0.620 | 0.060 |')
    expect(text).toContain('| `boosting` | 3 | 1 | 2 | – | – |')
  })

  it('keeps a bar in a description inside its table cell', () => {
    const features = [{ ...sampleFeature('x'), description: 'a | b' }]
    expect(cardMarkdown(card({ features }))).toContain('| `x` | a \\| b | – | 25 % |')
  })

  it('shows subgroups, and why there are no figures of some', () => {
    const auroc = { value: 0.8, low: 0.7, high: 0.9 }
    const text = cardMarkdown(
      card({
        subgroups: [
          {
            by: 'sex',
            groups: [
              {
                group: 'F',
                stays: 50,
                patients: 40,
                deaths: 12,
                suppressed: null,
                figures: {
                  auroc,
                  observedToExpected: { value: 1.1, low: 0.8, high: 1.4 },
                  sensitivity: auroc,
                  specificity: auroc,
                  redrawn: 3,
                },
              },
              {
                group: 'M',
                stays: null,
                patients: null,
                deaths: null,
                suppressed: 'fewer than 10 patients',
                figures: null,
              },
            ],
          },
        ],
      }),
    )
    expect(text).toContain(
      '| Sex: F | 50 | 40 | 12 | 0.800 (0.700–0.900) | 1.100 (0.800–1.400) | 0.800 (0.700–0.900) | 0.800 (0.700–0.900) |',
    )
    expect(text).toContain('Not shown, with fewer than 10 patients: Sex: M.')
    expect(text).toContain('of the group only, and were drawn again: Sex: F (3).')
  })

  it('says that a slope is not estimable rather than printing one', () => {
    const { operation } = card()
    expect(cardMarkdown(card({ operation: { ...operation, calibration: null } }))).toContain(
      'slope and intercept are not estimable',
    )
  })
})
