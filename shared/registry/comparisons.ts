import { z } from 'zod'
import { MODEL_NAME } from '../storage/paths.ts'
import type { Rows, RowTableDefinition } from '../storage/rows.ts'

/**
 * A look at a test set: one challenger compared with the champion of then on the held-out patients of a dataset. Each
 * look costs: the more models are compared on the same patients, the likelier one of them seems better by chance.
 */
export const testSetLook = z.object({
  dataset: z.string(),
  /** The how-manieth look at any held-out patients of the dataset. */
  ordinal: z.int().positive(),
  /** The how-manieth look at this test set. */
  number: z.int().positive(),
  /** Held-out patients when this test set was first looked at, and now. */
  patientsAtFirst: z.int().positive(),
  patients: z.int().positive(),
  challenger: z.string(),
  champion: z.string(),
  runId: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
})
export type TestSetLook = z.infer<typeof testSetLook>

const looks: RowTableDefinition<TestSetLook> = { name: 'models', schema: testSetLook }

/** So many runs may count a look at the same moment. */
const ATTEMPTS = 20

/**
 * Counts a comparison before it is made, so that one whose outcome is lost counts too. The same two models again are the
 * same look: they have the same outcome.
 *
 * A patient stays on its side of the split however the data grow, so the held-out patients of a dataset are one test
 * set; a new one begins when they are twice as many as when it was first looked at, and at least half of them are new.
 *
 * @throws where other runs count at the same moment, again and again
 */
export async function countLook(
  rows: Rows,
  look: Omit<TestSetLook, 'ordinal' | 'number' | 'patientsAtFirst'>,
): Promise<TestSetLook> {
  const table = rows.table(looks)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const earlier = await looksAt(rows, look.dataset)
    const same = earlier.find(
      ({ challenger, champion }) => challenger === look.challenger && champion === look.champion,
    )
    if (same !== undefined) return same
    const counted = { ...look, ...nextNumber(earlier.at(-1), look.patients) }
    const key = String(counted.ordinal).padStart(8, '0')
    if (await table.insert(partitionOf(look.dataset), key, counted)) return counted
  }
  throw new Error(
    `${look.dataset}: ${ATTEMPTS} other runs have counted comparisons meanwhile; try again`,
  )
}

/** All looks at held-out patients of a dataset, oldest first. */
export async function looksAt(rows: Rows, dataset: string): Promise<readonly TestSetLook[]> {
  return await rows.table(looks).list(partitionOf(dataset))
}

function nextNumber(
  last: TestSetLook | undefined,
  patients: number,
): Pick<TestSetLook, 'ordinal' | 'number' | 'patientsAtFirst'> {
  if (last === undefined) return { ordinal: 1, number: 1, patientsAtFirst: patients }
  const ordinal = last.ordinal + 1
  return patients >= 2 * last.patientsAtFirst
    ? { ordinal, number: 1, patientsAtFirst: patients }
    : { ordinal, number: last.number + 1, patientsAtFirst: last.patientsAtFirst }
}

function partitionOf(dataset: string): string {
  return `${MODEL_NAME}:looks:${dataset}`
}
