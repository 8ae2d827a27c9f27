import type { ModelArtifact } from './artifact.ts'

/**
 * The bytes of `model.json`, as text: keys sorted, no blanks, numbers in JavaScript's shortest form, one line break at
 * the end. The same artifact gives the same text on every machine; the SHA-256 of its UTF-8 bytes is the version.
 *
 * @throws where a number is NaN or infinite, naming its place: JSON would make it null, and the model another one
 */
export function serialiseArtifact(artifact: ModelArtifact): string {
  return `${canonicalJson(artifact, 'model')}\n`
}

function canonicalJson(value: unknown, place: string): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') {
    return JSON.stringify(value)
  }
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return JSON.stringify(value)
    throw new Error(`an artifact holds finite numbers only, but ${place} is ${value}`)
  }
  if (Array.isArray(value)) {
    return `[${value.map((item: unknown, at) => canonicalJson(item, `${place}[${at}]`)).join(',')}]`
  }
  if (typeof value === 'object' && isPlain(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member, `${place}.${key}`)}`)
    return `{${members.join(',')}}`
  }
  throw new Error(
    `an artifact is plain JSON, but ${place} is ${Object.prototype.toString.call(value)}`,
  )
}

/** Not a typed array, a Map or the like, which JSON would write as something else. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
