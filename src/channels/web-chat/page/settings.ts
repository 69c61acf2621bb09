/** What the server told the page about itself. */
export interface Settings {
  terminal: boolean;
  sampleData: boolean;
  publicUrl: string;
  idleMs: number;
  warningMs: number;
  fileBytes: number;
  frameBytes: number;
}

/** Reads the `data-` attributes of the root element. */
export function readSettings(data: DOMStringMap): Settings {
  return {
    terminal: data['terminal'] === 'yes',
    sampleData: data['sample'] === 'yes',
    publicUrl: data['publicUrl'] ?? '',
    idleMs: Number(data['idleMs']),
    warningMs: Number(data['warningMs']),
    fileBytes: Number(data['fileBytes']),
    frameBytes: Number(data['frameBytes']),
  };
}
