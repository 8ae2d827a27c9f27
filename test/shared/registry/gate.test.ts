import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  barred,
  decideSeen,
  decideUnseen,
  LEVEL,
  levelOf,
  lowerBound,
} from '../../../shared/registry/gate.ts'
import type {
  Contender,
  GateComparison,
  GateQuestion,
} from '../../../shared/registry/gateQuestion.ts'

const challenger: Contender = {
  version: 'bbbbbbbbbbbb',
  family: 'boosting',
  dataset: 'demo',
  basis: 'held-out',
  auroc: { value: 0.85, low: 0.81, high: 0.89 },
  predictionHours: 24,
  gapHours: 0,
  availability: 'charttime',
  featureSet: 'core',
}
const champion: Contender = { ...challenger, version: 'aaaaaaaaaaaa' }
const question: GateQuestion = {
  challenger,
  champion,
  heldOutDeaths: 150,
  oasisAuroc: 0.72,
  againstOasis: null,
  leaks: [],
}

/** A difference in AUROC with the standard error of some 4,000 patients. */
function comparison(value: number, changes: Partial<GateComparison> = {}): GateComparison {
  return {
    number: 1,
    stays: 4_200,
    patients: 4_000,
    deaths: 440,
    auroc: figure(value, 0.006),
    auprc: figure(0, 0.02),
    calibrationError: figure(0, 0.004),
    groups: [],
    ...changes,
  }
}

function figure(value: number, standardError: number) {
  const margin = 1.96 * standardError
  const difference = { value, low: value - margin, high: value + margin }
  return { challenger: 0.5 + value, champion: 0.5, difference, standardError }
}

describe('barred', () => {
  it('lets none serve whose features know the future, not even a first one', () => {
    const leaks = ['los_icu_days', 'age']
    for (const serving of [champion, null]) {
      const verdict = barred({ ...question, champion: serving, leaks })
      expect(verdict?.decision).toBe('keep')
      expect(verdict?.reason).toContain('los_icu_days and 1 more moved')
    }
  })

  it('lets no retrospective version serve, not even a first one', () => {
    const retrospective = { ...challenger, featureSet: 'retrospective' as const }
    for (const serving of [champion, null]) {
      const verdict = barred({ ...question, challenger: retrospective, champion: serving })
      expect(verdict).toEqual({ decision: 'keep', reason: expect.stringContaining('discharge') })
    }
  })

  it('keeps the champion that was trained again, byte for byte', () => {
    const verdict = barred({ ...question, challenger: champion })
    expect(verdict).toEqual({ decision: 'keep', reason: expect.stringContaining('byte for byte') })
  })

  it('bars no other', () => {
    expect(barred(question)).toBeUndefined()
    expect(barred({ ...question, champion: null })).toBeUndefined()
  })
})

describe('decideUnseen', () => {
  it('promotes a first version, saying what is known of it and what is not', () => {
    const verdict = decideUnseen({
      ...question,
      challenger: { ...challenger, auroc: { value: 0.612, low: 0.45, high: 0.77 } },
      champion: null,
      heldOutDeaths: 6,
      againstOasis: { value: -0.1, low: -0.25, high: 0.05 },
    })
    expect(verdict?.decision).toBe('promote')
    expect(verdict?.reason).toContain('61 % of pairs (95 % interval 45 % to 77 %; 50 % is chance)')
    expect(verdict?.reason).toContain('do not show it to be better than the OASIS score, nor worse')
    expect(verdict?.reason).toContain(
      'Only 6 of the patients kept aside for testing died: insufficient evidence to confirm it',
    )
  })

  it('says when a first version is worse than OASIS', () => {
    const againstOasis = { value: -0.1, low: -0.2, high: -0.01 }
    const verdict = decideUnseen({ ...question, champion: null, againstOasis })
    expect(verdict?.decision).toBe('promote')
    expect(verdict?.reason).toContain('worse than the OASIS score')
  })

  it('says of OASIS recalibrated that it ranks as OASIS does, and whose the estimate is', () => {
    const auroc = { value: 0.65, low: 0.45, high: 0.82 }
    const severity = { ...challenger, family: 'severity' as const, basis: 'bbc-cv' as const, auroc }
    // paired, and below 0 throughout: of the search, not of the score. 0.65 + 0.06 is not what the card says of OASIS
    const againstOasis = { value: -0.06, low: -0.12, high: -0.01 }
    const { reason } = decideUnseen({
      ...question,
      challenger: severity,
      champion: null,
      againstOasis,
    }) ?? { reason: '' }
    expect(reason).toContain('It is the OASIS score')
    expect(reason).toContain(
      'OASIS ranks a patient who died above one who survived in 72 % of pairs',
    )
    expect(reason).toMatch(
      /The search as a whole, .* an estimated 65 % \(95 % interval 45 % to 82 %/,
    )
    expect(reason).not.toContain('worse')

    const heldOut = { ...severity, basis: 'held-out' as const }
    expect(decideUnseen({ ...question, challenger: heldOut, champion: null })?.reason).toMatch(
      /ranks patients as that does.*It ranks a patient who died .* in an estimated 65 %/,
    )
  })

  it('has not enough evidence below 100 held-out deaths', () => {
    expect(decideUnseen({ ...question, heldOutDeaths: 99 })).toEqual({
      decision: 'insufficient-evidence',
      reason: expect.stringContaining('Only 99 of the patients kept aside'),
    })
    expect(decideUnseen({ ...question, heldOutDeaths: 100 })).toBeUndefined()
  })

  it.each([
    ['is of another dataset', { dataset: 'other' }, 'dataset other'],
    ['was trained on all patients', { basis: 'bbc-cv' as const }, 'trained on all patients'],
    ['predicts at another time', { predictionHours: 48 }, 'at 48 h'],
    ['leaves out other deaths', { gapHours: 6 }, 'next 6 h'],
    ['counts events otherwise', { availability: 'storetime' as const }, 'their storetime'],
  ])('asks a person where the champion %s', (_, changes, named) => {
    const verdict = decideUnseen({ ...question, champion: { ...champion, ...changes } })
    expect(verdict).toEqual({ decision: 'manual', reason: expect.stringContaining(named) })
  })

  it('asks a person where the champion cannot be read', () => {
    const unreadable = { version: 'aaaaaaaaaaaa', unreadable: 'its card is missing' }
    expect(decideUnseen({ ...question, champion: unreadable })).toEqual({
      decision: 'manual',
      reason: expect.stringContaining('its card is missing'),
    })
  })

  it('does not take patients for held out that neither model was kept from', () => {
    const small = { ...challenger, basis: 'bbc-cv' as const }
    const verdict = decideUnseen({
      ...question,
      challenger: small,
      champion: { ...small, version: 'aaaaaaaaaaaa' },
      heldOutDeaths: 6,
    })
    expect(verdict?.decision).toBe('insufficient-evidence')
  })
})

describe('decideSeen', () => {
  it.each([
    [0.02, 'promote'],
    [0.013, 'promote'],
    [0.011, 'keep'],
    [0, 'keep'],
    [-0.03, 'keep'],
  ])('with a difference of %d and a standard error of 0.006: %s', (value, decision) => {
    expect(decideSeen(comparison(value)).decision).toBe(decision)
  })

  it('says how many were compared, and asks the more of a model the more were', () => {
    const first = decideSeen(comparison(0.02))
    const tenth = decideSeen(comparison(0.019, { number: 10 }))
    expect([first.decision, tenth.decision]).toEqual(['promote', 'keep'])
    expect(tenth.reason).toContain('comparison 10')
  })

  it('keeps a champion whose risks are truer', () => {
    const worse = decideSeen(comparison(0.03, { calibrationError: figure(0.012, 0.004) }))
    expect(worse).toEqual({ decision: 'keep', reason: expect.stringContaining('less true') })
    const alike = decideSeen(comparison(0.03, { calibrationError: figure(0.008, 0.004) }))
    expect(alike.decision).toBe('promote')
  })

  it.each([
    ['fails', -0.09, 0.02, 'keep', '"sex: F" (90 deaths)'],
    ['may fail, for all that so few patients tell,', -0.09, 0.05, 'promote', 'takes over'],
    ['serves a little worse', -0.04, 0.01, 'promote', 'takes over'],
  ])('of a model that %s some patients', (_, value, standardError, decision, named) => {
    const group = { name: 'sex: F', rows: 900, deaths: 90, ...figure(value, standardError) }
    const verdict = decideSeen(comparison(0.03, { groups: [group] }))
    expect(verdict).toEqual({ decision, reason: expect.stringContaining(named) })
  })
})

describe('levelOf', () => {
  it('spends no more than 5 % on all comparisons of a test set together', () => {
    let spent = 0
    for (let number = 1; number <= 10_000; number++) spent += levelOf(number)
    expect(spent).toBeLessThan(LEVEL)
    expect(spent).toBeGreaterThan(0.99 * LEVEL)
  })

  it('makes the first comparison one at 2 %: the lower end of a 96 % interval', () => {
    // SciPy: norm.ppf(0.98)
    const quantile = 2.0537489106318225
    fc.assert(
      fc.property(fc.double({ min: -0.1, max: 0.1, noNaN: true }), value => {
        const { auroc } = comparison(value)
        const bound = auroc.difference.value - quantile * auroc.standardError
        expect(lowerBound({ auroc, number: 1 })).toBeCloseTo(bound, 8)
      }),
    )
  })
})
