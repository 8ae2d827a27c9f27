import type { AttritionStep } from '../../shared/contracts/training.ts'
import type { TableProps } from '../components/table.tsx'
import { count } from '../format.ts'

/** How many stays, deaths and patients each step of the selection leaves. */
export const ATTRITION_TABLE: Omit<TableProps<AttritionStep>, 'rows'> = {
  caption: 'Attrition of the cohort',
  keyOf: ({ step }) => step,
  columns: [
    { title: 'Step', cell: ({ step }) => step },
    { title: 'Stays', isNumber: true, cell: ({ stays }) => count(stays) },
    { title: 'Deaths', isNumber: true, cell: ({ positives }) => count(positives) },
    { title: 'Patients', isNumber: true, cell: ({ patients }) => count(patients) },
  ],
}
