import { AppError } from '../http/problem.ts'
import { type ChampionPointer, readChampion } from '../registry/championPointer.ts'
import type { Etag, Lake } from '../storage/lake.ts'
import { CHAMPION_PATH, versionFolder } from '../storage/paths.ts'
import { loadModel, type ScorerOf, type ServedModel } from './servedModel.ts'

/** The champion as this process has it. */
export interface ServedChampion {
  readonly pointer: ChampionPointer
  readonly model: ServedModel
}

export interface ChampionStatus {
  readonly pointer: ChampionPointer | null
  /** Since the pointer's ETag was last seen to be the one served; null before the first time. */
  readonly secondsSinceValidated: number | null
  /** What went wrong at the last attempt to look; null where nothing did. */
  readonly problem: string | null
}

export interface ChampionCache {
  /**
   * The champion, at once where one is cached and was looked after lately.
   *
   * @throws AppError NO_CHAMPION, STORAGE_UNAVAILABLE or CHAMPION_UNREADABLE where none is cached and none can be had
   */
  current(): Promise<ServedChampion>
  /** Looks for a promotion now; a failure to look keeps what is cached. */
  revalidate(): Promise<void>
  status(): ChampionStatus
}

export interface CacheTiming {
  /** Between two looks at the pointer's ETag, while requests come. */
  readonly revalidateMs: number
  /** A process that had no request for so long stops looking; its next request waits for one look. */
  readonly idleMs: number
  /** How long such a request waits before it takes the cached champion all the same. */
  readonly patienceMs: number
}

const DEFAULT_TIMING: CacheTiming = { revalidateMs: 3_000, idleMs: 300_000, patienceMs: 2_000 }

/**
 * The champion of one process. While requests come, a timer looks at the pointer's ETag (one small request each 3 s) and
 * exchanges the model when it moved: no request waits for storage, and a promotion is seen within seconds. When storage
 * is away, or a promoted model cannot be read, the cached champion goes on serving.
 */
export function championCache(
  lake: Lake,
  scorerOf: ScorerOf,
  timing: CacheTiming = DEFAULT_TIMING,
): ChampionCache {
  let cached: { readonly etag: Etag; readonly champion: ServedChampion } | undefined
  let looking: Promise<void> | undefined
  let validatedAt: number | undefined
  let lastRequest = 0
  let problem: AppError | undefined
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const info = await reaching(lake.stat(CHAMPION_PATH))
    if (info !== undefined && info.etag === cached?.etag) return
    const found = info && (await reaching(readChampion(lake)))
    if (found === undefined) {
      throw new AppError(
        'NO_CHAMPION',
        'No version of in-hospital-mortality is the champion yet.',
        {
          retryAfterSeconds: 30,
        },
      )
    }
    const { pointer, etag } = found
    const known = cached?.champion.model
    const model = known?.version === pointer.version ? known : await readModel(pointer.version)
    cached = { etag, champion: { pointer, model } }
  }

  async function readModel(version: string): Promise<ServedModel> {
    const bytes = await reaching(lake.read(`${versionFolder(version)}model.json`))
    try {
      return loadModel(version, bytes, scorerOf)
    } catch (cause) {
      if (cause instanceof AppError) throw cause
      throw new AppError('CHAMPION_UNREADABLE', `Version ${version} is no model this app knows.`, {
        retryAfterSeconds: 30,
        cause,
      })
    }
  }

  async function lookAndRemember(): Promise<void> {
    try {
      await look()
      problem = undefined
      validatedAt = Date.now()
    } catch (error) {
      problem = error instanceof AppError ? error : unreachable(error)
    } finally {
      looking = undefined
    }
  }

  /** One look at a time, however many ask. Its outcome is in `cached` and `problem`; it never rejects. */
  async function revalidate(): Promise<void> {
    looking ??= lookAndRemember()
    await looking
  }

  function keepLooking(): void {
    if (timer !== undefined) return
    timer = setInterval(() => {
      if (Date.now() - lastRequest > timing.idleMs) {
        clearInterval(timer)
        timer = undefined
      } else void revalidate()
    }, timing.revalidateMs)
    timer.unref()
  }

  return {
    revalidate,

    async current() {
      lastRequest = Date.now()
      const watched = timer !== undefined
      keepLooking()
      if (cached === undefined) await revalidate()
      else if (!watched) await Promise.race([revalidate(), delay(timing.patienceMs)])
      if (cached !== undefined) return cached.champion
      throw problem ?? unreachable(undefined)
    },

    status() {
      return {
        pointer: cached?.champion.pointer ?? null,
        secondsSinceValidated:
          validatedAt === undefined ? null : Math.round((Date.now() - validatedAt) / 1000),
        problem: problem?.message ?? null,
      }
    },
  }
}

/** Storage's own errors say more than a caller should see, and all mean the same to it. */
async function reaching<T>(request: Promise<T>): Promise<T> {
  try {
    return await request
  } catch (cause) {
    throw unreachable(cause)
  }
}

function unreachable(cause: unknown): AppError {
  return new AppError('STORAGE_UNAVAILABLE', 'The model registry could not be read.', {
    retryAfterSeconds: 5,
    cause,
  })
}

async function delay(ms: number): Promise<void> {
  await new Promise<void>(resolve => {
    setTimeout(resolve, ms).unref()
  })
}
