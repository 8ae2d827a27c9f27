import { AppError } from '../http/problem.ts'
import type { Rows } from '../storage/rows.ts'
import type { ApprovalBody } from './approvalBody.ts'
import {
  type Approval,
  type GateRecord,
  gateRecordOf,
  gateRecords,
  recordAnswer,
} from './decisions.ts'

/**
 * Puts on record what a person says of the version of a dataset that waits for it. The first answer stands; the same one
 * again is taken again, so that an event that was lost can be raised again.
 *
 * @param isRunning - whether an orchestration still runs: one that was terminated waits for nothing
 * @returns the record, and the answer to raise the event with
 * @throws AppError NO_APPROVAL_AWAITED, APPROVAL_AMBIGUOUS
 */
export async function answerApproval(
  rows: Rows,
  dataset: string,
  { by, decision, reason, version }: ApprovalBody,
  at: string,
  isRunning: (instanceId: string) => Promise<boolean>,
): Promise<{ readonly record: GateRecord; readonly answer: Approval }> {
  const open = (await gateRecords(rows)).filter(
    record =>
      record.dataset === dataset &&
      record.approval !== null &&
      record.outcome === null &&
      (version === undefined || record.challenger === version),
  )
  const running = await Promise.all(open.map(({ instanceId }) => isRunning(instanceId)))
  const [waiting, ...others] = open.filter((_, order) => running[order])
  if (waiting === undefined) throw noneWaits(dataset, version)
  if (others.length > 0) {
    const names = [waiting, ...others].map(({ challenger }) => challenger).join(', ')
    throw new AppError('APPROVAL_AMBIGUOUS', `Several versions of ${dataset} wait: ${names}.`)
  }

  const stored = await gateRecordOf(rows, waiting.instanceId)
  if (stored === undefined) throw noneWaits(dataset, version)
  const { row: record, etag } = stored
  const before = record.approval?.answer ?? null
  if (record.outcome !== null) throw noneWaits(dataset, version)
  if (before !== null) {
    const isSame = before.by === by && before.decision === decision && before.reason === reason
    if (isSame) return { record, answer: before }
    throw new AppError(
      'NO_APPROVAL_AWAITED',
      `${before.by} has decided on version ${record.challenger} of ${dataset} already: ${before.decision}.`,
    )
  }
  const answer = { by, decision, reason, at }
  if (await recordAnswer(rows, record, etag, answer)) return { record, answer }
  throw new AppError(
    'NO_APPROVAL_AWAITED',
    `Version ${record.challenger} of ${dataset} was decided on this very moment.`,
  )
}

function noneWaits(dataset: string, version: string | undefined): AppError {
  const what = version === undefined ? 'No version' : `No version ${version}`
  return new AppError('NO_APPROVAL_AWAITED', `${what} of ${dataset} waits for a person.`)
}
