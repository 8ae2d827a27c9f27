import { describe, expect, it } from 'vitest'
import { decide, type GateEvidence } from '../../../shared/registry/gate.ts'

const champion = { version: 'aaaaaaaaaaaa', auroc: { value: 0.84, low: 0.8, high: 0.88 } }
const challenger = { version: 'bbbbbbbbbbbb', auroc: { value: 0.85, low: 0.81, high: 0.89 } }

function evidence(low: number, high: number, heldOutDeaths = 150): GateEvidence {
  return {
    heldOutDeaths,
    difference: { value: (low + high) / 2, low, high },
    againstOasis: null,
    leaks: [],
  }
}

describe('decide', () => {
  it('promotes a first version, saying what is known of it and what is not', () => {
    const { decision, reason } = decide({
      challenger: { version: 'b', auroc: { value: 0.612, low: 0.45, high: 0.77 } },
      champion: null,
      evidence: {
        heldOutDeaths: 6,
        difference: null,
        againstOasis: { value: -0.1, low: -0.25, high: 0.05 },
        leaks: [],
      },
    })
    expect(decision).toBe('promote')
    expect(reason).toContain('61 % of pairs (95 % interval 45 % to 77 %; 50 % is chance)')
    expect(reason).toContain('do not show it to be better than the OASIS score, nor worse')
    expect(reason).toContain('Only 6 of the patients kept aside for testing died')
  })

  it('says when a first version is worse than OASIS', () => {
    const { decision, reason } = decide({
      challenger,
      champion: null,
      evidence: {
        heldOutDeaths: 6,
        difference: null,
        againstOasis: { value: -0.1, low: -0.2, high: -0.01 },
        leaks: [],
      },
    })
    expect(decision).toBe('promote')
    expect(reason).toContain('worse than the OASIS score')
  })

  it('promotes none whose features know the future, not even a first one', () => {
    const known = { ...evidence(0.1, 0.2), leaks: ['los_icu_days', 'age'] }
    for (const serving of [champion, null]) {
      const { decision, reason } = decide({ challenger, champion: serving, evidence: known })
      expect(decision).toBe('keep')
      expect(reason).toContain('los_icu_days and 1 more moved')
    }
  })

  it('has not enough evidence below 100 held-out deaths, however good the figures', () => {
    const question = { challenger, champion, evidence: evidence(0.1, 0.2, 99) }
    expect(decide(question)).toEqual({
      decision: 'insufficient-evidence',
      reason: expect.stringContaining('Only 99 of the patients kept aside'),
    })
    expect(decide({ ...question, evidence: evidence(0.1, 0.2, 100) }).decision).toBe('promote')
  })

  it.each([
    [0.01, 0.05, 'promote'],
    [-0.019, 0.03, 'promote'],
    [-0.021, 0.06, 'keep'],
    [-0.06, -0.03, 'keep'],
  ])('with a difference of %d to %d: %s', (low, high, decision) => {
    expect(decide({ challenger, champion, evidence: evidence(low, high) }).decision).toBe(decision)
  })

  it('keeps the champion where the two were not compared, or the interval is unknown', () => {
    const notCompared = { heldOutDeaths: 150, difference: null, againstOasis: null, leaks: [] }
    expect(decide({ challenger, champion, evidence: notCompared }).decision).toBe('keep')
    const unknown = { ...notCompared, difference: { value: 0.1, low: null, high: null } }
    expect(decide({ challenger, champion, evidence: unknown }).decision).toBe('keep')
  })

  it('keeps the champion that was trained again, byte for byte', () => {
    const again = decide({ challenger: champion, champion, evidence: evidence(0, 0) })
    expect(again).toEqual({ decision: 'keep', reason: expect.stringContaining('byte for byte') })
  })
})
