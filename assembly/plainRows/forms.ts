/** What a column holds, as shared/tables/plainRows.ts numbers it. */
export const TEXT: u32 = 0
export const INT: u32 = 1
export const LONG: u32 = 2
export const DOUBLE: u32 = 3
export const TIMESTAMP: u32 = 4
export const DATE: u32 = 5
export const FORM: u32 = 7
/** Set where a column must not be empty. */
export const REQUIRED: u32 = 8
/** Set where a column is read and not kept. */
export const IGNORED: u32 = 16

/** Bytes of a column's description: its form with what is set of it, and how long its fields usually are. */
export const COLUMN_BYTES: u32 = 2

/** Bytes of a field's place: the address of its first byte, and how many they are; 32 bits each. */
export const FIELD_BYTES: u32 = 8
/** Set in the length of a field that has doubled quotes. */
export const DOUBLED: u32 = 0x80000000

export const QUOTE: u32 = 0x22
export const POINT: u8 = 0x2e
export const MINUS: u8 = 0x2d
