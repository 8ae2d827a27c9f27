import type { DeltaMetadata, DeltaProtocol } from './deltaActions.ts'

/**
 * What of Delta's protocol is spoken here (delta-io/delta, PROTOCOL.md, "Reader Version Requirements", "Writer Version
 * Requirements", "Valid Feature Names in Table Features"). New tables ask for no more than reader 1 and writer 2.
 */
export const OWN_PROTOCOL: DeltaProtocol = {
  minReaderVersion: 1,
  minWriterVersion: 2,
  readerFeatures: undefined,
  writerFeatures: undefined,
}

/** The newest version that lists features by name, of readers and of writers. */
const READER_WITH_FEATURES = 3
const WRITER_WITH_FEATURES = 7

/**
 * `timestampNtz` is one more type; `vacuumProtocolCheck` binds only who vacuums; `columnMapping` is checked by the
 * mode that the table sets.
 */
const READER_FEATURES: ReadonlySet<string> = new Set([
  'timestampNtz',
  'vacuumProtocolCheck',
  'columnMapping',
])
const WRITER_FEATURES: ReadonlySet<string> = new Set([
  'appendOnly',
  'invariants',
  'vacuumProtocolCheck',
])

/** What each writer version adds to version 2; a table of a higher version may use any of them. */
const FEATURES_OF_WRITER: ReadonlyMap<number, readonly string[]> = new Map([
  [3, ['checkConstraints']],
  [4, ['changeDataFeed', 'generatedColumns']],
  [5, ['columnMapping']],
  [6, ['identityColumns']],
])

/**
 * Checks that every row of the table can be read.
 *
 * @throws naming the feature or version that is not supported
 */
export function checkReadable(
  { minReaderVersion, readerFeatures = [] }: DeltaProtocol,
  { configuration, format }: DeltaMetadata,
): void {
  const unknown = readerFeatures.filter(feature => !READER_FEATURES.has(feature))
  if (minReaderVersion > READER_WITH_FEATURES || unknown.length > 0) {
    const named = unknown.length > 0 ? ` (${unknown.join(', ')})` : ''
    throw new Error(
      `the table needs Delta reader version ${minReaderVersion}${named}, which is not supported here`,
    )
  }
  const mapping = configuration['delta.columnMapping.mode'] ?? 'none'
  if (minReaderVersion > 1 && mapping !== 'none') {
    throw new Error(
      `the table uses columnMapping (delta.columnMapping.mode is ${mapping}), which is not supported here`,
    )
  }
  if (format.provider !== 'parquet') {
    throw new Error(`its files are ${format.provider}; only parquet is read here`)
  }
}

/**
 * The duties of writer version 2: keep off tables that need more, that only grow, or whose rows must be checked.
 *
 * @throws naming the feature, property or column key
 */
export function checkWritable(
  { minWriterVersion, writerFeatures = [] }: DeltaProtocol,
  { configuration, schemaString }: DeltaMetadata,
  mode: 'overwrite' | 'append',
): void {
  const needed = [...FEATURES_OF_WRITER]
    .filter(([version]) => version <= minWriterVersion && minWriterVersion < WRITER_WITH_FEATURES)
    .flatMap(([, features]) => features)
  const unknown = [...needed, ...writerFeatures.filter(feature => !WRITER_FEATURES.has(feature))]
  if (minWriterVersion > WRITER_WITH_FEATURES || unknown.length > 0) {
    const named = unknown.length > 0 ? ` (${unknown.join(', ')})` : ''
    throw new Error(
      `the table needs Delta writer version ${minWriterVersion}${named}, which is not supported here`,
    )
  }

  if (mode === 'overwrite' && configuration['delta.appendOnly'] === 'true') {
    throw new Error('the table is append-only (delta.appendOnly), nothing is overwritten')
  }
  const checked = [
    ...Object.keys(configuration).filter(key => key.startsWith('delta.constraints.')),
    ...['delta.invariants', 'delta.generationExpression', 'delta.identity.start'].filter(key =>
      schemaString.includes(`"${key}"`),
    ),
    ...(configuration['delta.enableChangeDataFeed'] === 'true'
      ? ['delta.enableChangeDataFeed']
      : []),
  ]
  if (checked.length > 0) {
    throw new Error(`the table has ${checked.join(', ')}, which is not supported here`)
  }
}
