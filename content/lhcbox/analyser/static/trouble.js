// @ts-check
/** A sentence for the reader: something that was chosen, typed or opened can't be used. */
export class Trouble extends Error {}
