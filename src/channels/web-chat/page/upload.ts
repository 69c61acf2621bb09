export type UploadResult = { fileId: string } | { problem: string } | { retry: true };

/**
 * Posts a picture. `problem` is the server's word for a file it will not take; `retry` means the network or the
 * server was at fault.
 */
export function upload(
  url: string,
  file: File,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<UploadResult> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'json';
    request.upload.onprogress = (event) => onProgress(event.loaded / Math.max(event.total, 1));
    request.onload = () => resolve(readAnswer(request.status, request.response));
    request.onerror = () => resolve({ retry: true });
    request.onabort = () => resolve({ retry: true });
    signal.addEventListener('abort', () => request.abort(), { once: true });
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}

function readAnswer(status: number, body: unknown): UploadResult {
  const answer = (body ?? {}) as { fileId?: string; text?: string };
  if (status === 200 && answer.fileId) return { fileId: answer.fileId };
  const refused = status >= 400 && status < 500 && status !== 429 && status !== 401;
  return refused && answer.text ? { problem: answer.text } : { retry: true };
}
