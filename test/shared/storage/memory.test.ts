import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import { describeLake } from './lakes.ts'
import { describeRows } from './rowTables.ts'

let count = 0
const fresh = (): string => `test-${count++}`

const lake = memoryLake()
describeLake(
  'memoryLake',
  () => lake,
  () => `bronze/${fresh()}`,
)

const rows = memoryRows()
describeRows('memoryRows', () => rows, fresh)
