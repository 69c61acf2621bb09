/** Where a sealed value lives; bound into the ciphertext so that it opens nowhere else. */
export interface SealedPlace {
  collection: string;
  id: string;
  field: string;
}

export interface Sealer {
  seal(value: Buffer | string, where: SealedPlace): Buffer;
  /** @throws `cannot_open` when the key, place or bytes are not the ones it was sealed with */
  open(sealed: Buffer, where: SealedPlace): Buffer;
}
