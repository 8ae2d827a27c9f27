import type { TreeEnsemble } from './ensemble.ts'
import type { GrownNode } from './growTree.ts'

/** Puts trees, as they are grown, into the arrays of an ensemble. */
export class EnsembleBuilder {
  private readonly names: readonly string[]
  private readonly baseScore: number
  private readonly parallelTrees: number
  private readonly roots: number[] = [0]
  private readonly nodes: GrownNode[] = []

  constructor(names: readonly string[], baseScore: number, parallelTrees: number) {
    this.names = [...names]
    this.baseScore = Math.fround(baseScore)
    this.parallelTrees = parallelTrees
  }

  /**
   * @returns its nodes in XGBoost's order: level by level, children in the order of their parents, so that the k-th inner
   *   node's children are at 2k + 1 and 2k + 2
   */
  add(root: GrownNode): readonly GrownNode[] {
    const nodes = [root]
    for (let at = 0; at < nodes.length; at++) nodes.push(...(nodes[at]?.children ?? []))
    for (const node of nodes) this.nodes.push(node)
    this.roots.push(this.nodes.length)
    return nodes
  }

  /** @param rounds - how many to keep of those added; all when undefined */
  build(rounds?: number): TreeEnsemble {
    const roots =
      rounds === undefined ? this.roots : this.roots.slice(0, rounds * this.parallelTrees + 1)
    const nodes = this.nodes.slice(0, roots.at(-1))
    const left = new Int32Array(nodes.length)
    const right = new Int32Array(nodes.length)
    for (const [tree, root] of roots.slice(0, -1).entries()) {
      let child = root + 1
      for (let node = root; node < (roots[tree + 1] ?? 0); node++) {
        if (nodes[node]?.children === undefined) continue
        left[node] = child
        right[node] = child + 1
        child += 2
      }
    }
    return {
      names: this.names,
      baseScore: this.baseScore,
      parallelTrees: this.parallelTrees,
      roots: Int32Array.from(roots),
      column: Int32Array.from(nodes, node => node.column),
      threshold: Float32Array.from(nodes, node => node.threshold),
      left,
      right,
      missingLeft: Uint8Array.from(nodes, node => Number(node.missingLeft)),
      value: Float32Array.from(nodes, node => node.value),
      cover: Float32Array.from(nodes, node => node.cover),
      gain: Float32Array.from(nodes, node => node.gain),
    }
  }
}
