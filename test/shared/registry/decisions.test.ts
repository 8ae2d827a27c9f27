import { describe, expect, it } from 'vitest'
import { answerApproval } from '../../../shared/registry/approvals.ts'
import { promote } from '../../../shared/registry/champion.ts'
import { readChampion } from '../../../shared/registry/championPointer.ts'
import {
  carryOut,
  endApproval,
  type GateRecord,
  gateRecordOf,
  gateRecords,
  openRecord,
} from '../../../shared/registry/decisions.ts'
import { publishVersion } from '../../../shared/registry/versions.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import { samplePublication } from './sampleVersion.ts'

const AT = '2026-03-02T00:00:00.000Z'
const UNTIL = '2026-03-09T00:00:00.000Z'
const running = async () => true

/** A champion and a challenger whose gate has said `promote`. */
async function offered(changes: Partial<GateRecord> = {}) {
  const lake = memoryLake()
  const rows = memoryRows()
  const [champion = '', challenger = '', third = ''] = await Promise.all(
    [0, 1, 2].map(
      async seed => (await publishVersion(lake, rows, samplePublication(seed))).version,
    ),
  )
  await promote(lake, rows, champion, { by: 'first', reason: 'first', at: AT })
  const record: GateRecord = {
    instanceId: 'train-demo-1',
    runId: 'train-demo-1',
    dataset: 'demo',
    mode: 'enabled',
    challenger,
    champion,
    decision: 'promote',
    reason: 'It is better.',
    at: AT,
    comparison: null,
    approval: null,
    outcome: null,
    ...changes,
  }
  await openRecord(rows, record)
  const serving = async () => (await readChampion(lake))?.pointer.version
  return { lake, rows, record, champion, challenger, third, serving }
}

const waiting = { mode: 'manual' as const, approval: { until: UNTIL, answer: null } }
const yes = { by: 'Dr. Who', decision: 'promote' as const, reason: 'checked' }
const no = { ...yes, decision: 'keep' as const }

describe('carryOut', () => {
  it('promotes, and writes down who, when, why and instead of which', async () => {
    const { lake, rows, record, champion, challenger, serving } = await offered()
    const done = await carryOut(lake, rows, record)
    expect(await serving()).toBe(challenger)
    expect(done).toMatchObject({
      challenger,
      champion,
      outcome: { decision: 'promote', promoted: true, by: 'gate', reason: 'It is better.' },
    })
    expect(await gateRecords(rows)).toEqual([done])
    // run again: nothing more happens
    expect(await carryOut(lake, rows, done ?? record)).toEqual(done)
  })

  it.each([
    ['a dry run', { mode: 'dry-run' as const }],
    ['no promotion', { decision: 'keep' as const }],
    ['what a person decides', waiting],
  ])('moves nothing for %s', async (_, changes) => {
    const { lake, rows, record, champion, serving } = await offered(changes)
    const done = await carryOut(lake, rows, record)
    expect(done?.outcome?.promoted ?? false).toBe(false)
    expect(await serving()).toBe(champion)
  })

  it('wants the rule asked again where another promotion came first', async () => {
    const { lake, rows, record, third, serving } = await offered()
    await promote(lake, rows, third, { by: 'other', reason: 'other', at: AT })
    expect(await carryOut(lake, rows, record)).toBeUndefined()
    expect(await serving()).toBe(third)
  })
})

describe('endApproval', () => {
  it('does what the person says', async () => {
    for (const answer of [yes, no]) {
      const { lake, rows, record, champion, challenger, serving } = await offered(waiting)
      const ended = await endApproval(lake, rows, record.instanceId, { ...answer, at: AT })
      const promoted = answer === yes
      expect(ended.outcome).toEqual({ ...answer, promoted, at: AT })
      expect(await serving()).toBe(promoted ? challenger : champion)
    }
  })

  it('keeps the champion when the time is up, and says so', async () => {
    const { lake, rows, record, champion, serving } = await offered(waiting)
    const { outcome } = await endApproval(lake, rows, record.instanceId, 'time is up')
    expect(outcome).toMatchObject({ decision: 'keep', promoted: false, by: 'timeout' })
    expect(outcome?.reason).toContain(UNTIL)
    expect(await serving()).toBe(champion)
  })

  it('counts an answer on record whose event was lost', async () => {
    const { lake, rows, record, challenger, serving } = await offered(waiting)
    await answerApproval(rows, 'demo', yes, AT, running)
    const { outcome } = await endApproval(lake, rows, record.instanceId, 'time is up')
    expect(outcome).toMatchObject({ promoted: true, by: 'Dr. Who' })
    expect(await serving()).toBe(challenger)
  })

  it('goes on waiting after an event that says nothing', async () => {
    const { lake, rows, record } = await offered(waiting)
    expect((await endApproval(lake, rows, record.instanceId, null)).outcome).toBeNull()
  })

  it('keeps what was promoted while it waited', async () => {
    const { lake, rows, record, third, serving } = await offered(waiting)
    await promote(lake, rows, third, { by: 'other', reason: 'other', at: AT })
    const { outcome } = await endApproval(lake, rows, record.instanceId, { ...yes, at: AT })
    expect(outcome).toMatchObject({ decision: 'keep', promoted: false, by: 'Dr. Who' })
    expect(outcome?.reason).toContain('another version was promoted')
    expect(await serving()).toBe(third)
  })
})

describe('answerApproval', () => {
  it('takes the first answer, and the same one again', async () => {
    const { rows, challenger } = await offered(waiting)
    const first = await answerApproval(rows, 'demo', yes, AT, running)
    expect(first).toMatchObject({ record: { challenger }, answer: { ...yes, at: AT } })
    const again = await answerApproval(rows, 'demo', yes, UNTIL, running)
    expect(again.answer.at).toBe(AT)
    await expect(answerApproval(rows, 'demo', no, AT, running)).rejects.toMatchObject({
      code: 'NO_APPROVAL_AWAITED',
      message: expect.stringContaining('Dr. Who has decided'),
    })
  })

  it('lets one of two people at once answer', async () => {
    const { rows, record } = await offered(waiting)
    const outcomes = await Promise.allSettled([
      answerApproval(rows, 'demo', yes, AT, running),
      answerApproval(rows, 'demo', { ...no, by: 'Dr. No' }, AT, running),
    ])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const won = outcomes.find(outcome => outcome.status === 'fulfilled')
    const stored = await gateRecordOf(rows, record.instanceId)
    expect(stored?.row.approval?.answer).toEqual(won?.value.answer)
  })

  it.each([
    ['of another dataset', 'other', {}, running],
    ['that was terminated', 'demo', {}, async () => false],
    ['of another version', 'demo', { version: 'ffffffffffff' }, running],
  ])('finds none waiting %s', async (_, dataset, more, isRunning) => {
    const { rows } = await offered(waiting)
    const answered = answerApproval(rows, dataset, { ...yes, ...more }, AT, isRunning)
    await expect(answered).rejects.toMatchObject({ code: 'NO_APPROVAL_AWAITED' })
  })

  it('wants to know which where several wait', async () => {
    const { rows, record, third } = await offered(waiting)
    await openRecord(rows, { ...record, instanceId: 'train-demo-2', challenger: third })
    await expect(answerApproval(rows, 'demo', yes, AT, running)).rejects.toMatchObject({
      code: 'APPROVAL_AMBIGUOUS',
      message: expect.stringContaining(third),
    })
    const named = await answerApproval(rows, 'demo', { ...yes, version: third }, AT, running)
    expect(named.record.challenger).toBe(third)
  })
})
