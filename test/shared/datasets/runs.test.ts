import { expect, it } from 'vitest'
import { requestedRunId } from '../../../shared/datasets/runs.ts'
import { datasetOfStudy } from '../../../shared/datasets/studies.ts'

it('gives two requests of the same millisecond runs of their own, whose dataset is told', () => {
  const ids = Array.from({ length: 4 }, () =>
    requestedRunId('demo-1', '0123456789abcdef', '2026-01-02T03:04:05.678Z'),
  )
  expect(new Set(ids).size).toBeGreaterThan(1)
  expect(ids.map(datasetOfStudy)).toEqual(ids.map(() => 'demo-1'))
})
