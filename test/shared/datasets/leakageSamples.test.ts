import { describe, expect, it } from 'vitest'
import { keepProof, provedBefore, samplePath } from '../../../shared/datasets/leakageSamples.ts'
import type { LeakageProof } from '../../../shared/leakage/leakageProof.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'

const RUN = 'gold/my-hospital/runs/a/'
const SAMPLES = [samplePath(RUN, 0), samplePath(RUN, 1)]

const PROOF: LeakageProof = {
  seed: 1,
  patients: 2,
  stays: 3,
  future: {
    mutations: 4,
    byKind: {},
    moved: [],
    leftCohort: 0,
    movedAtDischarge: [],
  },
  window: { mutations: 0, byKind: {}, exact: 0, moved: [] },
  movedByOtherPatients: [],
  unreadTables: [],
}

async function lakeWithSamples() {
  const lake = memoryLake()
  for (const sample of SAMPLES) await lake.write(sample, 'rows of patients')
  return lake
}

describe('the samples of the leakage proof', () => {
  it('are gone when the proof is kept, which a second attempt then takes', async () => {
    const lake = await lakeWithSamples()
    expect(await provedBefore(lake, RUN, SAMPLES)).toBeUndefined()
    await keepProof(lake, RUN, SAMPLES, PROOF)
    for (const sample of SAMPLES) expect(await lake.stat(sample)).toBeUndefined()
    expect(await provedBefore(lake, RUN, SAMPLES)).toEqual(PROOF)
  })

  it('may be deleted in part, where the process died meanwhile', async () => {
    const lake = await lakeWithSamples()
    await keepProof(lake, RUN, SAMPLES, PROOF)
    await lake.write(samplePath(RUN, 1), 'rows of patients')
    expect(await provedBefore(lake, RUN, SAMPLES)).toEqual(PROOF)
  })

  it('are proved anew where the run has written them anew', async () => {
    const lake = await lakeWithSamples()
    await keepProof(lake, RUN, SAMPLES, PROOF)
    for (const sample of SAMPLES) await lake.write(sample, 'rows of patients')
    expect(await provedBefore(lake, RUN, SAMPLES)).toBeUndefined()
  })
})
