import { describe, expect, it } from 'vitest'
import { type JobResult, judgeStudies } from '../../../bench/learn/studies.ts'

const one = { steps: { select: 4, trials: 6 }, auroc: 0.8, trials: 30, pruned: 0, note: '' }
const report = [one, one]
function at(...aurocs: number[]) {
  return aurocs.map(auroc => ({ ...one, auroc }))
}
const STOPPED = { stoppedAfter: 600 }

function verdictsOf(seedJob: JobResult, boosting: JobResult) {
  const result = { stays: 4000, features: 300, seedJob, boosting }
  return judgeStudies(result).map(({ result: verdict }) => verdict)
}

describe('what the studies must show', () => {
  const even = { ours: report, peers: report }

  it('is the time of both jobs together, and the best AUROC of each', () => {
    const fast = report.map(each => ({ ...each, steps: { study: 1 } }))
    expect(
      verdictsOf(
        { ours: fast, peers: report },
        { ours: report.map(each => ({ ...each, steps: { study: 9 } })), peers: report },
      ),
    ).toEqual(['met', 'met', 'met'])
    expect(verdictsOf({ ours: fast, peers: report }, even)[0]).toBe('not met')
    expect(verdictsOf({ ours: [one, { ...one, auroc: 0.79 }], peers: report }, even)).toEqual([
      'not met',
      'not met',
      'met',
    ])
  })

  it('lets an AUROC be lower by little where chance may have done it, and not where it is so at every seed', () => {
    const peers = at(0.9061, 0.9048, 0.904)
    const auroc = (...ours: number[]) => verdictsOf({ ours: at(...ours), peers }, even)[1]
    expect(auroc(0.905, 0.9046, 0.9042)).toBe('met')
    expect(auroc(0.9051, 0.9037, 0.9031)).toBe('not met')
    expect(auroc(0.896, 0.9046, 0.907)).toBe('not met')
    // scipy.stats.ttest_rel of these: t = -0.9538
    expect(
      judgeStudies({
        stays: 1,
        features: 1,
        seedJob: { ours: at(0.905, 0.9046, 0.9042), peers },
        boosting: even,
      })[1]?.measured,
    ).toBe('0.9046, 0.9050; t -1.0, least -2.9')
  })

  it('leaves a seed out on both sides where the peers did not end', () => {
    const slow = { ...one, auroc: 0.7, steps: { study: 1000 } }
    const seedJob = { ours: [{ ...one, steps: { study: 1 } }, slow], peers: [one, STOPPED] }
    const [time, auroc] = judgeStudies({ stays: 4000, features: 300, seedJob, boosting: even })
    // 1 + 20 s of ours to the peers' 10 + 20 s
    expect(time).toMatchObject({
      measured: "0.70 (the seed's job 0.10, a boosting study 1.00)",
      result: 'not met',
      target: expect.stringContaining("the seed's job: 1 of 2 seeds"),
    })
    expect(auroc).toMatchObject({
      measured: '0.8000, 0.8000',
      result: 'met',
      target: expect.stringContaining('the mean of 1 of 2 seeds'),
    })
  })

  it('is not judged where no search of the peers ended', () => {
    expect(verdictsOf({ ours: report, peers: [STOPPED, STOPPED] }, even)).toEqual([
      'not judged',
      'not judged',
      'met',
    ])
  })

  it('is not judged without peers', () => {
    const alone = { ours: report, peers: undefined }
    expect(new Set(verdictsOf(alone, alone))).toEqual(new Set(['not judged']))
  })
})
