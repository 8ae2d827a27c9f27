import { describe, expect, it } from 'vitest'
import type { Promotion } from '../../../shared/contracts/promotion.ts'
import {
  type OrchestrationStatus,
  type StatusOf,
  viewTable,
} from '../../../shared/datasets/pipelineView.ts'

const received: Promotion = {
  dataset: 'demo',
  table: 'ICUSTAYS',
  file: 'bronze/demo/ICUSTAYS.csv',
  etag: '0x1',
  bytes: 100,
  state: 'received',
  instanceId: 'promote-demo-ICUSTAYS-0x1',
  updated: '2026-01-01T00:00:00Z',
}

function statusIs(runtimeStatus: string, change: Partial<OrchestrationStatus> = {}): StatusOf {
  return async () => ({
    runtimeStatus,
    createdTime: received.updated,
    lastUpdatedTime: received.updated,
    customStatus: null,
    output: null,
    statusUrl: '',
    ...change,
  })
}

describe('viewTable', () => {
  it('shows how far a promotion is', async () => {
    const progress = { stage: 'convert', done: 1, total: 3 }
    const view = await viewTable(received, statusIs('Running', { customStatus: progress }))
    expect(view).toMatchObject({ state: 'received', progress })
  })

  it.each(['Failed', 'Terminated', 'Canceled'])(
    'calls one failed whose orchestration is %s',
    async status => {
      const view = await viewTable(received, statusIs(status, { output: 'no such activity' }))
      expect(view.state).toBe('failed')
      expect(view.reason).toContain(received.file)
      expect(view.reason).toContain('no such activity')
    },
  )

  it('has a promotion that completes after its row was read be under way', async () => {
    expect(await viewTable(received, statusIs('Completed'))).toMatchObject({ state: 'received' })
  })

  it('believes a row that says what came of it, whatever became of the orchestration', async () => {
    const promoted = { ...received, state: 'promoted' as const, rowsIn: 2 }
    expect(await viewTable(promoted, statusIs('Terminated'))).toMatchObject({
      state: 'promoted',
      rowsIn: 2,
    })
  })
})
