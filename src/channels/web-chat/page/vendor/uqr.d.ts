/** The part of the `uqr` package that the page uses; the server serves the package's own file under this name. */
export function encode(
  data: string,
  options?: { ecc?: 'L' | 'M' | 'Q' | 'H'; border?: number },
): { size: number; data: boolean[][] };
