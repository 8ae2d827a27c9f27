import { describe, expect, it } from 'vitest'
import { isWhole, type Report, type ReportDetail } from '../../../cli/report/report.ts'
import { reportLines } from '../../../cli/report/reportLines.ts'
import type { ModelCard } from '../../../shared/registry/card.ts'
import { samplePublication } from '../../shared/registry/sampleVersion.ts'

function card(version: string): ModelCard {
  return { ...samplePublication(1).card, version }
}

const report: Report = {
  dataset: 'second',
  runId: 'train-second-1',
  seconds: { promote: 1, gold: 1, study: 1, publish: 1, total: 4 },
  trainedBefore: null,
  tables: {},
  quality: null,
  ignored: [],
  warnings: [],
  cohort: null,
  study: null,
  published: { version: 'bbbbbbbbbbbb', family: 'logistic', serves: false },
  champion: null,
  baseline: null,
  otherBaselines: [],
  gate: { decision: 'manual', reason: 'The current one is of the dataset first.' },
  approval: { until: '2026-03-08T00:00:00.000Z', command: 'curl -s http://host/approve' },
  prediction: null,
  url: 'http://host/api/ui',
}

function textOf(changes: Partial<ReportDetail>): string {
  return reportLines({ report, published: undefined, champion: undefined, ...changes }, 80).join(
    '\n',
  )
}

describe('reportLines', () => {
  it('says what waits for a person, what serves meanwhile, and how to answer', () => {
    const champion = { name: 'in-hospital-mortality', version: 'aaaaaaaaaaaa', family: 'logistic' }
    const metrics = { basis: 'bbc-cv' as const }
    const text = textOf({
      report: { ...report, champion: { ...champion, metrics } },
      published: card('bbbbbbbbbbbb'),
      champion: card('aaaaaaaaaaaa'),
    }).replaceAll(/\s+/g, ' ')
    expect(text).toContain('gate: manual. The current one is of the dataset first.')
    expect(text).toContain('version bbbbbbbbbbbb of second is published and does not serve yet')
    expect(text).toContain(
      'version aaaaaaaaaaaa serves, and after 2026-03-08T00:00:00.000Z for good',
    )
    expect(text).toContain('http://host/api/ui#/pipelines, "Let it serve"')
    expect(text).toContain('curl -s http://host/approve')
  })

  it('says which seconds are of an earlier run, and so no part of the total', () => {
    const began = '2026-03-01T00:00:00.000Z'
    const text = textOf({ report: { ...report, trainedBefore: began } }).replaceAll(/\s+/g, ' ')
    expect(text).toContain(`in a run that began ${began}: gold, study and publish are its own`)
    expect(textOf({})).not.toContain('trained on before')
  })

  it('says nothing of waiting where nothing waits', () => {
    const decided = { ...report, approval: null }
    expect(textOf({ report: decided, published: card('bbbbbbbbbbbb') })).not.toContain('a person')
  })

  it('says of figures by class and subgroup whether the search has flattered them', () => {
    const champion = card('aaaaaaaaaaaa')
    const based = (basis: 'bbc-cv' | 'held-out'): string =>
      textOf({ champion: { ...champion, metrics: { ...champion.metrics, basis } } })
    expect(based('bbc-cv')).toMatch(/not corrected for the search .*\nat threshold /)
    expect(based('held-out')).not.toContain('and so too good')
  })

  it('writes what is below nothing with a minus', () => {
    const champion = card('aaaaaaaaaaaa')
    const scaledBrier = { value: -0.02, low: -0.3, high: 0.246 }
    const metrics = { ...champion.metrics, scaledBrier }
    expect(textOf({ champion: { ...champion, metrics } })).toContain('−0.020 (−0.300 to 0.246)')
  })

  it('counts the trials that were stopped or failed, by family and in all', () => {
    const none = { value: null, standardError: null, parameters: {} }
    const published = card('bbbbbbbbbbbb')
    const failed = { family: 'boosting' as const, trials: 2, pruned: 0, failed: 2, ...none }
    const lines = textOf({
      published: { ...published, leaderboard: [...published.leaderboard, failed] },
    })
    expect(lines).toMatch(/logistic +30 trials +AUROC 0\.620 ± 0\.060 +8 stopped early, 1 failed/)
    expect(lines).toMatch(/boosting +2 trials +none complete +2 failed/)
    expect(lines).toContain('32 trials: 21 complete, 8 stopped early, 3 failed')
  })
})

describe('isWhole', () => {
  it('asks for a published version and a scored patient, not that the version serves', () => {
    const prediction = {
      icustay: 1,
      id: '2f1c6a52-6f0e-4b8b-9a51-7d3c1f0e9b64',
      probability: 0.2,
      label: 0 as const,
      threshold: 0.3,
      risk: 'medium' as const,
      baseValue: 0,
      scale: 'log-odds' as const,
      contributions: [],
      uncertainty: null,
      severityScores: { oasis: null, sapsii: null },
      warnings: [],
    }
    expect(isWhole(report)).toBe(false)
    expect(isWhole({ ...report, prediction })).toBe(true)
    expect(isWhole({ ...report, prediction, published: null })).toBe(false)
  })
})
